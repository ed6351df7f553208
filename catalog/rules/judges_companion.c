/* What has to lie beside a film: a sample, subtitles, a poster, a document. */
#include "catalog/facts/likeness.h"
#include "catalog/rules/unit_names.h"
#include "catalog/rules/wording.h"

#include <fnmatch.h>
#include <string.h>

static const char *const subtitle_extensions[] = { "srt", "vtt", "ass", "ssa", "ttml", "sbv", NULL };
static const char *const text_codecs[] = { "subrip", "ass", "ssa",  "mov_text", "webvtt",
                                           "text",   "srt", "ttml", NULL };
static const char *const poster_extensions[] = { "jpg",  "jpeg", "png",  "bmp", "tif", "tiff",
                                                 "webp", "heic", "heif", "psd", "ai",  NULL };
static const char *const document_extensions[] = { "doc", "docx", "docm", "wps", "odt",
                                                   "rtf", "pdf",  "ofd",  "txt", NULL };

/* Two pictures of the same moment are alike up to about this distance. */
#define OUT_OF_STEP_US (G_USEC_PER_SEC / 5)

/* ---- whose name is a sample's ---- */

static gboolean is_separator(gunichar c)
{
    return g_unichar_isspace(c) || g_unichar_ispunct(c) || c == '+' || c == '~' || c == '=';
}

char *film_key(const char *stem)
{
    const char *end = stem + strlen(stem);
    g_autofree char *bare = NULL;

    while (*stem && is_separator(g_utf8_get_char(stem)))
        stem = g_utf8_next_char(stem);
    while (end > stem && is_separator(g_utf8_get_char(g_utf8_prev_char(end))))
        end = g_utf8_prev_char(end);
    bare = g_strndup(stem, (gsize)(end - stem));
    return unit_name_fold(bare);
}

static void erase_first(GString *text, const char *part)
{
    g_autofree char *folded = g_ascii_strdown(text->str, -1); /* as long as the text */
    g_autofree char *folded_part = g_ascii_strdown(part, -1);
    const char *at = *part ? strstr(folded, folded_part) : NULL;

    if (at)
        g_string_erase(text, at - folded, (gssize)strlen(part));
}

static gsize stem_length(const char *name)
{
    const char *dot = strrchr(name, '.');

    return dot && dot != name ? (gsize)(dot - name) : strlen(name);
}

/* The plain pieces of the pattern, its extension aside, are what tells a sample. */
static char *key_without_pattern(const char *name, const char *pattern)
{
    g_autoptr(GString) stem = g_string_new_len(name, (gssize)stem_length(name));
    g_autofree char *telling = g_strndup(pattern, stem_length(pattern));
    g_auto(GStrv) pieces = g_strsplit_set(telling, "*?[]", -1);

    for (char **piece = pieces; *piece; piece++)
        erase_first(stem, *piece);
    return film_key(stem->str);
}

char *rules_sample_of(const Rules *rules, const char *file_name)
{
    g_autofree char *normal = NULL;

    if (!rules_is_on(rules, RULE_SAMPLE))
        return NULL;
    normal = g_utf8_normalize(file_name, -1, G_NORMALIZE_DEFAULT_COMPOSE);
    for (char **pattern = rules->samples; *pattern; pattern++) {
        if (fnmatch(*pattern, normal, FNM_CASEFOLD | FNM_NOESCAPE) == 0)
            return key_without_pattern(normal, *pattern);
    }
    return NULL;
}

/* ---- the sample ---- */

Text require_sample(const Rules *rules)
{
    Phrases patterns = { 0 };
    g_auto(Text) names = { 0 };
    g_auto(Text) tolerance = exact_duration_words(rules->sample_tolerance);
    g_auto(Text) size = { 0 };

    for (char **pattern = rules->samples; *pattern; pattern++)
        phrases_add(&patterns, "list.separator", text_same(*pattern));
    names = phrases_end(&patterns);
    if (rules->sample_size.min == RANGE_NO_MIN && rules->sample_size.max == RANGE_NO_MAX)
        return text_message("finding.sample.required", "names", &names, "tolerance", &tolerance, NULL);
    size = range_words(&rules->sample_size, size_bound_words, "range.at-least");
    return text_message("finding.sample.required-size", "names", &names, "size", &size, "tolerance",
                        &tolerance, NULL);
}

