-- Every statement of the store. `-- name:` begins one; its parameters and columns are named as the members of the structs they fill
-- (the tables of members are in the .c file of the topic).

-- ---- the state as a whole ----

-- name: revision
SELECT revision, revised_us FROM revision

-- name: revision-raise
UPDATE revision SET revision = revision + 1, revised_us = :now

-- name: note
SELECT value FROM notes WHERE name = :name

-- name: note-put
INSERT INTO notes (name, value) VALUES (:name, :value)
ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE value IS NOT excluded.value

-- name: note-drop
DELETE FROM notes WHERE name = :name

-- ---- editions ----

-- name: edition-put
INSERT INTO editions (slug, title_zh, title_en) VALUES (:slug, :title_zh, :title_en)
ON CONFLICT (slug) DO UPDATE SET title_zh = excluded.title_zh, title_en = excluded.title_en
WHERE (title_zh, title_en) IS NOT (excluded.title_zh, excluded.title_en)

-- name: category-put
INSERT INTO categories (edition_id, slug, title_zh, title_en, position)
SELECT id, :slug, :title_zh, :title_en, :position FROM editions WHERE slug = :edition
ON CONFLICT (edition_id, slug)
DO UPDATE SET title_zh = excluded.title_zh, title_en = excluded.title_en, position = excluded.position
WHERE (title_zh, title_en, position) IS NOT (excluded.title_zh, excluded.title_en, excluded.position)

-- name: categories
SELECT slug FROM categories
WHERE position IS NOT NULL AND edition_id = (SELECT id FROM editions WHERE slug = :edition)

-- name: category-retire
UPDATE categories SET position = NULL
WHERE slug = :slug AND edition_id = (SELECT id FROM editions WHERE slug = :edition)

-- name: edition-take-number
UPDATE editions SET next_number = next_number + 1 WHERE slug = :edition RETURNING next_number - 1

-- ---- entries ----

-- name: entry-id
SELECT id FROM entries WHERE edition_id = (SELECT id FROM editions WHERE slug = :edition) AND number = :number

-- name: entry-insert
INSERT INTO entries (edition_id, number, category, title, unit)
SELECT id, :number, :category, :title, :unit FROM editions WHERE slug = :edition
RETURNING id

-- Only its current file names a work: what an older version of it is called does not matter.
-- name: entry-update
UPDATE entries SET (category, title, unit) = (:category, :title, :unit)
WHERE id = :entry_id AND (category, title, unit) IS NOT (:category, :title, :unit)
AND :id = (SELECT id FROM files WHERE entry_id = :entry_id ORDER BY absence, id DESC LIMIT 1)

-- ---- files ----

-- name: files
SELECT files.id, number, root, path, files.size, modified_ns, changed_ns, device, inode, content, files.status, files.reason,
    files.category, title, unit, kind, missing_scans, missing_since_us, first_seen_us,
    (SELECT number FROM entries AS beside WHERE beside.id = attached_entry_id) AS attached_to
FROM files LEFT JOIN entries ON entries.id = entry_id LEFT JOIN contents ON contents.id = content_id
WHERE files.edition_id = (SELECT id FROM editions WHERE slug = :edition)
ORDER BY files.id

-- name: files-of-no-work
SELECT files.id, root, path, files.size, modified_ns, changed_ns, device, inode, content, files.status, files.reason,
    category, kind, missing_scans, missing_since_us, first_seen_us
FROM files LEFT JOIN contents ON contents.id = content_id
WHERE edition_id = (SELECT id FROM editions WHERE slug = :edition) AND entry_id IS NULL AND attached_entry_id IS NULL
ORDER BY path, root, files.id

-- name: file-insert
INSERT INTO files (edition_id, entry_id, attached_entry_id, kind, root, path, category, content_id, status, reason, size,
    modified_ns, changed_ns, device, inode, missing_scans, missing_since_us, first_seen_us)
SELECT id, :entry_id, :attached_entry_id, :kind, :root, :path, :category, :content_id, :status, :reason, :size,
    :modified_ns, :changed_ns, :device, :inode, :missing_scans, :missing_since_us, :first_seen_us
FROM editions WHERE slug = :edition
RETURNING id

-- name: file-exists
SELECT 1 FROM files WHERE id = :id

-- name: file-update
UPDATE files SET (entry_id, attached_entry_id, kind, root, path, category, content_id, status, reason, size, modified_ns) =
    (:entry_id, :attached_entry_id, :kind, :root, :path, :category, :content_id, :status, :reason, :size, :modified_ns)
WHERE id = :id AND
    (entry_id, attached_entry_id, kind, root, path, category, content_id, status, reason, size, modified_ns) IS NOT
    (:entry_id, :attached_entry_id, :kind, :root, :path, :category, :content_id, :status, :reason, :size, :modified_ns)

