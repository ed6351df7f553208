#include "catalog/gallery/audience.h"

#include "catalog/gallery/name_mask.h"
#include "catalog/gallery/stand_in.h"
#include "catalog/rules/roll.h"

#include <string.h>

const char *audience_slug(Audience audience)
{
    static const char *const slugs[] = { "review", "public", "blind" };

    g_assert((gsize)audience < G_N_ELEMENTS(slugs));
    return slugs[audience];
}

struct Redaction {
    const GalleryParams *params;
    NameMask *names;     /* of all units, and numbers that organisers know works by; AUDIENCE_BLIND only */
    StandIns *stand_ins; /* the same */
};

/* ---- names that give works away ---- */

/* 37 could be anything; HX-037 is a name. */
static void add_number(NameMask *names, const char *number)
{
    if (number && strpbrk(number, "0123456789") && strspn(number, "0123456789") < strlen(number))
        name_mask_add(names, number);
}

/* Cang Lang Gaoxinqu: what reads like one syllable could be any word. */
static void add_reading(NameMask *names, const char *pinyin)
{
    if (pinyin && strchr(pinyin, ' '))
        name_mask_add(names, pinyin);
}

static void add_names_of(NameMask *names, const Work *work)
{
    g_autofree char *id = work_id(work);

    name_mask_add(names, work->unit);
    name_mask_add(names, work->path_unit);
    name_mask_add(names, work->form ? work->form->unit : NULL);
    add_reading(names, work->unit_pinyin);
    add_number(names, work->entry_no);
    add_number(names, id);
}

static void add_units_of_settings(NameMask *names, const Settings *settings)
{
    GHashTableIter units;
    gpointer written, shown;

    g_hash_table_iter_init(&units, settings->units);
    while (g_hash_table_iter_next(&units, &written, &shown)) {
        name_mask_add(names, written);
        name_mask_add(names, shown);
    }
}

static NameMask *names_of_all(const GalleryParams *params)
{
    NameMask *names = name_mask_new();

    add_units_of_settings(names, params->settings);
    for (guint i = 0; i < params->works->len; i++)
        add_names_of(names, g_ptr_array_index(params->works, i));
    return names;
}

static void add_persons(NameMask *names, const char *author)
{
    g_auto(GStrv) persons = author_persons(author);

    name_mask_add(names, author);
    for (char **person = persons; *person; person++)
        name_mask_add(names, *person);
}

/* With its folder, without it, and without what follows the last dot; that, though, may be all there is of a title. */
static void add_file_names(NameMask *names, const char *path, const char *title)
{
    g_autofree char *base = path ? g_path_get_basename(path) : NULL;
    char *dot;

    name_mask_add(names, path);
    name_mask_add(names, base);
    dot = base ? strrchr(base, '.') : NULL;
    if (!dot || dot == base)
        return;
    *dot = '\0';
    if (!strstr(title, base))
        name_mask_add(names, base);
}

/* A person's name of two characters may be a word in the texts of others: it is hidden in those of their own work. */
static NameMask *names_of_its_own(const Work *work)
{
    NameMask *names = name_mask_new();

    add_persons(names, work->author);
    add_persons(names, work->form ? work->form->author : NULL);
    if (work->entry_no && strlen(work->entry_no) > 2) /* 12 could be anything */
        name_mask_add(names, work->entry_no);
    add_file_names(names, work->form ? work->form->file_name : NULL, work->title);
    add_file_names(names, work->path, work->title);
    return names;
}

static gint64 highest_number(const GPtrArray *works)
{
    gint64 highest = 0;

    for (guint i = 0; i < works->len; i++)
        highest = MAX(highest, ((const Work *)g_ptr_array_index(works, i))->number);
    return highest;
}

Redaction *redaction_new(const GalleryParams *params)
{
    Redaction *redaction = g_new0(Redaction, 1);

    g_assert(params->audience == AUDIENCE_REVIEW || params->secret);
    redaction->params = params;
    if (params->audience == AUDIENCE_BLIND) {
        redaction->names = names_of_all(params);
        redaction->stand_ins = stand_ins_new(params->secret, highest_number(params->works));
    }
    return redaction;
}

void redaction_free(Redaction *redaction)
{
    if (!redaction)
        return;
    name_mask_free(redaction->names);
    stand_ins_free(redaction->stand_ins);
    g_free(redaction);
}

gboolean redaction_shows(const Redaction *redaction, const Work *work)
{
    const GalleryParams *params = redaction->params;
    Verdict verdict = work->judgement ? work->judgement->verdict : VERDICT_NONE;

    if ((params->category && g_strcmp0(work->category, params->category) != 0) ||
        (params->only != VERDICT_NONE && verdict != params->only))
        return FALSE;
    if (params->audience == AUDIENCE_PUBLIC)
        return work->status == STATUS_OK && work->facts && work->facts->has_video;
    return work_is_shown(work);
}

