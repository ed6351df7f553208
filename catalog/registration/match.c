#include "catalog/registration/match.h"

#include "catalog/registration/likeness.h"
#include "catalog/rules/category_names.h"
#include "catalog/rules/unit_names.h"

#include <string.h>

#define NUMBER_DIGITS 3 /* of digits alone: a shorter number is in many names by accident */

/* ---- keys ---- */

static void form_keys_free(gpointer data)
{
    FormKeys *keys = data;

    g_free(keys->number);
    g_free(keys->title);
    g_free(keys->unit);
    g_free(keys->file);
    g_free(keys->file_path);
    g_free(keys);
}

static void work_keys_free(gpointer data)
{
    WorkKeys *keys = data;

    g_free(keys->title);
    g_free(keys->unit);
    g_free(keys->stem);
    g_free(keys->stem_text);
    g_free(keys->folder_text);
    g_free(keys->name);
    g_free(keys->path);
    g_free(keys);
}

/* Of a name of whatever encoding. */
static char *fold_bytes(const char *bytes)
{
    g_autofree char *text = g_utf8_validate(bytes, -1, NULL)
                                ? g_strdup(bytes)
                                : g_convert(bytes, -1, "UTF-8", "GB18030", NULL, NULL, NULL);

    return category_name_fold(text ? text : "");
}

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static char *stem_of(const char *name)
{
    const char *dot = strrchr(name, '.');

    return dot && dot != name ? g_strndup(name, (gsize)(dot - name)) : g_strdup(name);
}

/* The folders of somebody's own disk say nothing here. */
static char *file_path_of(const Form *form)
{
    char *path = category_name_fold(form->file_name ? form->file_name : "");

    g_strdelimit(path, "\\", '/');
    if (*path == '/' || (g_ascii_isalpha(*path) && path[1] == ':'))
        memmove(path, last_part(path), strlen(last_part(path)) + 1);
    return path;
}

GPtrArray *form_keys_of(const Settings *settings, const GPtrArray *forms)
{
    GPtrArray *all = g_ptr_array_new_full(forms->len, form_keys_free);

    for (guint i = 0; i < forms->len; i++) {
        FormKeys *keys = g_new0(FormKeys, 1);
        const Form *form = forms->pdata[i];

        keys->form = form;
        keys->number = likeness_number(form->entry_no);
        keys->title = likeness_key(form->title);
        keys->unit = likeness_key(form->unit ? settings_unit(settings, form->unit) : NULL);
        keys->file_path = file_path_of(form);
        keys->file = g_strdup(last_part(keys->file_path));
        g_ptr_array_add(all, keys);
    }
    return all;
}

GPtrArray *work_keys_of(const Settings *settings, const GPtrArray *works)
{
    GPtrArray *all = g_ptr_array_new_full(works->len, work_keys_free);

    for (guint i = 0; i < works->len; i++) {
        WorkKeys *keys = g_new0(WorkKeys, 1);
        const Work *work = works->pdata[i];
        g_autofree char *folder = NULL, *folder_name = NULL;

        keys->work = work;
        keys->title = likeness_key(work->path_title);
        keys->unit = likeness_key(work->path_unit ? settings_unit(settings, work->path_unit) : NULL);
        keys->path = fold_bytes(work->path ? work->path : "");
        keys->name = g_strdup(last_part(keys->path));
        keys->stem_text = stem_of(keys->name);
        keys->stem = likeness_key(keys->stem_text);
        folder = strrchr(keys->path, '/')
                     ? g_strndup(keys->path, (gsize)(strrchr(keys->path, '/') - keys->path))
                     : g_strdup("");
        folder_name = g_strdup(last_part(folder));
        keys->folder_text = g_strdup(settings_category_of_folder(settings, folder_name) ? "" : folder_name);
        g_ptr_array_add(all, keys);
    }
    return all;
}

/* ---- what a pair has in common ---- */

static gboolean is_digits(const char *text)
{
    return *text && strspn(text, "0123456789") == strlen(text);
}

static gunichar char_before(const char *text, const char *at)
{
    return at > text ? g_utf8_get_char(g_utf8_prev_char(at)) : 0;
}

