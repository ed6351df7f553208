/* indexer/command/deciding.h
 *
 * What the commands share by which people decide: waive, confirm, decide, tag, note. Each is one transaction under write.lock alone, so that
 * it works while a run goes on, and leaves the verdicts as `check` would give them.
 */
#pragma once

#include "indexer/command/command.h"

#define PERSON_BYTES_MAX 100
#define WHY_BYTES_MAX    2000

typedef struct {
    Contest *contest;
    Store *store;          /* writing, in a transaction */
    GPtrArray *works;      /* of Work *, as they stand */
    GPtrArray *judgements; /* of Judgement *, in their order, by today's rules */
    Work *work;            /* that is decided about; one of them */
} Deciding;

/* FALSE: complained, *status set. Cleared all the same. */
gboolean deciding_begin(Deciding *self, Contest *contest, const char *id, int *status);
void deciding_clear(Deciding *self); /* gives up the lock; what was not kept is forgotten */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Deciding, deciding_clear)

const Judgement *deciding_judgement(const Deciding *self); /* of the work */

/* Adds the decision, made now on that work, judges anew, keeps it all. FALSE: complained, *status set; nothing was kept. */
gboolean deciding_keep(Deciding *self, Decision *decision, int *status);
/* The same where the store was told already, between begin and this. */
gboolean deciding_finish(Deciding *self, int *status);

/* Says what came of it, unless quiet: a message with {id} and {title}, and pairs of a name and a value, ended by NULL. */
void deciding_say(const Deciding *self, const char *key, ...) G_GNUC_NULL_TERMINATED;
/* Complains in the same way and returns STATUS_USAGE. */
int deciding_refuse(const Deciding *self, const char *key, ...) G_GNUC_NULL_TERMINATED;

/* A waiver or a check is for bytes that somebody can have watched. FALSE: complained, *status set. */
gboolean deciding_can_be_watched(const Deciding *self, int *status);

/* Of some rules' slugs the one that a word means: the slug, a check's name, or the name in either language. NULL: none; *nearest is then what was
 * probably meant, or NULL. Borrowed. */
const char *rule_named(const GPtrArray *rules /* of char * */, const char *word, const char **nearest);
/* "时长（duration）、分辨率（frame）"; owned by the caller. */
char *rules_listed(const GPtrArray *rules, Language language);

/* Of some answers (NULL-terminated) the one that a word means: itself, or its name in either language, which is the message prefix + answer. NULL:
 * none. Borrowed from `answers`. */
const char *answer_named(const char *const *answers, const char *prefix, const char *word);

/* What a person wrote, in NFC, white space made single spaces. NULL: it is empty, too long or holds what cannot be seen: complained, *status set.
 * `option`: what to call it. Owned by the caller. */
char *text_given(const Contest *contest, const char *option, const char *text, gsize bytes_max, int *status);
/* --by, and --why, where they must be given: into the decision. FALSE: complained, *status set. */
gboolean by_given(const Contest *contest, const char *by, Decision *decision, int *status);
gboolean by_and_why_given(const Contest *contest, const char *by, const char *why, Decision *decision,
                          int *status);