-- What no page, listing or verdict shows.
-- name: file-update-traces
UPDATE files SET (changed_ns, device, inode, missing_scans, missing_since_us, first_seen_us) =
    (:changed_ns, :device, :inode, :missing_scans, :missing_since_us, :first_seen_us)
WHERE id = :id AND
    (changed_ns, device, inode, missing_scans, missing_since_us, first_seen_us) IS NOT
    (:changed_ns, :device, :inode, :missing_scans, :missing_since_us, :first_seen_us)

-- name: file-drop
DELETE FROM files WHERE id = :id AND entry_id IS NULL

-- name: files-at-one-place
SELECT path FROM files WHERE absence = 0 GROUP BY edition_id, path, root HAVING count(*) > 1 LIMIT 1

-- ---- contents ----

-- name: contents
SELECT content, size, status, reason, facts_version, media_version, sandboxed, attempts, next_attempt_run, poster_recipe,
    poster_time_us, poster_pinned, sha256, duration,
    EXISTS (SELECT 1 FROM streams WHERE content_id = contents.id AND kind = 'subtitle'
        AND codec_name IN ('subrip', 'text', 'webvtt', 'ass', 'ssa', 'mov_text')) AS has_captions,
    EXISTS (SELECT 1 FROM deep WHERE content_id = contents.id AND decode_errors > 0) AS is_damaged
FROM contents WHERE status IS NOT NULL

-- name: content-id
SELECT id FROM contents WHERE content = :content

-- name: content-insert
INSERT INTO contents (content) VALUES (:content) RETURNING id

-- name: content-update
UPDATE contents SET (size, status, reason, sandboxed, poster_time_us, poster_pinned, sha256) =
    (:size, :status, :reason, :sandboxed, :poster_time_us, :poster_pinned, coalesce(:sha256, sha256))
WHERE id = :content_id AND
    (size, status, reason, sandboxed, poster_time_us, poster_pinned, sha256) IS NOT
    (:size, :status, :reason, :sandboxed, :poster_time_us, :poster_pinned, coalesce(:sha256, sha256))

-- How it was examined and when again: what no page, listing or verdict shows.
-- name: content-update-traces
UPDATE contents SET (facts_version, media_version, attempts, next_attempt_run, poster_recipe) =
    (:facts_version, :media_version, :attempts, :next_attempt_run, :poster_recipe)
WHERE id = :content_id AND
    (facts_version, media_version, attempts, next_attempt_run, poster_recipe) IS NOT
    (:facts_version, :media_version, :attempts, :next_attempt_run, :poster_recipe)

-- name: content-update-sha256
UPDATE contents SET sha256 = :sha256 WHERE id = :content_id AND sha256 IS NOT :sha256

-- name: content-facts
SELECT has_facts, container, format_name, duration, duration_header, duration_media, duration_content, start_time, bit_rate, faststart,
    creation_time, nb_data_streams, nb_attachments
FROM contents WHERE id = :content_id

-- name: content-put-facts
UPDATE contents SET has_facts = 1, container = :container, format_name = :format_name, duration = :duration,
    duration_header = :duration_header, duration_media = :duration_media, duration_content = :duration_content,
    start_time = :start_time, bit_rate = :bit_rate, faststart = :faststart,
    creation_time = :creation_time, nb_data_streams = :nb_data_streams, nb_attachments = :nb_attachments
WHERE id = :content_id

-- name: content-streams
SELECT * FROM streams WHERE content_id = :content_id ORDER BY kind, position

-- name: stream-insert
INSERT INTO streams (content_id, kind, position, codec_name, profile, level, pix_fmt, bits_per_raw_sample, coded_width, coded_height,
    width, height, sample_aspect_ratio, display_aspect_ratio, rotation, display_width, display_height, avg_frame_rate, r_frame_rate,
    frame_rate_mode, field_order, color_range, color_primaries, color_transfer, color_space, hdr, bit_rate, nb_streams, channels,
    sample_rate, language)
VALUES (:content_id, :kind, :position, :codec_name, :profile, :level, :pix_fmt, :bits_per_raw_sample, :coded_width, :coded_height,
    :width, :height, :sample_aspect_ratio, :display_aspect_ratio, :rotation, :display_width, :display_height, :avg_frame_rate,
    :r_frame_rate, :frame_rate_mode, :field_order, :color_range, :color_primaries, :color_transfer, :color_space, :hdr, :bit_rate,
    :nb_streams, :channels, :sample_rate, :language)

-- name: streams-drop
DELETE FROM streams WHERE content_id = :content_id

-- name: content-posters
SELECT path, width, height FROM posters WHERE content_id = :content_id ORDER BY width DESC, path

