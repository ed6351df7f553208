/* catalog/rules/rules_internal.h
 *
 * What the files of this folder share of Rules: how they are set from text, and what is kept of them. Nothing
 * outside the folder and its tests includes it.
 */
#pragma once

#include "catalog/rules/dates.h"
#include "catalog/rules/quantity.h"
#include "catalog/rules/rules.h"

/* Part of every rules_hash: raise when the same facts and rules may be judged or worded otherwise. */
#define JUDGE_VERSION 2

typedef enum {
    RULE_READABLE,
    RULE_CATEGORY,
    RULE_CONTAINER,
    RULE_STREAMS,
    RULE_FASTSTART,
    RULE_INTEGRITY,
    RULE_VCODEC,
    RULE_VPROFILE,
    RULE_PIXFMT,
    RULE_HDR,
    RULE_DURATION,
    RULE_FRAME,
    RULE_ASPECT,
    RULE_BARS,
    RULE_FPS,
    RULE_FPS_MODE,
    RULE_SCAN,
    RULE_BLACK_HEAD,
    RULE_BLACK_TAIL,
    RULE_BLACK_LONGEST,
    RULE_FREEZE,
    RULE_FILESIZE,
    RULE_BITRATE,
    RULE_VIDEO_BITRATE,
    RULE_AUDIO_BITRATE,
    RULE_AUDIO,
    RULE_AUDIO_CODEC,
    RULE_AUDIO_CHANNELS,
    RULE_AUDIO_RATE,
    RULE_AUDIO_SILENT,
    RULE_SILENCE,
    RULE_LOUDNESS,
    RULE_PEAK,
    RULE_NAMING,
    RULE_REGISTRATION,
    RULE_QUOTA,
    RULE_DUPLICATE,
    RULE_DUPLICATE_EDITIONS,
    RULE_DEADLINE,
    RULE_REPLACED,
    RULE_FINISHED,
    RULE_METADATA_DATE,
    RULE_SAMPLE,
    RULE_SUBTITLES,
    RULE_POSTER,
    RULE_DOCUMENT,
    RULE_MANUAL,
    N_RULES,
} RuleId;

typedef enum { LANDSCAPE, PORTRAIT, N_ORIENTATIONS } Orientation; /* a square counts as landscape */

typedef enum { FRAME_FREE, FRAME_FORBIDDEN, FRAME_RANGE } FrameDemand;

/* What pictures may be made of: all that is said of them in one item of a list. */
typedef struct {
    int chroma;       /* 420 422 444; 0: any */
    int bits;         /* of a sample; 0: any */
    const char *name; /* libav's; static; NULL: any */
} PixelDemand;

/* One step of graded overtime: what happens from more than this beyond the bound, up to the next step. */
typedef struct {
    gint64 beyond; /* µs */
    Outcome outcome;
    int points; /* of OUTCOME_DEDUCT */
} Grade;

typedef enum { AUDIO_OPTIONAL, AUDIO_REQUIRED, AUDIO_FORBIDDEN } AudioDemand;

typedef struct {
    Ratio min, max; /* the same for a single rate; num 0: no minimum, den 0: no maximum */
} RateRange;

/* What an entry form may have to say, in the order of its columns. */
typedef enum {
    FIELD_NO,
    FIELD_CATEGORY,
    FIELD_TITLE,
    FIELD_UNIT,
    FIELD_AUTHOR,
    FIELD_CONTACT,
    FIELD_PHONE,
    FIELD_EMAIL,
    FIELD_FINISHED,
    FIELD_SYNOPSIS,
    N_FORM_FIELDS,
} FormField;
const char *form_field_slug(FormField field); /* "title" */

#define QUOTA_KINDS 4 /* roll.h's RollKind */

#define RULE_KEYS_MAX 128

struct Rules {
    char *hash;
    char *canonical[RULE_KEYS_MAX]; /* by key, owned; NULL: not given */
    gboolean given[N_RULES];
    gboolean off[N_RULES]; /* by [outcome] */
    Outcome outcome[N_RULES];
    int points[N_RULES]; /* of OUTCOME_DEDUCT */

