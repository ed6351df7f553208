#include "indexer/index/registering.h"

#include "catalog/registration/pinyin.h"
#include "catalog/registration/reader.h"
#include "catalog/registration/update.h"
#include "indexer/index/judging.h"

gboolean register_edition(Store *store, const Settings *settings, GError **error)
{
    g_autoptr(GArray) categories = g_array_new(FALSE, FALSE, sizeof(StoreCategory));

    for (guint i = 0; i < settings->categories->len; i++) {
        const Category *category = settings->categories->pdata[i];
        StoreCategory row = { category->slug, category->title.in[LANGUAGE_ZH],
                              category->title.in[LANGUAGE_EN] };
        g_array_append_val(categories, row);
    }
    return store_put_edition(store, settings->edition, settings->title.in[LANGUAGE_ZH],
                             settings->title.in[LANGUAGE_EN],
                             (const StoreCategory *)(gpointer)categories->data, categories->len, error);
}

/* ---- matches ---- */

gboolean register_matches(Store *store, const char *edition, const GArray *matches, GError **error)
{
    for (guint i = 0; i < matches->len; i++) {
        const FormMatch *match = &g_array_index(matches, FormMatch, i);
        g_autoptr(Form) form = form_copy(match->form);

        form->number = match->number;
        g_free(form->matched_by);
        form->matched_by = g_strdup(match->matched_by);
        if (!store_put_form(store, edition, form, error))
            return FALSE;
    }
    return TRUE;
}

/* ---- readings ---- */

static gboolean put_given(Store *store, const char *text, const char *reading, GHashTable *given,
                          GError **error)
{
    g_autofree char *pinyin = NULL, *initials = NULL;
    Reading row = { (char *)text, NULL, NULL, TRUE };

    if (!text || !reading || !g_hash_table_add(given, (gpointer)text))
        return TRUE; /* of several forms of one unit the first decides */
    pinyin_given(reading, text, &pinyin, &initials);
    row.pinyin = pinyin;
    row.initials = initials;
    return store_put_reading(store, &row, error);
}

static gboolean put_own(Store *store, const char *text, GError **error)
{
    g_autofree char *pinyin = NULL, *initials = NULL;
    Reading row = { (char *)text, NULL, NULL, FALSE };

    pinyin_of(text, &pinyin, &initials);
    row.pinyin = pinyin;
    row.initials = initials;
    return store_put_reading(store, &row, error);
}

gboolean register_readings(Store *store, const char *edition, const GPtrArray *forms, GError **error)
{
    g_autoptr(GHashTable) given = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GPtrArray) texts = NULL;

    for (guint i = 0; i < forms->len; i++) {
        const Form *form = forms->pdata[i];

        if (!put_given(store, form->title, form->pinyin, given, error) ||
            !put_given(store, form->unit, form->unit_pinyin, given, error))
            return FALSE;
    }
    texts = store_texts_without_reading(store, edition, error);
    for (guint i = 0; texts && i < texts->len; i++) {
        if (!put_own(store, texts->pdata[i], error))
            return FALSE;
    }
    return texts != NULL;
}

/* ---- verdicts ---- */

/* What is not there, or not there yet, keeps its last verdict. */
static gboolean is_judged(const Work *work, const Judgement *judgement)
{
    return work->status != STATUS_MISSING && work->status != STATUS_WITHDRAWN &&
           judgement->verdict != VERDICT_NONE;
}

gboolean register_verdicts(Store *store, const Settings *settings, const GPtrArray *before, GError **error)
{
    g_autoptr(GPtrArray) elsewhere = store_works_elsewhere(store, settings->edition, error);
    g_autoptr(GPtrArray) works = elsewhere ? store_works(store, settings->edition, error) : NULL;
    g_autoptr(GPtrArray) old = NULL, new = NULL;

    if (!works)
        return FALSE;
    g_assert(works->len == before->len); /* forms make no works */
    old = judge_works(settings, before, elsewhere);
    new = judge_works(settings, works, elsewhere);
    for (guint i = 0; i < works->len; i++) {
        const Work *work = works->pdata[i];
        const Judgement *judgement = new->pdata[i];

        if (is_judged(work, judgement) && !judgements_equal(old->pdata[i], judgement) &&
            !store_put_judgement(store, settings->edition, work->number, judgement, 0, NULL, error))
            return FALSE;
    }
    return TRUE;
}

/* ---- the whole ---- */

static gboolean settle_names(Store *store, const Settings *settings, const GPtrArray *forms, GError **error)
{
    for (guint i = 0; i < forms->len; i++) {
        Form *form = forms->pdata[i];

        if (form_settle_names(settings, form) && !store_put_form(store, settings->edition, form, error))
            return FALSE;
    }
    return TRUE;
}

gboolean register_forms(Store *store, const Settings *settings, GError **error)
{
    g_autoptr(GPtrArray) forms = store_forms(store, settings->edition, error);
    g_autoptr(GPtrArray) works = NULL;
    g_autoptr(GArray) matches = NULL;

    if (!forms)
        return FALSE;
    if (forms->len > 0) {
        works = store_works(store, settings->edition, error);
        if (!works || !settle_names(store, settings, forms, error))
            return FALSE;
        matches = match_forms(settings, forms, works);
        if (!register_matches(store, settings->edition, matches, error))
            return FALSE;
    }
    return register_readings(store, settings->edition, forms, error);
}