-- name: poster-insert
INSERT INTO posters (content_id, path, width, height) VALUES (:content_id, :path, :width, :height)

-- name: posters-drop
DELETE FROM posters WHERE content_id = :content_id

-- name: attempt-put
INSERT INTO attempts (content_id, run_id) VALUES (:content_id, :run_id)
ON CONFLICT (content_id) DO UPDATE SET run_id = excluded.run_id WHERE run_id IS NOT excluded.run_id

-- name: attempt-drop
DELETE FROM attempts WHERE content_id = :content_id

-- name: attempts
SELECT content FROM attempts JOIN contents ON contents.id = content_id ORDER BY content

-- ---- verdicts and decisions ----

-- name: entry-verdict
SELECT verdicts.id, verdict, rules_hash FROM entries JOIN verdicts ON verdicts.id = verdict_id WHERE entries.id = :entry_id

-- name: verdict-findings
SELECT rule, outcome, points, required_zh, required_en, measured_zh, measured_en, message_zh, message_en
FROM findings WHERE verdict_id = :verdict_id ORDER BY position

-- name: verdict-insert
INSERT INTO verdicts (entry_id, run_id, judged_us, verdict, rules_hash)
VALUES (:entry_id, :run_id, :judged_us, :verdict, :rules_hash)
RETURNING id

-- name: verdict-update-rules-hash
UPDATE verdicts SET rules_hash = :rules_hash WHERE id = :verdict_id

-- name: finding-insert
INSERT INTO findings (verdict_id, position, rule, outcome, points, required_zh, required_en, measured_zh, measured_en,
    message_zh, message_en)
VALUES (:verdict_id, :position, :rule, :outcome, :points, :required_zh, :required_en, :measured_zh, :measured_en, :message_zh, :message_en)

-- name: entry-set-verdict
UPDATE entries SET verdict_id = :verdict_id WHERE id = :entry_id

-- name: pins
SELECT number, time_us AS pin_us, content
FROM decisions JOIN entries ON entries.id = entry_id LEFT JOIN contents ON contents.id = content_id
WHERE kind = 'pin' AND edition_id = (SELECT id FROM editions WHERE slug = :edition)
ORDER BY number

-- name: pin-put
INSERT INTO decisions (entry_id, kind, decided_us, time_us, content_id) VALUES (:entry_id, 'pin', :now, :pin_us, :content_id)
ON CONFLICT (entry_id) WHERE kind = 'pin'
DO UPDATE SET decided_us = excluded.decided_us, time_us = excluded.time_us, content_id = excluded.content_id
WHERE (time_us, content_id) IS NOT (excluded.time_us, excluded.content_id)

-- name: pin-drop
DELETE FROM decisions WHERE entry_id = :entry_id AND kind = 'pin'

-- ---- runs ----

-- name: quick-check
SELECT quick_check AS fault FROM pragma_quick_check(1)

-- name: integrity-check
SELECT integrity_check AS fault FROM pragma_integrity_check(1)

-- Of films that are there.
-- name: health
WITH present AS (SELECT content_id, size, status FROM files
    WHERE absence = 0 AND kind IN ('work', 'sample') AND edition_id = (SELECT id FROM editions WHERE slug = :edition))
SELECT (SELECT user_version FROM pragma_user_version) AS step,
    (SELECT count(*) FROM present WHERE status = 'pending') AS pending,
    (SELECT count(*) FROM present LEFT JOIN contents ON contents.id = content_id
        WHERE sha256 IS NULL AND present.size <= :read_max) AS not_hashed,
    (SELECT count(*) FROM present JOIN contents ON contents.id = content_id
        WHERE attempts >= :attempts_max
            OR EXISTS (SELECT 1 FROM stages WHERE stages.content_id = contents.id AND stages.attempts >= :attempts_max)) AS parked,
    (SELECT count(*) FROM present JOIN contents ON contents.id = content_id
        WHERE contents.sandboxed = 0
            OR EXISTS (SELECT 1 FROM stages WHERE stages.content_id = contents.id AND stages.status IS NOT NULL AND stages.sandboxed = 0))
        AS without_sandbox

-- name: run-insert
INSERT INTO runs (command, started_us, ended_us, complete, found, added, changed, moved, missing, examined, failed, exit_code,
    sandboxed, note)
VALUES (:command, :started_us, :ended_us, :complete, :found, :added, :changed, :moved, :missing, :examined, :failed, :exit_code,
    :sandboxed, :note)
RETURNING id

-- name: run-update
UPDATE runs SET ended_us = :ended_us, complete = :complete, found = :found, added = :added, changed = :changed, moved = :moved,
    missing = :missing, examined = :examined, failed = :failed, exit_code = :exit_code, sandboxed = :sandboxed, note = :note
