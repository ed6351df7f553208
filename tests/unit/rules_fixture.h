/* tests/unit/rules_fixture.h
 *
 * A film and rules to judge it by, for tests of rules.
 */
#pragma once

#include "catalog/rules/rules_internal.h"

/* A work that passes everything here: 1080p landscape H.264 in MP4, two minutes, stereo. */
typedef struct {
    Facts *facts;
    DeepFacts *deep; /* NULL: not checked in depth */
    Subject subject; /* lends them */
} Film;

Film film(void);
Film film_checked(void); /* the same after a deep check that found nothing wrong */
void film_clear(Film *of);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Film, film_clear)

void set_text(char **member, const char *text);

/* Rules of "key=value" settings and, after "->", an outcome of the rule of the same slug. Ended by NULL. */
Rules *rules_of(const char *const *settings);
#define RULES(...) rules_of((const char *const[]){ __VA_ARGS__, NULL })

const Finding *find(const Judgement *judgement, const char *rule); /* aborts where there is none */

/* What one rule says of a film, in both languages; takes the rules. `en` may be NULL. */
void assert_finding(Rules *rules, const Film *of, const char *rule, Outcome outcome, const char *zh,
                    const char *en);
