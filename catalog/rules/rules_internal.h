/* catalog/rules/rules_internal.h
 *
 * What the files of this folder share of Rules: how they are set from text, and what is kept of them. Nothing
 * outside the folder and its tests includes it.
 */
#pragma once

#include "catalog/rules/quantity.h"
#include "catalog/rules/rules.h"

/* Part of every rules_hash: raise when the same facts and rules may be judged or worded otherwise. */
#define JUDGE_VERSION 1

typedef enum {
    RULE_READABLE,
    RULE_CATEGORY,
    RULE_CONTAINER,
    RULE_VCODEC,
    RULE_DURATION,
    RULE_FRAME,
    RULE_ASPECT,
    RULE_FPS,
    RULE_SCAN,
    RULE_FILESIZE,
    RULE_BITRATE,
    RULE_VIDEO_BITRATE,
    RULE_AUDIO,
    N_RULES,
} RuleId;

typedef enum { LANDSCAPE, PORTRAIT, N_ORIENTATIONS } Orientation; /* a square counts as landscape */

typedef enum { FRAME_FREE, FRAME_FORBIDDEN, FRAME_RANGE } FrameDemand;

typedef enum { AUDIO_OPTIONAL, AUDIO_REQUIRED, AUDIO_FORBIDDEN } AudioDemand;

typedef struct {
    Ratio min, max; /* the same for a single rate; num 0: no minimum, den 0: no maximum */
} RateRange;

#define RULE_KEYS_MAX 128

struct Rules {
    char *hash;
    char *canonical[RULE_KEYS_MAX]; /* by key, owned; NULL: not given */
    gboolean given[N_RULES];
    gboolean off[N_RULES]; /* by [outcome] */
    Outcome outcome[N_RULES];

    char **containers;
    char **codecs;
    Range duration;
    gint64 duration_tolerance; /* µs */
    FrameDemand frame_demand[N_ORIENTATIONS];
    SizeRange frame[N_ORIENTATIONS];
    GArray *aspects;         /* of Ratio */
    gint64 aspect_tolerance; /* millionths */
    GArray *rates;           /* of RateRange */
    Range filesize;
    Range bitrate;
    Range video_bitrate;
    AudioDemand audio;
};

/* ---- making: rules_new(), then every key and outcome that is set, then rules_seal() ---- */
Rules *rules_new(void); /* nothing but what is always on; outcomes as they are by default */
/* Later values replace earlier ones. FALSE and a fault: the value is wrong, nothing was changed. */
gboolean rules_set(Rules *rules, const char *key, const char *value, Fault *fault);
gboolean rules_set_outcome(Rules *rules, const char *slug, const char *value, Fault *fault);
/* What single keys cannot show: that they contradict each other. */
gboolean rules_agree(const Rules *rules, Fault *fault);
void rules_seal(Rules *rules); /* computes the hash */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Rules, rules_free)

gboolean rules_is_on(const Rules *rules, RuleId rule);

/* ---- the table of keys, in rule_keys.c ---- */
/* One a key: reads the value into the rules and appends it in the one form that is hashed. */
typedef gboolean (*KeyParser)(Rules *rules, const char *value, GString *canonical, Fault *fault);

extern const char *const rule_key_names[];     /* ends with NULL */
const char *rule_key_example(const char *key); /* a right value; NULL: no such key */
const char *rule_slug(RuleId rule);            /* in rules.c */
gboolean rule_from_slug(const char *slug, RuleId *rule);
Outcome rule_default_outcome(RuleId rule);

/* The extensions of a container, the first the usual one, ended by NULL; NULL: a container we know nothing
 * of. */
const char *const *container_extensions(const char *container);

/* ---- judges, in judges.c ---- */
typedef enum {
    RULING_PASS,
    RULING_FAIL,
    RULING_DOUBT,        /* a person should look: never worse than review */
    RULING_UNKNOWN,      /* a fact is missing; the judge leaves message and measured empty */
    RULING_INAPPLICABLE, /* the rule says nothing of such a work; the judge says so */
} Ruling;

/* A judge is pure: it reads rules and subject, and fills `measured` and `message` of a finding whose
 * `required` is filled already (it may replace that by the branch that applies). */
typedef Ruling (*Judge)(const Rules *rules, const Subject *subject, Finding *finding);
typedef Text (*Requirement)(const Rules *rules);

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