WHERE id = :id

-- name: run-last
SELECT id, command, started_us, ended_us, complete, found, added, changed, moved, missing, examined, failed, exit_code, sandboxed, note
FROM runs WHERE :command IS NULL OR command = :command ORDER BY id DESC LIMIT 1

-- ---- works: read whole, merged by their ids ----

-- A work's files, its current one first.
-- Between which numbers the works are that the organiser or we number so. NULL: none.
-- name: works-named
SELECT min(number) AS first_number, max(number) AS last_number
FROM entries LEFT JOIN forms ON forms.entry_id = entries.id
WHERE entries.edition_id = (SELECT id FROM editions WHERE slug = :edition)
    AND (number = :number OR coalesce(iif(forms.counts_rows, NULL, forms.entry_no), entries.entry_no) = :entry_no)

-- name: works
SELECT content_id, entries.verdict_id, has_facts,
    number, coalesce(entries.category, forms.category) AS category, entries.title AS path_title, entries.unit AS path_unit,
    coalesce(iif(forms.counts_rows, NULL, forms.entry_no), entries.entry_no) AS entry_no, coalesce(forms.title, entries.title) AS title,
    coalesce(forms.unit, entries.unit) AS unit, coalesce(forms.author, entries.author) AS author,
    root, path, files.status, files.reason, files.size, modified_ns,
    content, sha256, poster_time_us, poster_pinned, sandboxed, verdict, rules_hash,
    of_title.pinyin AS title_pinyin, of_title.initials AS title_initials,
    of_unit.pinyin AS unit_pinyin, of_unit.initials AS unit_initials,
    container, format_name, duration, duration_header, duration_media, duration_content, start_time, bit_rate, faststart,
    creation_time, nb_data_streams, nb_attachments
FROM entries JOIN files ON files.entry_id = entries.id
LEFT JOIN contents ON contents.id = content_id
LEFT JOIN verdicts ON verdicts.id = entries.verdict_id
LEFT JOIN forms ON forms.entry_id = entries.id
LEFT JOIN readings AS of_title ON of_title.text = iif(:for_table, NULL, coalesce(forms.title, entries.title))
LEFT JOIN readings AS of_unit ON of_unit.text = iif(:for_table, NULL, coalesce(forms.unit, entries.unit))
WHERE entries.edition_id = (SELECT id FROM editions WHERE slug = :edition) AND number BETWEEN :first_number AND :last_number
ORDER BY number, absence, files.id DESC

-- Those that go by content read from the first one that works of the edition have, and are left after the last; what is not theirs between them is
-- passed over. There is no upper bound: to hold a row against it, SQLite reads all of a row without a row id, and captions are long.
-- name: works-streams
SELECT * FROM streams
WHERE content_id >= :first
ORDER BY content_id, kind, position

-- Of the picture, what a line of a table says.
-- name: works-pictures
SELECT content_id, codec_name, display_width, display_height FROM streams
WHERE content_id >= :first AND kind = 'video'
ORDER BY content_id, position

-- name: works-posters
SELECT content_id, path, width, height FROM posters
WHERE content_id >= :first
ORDER BY content_id, width DESC, path

-- name: works-findings
SELECT number, rule, outcome, points, required_zh, required_en, measured_zh, measured_en, message_zh, message_en
FROM entries JOIN findings ON findings.verdict_id = entries.verdict_id
WHERE edition_id = (SELECT id FROM editions WHERE slug = :edition) AND number BETWEEN :first_number AND :last_number
    AND (NOT :for_table OR outcome <> 'pass' OR rule GLOB 'manual.*')
ORDER BY number, position

-- name: works-attachments
SELECT number, path FROM files JOIN entries ON entries.id = attached_entry_id
WHERE files.edition_id = (SELECT id FROM editions WHERE slug = :edition) AND number BETWEEN :first_number AND :last_number AND absence = 0
ORDER BY number, path

-- name: works-samples
SELECT number, path, files.size, files.status, duration, likeness
FROM files JOIN entries ON entries.id = attached_entry_id
LEFT JOIN contents ON contents.id = files.content_id LEFT JOIN deep ON deep.content_id = files.content_id
WHERE files.edition_id = (SELECT id FROM editions WHERE slug = :edition) AND number BETWEEN :first_number AND :last_number AND kind = 'sample'
    AND absence = 0
ORDER BY number, path

-- Without contact, phone and email: what pages are made of never reads them, only whether they are there.
-- name: works-forms
SELECT number, matched_by, forms.entry_no, counts_rows, forms.category, category_written, forms.title, forms.unit, forms.author, finished, file_name,
    synopsis, pinyin, unit_pinyin, link, received, source, imported_us,
    contact IS NOT NULL AS has_contact, phone IS NOT NULL AS has_phone, email IS NOT NULL AS has_email