    char **containers;
    char **codecs;
    GArray *durations;          /* of Range; any of them will do */
    gint64 duration_tolerance;  /* µs */
    GArray *over, *under;       /* of Grade, by growing `beyond`; NULL: the rule's one outcome */
    gboolean duration_is_inner; /* without black at head and tail, where a deep check has found it */
    FrameDemand frame_demand[N_ORIENTATIONS];
    GArray *frame[N_ORIENTATIONS]; /* of SizeRange */
    GArray *aspects;               /* of Ratio */
    gint64 aspect_tolerance;       /* millionths */
    GArray *rates;                 /* of RateRange */
    Range filesize;
    Range bitrate;
    Range video_bitrate;
    AudioDemand audio;

    char **profiles;       /* NULL: any */
    Range level;           /* of the video codec, tenths: 41 of "4.1" */
    GArray *pixels;        /* of PixelDemand */
    gint64 bars_tolerance; /* millionths */
    Range sound_streams;
    Range audio_bitrate;
    char **audio_codecs;
    GArray *channels;                                             /* of Range */
    GArray *sample_rates;                                         /* of Range, Hz */
    Range loudness;                                               /* 1/1000 LUFS */
    Range peak;                                                   /* 1/1000 dBTP */
    Range black_head, black_tail, black_longest, freeze, silence; /* µs */
    char **checks;                                                /* names of manual checks */
    NamingTemplate *naming;
    gboolean form_fields[N_FORM_FIELDS]; /* that must be given */
    Range synopsis;                      /* characters; open at both ends: any length */
    gint64 quota[QUOTA_KINDS];           /* works, by RollKind; 0: as many as they like */
    Range accepted;                      /* µs since the epoch: [edition] opens, closes */
    int zone_s; /* in which these are told, east of UTC: that of closes, else of opens */
    DayRange finished, created;
    char **samples; /* shell patterns of their names, NFC */
    Range sample_size;
    gint64 sample_tolerance; /* µs */
};

/* ---- making: rules_new(), then every key and outcome that is set, then rules_seal() ---- */
Rules *rules_new(void); /* nothing but what is always on; outcomes as they are by default */
/* Later values replace earlier ones. FALSE and a fault: the value is wrong, nothing was changed. */
gboolean rules_set(Rules *rules, const char *key, const char *value, Fault *fault);
gboolean rules_set_outcome(Rules *rules, const char *slug, const char *value, Fault *fault);
/* What the value of a key alone cannot show: that it contradicts others. */
gboolean rules_agree(const Rules *rules, const char *key, Fault *fault);
void rules_seal(Rules *rules); /* computes the hash */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Rules, rules_free)

gboolean rules_is_on(const Rules *rules, RuleId rule);
int rule_points(const Rules *rules, RuleId rule); /* that it deducts when it is not met; 0: none */

/* ---- the table of keys, in rule_keys.c ---- */
/* One a key: reads the value into the rules and appends it in the one form that is hashed. */
typedef gboolean (*KeyParser)(Rules *rules, const char *value, GString *canonical, Fault *fault);

extern const char *const rule_key_names[];     /* ends with NULL */
const char *rule_key_section(const char *key); /* that it stands in: "rules", "quota", "edition" */
const char *rule_key_example(const char *key); /* a right value; NULL: no such key */
/* The keys that turn on the rule of this name, with their sections where those are not [rules]: "[quota] per-unit, …". NULL: the slug is a key
 * itself, or no key is the rule's own. Owned by the caller. */
char *rule_keys_of(const char *slug);

/* One of the words in any case, as its index; FALSE and a fault: none of them. */
gboolean parse_choice(const char *const *choices, const char *value, gsize *index, Fault *fault);
/* "reject" "review" "note" "deduct:3"; takes cleaned text. */
gboolean outcome_parse(const char *text, Outcome *outcome, int *points, Fault *fault);
/* A range into `range` and the form that is hashed. */
gboolean parse_range(QuantityKind kind, const char *value, Range *range, GString *canonical, Fault *fault);
/* The same of numbers that are no quantities; takes cleaned text. */
typedef gboolean (*NumberParser)(const char *text, gint64 *number, Fault *fault);
gboolean parse_range_of(NumberParser parse, const char *value, Range *range, GString *canonical,
                        Fault *fault);
/* Puts `parsed` into the place of what was there, with a reference of its own. */
void array_replace(GArray **kept, GArray *parsed);

