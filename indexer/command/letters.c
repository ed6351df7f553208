#include "indexer/command/letters.h"

#include "catalog/report/letter.h"
#include "catalog/rules/spelling.h"

#include <errno.h>
#include <string.h>

/* ---- which unit ---- */

/* NFKC, caseless, without spaces. */
static char *folded(const char *text)
{
    g_autofree char *composed = g_utf8_normalize(text, -1, G_NORMALIZE_ALL_COMPOSE);
    g_autofree char *caseless = composed ? g_utf8_casefold(composed, -1) : g_strdup("");
    GString *out = g_string_new(NULL);

    for (const char *p = caseless; *p; p = g_utf8_next_char(p)) {
        if (!g_unichar_isspace(g_utf8_get_char(p)))
            g_string_append_unichar(out, g_utf8_get_char(p));
    }
    return g_string_free(out, FALSE);
}

typedef enum { BY_NAME, BY_PINYIN, BY_INITIALS, WAYS } Way;

static gboolean is_called(const ReportInput *input, const char *unit, const char *wanted, Way way)
{
    for (guint i = 0; i < input->all_works->len; i++) {
        const Work *work = input->all_works->pdata[i];
        const char *called = way == BY_PINYIN ? work->unit_pinyin : work->unit_initials;
        g_autofree char *name = NULL;

        if (g_strcmp0(work->unit, unit) != 0 || !called)
            continue;
        name = folded(called);
        return g_str_equal(name, wanted);
    }
    return FALSE;
}

static GPtrArray *units_called(const ReportInput *input, const GPtrArray *units, const char *wanted, Way way)
{
    GPtrArray *found = g_ptr_array_new();

    for (guint i = 0; i < units->len; i++) {
        g_autofree char *name = folded(units->pdata[i]);

        if (way == BY_NAME ? g_str_equal(name, wanted) : is_called(input, units->pdata[i], wanted, way))
            g_ptr_array_add(found, units->pdata[i]);
    }
    return found;
}

static void complain_of_unit(const Contest *contest, const char *key, const char *name,
                             const GPtrArray *units)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    g_autofree char *list = NULL;
    const char *nearest;

    for (guint i = 0; i < units->len; i++)
        g_ptr_array_add(names, units->pdata[i]);
    g_ptr_array_add(names, NULL);
    nearest = spelling_nearest(name, (const char *const *)names->pdata);
    list = g_strjoinv(message(contest->language, "list.separator"), (char **)names->pdata);
    g_autofree char *text =
        message_format(contest->language, key, "name", name, "list", nearest ? nearest : list, NULL);
    contest_complain(contest, text);
}

const char *letters_find_unit(const Contest *contest, const ReportInput *input, const char *name, int *status)
{
    const char *shown = settings_unit(input->settings, name);
    const ReportInput everything = { .settings = input->settings,
                                     .works = input->all_works,
                                     .forms = input->forms };
    g_autoptr(GPtrArray) units = letter_units(&everything);
    g_autofree char *wanted = folded(shown);

    *status = STATUS_USAGE;
    for (Way way = BY_NAME; way < WAYS; way++) {
        g_autoptr(GPtrArray) found = units_called(input, units, wanted, way);

        if (found->len == 1)
            return found->pdata[0];
        if (found->len > 1) {
            complain_of_unit(contest, "error.ambiguous-unit", name, found);
            return NULL;
        }
    }
    complain_of_unit(contest, "error.no-unit", name, units);
    return NULL;
}

/* ---- what was written before ---- */

/* Lines "hash  name", as a set. */
static GHashTable *read_note(const char *folder)
{
    GHashTable *lines = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autofree char *path = g_build_filename(folder, LETTERS_NOTE, NULL);
    g_autofree char *text = NULL;
    g_auto(GStrv) parts = NULL;

    if (!g_file_get_contents(path, &text, NULL, NULL))
        return lines;
    parts = g_strsplit(text, "\n", -1);
    for (char **part = parts; *part; part++) {
        if (**part)
            g_hash_table_add(lines, g_strdup(*part));
    }
    return lines;
}