FROM forms JOIN entries ON entries.id = forms.entry_id
WHERE forms.edition_id = (SELECT id FROM editions WHERE slug = :edition) AND number BETWEEN :first_number AND :last_number
ORDER BY number

-- name: works-deep
SELECT deep.content_id, status, version,
    decode_errors, first_error_at, frames, duration_decoded, duration_content, black_head, black_tail, black_longest, black_longest_at,
    freeze_longest, freeze_longest_at, freeze_total, silence_longest, silence_longest_at, silence_total, is_silent, dead_channels, loudness,
    loudness_range, true_peak, picture_left, picture_top, picture_width, picture_height, frame_rate_mode, frames_off_beat, scan, frames_combed,
    likeness
FROM deep JOIN stages ON stages.content_id = deep.content_id AND stage = 'deep'
WHERE status IS NOT NULL AND deep.content_id >= :first
ORDER BY deep.content_id

-- name: works-strips
SELECT content_id, sprite_path, tile_width, tile_height, columns, times, strip_path, frame_width, frame_height, strip_times
FROM strips
WHERE content_id >= :first
ORDER BY content_id

-- name: works-proxies
SELECT content_id, path, size, width, height, duration
FROM proxies
WHERE content_id >= :first
ORDER BY content_id

-- Inside the film. The texts are long, and only pages show them.
-- name: works-captions
SELECT content_id, position, language, cues, iif(:for_pages, webvtt, NULL) AS webvtt
FROM captions
WHERE content_id >= :first
ORDER BY content_id, position

-- Beside it.
-- name: works-captions-beside
SELECT number, files.path, position, captions.language, cues, iif(:for_pages, webvtt, NULL) AS webvtt
FROM files JOIN entries ON entries.id = attached_entry_id JOIN captions ON captions.content_id = files.content_id
WHERE files.edition_id = (SELECT id FROM editions WHERE slug = :edition) AND number BETWEEN :first_number AND :last_number AND absence = 0
    AND kind = 'attachment'
ORDER BY number, files.path, position

-- What could not be read, or not all of it.
-- name: works-caption-faults
SELECT content_id, status, reason
FROM stages
WHERE stage = 'captions' AND status <> 'pending' AND (status <> 'ok' OR reason IS NOT NULL)
    AND content_id >= :first
ORDER BY content_id

-- name: works-caption-faults-beside
SELECT number, files.path, stages.status, stages.reason
FROM files JOIN entries ON entries.id = attached_entry_id JOIN stages ON stages.content_id = files.content_id
WHERE files.edition_id = (SELECT id FROM editions WHERE slug = :edition) AND number BETWEEN :first_number AND :last_number AND absence = 0
    AND kind = 'attachment'
    AND stage = 'captions' AND stages.status <> 'pending' AND (stages.status <> 'ok' OR stages.reason IS NOT NULL)
ORDER BY number, files.path

-- name: works-tags
SELECT number, tag FROM tags JOIN entries ON entries.id = entry_id
WHERE edition_id = (SELECT id FROM editions WHERE slug = :edition) AND number BETWEEN :first_number AND :last_number
ORDER BY number, tag

-- name: works-decisions
SELECT number, decisions.id, kind, subject, answer, decided_by, why, content, decided_us
FROM decisions JOIN entries ON entries.id = entry_id LEFT JOIN contents ON contents.id = content_id
WHERE kind <> 'pin' AND edition_id = (SELECT id FROM editions WHERE slug = :edition) AND number BETWEEN :first_number AND :last_number
ORDER BY number, decisions.id

-- Facts are read of the works that had several, for pages.
-- name: works-versions
SELECT number, content, sha256, root, path, versions.size, modified_ns, first_seen_us,
    :for_pages AND has_facts AND 1 < (SELECT count(*) FROM versions AS others WHERE others.entry_id = versions.entry_id) AS has_facts,
    container, format_name, duration, duration_header, duration_media, duration_content, start_time, bit_rate, faststart,
    creation_time, nb_data_streams, nb_attachments
FROM versions JOIN entries ON entries.id = entry_id JOIN contents ON contents.id = content_id
WHERE edition_id = (SELECT id FROM editions WHERE slug = :edition) AND number BETWEEN :first_number AND :last_number
ORDER BY number, versions.id

-- name: works-version-streams
SELECT number, (SELECT count(*) FROM versions AS older WHERE older.entry_id = versions.entry_id AND older.id < versions.id) AS place, streams.*
FROM versions JOIN entries ON entries.id = entry_id JOIN streams ON streams.content_id = versions.content_id
WHERE edition_id = (SELECT id FROM editions WHERE slug = :edition) AND number BETWEEN :first_number AND :last_number
    AND versions.entry_id IN (SELECT entry_id FROM versions GROUP BY entry_id HAVING count(*) > 1)