static gboolean is_word(gunichar c)
{
    return c && g_unichar_isalnum(c);
}

static gboolean is_latin(gunichar c)
{
    return c < 128 && is_word(c);
}

static const char *behind_separators(const char *text)
{
    return text + strspn(text, "-_. #");
}

/* Behind a number that a text begins with; its letters and digits may be set apart in one and not in the other. NULL: it does not. */
static const char *behind_number(const char *text, const char *number)
{
    while (*number) {
        const char *next = behind_separators(number + 1);
        gboolean parts = next > number + 1 || !g_ascii_isdigit(*number) != !g_ascii_isdigit(*next);

        if (*text++ != *number)
            return NULL;
        if (parts && *next)
            text = behind_separators(text);
        number = next;
    }
    return text;
}

/* HX-037, or HX037, stands for itself wherever no Latin letter or digit touches it. */
static gboolean has_word(const char *text, const char *number)
{
    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        const char *end = is_latin(char_before(text, at)) ? NULL : behind_number(at, number);

        if (end && !is_latin(g_utf8_get_char(end)))
            return TRUE;
    }
    return FALSE;
}

/* Digits alone are a number where no word and no decimal point touches them: not in 7个瞬间, not in 1.5. Written with a zero in front they may touch
 * the title: 037末班车. */
static gboolean has_digits(const char *text, const char *number)
{
    for (const char *at = text; *at;) {
        gsize length = strspn(at, "0123456789"), zeros = MIN(strspn(at, "0"), MAX(length, 1) - 1);
        const char *end = at + length;
        gunichar before = char_before(text, at), after = g_utf8_get_char(end);

        if (length == 0) {
            at = g_utf8_next_char(at);
            continue;
        }
        if (strlen(number) == length - zeros && strncmp(at + zeros, number, length - zeros) == 0 &&
            !is_word(before) && before != '.' && (!is_word(after) || (zeros > 0 && after >= 128)) &&
            !(after == '.' && g_ascii_isdigit(end[1])))
            return TRUE;
        at = end;
    }
    return FALSE;
}

static gboolean names_number(const char *text, const char *number)
{
    return is_digits(number) ? has_digits(text, number) : has_word(text, number);
}

gboolean keys_share_number(const FormKeys *form, const WorkKeys *work)
{
    return *form->number &&
           (names_number(work->stem_text, form->number) || names_number(work->folder_text, form->number));
}

gboolean keys_share_file(const FormKeys *form, const WorkKeys *work)
{
    gsize whole, part;

    if (!*form->file || (!g_str_equal(form->file, work->name) && !g_str_equal(form->file, work->stem_text)))
        return FALSE;
    if (!strchr(form->file_path, '/'))
        return TRUE;
    /* With folders: they end the path, as far as they go. */
    whole = (gsize)(last_part(work->path) - work->path);
    part = (gsize)(last_part(form->file_path) - form->file_path);
    return part <= whole && strncmp(work->path + whole - part, form->file_path, part) == 0 &&
           (part == whole || work->path[whole - part - 1] == '/');
}

gboolean keys_share_unit(const FormKeys *form, const WorkKeys *work)
{
    return *form->unit && g_str_equal(form->unit, work->unit);
}

/* Takes `piece` from either end of a key. */
static gboolean take_piece(char *key, const char *piece)
{
    gsize length = strlen(key), part = piece ? strlen(piece) : 0;

    if (part == 0 || part >= length)
        return FALSE;
    if (g_str_has_prefix(key, piece)) {
        memmove(key, key + part, length - part + 1);
        return TRUE;
    }
    if (g_str_has_suffix(key, piece)) {
        key[length - part] = '\0';
        return TRUE;
    }
    return FALSE;
}

