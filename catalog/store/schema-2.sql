-- Step 2: entry forms, deep checks, what people decide, and which bytes a work had when.

ALTER TABLE contents ADD COLUMN creation_time TEXT;
ALTER TABLE contents ADD COLUMN nb_data_streams INTEGER;
ALTER TABLE contents ADD COLUMN nb_attachments INTEGER;

ALTER TABLE findings ADD COLUMN points INTEGER NOT NULL DEFAULT 0; -- of outcome deduct: how many

-- What a full decoding found. A row without a status was begun and never answered.
CREATE TABLE deep (
    content_id INTEGER PRIMARY KEY REFERENCES contents (id),
    status TEXT,
    reason TEXT,
    version INTEGER NOT NULL,
    media_version TEXT,
    sandboxed INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    next_attempt_run INTEGER NOT NULL,
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

-- Entry forms (报名表), a row each. contact, phone and email are private: no statement that pages are made of reads them.
CREATE TABLE forms (
    id INTEGER PRIMARY KEY,
    edition_id INTEGER NOT NULL REFERENCES editions (id),
    entry_id INTEGER UNIQUE REFERENCES entries (id), -- the work it speaks of; NULL: none found yet
    matched_by TEXT,                                 -- slug: what told that it is that work
    entry_no TEXT,                                   -- the organiser's own number
    counts_rows INTEGER NOT NULL DEFAULT 0,          -- that number is 序号: it tells rows of the form apart, and names no work
    category TEXT,                                   -- slug; NULL: none, or none that the settings know
    category_written TEXT,                           -- as the form has it
    title TEXT NOT NULL,
    unit TEXT,                                       -- by the name that the settings give it
    author TEXT,                                     -- several are separated by 、
    contact TEXT,
    phone TEXT,
    email TEXT,
    finished TEXT,                                   -- 完成日期, ISO 8601 where it could be read as a date
    file_name TEXT,
    synopsis TEXT,
    pinyin TEXT,                                     -- of the title, where the form overrides ours
    unit_pinyin TEXT,
    link TEXT,
    received TEXT,                                   -- 报送日期, ISO 8601 where it could be read as a date
    source TEXT NOT NULL,                            -- name of the file it came from
    imported_us INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX forms_by_entry_no ON forms (edition_id, entry_no) WHERE entry_no IS NOT NULL;
CREATE INDEX forms_by_title ON forms (edition_id, unit, title);

-- How a title or a unit's name is read: Hanyu Pinyin without tones, and the initials. given: a person said so.
CREATE TABLE readings (
    text TEXT PRIMARY KEY,
    pinyin TEXT NOT NULL,
    initials TEXT NOT NULL,
    given INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE tags (
    entry_id INTEGER NOT NULL REFERENCES entries (id),
    tag TEXT NOT NULL,
    PRIMARY KEY (entry_id, tag)
) STRICT, WITHOUT ROWID;

-- Further kinds of decisions, all kept: of those with the same entry, kind and subject the last is in force. kind: waiver, check, state, note.
ALTER TABLE decisions ADD COLUMN subject TEXT;   -- waiver: a rule; check: its name
ALTER TABLE decisions ADD COLUMN answer TEXT;    -- slug
ALTER TABLE decisions ADD COLUMN decided_by TEXT;
ALTER TABLE decisions ADD COLUMN why TEXT;
CREATE INDEX decisions_by_entry ON decisions (entry_id, kind, subject, id);

-- Which bytes a work had, in order. The last is what it has.
CREATE TABLE versions (
    id INTEGER PRIMARY KEY,
    entry_id INTEGER NOT NULL REFERENCES entries (id),
    content_id INTEGER NOT NULL REFERENCES contents (id),
    root BLOB NOT NULL,
    path BLOB NOT NULL,
    size INTEGER NOT NULL,
    modified_ns INTEGER NOT NULL,
    first_seen_us INTEGER NOT NULL
) STRICT;
CREATE INDEX versions_by_entry ON versions (entry_id, id);

INSERT INTO versions (entry_id, content_id, root, path, size, modified_ns, first_seen_us)
SELECT entry_id, content_id, root, path, size, modified_ns, first_seen_us FROM files
WHERE entry_id IS NOT NULL AND content_id IS NOT NULL
ORDER BY entry_id, absence DESC, id;

PRAGMA user_version = 2;
