-- Step 1: the catalogue as it began. Steps are never edited once a catalogue may have been made with them; changes are further steps.
--
-- Paths are BLOBs: bytes as the file system has them. Times are microseconds since the epoch (_us), or nanoseconds (_ns).
-- Columns that are slugs (status, kind, verdict, outcome …) hold what the code's tables name; those tables only grow.
-- NULL is unknown, never 0.

PRAGMA application_id = 1885954414; -- "pian"

CREATE TABLE revision (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    revision INTEGER NOT NULL,
    revised_us INTEGER NOT NULL
) STRICT;
INSERT INTO revision VALUES (1, 0, 0);

CREATE TABLE notes (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    command TEXT NOT NULL,
    started_us INTEGER NOT NULL,
    ended_us INTEGER, -- NULL: it did not end by itself
    complete INTEGER NOT NULL,
    found INTEGER NOT NULL,
    added INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    moved INTEGER NOT NULL,
    missing INTEGER NOT NULL,
    examined INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    exit_code INTEGER NOT NULL,
    sandboxed INTEGER NOT NULL,
    note TEXT
) STRICT;

CREATE TABLE editions (
    id INTEGER PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    title_zh TEXT,
    title_en TEXT,
    next_number INTEGER NOT NULL DEFAULT 1 -- only ever rises: a number is not given twice
) STRICT;

CREATE TABLE categories (
    edition_id INTEGER NOT NULL REFERENCES editions (id),
    slug TEXT NOT NULL,
    title_zh TEXT,
    title_en TEXT,
    position INTEGER, -- in the settings; NULL: they no longer have it
    PRIMARY KEY (edition_id, slug)
) STRICT, WITHOUT ROWID;

-- The bytes of a file, wherever it lies. A row without a status is known by name only.
CREATE TABLE contents (
    id INTEGER PRIMARY KEY,
    content TEXT NOT NULL UNIQUE,
    size INTEGER,
    status TEXT,
    reason TEXT,
    sha256 TEXT,
    facts_version INTEGER,
    media_version TEXT,
    sandboxed INTEGER,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt_run INTEGER,
    poster_recipe INTEGER,
    poster_time_us INTEGER,
    poster_pinned INTEGER,
    has_facts INTEGER NOT NULL DEFAULT 0,
    container TEXT,
    format_name TEXT,
    duration INTEGER,
    duration_header INTEGER,
    duration_media INTEGER,
    duration_content INTEGER,
    start_time INTEGER,
    bit_rate INTEGER,
    faststart INTEGER
) STRICT;