gboolean keys_share_title(const FormKeys *form, const WorkKeys *work)
{
    g_autofree char *rest = NULL, *author = NULL, *category = NULL, *number = NULL;

    if (g_str_equal(form->title, work->title) || g_str_equal(form->title, work->stem))
        return TRUE;
    if (!strstr(work->stem, form->title))
        return FALSE;
    rest = g_strdup(work->stem);
    author = likeness_key(form->form->author);
    category = likeness_key(form->form->category_written);
    number = likeness_key(form->form->entry_no);
    while (!g_str_equal(rest, form->title)) {
        if (!take_piece(rest, number) && !take_piece(rest, form->unit) && !take_piece(rest, author) &&
            !take_piece(rest, category))
            return FALSE;
    }
    return TRUE;
}

/* ---- what is sure ---- */

/* A number of digits alone needs something else that speaks for it: units count their own films, too. */
static gboolean is_sure_by_number(const FormKeys *form, const WorkKeys *work)
{
    g_autofree char *whole = NULL;

    if (!keys_share_number(form, work))
        return FALSE;
    if (!is_digits(form->number) || strstr(work->stem, form->title))
        return TRUE;
    whole = likeness_number(work->stem_text);
    if (!g_str_equal(whole, form->number))
        return FALSE;
    return keys_share_unit(form, work) ||
           (strlen(work->stem) >= NUMBER_DIGITS && (!*form->unit || !*work->unit));
}

static gboolean is_sure_by_title(const FormKeys *form, const WorkKeys *work)
{
    return keys_share_title(form, work) &&
           (keys_share_unit(form, work) ||
            (*form->unit && strstr(work->stem, form->unit) && !g_str_equal(form->title, work->stem)));
}

static const struct {
    gboolean (*is_sure)(const FormKeys *form, const WorkKeys *work);
    const char *matched_by;
} ways[] = {
    { is_sure_by_number, MATCHED_BY_ENTRY_NO },
    { keys_share_file, MATCHED_BY_FILE },
    { is_sure_by_title, MATCHED_BY_TITLE },
};

/* ---- the matching ---- */

typedef struct {
    guint form, work; /* their indices */
    guint ways;       /* a bit each */
} Pair;

typedef struct {
    GPtrArray *forms, *works; /* of FormKeys *, WorkKeys *: those without a partner */
    GArray *pairs;            /* of Pair: what speaks for whom */
    GArray *out;
} Matching;

static gboolean is_gone(const Work *work)
{
    return !work || work->status == STATUS_WITHDRAWN;
}

static gboolean is_persons(const Form *form)
{
    return g_strcmp0(form->matched_by, MATCHED_BY_PERSON) == 0;
}

static void change(GArray *out, const Form *form, gint64 number, const char *matched_by)
{
    FormMatch match = { form, number, matched_by };

    g_array_append_val(out, match);
}

/* Forms and works that are free; automatic matches with works that are gone are given up. */
static void find_free(Matching *self, const GPtrArray *form_keys, const GPtrArray *work_keys)
{
    g_autoptr(GHashTable) works = g_hash_table_new(g_int64_hash, g_int64_equal),
                          taken = g_hash_table_new(NULL, NULL);

    for (guint j = 0; j < work_keys->len; j++) {
        const WorkKeys *keys = work_keys->pdata[j];
        g_hash_table_insert(works, (gpointer)&keys->work->number, (gpointer)keys->work);
    }
    for (guint i = 0; i < form_keys->len; i++) {
        FormKeys *keys = form_keys->pdata[i];
        const Work *work = keys->form->number ? g_hash_table_lookup(works, &keys->form->number) : NULL;

        if (keys->form->number && (is_persons(keys->form) || !is_gone(work))) {
            g_hash_table_add(taken, (gpointer)work);
            continue;
        }
        if (keys->form->number)
            change(self->out, keys->form, 0, NULL);
        if (!is_persons(keys->form))
            g_ptr_array_add(self->forms, keys);
    }
    for (guint j = 0; j < work_keys->len; j++) {
        WorkKeys *keys = work_keys->pdata[j];
        if (!is_gone(keys->work) && !g_hash_table_contains(taken, keys->work))
            g_ptr_array_add(self->works, keys);
    }
}

static void find_pairs(Matching *self)
{
    for (guint i = 0; i < self->forms->len; i++) {
        for (guint j = 0; j < self->works->len; j++) {
            Pair pair = { i, j, 0 };

            for (gsize way = 0; way < G_N_ELEMENTS(ways); way++) {
                if (ways[way].is_sure(self->forms->pdata[i], self->works->pdata[j]))
                    pair.ways |= 1U << way;
            }
            if (pair.ways)
                g_array_append_val(self->pairs, pair);
        }
    }
}