/* ---- keys of films and of deep checks, in rule_keys_media.c ---- */
gboolean parse_vprofile(Rules *rules, const char *value, GString *canonical, Fault *fault);
gboolean parse_level_of_codec(Rules *rules, const char *value, GString *canonical, Fault *fault);
gboolean parse_pixfmt(Rules *rules, const char *value, GString *canonical, Fault *fault);
gboolean parse_forbidden(Rules *rules, const char *value, GString *canonical, Fault *fault);
gboolean parse_constant(Rules *rules, const char *value, GString *canonical, Fault *fault);
gboolean parse_complete(Rules *rules, const char *value, GString *canonical, Fault *fault);
gboolean parse_single(Rules *rules, const char *value, GString *canonical, Fault *fault);
gboolean parse_required(Rules *rules, const char *value, GString *canonical, Fault *fault);
gboolean parse_over(Rules *rules, const char *value, GString *canonical, Fault *fault);
gboolean parse_under(Rules *rules, const char *value, GString *canonical, Fault *fault);
gboolean parse_duration_basis(Rules *rules, const char *value, GString *canonical, Fault *fault);
gboolean parse_landscape(Rules *rules, const char *value, GString *canonical, Fault *fault);
gboolean parse_portrait(Rules *rules, const char *value, GString *canonical, Fault *fault);
gboolean parse_bars_tolerance(Rules *rules, const char *value, GString *canonical, Fault *fault);
gboolean parse_sound_streams(Rules *rules, const char *value, GString *canonical, Fault *fault);
gboolean parse_audio_bitrate(Rules *rules, const char *value, GString *canonical, Fault *fault);
gboolean parse_audio_codec(Rules *rules, const char *value, GString *canonical, Fault *fault);
gboolean parse_channels(Rules *rules, const char *value, GString *canonical, Fault *fault);
gboolean parse_sample_rate(Rules *rules, const char *value, GString *canonical, Fault *fault);
gboolean parse_loudness(Rules *rules, const char *value, GString *canonical, Fault *fault);
gboolean parse_peak(Rules *rules, const char *value, GString *canonical, Fault *fault);
gboolean parse_black_head(Rules *rules, const char *value, GString *canonical, Fault *fault);
gboolean parse_black_tail(Rules *rules, const char *value, GString *canonical, Fault *fault);
gboolean parse_black_longest(Rules *rules, const char *value, GString *canonical, Fault *fault);
gboolean parse_freeze(Rules *rules, const char *value, GString *canonical, Fault *fault);
gboolean parse_silence(Rules *rules, const char *value, GString *canonical, Fault *fault);

const char *rule_slug(RuleId rule);           /* in rules.c */
gboolean status_is_unreadable(Status status); /* examined, and no video came of it */
gboolean rule_from_slug(const char *slug, RuleId *rule);
Outcome rule_default_outcome(RuleId rule);

/* The extensions of a container, the first the usual one, ended by NULL; NULL: a container we know nothing
 * of. */
const char *const *container_extensions(const char *container);

/* ---- rule_keys_office.c ---- */
gboolean parse_naming(Rules *rules, const char *value, GString *canonical, Fault *fault);
gboolean parse_registration(Rules *rules, const char *value, GString *canonical, Fault *fault);
gboolean parse_synopsis(Rules *rules, const char *value, GString *canonical, Fault *fault);
gboolean parse_per_unit(Rules *rules, const char *value, GString *canonical, Fault *fault);
gboolean parse_per_unit_per_category(Rules *rules, const char *value, GString *canonical, Fault *fault);
gboolean parse_per_person(Rules *rules, const char *value, GString *canonical, Fault *fault);
gboolean parse_per_person_per_category(Rules *rules, const char *value, GString *canonical, Fault *fault);
gboolean parse_opens(Rules *rules, const char *value, GString *canonical, Fault *fault);
gboolean parse_closes(Rules *rules, const char *value, GString *canonical, Fault *fault);
gboolean parse_finished(Rules *rules, const char *value, GString *canonical, Fault *fault);
gboolean parse_metadata_date(Rules *rules, const char *value, GString *canonical, Fault *fault);
gboolean parse_sample(Rules *rules, const char *value, GString *canonical, Fault *fault);
gboolean parse_sample_size(Rules *rules, const char *value, GString *canonical, Fault *fault);
gboolean parse_sample_tolerance(Rules *rules, const char *value, GString *canonical, Fault *fault);