ORDER BY number, versions.id, kind, position

-- ---- versions ----

-- The current file's bytes, where they are not those of the last version.
-- name: versions-add
INSERT INTO versions (entry_id, content_id, root, path, size, modified_ns, first_seen_us)
SELECT files.entry_id, files.content_id, root, path, files.size, modified_ns,
    iif(EXISTS (SELECT 1 FROM versions WHERE entry_id = entries.id), :now, first_seen_us)
FROM entries JOIN files ON files.id = (SELECT id FROM files WHERE entry_id = entries.id ORDER BY absence, id DESC LIMIT 1)
JOIN contents ON contents.id = files.content_id
WHERE entries.edition_id = (SELECT id FROM editions WHERE slug = :edition) AND absence = 0
    AND files.content_id IS NOT (SELECT content_id FROM versions WHERE entry_id = entries.id ORDER BY id DESC LIMIT 1)
ORDER BY number

-- ---- stages that follow the examination ----

-- name: stages
SELECT content, stages.status, stages.reason, version, stages.media_version, stages.sandboxed, stages.attempts, stages.next_attempt_run
FROM stages JOIN contents ON contents.id = content_id
WHERE stage = :stage

-- name: stages-put
INSERT INTO stages (content_id, stage, status, reason, version, media_version, sandboxed, attempts, next_attempt_run)
VALUES (:content_id, :stage, :status, :reason, :version, :media_version, :sandboxed, :attempts, :next_attempt_run)
ON CONFLICT (content_id, stage) DO UPDATE SET (status, reason, version, media_version, sandboxed, attempts, next_attempt_run) =
    (excluded.status, excluded.reason, excluded.version, excluded.media_version, excluded.sandboxed, excluded.attempts, excluded.next_attempt_run)

-- Before it is handed out; and how often it failed where the results of an earlier try stay.
-- name: stages-begin
INSERT INTO stages (content_id, stage, version, sandboxed, attempts, next_attempt_run)
VALUES (:content_id, :stage, :version, 0, :attempts, :next_attempt_run)
ON CONFLICT (content_id, stage) DO UPDATE SET (attempts, next_attempt_run) = (excluded.attempts, excluded.next_attempt_run)

-- name: stages-forget
DELETE FROM stages WHERE content_id = :content_id AND stage = :stage AND status IS NULL

-- ---- what the stages made ----

-- name: deep-put
INSERT INTO deep (content_id,
    decode_errors, first_error_at, frames, duration_decoded, duration_content, black_head, black_tail, black_longest, black_longest_at,
    freeze_longest, freeze_longest_at, freeze_total, silence_longest, silence_longest_at, silence_total, is_silent, dead_channels, loudness,
    loudness_range, true_peak, picture_left, picture_top, picture_width, picture_height, frame_rate_mode, frames_off_beat, scan, frames_combed,
    likeness)
VALUES (:content_id,
    :decode_errors, :first_error_at, :frames, :duration_decoded, :duration_content, :black_head, :black_tail, :black_longest, :black_longest_at,
    :freeze_longest, :freeze_longest_at, :freeze_total, :silence_longest, :silence_longest_at, :silence_total, :is_silent, :dead_channels, :loudness,
    :loudness_range, :true_peak, :picture_left, :picture_top, :picture_width, :picture_height, :frame_rate_mode, :frames_off_beat, :scan,
    :frames_combed, :likeness)
ON CONFLICT (content_id) DO UPDATE SET (
    decode_errors, first_error_at, frames, duration_decoded, duration_content, black_head, black_tail, black_longest, black_longest_at,
    freeze_longest, freeze_longest_at, freeze_total, silence_longest, silence_longest_at, silence_total, is_silent, dead_channels, loudness,
    loudness_range, true_peak, picture_left, picture_top, picture_width, picture_height, frame_rate_mode, frames_off_beat, scan, frames_combed,
    likeness) = (
    excluded.decode_errors, excluded.first_error_at, excluded.frames, excluded.duration_decoded, excluded.duration_content, excluded.black_head,
    excluded.black_tail, excluded.black_longest, excluded.black_longest_at, excluded.freeze_longest, excluded.freeze_longest_at,
    excluded.freeze_total, excluded.silence_longest, excluded.silence_longest_at, excluded.silence_total, excluded.is_silent, excluded.dead_channels,
    excluded.loudness, excluded.loudness_range, excluded.true_peak, excluded.picture_left, excluded.picture_top, excluded.picture_width,
    excluded.picture_height, excluded.frame_rate_mode, excluded.frames_off_beat, excluded.scan, excluded.frames_combed, excluded.likeness)