CREATE TABLE streams (
    content_id INTEGER NOT NULL REFERENCES contents (id),
    kind TEXT NOT NULL, -- a group of facts: video, audio, subtitle
    position INTEGER NOT NULL,
    codec_name TEXT,
    profile TEXT,
    level INTEGER,
    pix_fmt TEXT,
    bits_per_raw_sample INTEGER,
    coded_width INTEGER,
    coded_height INTEGER,
    width INTEGER,
    height INTEGER,
    sample_aspect_ratio TEXT,
    display_aspect_ratio TEXT,
    rotation INTEGER,
    display_width INTEGER,
    display_height INTEGER,
    avg_frame_rate TEXT,
    r_frame_rate TEXT,
    frame_rate_mode TEXT,
    field_order TEXT,
    color_range TEXT,
    color_primaries TEXT,
    color_transfer TEXT,
    color_space TEXT,
    hdr TEXT,
    bit_rate INTEGER,
    nb_streams INTEGER,
    channels INTEGER,
    sample_rate INTEGER,
    language TEXT,
    PRIMARY KEY (content_id, kind, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE posters (
    content_id INTEGER NOT NULL REFERENCES contents (id),
    path TEXT NOT NULL, -- below the contest folder
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    PRIMARY KEY (content_id, width DESC, path)
) STRICT, WITHOUT ROWID;

-- Handed out to be examined and not yet answered: what was in hand when everything ended.
CREATE TABLE attempts (
    content_id INTEGER PRIMARY KEY REFERENCES contents (id),
    run_id INTEGER REFERENCES runs (id)
) STRICT;

CREATE TABLE entries (
    id INTEGER PRIMARY KEY,
    edition_id INTEGER NOT NULL REFERENCES editions (id),
    number INTEGER NOT NULL CHECK (number > 0),
    entry_no TEXT, -- the organiser's own
    category TEXT,
    title TEXT NOT NULL,
    unit TEXT,
    author TEXT,
    verdict_id INTEGER REFERENCES verdicts (id), -- the one in force
    UNIQUE (edition_id, number),
    FOREIGN KEY (edition_id, category) REFERENCES categories (edition_id, slug)
) STRICT;

CREATE TABLE files (
    id INTEGER PRIMARY KEY,
    edition_id INTEGER NOT NULL REFERENCES editions (id),
    entry_id INTEGER REFERENCES entries (id),
    attached_entry_id INTEGER REFERENCES entries (id), -- of an attachment: the work it lies beside
    kind TEXT NOT NULL,
    root BLOB NOT NULL,
    path BLOB NOT NULL,
    category TEXT, -- that its folder names
    content_id INTEGER REFERENCES contents (id),
    status TEXT NOT NULL,
    reason TEXT,
    size INTEGER NOT NULL,
    modified_ns INTEGER NOT NULL,
    changed_ns INTEGER NOT NULL,
    device INTEGER NOT NULL,
    inode INTEGER NOT NULL,
    missing_scans INTEGER NOT NULL,
    missing_since_us INTEGER,
    first_seen_us INTEGER NOT NULL,
    absence INTEGER NOT NULL AS (CASE status WHEN 'missing' THEN 1 WHEN 'withdrawn' THEN 2 ELSE 0 END) VIRTUAL,
    FOREIGN KEY (edition_id, category) REFERENCES categories (edition_id, slug)
) STRICT;

-- Not unique: in one transaction two files may exchange their names. That no two present files share a place is checked before the commit.
CREATE INDEX files_by_place ON files (edition_id, path, root, absence);
CREATE INDEX files_by_entry ON files (entry_id, absence, id DESC);

-- Every verdict that differed from the one before it. entries.verdict_id is the last.
CREATE TABLE verdicts (
    id INTEGER PRIMARY KEY,
    entry_id INTEGER NOT NULL REFERENCES entries (id),
    run_id INTEGER REFERENCES runs (id),
    judged_us INTEGER NOT NULL,
    verdict TEXT, -- NULL: none yet
    rules_hash TEXT
) STRICT;
CREATE INDEX verdicts_by_entry ON verdicts (entry_id);

CREATE TABLE findings (
    verdict_id INTEGER NOT NULL REFERENCES verdicts (id),
    position INTEGER NOT NULL,
    rule TEXT NOT NULL,
    outcome TEXT NOT NULL,
    required_zh TEXT,
    required_en TEXT,
    measured_zh TEXT,
    measured_en TEXT,
    message_zh TEXT,
    message_en TEXT,
    PRIMARY KEY (verdict_id, position)
) STRICT, WITHOUT ROWID;

-- What people decided of a work. `kind` is a slug; other kinds than pins bring their own columns and indices.
CREATE TABLE decisions (
    id INTEGER PRIMARY KEY,
    entry_id INTEGER NOT NULL REFERENCES entries (id),
    kind TEXT NOT NULL,
    decided_us INTEGER NOT NULL,
    time_us INTEGER,                            -- pin: the poster's moment
    content_id INTEGER REFERENCES contents (id) -- pin: the bytes it was chosen on
) STRICT;
CREATE UNIQUE INDEX one_pin_an_entry ON decisions (entry_id) WHERE kind = 'pin';

PRAGMA user_version = 1;
