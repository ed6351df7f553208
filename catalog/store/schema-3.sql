-- Step 3: what the gallery shows beside facts and posters, and what reviewers marked in it.

-- The catalogue's own name, by which browsers keep one catalogue's marks from another's; and what the numbers of blind pages are made of,
-- which leaves the catalogue nowhere.
INSERT OR IGNORE INTO notes (name, value) VALUES ('catalogue.id', lower(hex(randomblob(8))));
INSERT OR IGNORE INTO notes (name, value) VALUES ('catalogue.secret', lower(hex(randomblob(32))));

-- How far each stage that follows the examination came with a content: deep, strip, captions, proxy. A row without a status was begun and
-- never answered.
CREATE TABLE stages (
    content_id INTEGER NOT NULL REFERENCES contents (id),
    stage TEXT NOT NULL,
    status TEXT,
    reason TEXT,
    version INTEGER NOT NULL,
    media_version TEXT,
    sandboxed INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    next_attempt_run INTEGER NOT NULL,
    PRIMARY KEY (content_id, stage)
) STRICT, WITHOUT ROWID;

INSERT INTO stages (content_id, stage, status, reason, version, media_version, sandboxed, attempts, next_attempt_run)
SELECT content_id, 'deep', status, reason, version, media_version, sandboxed, attempts, next_attempt_run FROM deep;

-- Dropping seven columns would read the whole schema again for each.
CREATE TABLE deep_before AS SELECT * FROM deep WHERE status IS NOT NULL;
DROP TABLE deep;
CREATE TABLE deep (
    content_id INTEGER PRIMARY KEY REFERENCES contents (id),
    decode_errors INTEGER,
    first_error_at INTEGER,
    frames INTEGER,
    duration_decoded INTEGER,
    duration_content INTEGER,
    black_head INTEGER,
    black_tail INTEGER,
    black_longest INTEGER,
    black_longest_at INTEGER,
    freeze_longest INTEGER,
    freeze_longest_at INTEGER,
    freeze_total INTEGER,
    silence_longest INTEGER,
    silence_longest_at INTEGER,
    silence_total INTEGER,
    is_silent INTEGER,
    dead_channels INTEGER,
    loudness INTEGER,
    loudness_range INTEGER,
    true_peak INTEGER,
    picture_left INTEGER,
    picture_top INTEGER,
    picture_width INTEGER,
    picture_height INTEGER,
    frame_rate_mode TEXT,
    frames_off_beat INTEGER,
    scan TEXT,
    frames_combed INTEGER,
    likeness TEXT
) STRICT;
INSERT INTO deep
SELECT
    content_id, decode_errors, first_error_at, frames, duration_decoded, duration_content, black_head,
    black_tail, black_longest, black_longest_at, freeze_longest, freeze_longest_at, freeze_total,
    silence_longest, silence_longest_at, silence_total, is_silent, dead_channels, loudness, loudness_range,
    true_peak, picture_left, picture_top, picture_width, picture_height, frame_rate_mode, frames_off_beat,
    scan, frames_combed, likeness
FROM deep_before;
DROP TABLE deep_before;

-- Frames from all over a film: the sprite (many small ones, in rows) and the strip (few larger ones, in one row).
CREATE TABLE strips (
    content_id INTEGER PRIMARY KEY REFERENCES contents (id),
    sprite_path TEXT NOT NULL,  -- below the contest folder
    tile_width INTEGER NOT NULL,
    tile_height INTEGER NOT NULL,
    columns INTEGER NOT NULL,
    times TEXT NOT NULL,        -- of its frames, in order: µs from the start of the film, separated by spaces
    strip_path TEXT NOT NULL,
    frame_width INTEGER NOT NULL,
    frame_height INTEGER NOT NULL,
    strip_times TEXT NOT NULL
) STRICT;

-- Subtitles as WebVTT: of a film, a row a text stream; of a subtitle file handed in beside one, a row.
CREATE TABLE captions (
    content_id INTEGER NOT NULL REFERENCES contents (id),
    position INTEGER NOT NULL,
    language TEXT,              -- as the stream or the file's name has it
    cues INTEGER NOT NULL,
    webvtt TEXT NOT NULL,
    PRIMARY KEY (content_id, position)
) STRICT, WITHOUT ROWID;

-- A copy that browsers play, of a film that they do not, or that is too much for an old machine.
CREATE TABLE proxies (
    content_id INTEGER PRIMARY KEY REFERENCES contents (id),
    path TEXT NOT NULL,         -- below the contest folder
    size INTEGER NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    duration INTEGER NOT NULL   -- µs
) STRICT;

-- What reviewers marked, as their exported files say it: the last word of each on each work.
CREATE TABLE reviewers (
    id INTEGER PRIMARY KEY,
    edition_id INTEGER NOT NULL REFERENCES editions (id),
    key TEXT NOT NULL,          -- made by the browser; tells two of the same name apart
    name TEXT NOT NULL,
    unit TEXT,
    exported_us INTEGER NOT NULL, -- the file that says the name
    UNIQUE (edition_id, key)
) STRICT;

CREATE TABLE marks (
    reviewer_id INTEGER NOT NULL REFERENCES reviewers (id),
    entry_id INTEGER NOT NULL REFERENCES entries (id),
    content_id INTEGER REFERENCES contents (id), -- the bytes that were seen
    recused INTEGER NOT NULL,
    shortlisted INTEGER NOT NULL,
    note TEXT,
    updated_us INTEGER NOT NULL,
    imported_us INTEGER NOT NULL,
    source TEXT NOT NULL,       -- name of the file it came from
    PRIMARY KEY (reviewer_id, entry_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE scores (
    reviewer_id INTEGER NOT NULL,
    entry_id INTEGER NOT NULL,
    criterion TEXT NOT NULL,
    points INTEGER NOT NULL,
    PRIMARY KEY (reviewer_id, entry_id, criterion),
    FOREIGN KEY (reviewer_id, entry_id) REFERENCES marks (reviewer_id, entry_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- How reviewers answer manual checks. No decision: that is an organiser's, and verdicts hang on decisions alone.
CREATE TABLE opinions (
    reviewer_id INTEGER NOT NULL,
    entry_id INTEGER NOT NULL,
    name TEXT NOT NULL,         -- of the check
    is_met INTEGER NOT NULL,
    PRIMARY KEY (reviewer_id, entry_id, name),
    FOREIGN KEY (reviewer_id, entry_id) REFERENCES marks (reviewer_id, entry_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 3;