static int compare_names(gconstpointer a, gconstpointer b)
{
    const char *one = strstr(*(const char *const *)a, "  "), *other = strstr(*(const char *const *)b, "  ");
    int order = g_strcmp0(one, other);

    return order ? order : strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int compare_texts(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static gboolean write_note(const char *folder, GHashTable *lines, GError **error)
{
    g_autofree char *path = g_build_filename(folder, LETTERS_NOTE, NULL);
    g_autoptr(GPtrArray) sorted = g_ptr_array_new();
    g_autoptr(GString) text = g_string_new(NULL);
    GHashTableIter each;
    gpointer line;

    g_hash_table_iter_init(&each, lines);
    while (g_hash_table_iter_next(&each, &line, NULL))
        g_ptr_array_add(sorted, line);
    g_ptr_array_sort(sorted, compare_names);
    for (guint i = 0; i < sorted->len; i++)
        g_string_append_printf(text, "%s\n", (const char *)sorted->pdata[i]);
    return g_file_set_contents_full(path, text->str, (gssize)text->len, G_FILE_SET_CONTENTS_CONSISTENT, 0666,
                                    error);
}

static char *note_line(const char *sum, const char *name)
{
    return g_strdup_printf("%s  %s", sum, name);
}

static char *sum_of(const char *bytes, gsize length)
{
    return g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)bytes, length);
}

/* ---- the letters ---- */

typedef struct {
    char *name;
    GString *text;
    char *sum; /* SHA-256 of the text, hex */
} File;

static void file_free(gpointer data)
{
    File *file = data;

    g_free(file->name);
    g_string_free(file->text, TRUE);
    g_free(file->sum);
    g_free(file);
}

static GPtrArray *write_files(const ReportInput *input)
{
    GPtrArray *files = g_ptr_array_new_with_free_func(file_free);
    g_autoptr(GHashTable) taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GPtrArray) units = letter_units(input);

    for (guint i = 0; i < units->len; i++) {
        for (Language language = LANGUAGE_ZH; language < LANGUAGES; language++) {
            File *file = g_new0(File, 1);

            file->name = letter_file_name(units->pdata[i], language, taken);
            file->text = g_string_new(NULL);
            letter_write(file->text, input, units->pdata[i], language);
            file->sum = sum_of(file->text->str, file->text->len);
            g_ptr_array_add(files, file);
        }
    }
    return files;
}

typedef enum { PLACE_FREE, PLACE_OURS, PLACE_FOREIGN } Place;

static Place look_at(const char *folder, const File *file, GHashTable *note)
{
    g_autofree char *path = g_build_filename(folder, file->name, NULL);
    g_autofree char *bytes = NULL, *sum = NULL, *line = NULL;
    gboolean is_link = g_file_test(path, G_FILE_TEST_IS_SYMLINK);
    gsize length = 0;

    if (!is_link && !g_file_test(path, G_FILE_TEST_EXISTS))
        return PLACE_FREE;
    if (is_link || !g_file_get_contents(path, &bytes, &length, NULL))
        return PLACE_FOREIGN;
    sum = sum_of(bytes, length);
    line = note_line(sum, file->name);
    return g_str_equal(sum, file->sum) || g_hash_table_contains(note, line) ? PLACE_OURS : PLACE_FOREIGN;
}

static gboolean put_file(const char *folder, const File *file, GError **error)
{
    g_autofree char *path = g_build_filename(folder, file->name, NULL);

    return g_file_set_contents_full(path, file->text->str, (gssize)file->text->len,
                                    G_FILE_SET_CONTENTS_CONSISTENT, 0666, error);
}

static gboolean is_written(const GPtrArray *files, const char *name)
{
    for (guint i = 0; i < files->len; i++) {
        if (g_str_equal(((const File *)files->pdata[i])->name, name))
            return TRUE;
    }
    return FALSE;
}

/* Names of letters that an earlier run wrote to units that there are no longer, by this name: nobody should send them. */
static GPtrArray *find_left(const char *folder, const GPtrArray *files)
{
    g_autoptr(GHashTable) note = read_note(folder);
    GPtrArray *left = g_ptr_array_new_with_free_func(g_free);
    GHashTableIter each;
    gpointer line;

    g_hash_table_iter_init(&each, note);
    while (g_hash_table_iter_next(&each, &line, NULL)) {
        const char *name = strstr(line, "  ");
        g_autofree char *path = name ? g_build_filename(folder, name + 2, NULL) : NULL;

        if (name && !is_written(files, name + 2) && g_file_test(path, G_FILE_TEST_EXISTS) &&
            !g_ptr_array_find_with_equal_func(left, name + 2, g_str_equal, NULL))
            g_ptr_array_add(left, g_strdup(name + 2));
    }
    g_ptr_array_sort(left, compare_texts);
    return left;
}