/* ---- copies ---- */

/* What tells nothing but of the film. */
static Work *bare_copy(const Redaction *redaction, const Work *work)
{
    Work *copy = work_new();

    copy->number = work->number;
    copy->edition = g_strdup(work->edition);
    copy->category = g_strdup(work->category);
    copy->category_title = text_copy(&work->category_title);
    copy->path = g_strdup("");
    copy->root = g_strdup("");
    copy->status = work->status;
    copy->file_status = work->file_status;
    copy->reason = g_strdup(work->reason);
    copy->size = work->size;
    copy->content = stand_in_content(redaction->params->secret, redaction->params->audience, work->content);
    copy->facts = work->facts ? facts_copy(work->facts) : NULL;
    copy->poster_time_us = work->poster_time_us;
    copy->sandboxed = work->sandboxed;
    return copy;
}

static void copy_captions(Work *copy, const Work *work)
{
    for (guint i = 0; i < work->captions->len; i++) {
        const WorkCaption *caption = g_ptr_array_index(work->captions, i);
        WorkCaption *kept = work_caption_new();

        kept->position = caption->position;
        kept->language = g_strdup(caption->language);
        kept->cues = caption->cues;
        kept->webvtt = g_strdup(caption->webvtt);
        g_ptr_array_add(copy->captions, kept);
    }
}

static Work *public_copy(const Redaction *redaction, const Work *work)
{
    Work *copy = bare_copy(redaction, work);

    copy->title = g_strdup(work->title);
    copy->title_pinyin = g_strdup(work->title_pinyin);
    copy->title_initials = g_strdup(work->title_initials);
    copy->unit = g_strdup(work->unit);
    copy->unit_pinyin = g_strdup(work->unit_pinyin);
    copy->unit_initials = g_strdup(work->unit_initials);
    copy->author = g_strdup(work->author);
    g_strfreev(copy->tags);
    copy->tags = g_strdupv(work->tags);
    copy->form = form_new();
    copy->form->synopsis = work->form ? g_strdup(work->form->synopsis) : NULL;
    copy_captions(copy, work);
    return copy;
}

/* ---- blind ---- */

typedef struct {
    const NameMask *all, *own;
} Masks;

static char *masked(Masks masks, const char *text)
{
    g_autofree char *without_units = name_mask_apply(masks.all, text);

    return name_mask_apply(masks.own, without_units);
}

static void mask(Masks masks, char **text)
{
    char *kept = masked(masks, *text);

    g_free(*text);
    *text = kept;
}

/* Their sentences name works, units, people or files, tell when a work came or was made, or are what somebody wrote of them. */
static gboolean speaks_of_whose_it_is(const Finding *finding)
{
    static const char *const rules[] = { "category",      "naming",      "registration",
                                         "quota",         "duplicate",   "duplicate.editions",
                                         "deadline",      "replaced",    "finished",
                                         "metadata-date", RULE_OF_STATE, NULL };

    return g_strv_contains(rules, finding->rule) || g_str_has_prefix(finding->rule, "companion.") ||
           finding->outcome == OUTCOME_WAIVED ||
           (rule_is_check(finding->rule) && finding->outcome != OUTCOME_NOT_EVALUATED);
}

/* Measured figures are no names: an author's number could be any of them. */
static void mask_in_both(Masks masks, Text *text, const Text *original)
{
    for (Language language = LANGUAGE_ZH; language < LANGUAGES; language++)
        text->in[language] = name_mask_apply(masks.all, original->in[language]);
}

static void copy_finding(Judgement *copy, Masks masks, const Finding *finding)
{
    Finding *kept = judgement_add(copy, finding->rule, finding->outcome);

    kept->points = finding->points;
    if (speaks_of_whose_it_is(finding)) {
        kept->message = text_message("gallery.blind-finding", NULL);
        return;
    }
    mask_in_both(masks, &kept->required, &finding->required);
    mask_in_both(masks, &kept->measured, &finding->measured);
    mask_in_both(masks, &kept->message, &finding->message);
}

static Judgement *blind_judgement(Masks masks, const Judgement *judgement)
{
    Judgement *copy;

    if (!judgement)
        return NULL;
    copy = judgement_new();
    copy->verdict = judgement->verdict;
    copy->rules_hash = g_strdup(judgement->rules_hash);
    for (guint i = 0; i < judgement->findings->len; i++)
        copy_finding(copy, masks, g_ptr_array_index(judgement->findings, i));
    return copy;
}

/* Notes without their writer and day; and the state that holds, without its reason. */
static void copy_decisions(Work *copy, Masks masks, const Work *work)
{
    const Decision *state = decision_state(work->decisions);

    for (guint i = 0; i < work->decisions->len; i++) {
        const Decision *decision = g_ptr_array_index(work->decisions, i);
        Decision *kept;

        if (decision->kind != DECISION_NOTE && decision != state)
            continue;
        kept = decision_new();
        kept->kind = decision->kind;
        kept->answer = g_strdup(decision->answer);
        kept->why = decision->kind == DECISION_NOTE ? masked(masks, decision->why) : NULL;
        g_ptr_array_add(copy->decisions, kept);
    }
}

