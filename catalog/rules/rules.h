/* catalog/rules/rules.h
 *
 * The rules of a contest for one category, and how a work fares under them. Judging is pure: facts in,
 * verdict out.
 */
#pragma once

#include "catalog/facts/facts.h"
#include "catalog/rules/decision.h"
#include "catalog/rules/verdict.h"

typedef struct Rules Rules;

void rules_free(Rules *rules);
const char *rules_hash(const Rules *rules); /* SHA-256, hex, of the rules in force; borrowed */

/* What is judged. Everything is borrowed. */
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
} Subject;

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
