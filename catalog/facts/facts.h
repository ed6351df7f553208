/* catalog/facts/facts.h
 *
 * What is known of the bytes of one file: what a probe found, independent of where the file lies and of any rule.
 * The names are ffprobe's where ffprobe has one. One table of fields a group (file, video, audio, subtitle) says how
 * each is called, what kind of value it is and which values are possible; the wire, the catalogue and the listings are
 * all driven by it, so adding a fact is adding a member and a row.
 *
 * Members are `char *` (FACT_TEXT, owned, NULL: unknown) or gint64 (every other kind, FACT_UNKNOWN: unknown).
 * Plain data; no locking.
 */
#pragma once

#include <glib.h>

#define FACT_UNKNOWN G_MININT64

/* The most audio or subtitle streams that are recorded of one file; the probe stops counting there. */
#define FACTS_STREAMS_MAX 64

typedef enum {
    FACT_TEXT, /* valid UTF-8 without control characters, at most `max` bytes */
    FACT_INT,  /* min … max */
    FACT_TIME, /* microseconds, min … max; printed as seconds */
    FACT_BOOL  /* 0 or 1; printed as true or false */
} FactKind;

typedef struct {
    const char *name; /* in listings, and the column in the catalogue */
    FactKind kind;
    gsize offset; /* of the member in its struct */
    gint64 min;
    gint64 max;
} FactField;

/* How far the examination of a file came. Stored by slug: the list only grows. */
typedef enum {
    STATUS_OK,
    STATUS_PENDING,   /* still arriving, or the disk was too slow */
    STATUS_BROKEN,    /* meant to be a video, and cannot be read as one */
    STATUS_NOT_VIDEO, /* something else: sound, a picture, text, an archive */
    STATUS_LIMIT,     /* we stopped it */
    STATUS_CRASHED,   /* it ended the child that examined it */
    STATUS_MISSING,   /* known, and no longer found */
    STATUS_WITHDRAWN
} Status;

const char *status_slug(Status status);                      /* "ok", "not-video", … */
gboolean status_from_slug(const char *slug, Status *status); /* FALSE: no such slug */

typedef struct {
    char *container;         /* from the content: mp4 mov matroska webm avi mpegts mpeg flv asf ogg mxf … */
    char *format_name;       /* ffprobe's */
    gint64 duration;         /* what a viewer can watch */
    gint64 duration_header;  /* what the container's header claims */
    gint64 duration_media;   /* what packets or the index say */
    gint64 duration_content; /* without black padding; a deep check's */
    gint64 start_time;
    gint64 bit_rate;        /* bit/s, of the whole file */
    gint64 faststart;       /* mp4, mov: the index lies before the media; unknown elsewhere */
    char *creation_time;    /* ISO 8601 in UTC, as the container's tag claims it: "2026-03-01T08:00:00Z" */
    gint64 nb_data_streams; /* neither pictures nor sound nor subtitles: timed data, time code */
    gint64 nb_attachments;  /* fonts and other files inside; cover pictures not counted */
} FileFacts;

typedef struct {
    char *codec_name;
    char *profile;
    gint64 level;
    char *pix_fmt;
    gint64 bits_per_raw_sample;
    gint64 coded_width, coded_height; /* px */
    gint64 width, height;             /* px, as ffprobe's: cropped, before rotation and sample aspect ratio */
    char *sample_aspect_ratio;        /* "1:1" */
    char *display_aspect_ratio;       /* "16:9", after rotation */
    gint64 rotation; /* degrees clockwise that turn the coded picture upright: 0 90 180 270 */
    gint64 display_width, display_height; /* px, after rotation and sample aspect ratio: what a viewer sees */
    char *avg_frame_rate;                 /* "30000/1001" */
    char *r_frame_rate;
    char *frame_rate_mode; /* "cfr" or "vfr" */
    char *field_order;     /* "progressive" "tt" "bb" "tb" "bt" */
    char *color_range;     /* "tv" "pc" */
    char *color_primaries;
    char *color_transfer;
    char *color_space;
    char *hdr;         /* NULL, "pq", "hlg", "dv" */
    gint64 bit_rate;   /* bit/s */
    gint64 nb_streams; /* video streams in the file, cover pictures not counted */
} VideoFacts;

typedef struct {
    char *codec_name;
    gint64 channels;
    gint64 sample_rate; /* Hz */
    gint64 bit_rate;    /* bit/s */
    char *language;     /* ISO 639-2, as the container has it */
} AudioFacts;