/* Lines of letters that this run writes anew. */
static gboolean is_outdated(gpointer line, G_GNUC_UNUSED gpointer value, gpointer data)
{
    const GPtrArray *files = data;
    const char *name = strstr(line, "  ");

    for (guint i = 0; name && i < files->len; i++) {
        const File *file = files->pdata[i];
        if (g_str_equal(file->name, name + 2) && !g_str_has_prefix(line, file->sum))
            return TRUE;
    }
    return !name;
}

/* What is going to be written is noted first: a run that is cut off leaves letters that the next one knows as its own. */
static gboolean put_files(const char *folder, GPtrArray *files, GPtrArray *foreign, GError **error)
{
    g_autoptr(GHashTable) note = read_note(folder);

    for (guint i = 0; i < files->len; i++) {
        const File *file = files->pdata[i];

        if (look_at(folder, file, note) == PLACE_FOREIGN)
            g_ptr_array_add(foreign, (gpointer)file);
        else
            g_hash_table_add(note, note_line(file->sum, file->name));
    }
    if (!write_note(folder, note, error))
        return FALSE;
    for (guint i = 0; i < files->len; i++) {
        if (!g_ptr_array_find(foreign, files->pdata[i], NULL) && !put_file(folder, files->pdata[i], error))
            return FALSE;
    }
    g_hash_table_foreach_remove(note, is_outdated, files);
    return write_note(folder, note, error);
}

static int complain_of_foreign(const Contest *contest, const char *folder, const GPtrArray *foreign)
{
    for (guint i = 0; i < foreign->len; i++) {
        const File *file = foreign->pdata[i];
        g_autofree char *path = g_build_filename(folder, file->name, NULL);
        g_autofree char *text = message_format(contest->language, "error.foreign-letter", "path", path, NULL);

        contest_complain(contest, text);
    }
    return foreign->len ? STATUS_INCOMPLETE : STATUS_DONE;
}

/* Letters about one category alone leave those of other units as they are. */
static void say_what_is_left(const Contest *contest, const ReportInput *input, const char *folder,
                             const GPtrArray *files)
{
    g_autoptr(GPtrArray) left = input->category ? NULL : find_left(folder, files);

    for (guint i = 0; left && i < left->len; i++) {
        g_autofree char *path = g_build_filename(folder, left->pdata[i], NULL);
        g_autofree char *text = message_format(contest->language, "report.letter-left", "path", path, NULL);

        contest_complain(contest, text);
    }
}

/* To whom would one write about them? */
static int complain_of_nobody(const Contest *contest, const ReportInput *input)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);

    for (guint i = 0; i < input->works->len; i++) {
        const Work *work = input->works->pdata[i];
        if (!work->unit)
            g_ptr_array_add(ids, work_id(work));
    }
    if (!ids->len)
        return STATUS_DONE;
    g_ptr_array_add(ids, NULL);
    g_autofree char *n = g_strdup_printf("%u", ids->len - 1);
    g_autofree char *list = g_strjoinv(", ", (char **)ids->pdata);
    g_autofree char *text =
        message_format(contest->language, "error.no-addressee", "n", n, "list", list, NULL);
    contest_complain(contest, text);
    return STATUS_INCOMPLETE;
}

static int complain_of_folder(const Contest *contest, const char *folder, const char *why)
{
    g_autofree char *text =
        message_format(contest->language, "error.letter-folder", "path", folder, "detail", why, NULL);

    contest_complain(contest, text);
    return STATUS_CANNOT;
}

int letters_write(const Contest *contest, const ReportInput *input, const char *folder)
{
    g_autoptr(GPtrArray) files = write_files(input);
    g_autoptr(GPtrArray) foreign = g_ptr_array_new();
    g_autoptr(GError) error = NULL;
    int status, unaddressed;

    if (g_mkdir_with_parents(folder, 0777) != 0)
        return complain_of_folder(contest, folder, error_number_words(contest->language, errno));
    if (!put_files(folder, files, foreign, &error))
        return complain_of_folder(contest, folder, error->message);
    say_what_is_left(contest, input, folder, files);
    status = complain_of_foreign(contest, folder, foreign);
    unaddressed = complain_of_nobody(contest, input);
    return MAX(status, unaddressed);
}