-- name: strips-put
INSERT INTO strips (content_id, sprite_path, tile_width, tile_height, columns, times, strip_path, frame_width, frame_height, strip_times)
VALUES (:content_id, :sprite_path, :tile_width, :tile_height, :columns, :times, :strip_path, :frame_width, :frame_height, :strip_times)
ON CONFLICT (content_id) DO UPDATE SET (sprite_path, tile_width, tile_height, columns, times, strip_path, frame_width, frame_height, strip_times) =
    (excluded.sprite_path, excluded.tile_width, excluded.tile_height, excluded.columns, excluded.times, excluded.strip_path,
    excluded.frame_width, excluded.frame_height, excluded.strip_times)

-- name: strips-drop
DELETE FROM strips WHERE content_id = :content_id

-- name: captions-put
INSERT INTO captions (content_id, position, language, cues, webvtt) VALUES (:content_id, :position, :language, :cues, :webvtt)

-- name: captions-drop
DELETE FROM captions WHERE content_id = :content_id

-- name: proxies-put
INSERT INTO proxies (content_id, path, size, width, height, duration) VALUES (:content_id, :path, :size, :width, :height, :duration)
ON CONFLICT (content_id) DO UPDATE SET (path, size, width, height, duration) =
    (excluded.path, excluded.size, excluded.width, excluded.height, excluded.duration)

-- name: proxies-paths
SELECT path FROM proxies

-- name: proxies-drop
DELETE FROM proxies WHERE content_id = :content_id

-- ---- reviewers and their marks ----

-- name: reviewers
SELECT key, name, unit, exported_us FROM reviewers
WHERE edition_id = (SELECT id FROM editions WHERE slug = :edition)
ORDER BY name, key

-- name: reviewer-put
INSERT INTO reviewers (edition_id, key, name, unit, exported_us)
SELECT id, :key, :name, :unit, :exported_us FROM editions WHERE slug = :edition
ON CONFLICT (edition_id, key) DO UPDATE SET (name, unit, exported_us) = (excluded.name, excluded.unit, excluded.exported_us)
WHERE excluded.exported_us >= exported_us

-- name: marks
SELECT key AS reviewer, number, content, recused, shortlisted, note, updated_us, imported_us, source
FROM marks JOIN reviewers ON reviewers.id = reviewer_id JOIN entries ON entries.id = entry_id LEFT JOIN contents ON contents.id = content_id
WHERE entries.edition_id = (SELECT id FROM editions WHERE slug = :edition)
ORDER BY number, reviewer_id

-- name: marks-scores
SELECT key AS reviewer, number, criterion, points
FROM scores JOIN reviewers ON reviewers.id = reviewer_id JOIN entries ON entries.id = entry_id
WHERE entries.edition_id = (SELECT id FROM editions WHERE slug = :edition)
ORDER BY number, reviewer_id, criterion

-- name: mark-put
INSERT INTO marks (reviewer_id, entry_id, content_id, recused, shortlisted, note, updated_us, imported_us, source)
SELECT id, :entry_id, :content_id, :recused, :shortlisted, :note, :updated_us, :imported_us, :source
FROM reviewers WHERE key = :reviewer AND edition_id = (SELECT id FROM editions WHERE slug = :edition)
ON CONFLICT (reviewer_id, entry_id) DO UPDATE SET (content_id, recused, shortlisted, note, updated_us, imported_us, source) =
    (excluded.content_id, excluded.recused, excluded.shortlisted, excluded.note, excluded.updated_us, excluded.imported_us, excluded.source)
RETURNING reviewer_id

-- name: scores-drop
DELETE FROM scores WHERE reviewer_id = :reviewer_id AND entry_id = :entry_id

-- name: score-put
INSERT INTO scores (reviewer_id, entry_id, criterion, points) VALUES (:reviewer_id, :entry_id, :criterion, :points)

-- name: marks-opinions
SELECT key AS reviewer, number, opinions.name AS name, is_met
FROM opinions JOIN reviewers ON reviewers.id = reviewer_id JOIN entries ON entries.id = entry_id
WHERE entries.edition_id = (SELECT id FROM editions WHERE slug = :edition)
ORDER BY number, reviewer_id, opinions.name

-- name: opinions-drop
DELETE FROM opinions WHERE reviewer_id = :reviewer_id AND entry_id = :entry_id

-- name: opinion-put
INSERT INTO opinions (reviewer_id, entry_id, name, is_met) VALUES (:reviewer_id, :entry_id, :name, :is_met)

-- ---- forms ----

