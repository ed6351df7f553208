/* catalog/rules/rules.h
 *
 * The rules of a contest for one category, and how a work fares under them. Judging is pure: facts in,
 * verdict out.
 */
#pragma once

#include "catalog/facts/facts.h"
#include "catalog/facts/form.h"
#include "catalog/rules/decision.h"
#include "catalog/rules/naming_template.h"
#include "catalog/rules/verdict.h"

typedef struct Rules Rules;
typedef struct Category Category; /* settings.h */
typedef struct Roll Roll;         /* roll.h */

void rules_free(Rules *rules);
const char *rules_hash(const Rules *rules); /* SHA-256, hex, of the rules in force; borrowed */

/* Bytes that a work had, or has. */
typedef struct {
    const char *content;  /* hex */
    gint64 modified_ns;   /* of their file */
    gint64 first_seen_us; /* when a run first saw them in the work's place */
} SubjectVersion;

/* A sample (样片) handed in beside a work. */
typedef struct {
    const char *path;     /* below root */
    gint64 size;          /* bytes */
    gint64 duration;      /* µs; FACT_UNKNOWN */
    const char *likeness; /* as DeepFacts has it; NULL: not checked in depth */
    Status status;        /* of the file */
} SubjectSample;

/* What is judged. Everything is borrowed. What is left out is unknown. */
typedef struct {
    Status status;
    const char *reason;    /* a slug of probe.h or crew.h, or NULL */
    const Facts *facts;    /* NULL: never examined */
    const DeepFacts *deep; /* NULL: not checked in depth */
    Status deep_status;    /* where deep: STATUS_OK, or how the check ended */
    gint64 size;           /* bytes */
    const char *extension; /* without the dot, lower case; "" for none */
    gboolean has_category;
    const GPtrArray *decisions; /* of Decision *, oldest first; NULL: none */
    const char *content;        /* hex: what waivers and checks hold for; NULL: not known */

    /* Who it is, among the others. */
    gint64 number;                     /* of the entry; 0: not one of a roll */
    const char *id;                    /* "juqing-0037" */
    const char *title, *unit, *author; /* the form's, else the path's; NULL */
    const char *sha256;                /* hex; NULL: not taken */
    const Category *category;          /* in force; NULL: outside any */
    gboolean has_left; /* withdrawn, or taken out of the contest: counts for no quota and is no duplicate */
    const Roll *roll;  /* of all works; NULL: nothing is known of others */

    /* What its place, its name and its entry form say. */
    const char *name; /* of the file, without extension; readable, NFC */
    const Category *folder_category, *name_category, *form_category;
    const char *folder_unit;
    const NameFields *fields; /* by the rules' naming template; NULL: none, or the name does not follow it */
    const Form *form;         /* without contacts; NULL: none came */

    /* When, and with what. */
    gint64 modified_ns;
    const GArray *versions;       /* of SubjectVersion, oldest first; NULL: none noted */
    const GPtrArray *attachments; /* of char *: paths of what was handed in beside it; NULL: none */
    const SubjectSample *sample;  /* NULL: none */
} Subject;

/* The template of `naming=`, or NULL. Borrowed. */
const NamingTemplate *rules_naming(const Rules *rules);

/* Films and their samples find each other by this: the name without extension, without signs and spaces at its ends, caseless. Valid UTF-8; owned
 * by the caller. */
char *film_key(const char *stem);
/* The film_key() of the film that a file belongs to whose name `companion.sample=` tells to be a sample's: what tells it is taken away. NULL: it is
 * no sample. `file_name`: valid UTF-8, no folders. Owned by the caller. */
char *rules_sample_of(const Rules *rules, const char *file_name);

/* When entries close, µs since the epoch, and the zone in which that is told, east of UTC in seconds: [edition] closes=. FALSE: it is not given. */
gboolean rules_closes(const Rules *rules, gint64 *us, int *zone_s);

/* VERDICT_NONE while the status is pending; VERDICT_UNREADABLE for what cannot be read as a video. Never
 * NULL. */
Judgement *rules_judge(const Rules *rules, const Subject *subject);

/* The names of the manual checks that a person makes of each work, in order; ends with NULL, never NULL itself. Borrowed. */
const char *const *rules_checks(const Rules *rules);

/* The rules as a person reads them, one a line: name and requirement. Owned by the caller. */
typedef struct {
    const char *key; /* "duration" */
    Text name;       /* "时长" */
    Text required;   /* "1 分钟至 10 分钟（含）" */
    Outcome outcome; /* when it is not met */
    int points;      /* of OUTCOME_DEDUCT */
} RuleLine;
GPtrArray *rules_lines(
    const Rules *rules); /* of RuleLine *, with free function; rules that are off are left out */
gboolean rule_lines_have(const GPtrArray *lines, const char *key); /* the rule is on */
