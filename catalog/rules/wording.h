/* catalog/rules/wording.h
 *
 * How the judges say what they found: quantities, ranges and lists in the words of both languages, and the
 * sentence of a finding. Nothing outside the folder includes it.
 */
#pragma once

#include "catalog/rules/rules_internal.h"

/* ---- quantities; of bounds with as many digits as it takes ---- */
typedef Text (*Wording)(gint64 value);

Text duration_words(gint64 us);
Text exact_duration_words(gint64 us);
Text size_words(gint64 bytes);
Text size_exact_words(gint64 bytes);
Text size_bound_words(gint64 bytes); /* "1 GiB（1.074 GB）": what was written in binary units stays so */
Text bit_rate_words(gint64 bits_per_s);
Text bit_rate_bound_words(gint64 bits_per_s);
Text frame_size_words(Size size);
Text percent_words(gint64 millionths);
Text loudness_words(gint64 thousandths); /* "-23.1 LUFS" */
Text peak_words(gint64 thousandths);     /* "-0.4 dBTP" */
Text sample_rate_words(gint64 hz);       /* "44.1 kHz" */
Text number_words(gint64 n);
Text channels_words(gint64 n); /* "单声道" "立体声" "6 声道" */
Text tracks_words(gint64 n);   /* "2 条音轨" */
double ratio_value(Ratio ratio);
char *ratio_words(Ratio ratio); /* "16:9" "2.35:1"; owned by the caller */

/* ---- several of them ---- */
/* "不超过 10 分钟" "1 分钟至 10 分钟"; `at_least` is the message for a minimum alone. */
Text range_words(const Range *range, Wording wording, const char *at_least);
/* "甲、乙或丙", the last joined by the message `last`; takes the items, which are borrowed words. */
Text joined(GPtrArray *items, const char *last);
Text list_words(const Text *items, guint n,
                const char *last); /* the same of texts, which stay the caller's */
Text ranges_words(const GArray *ranges, Text (*wording)(const Range *)); /* of Range, the last with "或" */
Text names_words(char **names, const char *(*label)(const char *));

/* Several phrases in one, in both languages: Phrases all = { 0 }, then phrases_add() for each, then phrases_end(). */
typedef struct {
    GString *in[LANGUAGES];
} Phrases;
void phrases_add(Phrases *phrases, const char *separator, Text phrase); /* takes the phrase */
Text phrases_end(Phrases *phrases); /* NULL in both languages where there are none */

/* ---- the sentence of a finding: `key` with {rule} {required} {measured}, and what is given here; NULL is
 * fine ---- */
void say(Finding *finding, const char *key, const Text *difference, const Text *tolerance,
         const Text *detail);
Ruling said(Finding *finding, Ruling ruling, const char *key);
Ruling said_of(Finding *finding, Ruling ruling, const char *key, const char *detail);

/* "cfr" or "vfr", by every picture where a deep check has looked; NULL: not known. */
const char *frame_rate_mode(const Subject *subject);

/* ---- ranges ---- */
typedef struct {
    gint64 difference; /* how far outside, ≥ 0; 0: inside */
    gboolean over;     /* else under */
} Distance;
Distance distance_of(const Range *range, gint64 value);

/* `line` and its tolerance, where that is another than the usual. */
Text tolerance_line(const Text *line, gint64 tolerance, gint64 usual, Wording wording);

/* A value ≥ 0 and how far it is outside, so that the bound and the difference make the value; within, only `measured` is filled, and the answer
 * is TRUE. `about` tells tenths, `exact` all there is. */
gboolean tell_value(const Range *range, gint64 value, Wording about, Wording exact, Text *measured,
                    Text *difference);

/* The ruling on a value that is known, told so. */
Ruling judge_range(const Range *range, gint64 value, Wording about, Wording exact, Finding *finding);