/* Sounds of a title that was not shown whole would tell the rest. */
static void mask_title(Work *copy, Masks masks, const Work *work)
{
    copy->title = masked(masks, work->title);
    if (!g_str_equal(copy->title, work->title))
        return;
    copy->title_pinyin = g_strdup(work->title_pinyin);
    copy->title_initials = g_strdup(work->title_initials);
}

/* ---- blind subtitles ---- */

static void replace_all(char **text, const char *from, const char *to)
{
    GString *changed = g_string_new(*text);

    g_string_replace(changed, from, to, 0);
    g_free(*text);
    *text = g_string_free(changed, FALSE);
}

/* Names are as they are read there, & is not yet &amp;. */
static char *masked_cue(Masks masks, const char *escaped)
{
    static const struct {
        const char *plain, *escaped;
    } signs[] = { { "&", "&amp;" }, { "<", "&lt;" }, { ">", "&gt;" } };
    char *text = g_strdup(escaped);

    for (guint i = G_N_ELEMENTS(signs); i > 0; i--)
        replace_all(&text, signs[i - 1].escaped, signs[i - 1].plain);
    mask(masks, &text);
    for (guint i = 0; i < G_N_ELEMENTS(signs); i++)
        replace_all(&text, signs[i].plain, signs[i].escaped);
    return text;
}

/* What is said, and never the times: a folder may be called 00. Empty lines are between cues alone, and the first line of one has its times. */
static char *masked_webvtt(Masks masks, const char *webvtt)
{
    g_auto(GStrv) cues = g_strsplit(webvtt, "\n\n", -1);
    GString *out = g_string_new(NULL);

    for (char **cue = cues; *cue; cue++) {
        const char *times_end = strchr(*cue, '\n');
        g_autofree char *said = times_end ? masked_cue(masks, times_end) : NULL;

        g_string_append(out, cue == cues ? "" : "\n\n");
        g_string_append_len(out, *cue, times_end ? times_end - *cue : (gssize)strlen(*cue));
        g_string_append(out, said ? said : "");
    }
    return g_string_free(out, FALSE);
}

static void mask_captions(Work *copy, Masks masks)
{
    for (guint i = 0; i < copy->captions->len; i++) {
        WorkCaption *caption = g_ptr_array_index(copy->captions, i);
        char *webvtt = masked_webvtt(masks, caption->webvtt);

        g_free(caption->webvtt);
        caption->webvtt = webvtt;
    }
}

/* In some containers anything can stand where a language should. */
static void mask_languages(Work *copy, Masks masks)
{
    const Facts *facts = copy->facts;

    for (guint i = 0; facts && i < facts->audio->len; i++)
        mask(masks, &((AudioFacts *)g_ptr_array_index(facts->audio, i))->language);
    for (guint i = 0; facts && i < facts->subtitles->len; i++)
        mask(masks, &((SubtitleFacts *)g_ptr_array_index(facts->subtitles, i))->language);
    for (guint i = 0; i < copy->captions->len; i++)
        mask(masks, &((WorkCaption *)g_ptr_array_index(copy->captions, i))->language);
}

static Work *blind_copy(const Redaction *redaction, const Work *work)
{
    g_autoptr(NameMask) own = names_of_its_own(work);
    const Masks masks = { redaction->names, own };
    Work *copy = bare_copy(redaction, work);

    copy->number = stand_ins_of_work(redaction->stand_ins, work->number);
    mask_title(copy, masks, work);
    g_strfreev(copy->tags);
    copy->tags = g_strdupv(work->tags);
    for (char **tag = copy->tags; *tag; tag++)
        mask(masks, tag);
    copy->form = form_new();
    copy->form->synopsis = masked(masks, work->form ? work->form->synopsis : NULL);
    copy->deep = work->deep;
    copy->deep_status = work->deep_status;
    copy->deep_version = work->deep_version;
    copy->judgement = blind_judgement(masks, work->judgement);
    copy_decisions(copy, masks, work);
    copy_captions(copy, work);
    mask_captions(copy, masks);
    mask_languages(copy, masks);
    return copy;
}

Work *redacted_work_new(const Redaction *redaction, const Work *work)
{
    switch (redaction->params->audience) {
    case AUDIENCE_REVIEW:
        return NULL;
    case AUDIENCE_PUBLIC:
        return public_copy(redaction, work);
    case AUDIENCE_BLIND:
        return blind_copy(redaction, work);
    }
    g_assert_not_reached();
}

void redacted_work_free(Work *work)
{
    if (!work)
        return;
    work->deep = NULL; /* of the work it is a copy of */
    work_free(work);
}