/* ---- judges, in judges*.c ---- */
typedef enum {
    RULING_PASS,
    RULING_FAIL,
    RULING_DOUBT,        /* a person should look: never worse than review */
    RULING_UNKNOWN,      /* a fact is missing; the judge leaves message and measured empty */
    RULING_INAPPLICABLE, /* nothing can be said of such a work, or not yet; the judge says why */
    RULING_GRADED,       /* the judge has set outcome and points of the finding itself */
} Ruling;

/* A judge is pure: it reads rules and subject, and fills `measured` and `message` of a finding whose
 * `required` is filled already (it may replace that by the branch that applies). */
typedef Ruling (*Judge)(const Rules *rules, const Subject *subject, Finding *finding);
typedef Text (*Requirement)(const Rules *rules);

/* What comes of a ruling that is not graded: outcome, points, and what the message says of them. */
void settle_finding(const Rules *rules, RuleId rule, Ruling ruling, Finding *finding);

Ruling judge_readable(const Rules *rules, const Subject *subject, Finding *finding);
Ruling judge_category(const Rules *rules, const Subject *subject, Finding *finding);
Ruling judge_container(const Rules *rules, const Subject *subject, Finding *finding);
Ruling judge_vcodec(const Rules *rules, const Subject *subject, Finding *finding);
Ruling judge_duration(const Rules *rules, const Subject *subject, Finding *finding);
Ruling judge_frame(const Rules *rules, const Subject *subject, Finding *finding);
Ruling judge_aspect(const Rules *rules, const Subject *subject, Finding *finding);
Ruling judge_fps(const Rules *rules, const Subject *subject, Finding *finding);
Ruling judge_scan(const Rules *rules, const Subject *subject, Finding *finding);
Ruling judge_filesize(const Rules *rules, const Subject *subject, Finding *finding);
Ruling judge_bitrate(const Rules *rules, const Subject *subject, Finding *finding);
Ruling judge_video_bitrate(const Rules *rules, const Subject *subject, Finding *finding);
Ruling judge_audio(const Rules *rules, const Subject *subject, Finding *finding);

/* in judges_media.c */
Ruling judge_streams(const Rules *rules, const Subject *subject, Finding *finding);
Ruling judge_faststart(const Rules *rules, const Subject *subject, Finding *finding);
Ruling judge_vprofile(const Rules *rules, const Subject *subject, Finding *finding);
Ruling judge_pixfmt(const Rules *rules, const Subject *subject, Finding *finding);
Ruling judge_hdr(const Rules *rules, const Subject *subject, Finding *finding);
Ruling judge_fps_mode(const Rules *rules, const Subject *subject, Finding *finding);
Ruling judge_audio_bitrate(const Rules *rules, const Subject *subject, Finding *finding);
Ruling judge_audio_codec(const Rules *rules, const Subject *subject, Finding *finding);
Ruling judge_audio_channels(const Rules *rules, const Subject *subject, Finding *finding);
Ruling judge_audio_rate(const Rules *rules, const Subject *subject, Finding *finding);

/* in judges_deep.c: not evaluated where there was no deep check */
Ruling judge_integrity(const Rules *rules, const Subject *subject, Finding *finding);
Ruling judge_bars(const Rules *rules, const Subject *subject, Finding *finding);
Ruling judge_black_head(const Rules *rules, const Subject *subject, Finding *finding);
Ruling judge_black_tail(const Rules *rules, const Subject *subject, Finding *finding);
Ruling judge_black_longest(const Rules *rules, const Subject *subject, Finding *finding);
Ruling judge_freeze(const Rules *rules, const Subject *subject, Finding *finding);
Ruling judge_audio_silent(const Rules *rules, const Subject *subject, Finding *finding);
Ruling judge_silence(const Rules *rules, const Subject *subject, Finding *finding);
Ruling judge_loudness(const Rules *rules, const Subject *subject, Finding *finding);
Ruling judge_peak(const Rules *rules, const Subject *subject, Finding *finding);