typedef struct {
    const Rules *rules;
    const Subject *subject;
    Phrases wrong, fine, unknown;
    gboolean is_wrong, is_doubtful, is_unknown;
} Comparison;

static void find_size(Comparison *self)
{
    const Range *range = &self->rules->sample_size;
    gint64 size = self->subject->sample->size;
    g_auto(Text) got = { 0 };
    g_auto(Text) difference = { 0 };

    if (tell_value(range, size, size_words, size_exact_words, &got, &difference)) {
        phrases_add(&self->fine, "list.clause", text_message("sample.size", "got", &got, NULL));
        return;
    }
    self->is_wrong = TRUE;
    phrases_add(&self->wrong, "list.clause",
                text_message(distance_of(range, size).over ? "sample.size-over" : "sample.size-under", "got",
                             &got, "difference", &difference, NULL));
}

static void find_length(Comparison *self)
{
    gint64 sample = self->subject->sample->duration;
    gint64 film = self->subject->facts ? self->subject->facts->file.duration : FACT_UNKNOWN;
    g_auto(Text) got = { 0 };
    g_auto(Text) want = { 0 };
    g_auto(Text) difference = { 0 };

    if (sample == FACT_UNKNOWN || film == FACT_UNKNOWN) {
        self->is_unknown = TRUE;
        phrases_add(&self->unknown, "list.clause", text_message("sample.length-unknown", NULL));
        return;
    }
    got = exact_duration_words(sample);
    want = exact_duration_words(film);
    difference = exact_duration_words(ABS(sample - film));
    if (ABS(sample - film) <= self->rules->sample_tolerance) {
        phrases_add(&self->fine, "list.clause", text_message("sample.length", "got", &got, NULL));
        return;
    }
    self->is_wrong = TRUE;
    phrases_add(
        &self->wrong, "list.clause",
        text_message("sample.length-differs", "got", &got, "want", &want, "difference", &difference, NULL));
}

/* Pictures are compared by their place in each film: where lengths differ, moments of motion fall apart. */
static gboolean is_out_of_step(const Comparison *self)
{
    gint64 film = self->subject->facts ? self->subject->facts->file.duration : FACT_UNKNOWN;

    return film == FACT_UNKNOWN || self->subject->sample->duration == FACT_UNKNOWN ||
           ABS(self->subject->sample->duration - film) > OUT_OF_STEP_US;
}

static void find_pictures(Comparison *self)
{
    const char *sample = self->subject->sample->likeness;
    const char *film = self->subject->deep ? self->subject->deep->likeness : NULL;
    int bits = sample && film ? likeness_distance(sample, film) : -1;

    if (bits < 0) {
        self->is_unknown = TRUE;
        phrases_add(&self->unknown, "list.clause", text_message("sample.pictures-unknown", NULL));
    } else if (bits < LIKENESS_SAME) {
        phrases_add(&self->fine, "list.clause", text_message("sample.pictures", NULL));
    } else if (is_out_of_step(self)) {
        self->is_doubtful = TRUE;
        phrases_add(&self->fine, "list.clause", text_message("sample.pictures-out-of-step", NULL));
    } else {
        self->is_wrong = TRUE;
        phrases_add(&self->wrong, "list.clause", text_message("sample.pictures-differ", NULL));
    }
}