typedef struct {
    char *codec_name;
    char *language;
} SubtitleFacts;

typedef struct {
    FileFacts file;
    gboolean has_video; /* when FALSE, every member of `video` is unknown */
    VideoFacts video;
    GPtrArray *audio;     /* of AudioFacts *, owned; never NULL; at most FACTS_STREAMS_MAX */
    GPtrArray *subtitles; /* of SubtitleFacts *, owned; never NULL; at most FACTS_STREAMS_MAX */
} Facts;

/* What a full decoding found: indexer/media/deep.h says how each is measured. Times are from the start of the
 * film; an `_at` is where the stretch of that name begins. Unknown is what could not be measured, such as the
 * loudness of a film without sound. */
typedef struct {
    gint64 decode_errors;    /* pictures and pieces of sound that are missing or damaged */
    gint64 first_error_at;   /* where the first of them is; unknown: none */
    gint64 frames;           /* pictures decoded */
    gint64 duration_decoded; /* end of the last picture that was decoded */
    gint64 duration_content; /* without black at head and tail */
    gint64 black_head;       /* µs of black before the first picture that is not; 0: none */
    gint64 black_tail;
    gint64 black_longest; /* of all stretches of at least 0.5 s, head and tail included; 0: none */
    gint64 black_longest_at;
    gint64 freeze_longest; /* the picture stands still for at least 2 s and is not black; 0: never */
    gint64 freeze_longest_at;
    gint64 freeze_total;
    gint64 silence_longest; /* all channels of the default sound track, for at least 0.5 s; 0: never */
    gint64 silence_longest_at;
    gint64 silence_total;
    gint64 is_silent;      /* from beginning to end */
    gint64 dead_channels;  /* of the default sound track: silent throughout while the other side is not */
    gint64 loudness;       /* integrated, EBU R 128, 1/1000 LUFS; unknown: below the gate throughout */
    gint64 loudness_range; /* 1/1000 LU */
    gint64 true_peak;      /* 1/1000 dBTP */
    gint64 picture_left;   /* px of the displayed picture: where the area inside black bars begins */
    gint64 picture_top;
    gint64 picture_width; /* and its size */
    gint64 picture_height;
    char *frame_rate_mode;  /* "cfr" or "vfr", by every picture */
    gint64 frames_off_beat; /* pictures that do not follow the one before by the usual distance */
    char *scan; /* "progressive" or "interlaced" by the pictures themselves; NULL: could not be told */
    gint64 frames_combed; /* of the pictures looked at for that */
    char *likeness;       /* LIKENESS_FRAMES hashes of 16 hexadecimal digits each, of evenly spaced moments */
} DeepFacts;

#define LIKENESS_FRAMES 16

/* The groups. `fields` ends with a row whose name is NULL. */
typedef struct {
    const char *name; /* "file", "video", "audio", "subtitle" */
    gsize size;       /* of the struct */
    const FactField *fields;
} FactGroup;

extern const FactGroup file_facts_group, video_facts_group, audio_facts_group, subtitle_facts_group,
    deep_facts_group;

Facts *facts_new(void); /* everything unknown */
Facts *facts_copy(const Facts *facts);
void facts_free(Facts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Facts, facts_free)

DeepFacts *deep_facts_new(void);       /* everything unknown */
void deep_facts_free(DeepFacts *deep); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeepFacts, deep_facts_free)

/* A zeroed struct of the group with everything unknown, appended to facts->audio or ->subtitles. Borrowed. */
AudioFacts *facts_add_audio(Facts *facts);
SubtitleFacts *facts_add_subtitle(Facts *facts);

/* One member of a group's struct, by its row. The text is borrowed / copied. */
const char *fact_text(gconstpointer group, const FactField *field);
gint64 fact_int(gconstpointer group, const FactField *field);
void fact_set_text(gpointer group, const FactField *field, const char *text);
void fact_set_int(gpointer group, const FactField *field, gint64 value);

/* Sets every member of a group's struct to unknown, freeing what it held. */
void facts_clear_group(const FactGroup *group, gpointer values);

/* FALSE when a value lies outside what its row allows; `field` then says which (may be NULL). */
gboolean facts_are_plausible(const Facts *facts, const FactField **field);
gboolean deep_facts_are_plausible(const DeepFacts *deep, const FactField **field);

/* "num/den" or "num:den" with positive parts; FALSE when it is anything else. */
gboolean fact_ratio(const char *text, gint64 *num, gint64 *den);
