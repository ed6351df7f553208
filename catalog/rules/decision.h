/* catalog/rules/decision.h
 *
 * What people decided of a work. Nothing is ever taken back by deleting: of the decisions with the same kind and subject the last one holds, and
 * all of them are the work's history.
 */
#pragma once

#include "catalog/messages/messages.h"

/* Slugs are stored: the lists only grow. */
typedef enum {
    DECISION_WAIVER, /* subject: the slug of a rule; answer: "granted" or "revoked"; holds for `content` only */
    DECISION_CHECK, /* subject: the name of a manual check; answer: "yes" "no" "unsure"; holds for `content` only */
    DECISION_STATE, /* answer: "withdrawn" "ineligible" "clear"; holds whatever the content */
    DECISION_NOTE,  /* why: the note */
} DecisionKind;
#define WAIVER_GRANTED   "granted"
#define WAIVER_REVOKED   "revoked"
#define CHECK_YES        "yes"
#define CHECK_NO         "no"
#define CHECK_UNSURE     "unsure"
#define STATE_WITHDRAWN  "withdrawn"
#define STATE_INELIGIBLE "ineligible"
#define STATE_CLEAR      "clear"

const char *decision_kind_slug(DecisionKind kind);
gboolean decision_kind_from_slug(const char *slug, DecisionKind *kind);

typedef struct {
    gint64 id;
    gint64 number; /* of the work */
    DecisionKind kind;
    char *subject;
    char *answer;
    char *decided_by; /* NULL: not said */
    char *why;
    char *content; /* the bytes it was made on, hex; NULL where it does not matter */
    gint64 decided_us;
} Decision;

Decision *decision_new(void);
void decision_free(Decision *decision); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Decision, decision_free)

/* The one in force of a work's decisions (of Decision *, oldest first; NULL: none): the last of that kind and subject (NULL: of any), or NULL.
 * Borrowed. A waiver or check that was made on other bytes than `content` is returned as well: decision_holds() tells. */
const Decision *decision_last(const GPtrArray *decisions, DecisionKind kind, const char *subject);
gboolean decision_holds(const Decision *decision, const char *content);

/* What has become of one of a work's decisions. */
typedef enum {
    DECISION_STANDS,   /* nothing later took its place; notes always do */
    DECISION_LAPSED,   /* the file was replaced */
    DECISION_REPLACED, /* by a later one of the same kind and subject */
} DecisionStanding;
DecisionStanding decision_standing(const GPtrArray *decisions, const Decision *decision, const char *content);

/* The state that was decided and not cleared since, or NULL. Borrowed. */
const Decision *decision_state(const GPtrArray *decisions);

/* "2026-03-01", the day in Beijing, so that what is said of a decision is the same on every machine. Owned by the caller. */
char *decision_date(const Decision *decision);
/* "豁免“时长”：赛前已说明（张三）"; owned by the caller. */
char *decision_words(const Decision *decision, Language language);