/* What is wrong is said alone; else what is fine, and what is not known yet. */
static Ruling conclude(Comparison *self, Finding *finding)
{
    g_auto(Text) wrong = phrases_end(&self->wrong);
    g_auto(Text) fine = phrases_end(&self->fine);
    g_auto(Text) unknown = phrases_end(&self->unknown);

    if (self->is_wrong) {
        finding->measured = text_copy(&wrong);
        return said(finding, RULING_FAIL, "finding.sample.fail");
    }
    finding->measured = text_copy(&fine);
    if (self->is_doubtful)
        return said(finding, RULING_DOUBT, "finding.sample.doubt");
    if (!self->is_unknown)
        return said(finding, RULING_PASS, "finding.sample.pass");
    say(finding, "finding.sample.unknown", NULL, NULL, &unknown);
    return RULING_INAPPLICABLE; /* not evaluated, and in its own words */
}

Ruling judge_sample(const Rules *rules, const Subject *subject, Finding *finding)
{
    Comparison comparison = { .rules = rules, .subject = subject };

    if (!subject->sample) {
        finding->measured = text_message("companion.none", NULL);
        return said(finding, RULING_FAIL, "finding.sample.none");
    }
    if (status_is_unreadable(subject->sample->status)) {
        finding->measured = text_message("sample.unreadable", NULL);
        return said(finding, RULING_FAIL, "finding.sample.fail");
    }
    find_size(&comparison);
    find_length(&comparison);
    find_pictures(&comparison);
    return conclude(&comparison, finding);
}

/* ---- files of a kind ---- */

static const char *attachment_of(const Subject *subject, const char *const *extensions)
{
    for (guint i = 0; subject->attachments && i < subject->attachments->len; i++) {
        const char *path = subject->attachments->pdata[i];
        const char *dot = strrchr(path, '.');
        g_autofree char *extension = g_ascii_strdown(dot ? dot + 1 : "", -1);

        if (g_strv_contains(extensions, extension))
            return path;
    }
    return NULL;
}

static Ruling judge_attachment(const Subject *subject, const char *const *extensions, Finding *finding)
{
    const char *path = attachment_of(subject, extensions);
    g_autofree char *name = path ? g_path_get_basename(path) : NULL;
    g_autofree char *shown = name ? g_utf8_make_valid(name, -1) : NULL;

    if (!path) {
        finding->measured = text_message("companion.none", NULL);
        return said(finding, RULING_FAIL, "finding.companion.fail");
    }
    finding->measured = text_same(shown);
    return said(finding, RULING_PASS, "finding.companion.pass");
}

static gboolean has_text_inside(const Facts *facts)
{
    for (guint i = 0; i < facts->subtitles->len; i++) {
        const SubtitleFacts *subtitles = facts->subtitles->pdata[i];

        if (subtitles->codec_name && g_strv_contains(text_codecs, subtitles->codec_name))
            return TRUE;
    }
    return FALSE;
}

Ruling judge_subtitles(G_GNUC_UNUSED const Rules *rules, const Subject *subject, Finding *finding)
{
    if (attachment_of(subject, subtitle_extensions))
        return judge_attachment(subject, subtitle_extensions, finding);
    if (!subject->facts)
        return RULING_UNKNOWN;
    if (!has_text_inside(subject->facts))
        return judge_attachment(subject, subtitle_extensions, finding);
    finding->measured = text_message("companion.inside", NULL);
    return said(finding, RULING_PASS, "finding.companion.pass");
}

Ruling judge_poster(G_GNUC_UNUSED const Rules *rules, const Subject *subject, Finding *finding)
{
    return judge_attachment(subject, poster_extensions, finding);
}

Ruling judge_document(G_GNUC_UNUSED const Rules *rules, const Subject *subject, Finding *finding)
{
    return judge_attachment(subject, document_extensions, finding);
}

Text require_subtitles(G_GNUC_UNUSED const Rules *rules)
{
    return text_message("companion.subtitles.required", NULL);
}

Text require_poster(G_GNUC_UNUSED const Rules *rules)
{
    return text_message("companion.poster.required", NULL);
}

Text require_document(G_GNUC_UNUSED const Rules *rules)
{
    return text_message("companion.document.required", NULL);
}