-- name: forms
SELECT forms.id, coalesce(number, 0) AS number, matched_by, forms.entry_no, counts_rows, forms.category, category_written, forms.title, forms.unit,
    forms.author, contact, phone, email, finished, file_name, synopsis, pinyin, unit_pinyin, link, received, source, imported_us,
    contact IS NOT NULL AS has_contact, phone IS NOT NULL AS has_phone, email IS NOT NULL AS has_email
FROM forms LEFT JOIN entries ON entries.id = forms.entry_id
WHERE forms.edition_id = (SELECT id FROM editions WHERE slug = :edition)
ORDER BY forms.id

-- name: form-insert
INSERT INTO forms (edition_id, entry_id, matched_by, entry_no, counts_rows, category, category_written, title, unit, author, contact, phone, email,
    finished, file_name, synopsis, pinyin, unit_pinyin, link, received, source, imported_us)
SELECT id, :entry_id, :matched_by, :entry_no, :counts_rows, :category, :category_written, :title, :unit, :author, :contact, :phone, :email,
    :finished, :file_name, :synopsis, :pinyin, :unit_pinyin, :link, :received, :source, :imported_us
FROM editions WHERE slug = :edition
RETURNING id

-- name: form-update
UPDATE forms SET (entry_id, matched_by, entry_no, counts_rows, category, category_written, title, unit, author, contact, phone, email, finished,
    file_name, synopsis, pinyin, unit_pinyin, link, received, source, imported_us) =
    (:entry_id, :matched_by, :entry_no, :counts_rows, :category, :category_written, :title, :unit, :author, :contact, :phone, :email, :finished,
    :file_name, :synopsis, :pinyin, :unit_pinyin, :link, :received, :source, :imported_us)
WHERE id = :id AND (entry_id, matched_by, entry_no, counts_rows, category, category_written, title, unit, author, contact, phone, email, finished,
    file_name, synopsis, pinyin, unit_pinyin, link, received) IS NOT
    (:entry_id, :matched_by, :entry_no, :counts_rows, :category, :category_written, :title, :unit, :author, :contact, :phone, :email, :finished,
    :file_name, :synopsis, :pinyin, :unit_pinyin, :link, :received)

-- ---- readings ----

-- name: readings
SELECT text, pinyin, initials, given FROM readings ORDER BY text

-- name: texts-without-reading
SELECT DISTINCT text FROM (
    SELECT title AS text, edition_id FROM entries UNION ALL SELECT unit, edition_id FROM entries
    UNION ALL SELECT title, edition_id FROM forms UNION ALL SELECT unit, edition_id FROM forms)
WHERE text IS NOT NULL AND edition_id = (SELECT id FROM editions WHERE slug = :edition)
    AND text NOT IN (SELECT text FROM readings)
ORDER BY text

-- name: reading-put
INSERT INTO readings (text, pinyin, initials, given) VALUES (:text, :pinyin, :initials, :given)
ON CONFLICT (text) DO UPDATE SET (pinyin, initials, given) = (excluded.pinyin, excluded.initials, excluded.given)
WHERE excluded.given >= given AND (pinyin, initials, given) IS NOT (excluded.pinyin, excluded.initials, excluded.given)

-- ---- tags, decisions, history ----

-- name: tag-add
INSERT INTO tags (entry_id, tag) VALUES (:entry_id, :tag) ON CONFLICT DO NOTHING

-- name: tag-drop
DELETE FROM tags WHERE entry_id = :entry_id AND tag = :tag

-- name: decision-insert
INSERT INTO decisions (entry_id, kind, decided_us, content_id, subject, answer, decided_by, why)
VALUES (:entry_id, :kind, :decided_us, :content_id, :subject, :answer, :decided_by, :why)

-- Without their findings.
-- name: edition-verdicts
SELECT number, verdict, rules_hash, judged_us
FROM verdicts JOIN entries ON entries.id = entry_id
WHERE edition_id = (SELECT id FROM editions WHERE slug = :edition)
ORDER BY number, verdicts.id

-- name: entry-verdicts
SELECT id AS verdict_id, verdict, rules_hash, judged_us FROM verdicts WHERE entry_id = :entry_id ORDER BY id

-- ---- other editions ----

-- name: works-elsewhere
SELECT slug AS edition, number, coalesce(forms.title, entries.title) AS title, coalesce(forms.unit, entries.unit) AS unit,
    content, sha256
FROM entries JOIN editions ON editions.id = entries.edition_id
JOIN files ON files.id = (SELECT id FROM files WHERE entry_id = entries.id ORDER BY absence, id DESC LIMIT 1)
JOIN contents ON contents.id = content_id
LEFT JOIN forms ON forms.entry_id = entries.id
WHERE slug <> :edition
ORDER BY slug, number