Text require_readable(const Rules *rules);
Text require_category(const Rules *rules);
Text require_container(const Rules *rules);
Text require_vcodec(const Rules *rules);
Text require_duration(const Rules *rules);
Text require_frame(const Rules *rules);
Text require_aspect(const Rules *rules);
Text require_fps(const Rules *rules);
Text require_scan(const Rules *rules);
Text require_filesize(const Rules *rules);
Text require_bitrate(const Rules *rules);
Text require_video_bitrate(const Rules *rules);
Text require_audio(const Rules *rules);

Text require_streams(const Rules *rules);
Text require_faststart(const Rules *rules);
Text require_vprofile(const Rules *rules);
Text require_pixfmt(const Rules *rules);
Text require_hdr(const Rules *rules);
Text require_fps_mode(const Rules *rules);
Text require_audio_bitrate(const Rules *rules);
Text require_audio_codec(const Rules *rules);
Text require_audio_channels(const Rules *rules);
Text require_audio_rate(const Rules *rules);
Text require_integrity(const Rules *rules);
Text require_bars(const Rules *rules);
Text require_black_head(const Rules *rules);
Text require_black_tail(const Rules *rules);
Text require_black_longest(const Rules *rules);
Text require_freeze(const Rules *rules);
Text require_audio_silent(const Rules *rules);
Text require_silence(const Rules *rules);
Text require_loudness(const Rules *rules);
Text require_peak(const Rules *rules);

/* Whether any of the durations ends on that side. */
typedef enum { RANGE_BELOW, RANGE_ABOVE } RangeSide;
gboolean durations_end(const Rules *rules, RangeSide side);

/* Unless given, of rules_new(): hardly anybody wants to hear of them. */
#define USUAL_DURATION_TOLERANCE (G_USEC_PER_SEC / 2) /* µs */
#define USUAL_ASPECT_TOLERANCE   10000                /* millionths */
#define USUAL_BARS_TOLERANCE     20000

/* What `pianmu rules show` says of a duration: the range, and what happens by how far a film is beyond it. */
Text duration_line(const Rules *rules, const Text *range);

/* ---- judges_office.c, judges_roll.c, judges_time.c, judges_companion.c ---- */
Ruling judge_naming(const Rules *rules, const Subject *subject, Finding *finding);
Ruling judge_registration(const Rules *rules, const Subject *subject, Finding *finding);
Ruling judge_quota(const Rules *rules, const Subject *subject, Finding *finding);
Ruling judge_duplicate(const Rules *rules, const Subject *subject, Finding *finding);
Ruling judge_duplicate_editions(const Rules *rules, const Subject *subject, Finding *finding);
Ruling judge_deadline(const Rules *rules, const Subject *subject, Finding *finding);
Ruling judge_replaced(const Rules *rules, const Subject *subject, Finding *finding);
Ruling judge_finished(const Rules *rules, const Subject *subject, Finding *finding);
Ruling judge_metadata_date(const Rules *rules, const Subject *subject, Finding *finding);
Ruling judge_sample(const Rules *rules, const Subject *subject, Finding *finding);
Ruling judge_subtitles(const Rules *rules, const Subject *subject, Finding *finding);
Ruling judge_poster(const Rules *rules, const Subject *subject, Finding *finding);
Ruling judge_document(const Rules *rules, const Subject *subject, Finding *finding);

Text require_naming(const Rules *rules);
Text require_registration(const Rules *rules);
Text require_quota(const Rules *rules);
Text require_duplicate(const Rules *rules);
Text require_duplicate_editions(const Rules *rules);
Text require_deadline(const Rules *rules);
Text require_replaced(const Rules *rules);
Text require_finished(const Rules *rules);
Text require_metadata_date(const Rules *rules);
Text require_sample(const Rules *rules);
Text require_subtitles(const Rules *rules);
Text require_poster(const Rules *rules);
Text require_document(const Rules *rules);

/* ---- what people decided, in decided.c and judges_manual.c ---- */
gboolean parse_manual(Rules *rules, const char *value, GString *canonical, Fault *fault);
Text require_manual(const Rules *rules);
void judge_checks(const Rules *rules, const Subject *subject, Judgement *judgement); /* a finding a check */
void judge_state(const Subject *subject, Judgement *judgement);
void judge_waivers(const Subject *subject, Judgement *judgement); /* over the findings that are there */

/* A sentence about a decision: {by}, {date}, {why}, and {about} and {answer} where they are given. */
Text decision_text(const char *key, const Decision *decision, const Text *about, const Text *answer);