/* What speaks for anything at all of one form, or one work, and how many have all of that. */
typedef struct {
    guint ways, having;
} Side;

static void weigh(const Matching *self, Side *forms, Side *works)
{
    for (guint i = 0; i < self->pairs->len; i++) {
        const Pair *pair = &g_array_index(self->pairs, Pair, i);

        forms[pair->form].ways |= pair->ways;
        works[pair->work].ways |= pair->ways;
    }
    for (guint i = 0; i < self->pairs->len; i++) {
        const Pair *pair = &g_array_index(self->pairs, Pair, i);

        forms[pair->form].having += pair->ways == forms[pair->form].ways;
        works[pair->work].having += pair->ways == works[pair->work].ways;
    }
}

/* One round: the pairs for which everything speaks, on both sides, and for no other. The rest may be clearer without them. */
static gboolean match_clear(Matching *self)
{
    g_autofree Side *forms = g_new0(Side, self->forms->len + 1), *works = g_new0(Side, self->works->len + 1);
    g_autofree gboolean *form_done = g_new0(gboolean, self->forms->len + 1),
                        *work_done = g_new0(gboolean, self->works->len + 1);
    guint before = self->pairs->len, kept = 0;

    weigh(self, forms, works);
    for (guint i = 0; i < self->pairs->len; i++) {
        const Pair *pair = &g_array_index(self->pairs, Pair, i);
        const Side *form = &forms[pair->form], *work = &works[pair->work];
        const FormKeys *form_keys = self->forms->pdata[pair->form];
        const WorkKeys *work_keys = self->works->pdata[pair->work];

        if (pair->ways != form->ways || pair->ways != work->ways || form->having != 1 || work->having != 1)
            continue;
        change(self->out, form_keys->form, work_keys->work->number,
               ways[g_bit_nth_lsf(pair->ways, -1)].matched_by);
        form_done[pair->form] = work_done[pair->work] = TRUE;
    }
    for (guint i = 0; i < self->pairs->len; i++) {
        Pair pair = g_array_index(self->pairs, Pair, i);

        if (!form_done[pair.form] && !work_done[pair.work])
            g_array_index(self->pairs, Pair, kept++) = pair;
    }
    g_array_set_size(self->pairs, kept);
    return kept < before;
}

/* A form that goes from a work that is gone to another changes once. */
static void join_changes(GArray *out)
{
    g_autoptr(GHashTable) first = g_hash_table_new(NULL, NULL);
    guint kept = 0;

    for (guint i = 0; i < out->len; i++) {
        FormMatch match = g_array_index(out, FormMatch, i);
        gpointer at = NULL;

        if (g_hash_table_lookup_extended(first, match.form, NULL, &at)) {
            g_array_index(out, FormMatch, GPOINTER_TO_UINT(at)) = match;
            continue;
        }
        g_hash_table_insert(first, (gpointer)match.form, GUINT_TO_POINTER(kept));
        g_array_index(out, FormMatch, kept++) = match;
    }
    g_array_set_size(out, kept);
}

GArray *match_forms(const Settings *settings, const GPtrArray *forms, const GPtrArray *works)
{
    GArray *out = g_array_new(FALSE, FALSE, sizeof(FormMatch));
    g_autoptr(GPtrArray) form_keys = NULL, work_keys = NULL;
    g_autoptr(GPtrArray) free_forms = g_ptr_array_new(), free_works = g_ptr_array_new();
    g_autoptr(GArray) pairs = g_array_new(FALSE, FALSE, sizeof(Pair));
    Matching self = { free_forms, free_works, pairs, out };

    if (forms->len == 0)
        return out;
    form_keys = form_keys_of(settings, forms);
    work_keys = work_keys_of(settings, works);
    find_free(&self, form_keys, work_keys);
    find_pairs(&self);
    while (match_clear(&self))
        continue;
    join_changes(out);
    return out;
}
