#include "catalog/report/others.h"

#include <string.h>

#define ID_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"

/* ---- duplicates: the same file as … ---- */

/* Works of the same unit as the sentence names them; of char *. */
static GPtrArray *own_twins(const ReportInput *input, const Work *work, Language language)
{
    GPtrArray *own = g_ptr_array_new_with_free_func(g_free);

    for (guint i = 0; i < input->all_works->len; i++) {
        const Work *other = input->all_works->pdata[i];
        g_autofree char *id = work_id(other);

        if (other->number != work->number && g_strcmp0(other->unit, work->unit) == 0)
            g_ptr_array_add(own, message_format(language, "duplicate.work", "id", id, "title", other->title,
                                                "unit", other->unit, NULL));
    }
    return own;
}

static GPtrArray *own_twins_elsewhere(const ReportInput *input, const Work *work, Language language)
{
    GPtrArray *own = g_ptr_array_new_with_free_func(g_free);

    for (guint i = 0; i < input->elsewhere->len; i++) {
        const WorkElsewhere *other = input->elsewhere->pdata[i];
        g_autofree char *id = g_strdup_printf("%04" G_GINT64_FORMAT, other->number);

        if (other->unit && g_strcmp0(settings_unit(input->settings, other->unit), work->unit) == 0)
            g_ptr_array_add(
                own, message_format(language, "duplicate.work-elsewhere", "edition", other->edition, "id", id,
                                    "title", other->title ? other->title : "—", "unit", other->unit, NULL));
    }
    return own;
}

static gboolean says_something(const char *text)
{
    for (; *text; text = g_utf8_next_char(text)) {
        if (g_unichar_isalnum(g_utf8_get_char(text)))
            return TRUE;
    }
    return FALSE;
}

/* The unit's own works by name, and where there is more, that others have it as well. */
static char *twins_of(const char *measured, const GPtrArray *own, const char *others, Language language)
{
    g_autoptr(GString) rest = g_string_new(measured), out = g_string_new(NULL);

    for (guint i = 0; i < own->len; i++) {
        const char *twin = own->pdata[i];

        if (g_string_replace(rest, twin, "", 1))
            g_string_append_printf(out, "%s%s", out->len ? message(language, "list.separator") : "", twin);
    }
    if (!says_something(rest->str))
        return NULL;
    g_string_append_printf(out, "%s%s", out->len ? message(language, "list.separator") : "",
                           message(language, others));
    return g_strdup(out->str);
}

/* ---- quotas: the numbers of the works that are counted together ---- */

static GHashTable *ids_of_others(const ReportInput *input, const Work *work)
{
    GHashTable *ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (guint i = 0; i < input->all_works->len; i++) {
        const Work *other = input->all_works->pdata[i];

        if (g_strcmp0(other->unit, work->unit) != 0)
            g_hash_table_add(ids, work_id(other));
    }
    return ids;
}

static void append_left_out(GString *out, guint left_out, Language language)
{
    g_autofree char *n = g_strdup_printf("%u", left_out);
    g_autofree char *words =
        left_out ? message_format(language, "letter.others", "n", n, NULL) : g_strdup("");

    g_string_append(out, words);
}

/* A number that is left out takes one of the blanks beside it along; how many there were is told where the list ends. */
static char *count_without(const char *measured, GHashTable *others, Language language)
{
    g_autoptr(GString) out = g_string_new(NULL);
    guint left_out = 0, all = 0;

    while (*measured) {
        gsize length = strspn(measured, ID_LETTERS);
        g_autofree char *word = g_strndup(measured, length);

        if (length && g_hash_table_contains(others, word)) {
            left_out++;
            all++;
            measured += length;
            if (g_str_has_suffix(out->str, " "))
                g_string_truncate(out, out->len - 1);
            else if (*measured == ' ')
                measured++;
            continue;
        }
        if (!length && *measured != ' ') {
            append_left_out(out, left_out, language);
            left_out = 0;
        }
        length = length ? length : (gsize)(g_utf8_next_char(measured) - measured);
        g_string_append_len(out, measured, (gssize)length);
        measured += length;
    }
    append_left_out(out, left_out, language);
    return all ? g_strdup(out->str) : NULL;
}

char *measured_without_others(const ReportInput *input, const Work *work, const Finding *finding,
                              Language language)
{
    const char *measured = finding->measured.in[language];
    g_autoptr(GPtrArray) own = NULL;
    g_autoptr(GHashTable) others = NULL;

    if (!measured || finding->outcome == OUTCOME_PASS)
        return NULL;
    if (g_str_equal(finding->rule, "duplicate")) {
        own = own_twins(input, work, language);
        return twins_of(measured, own, "letter.others.twin", language);
    }
    if (g_str_equal(finding->rule, "duplicate.editions")) {
        own = own_twins_elsewhere(input, work, language);
        return twins_of(measured, own, "letter.others.twin-elsewhere", language);
    }
    if (!g_str_equal(finding->rule, "quota"))
        return NULL;
    others = ids_of_others(input, work);
    return count_without(measured, others, language);
}
