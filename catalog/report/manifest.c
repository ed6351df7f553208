#include "catalog/report/manifest.h"

#include <string.h>

typedef struct {
    const Work *work;
    const WorkVersion *version; /* when entries closed; NULL: it came later */
    gboolean is_replaced;       /* since then */
    char *path;                 /* NULL where version is; bytes */
} Entry;

static void entry_free(gpointer data)
{
    Entry *entry = data;

    g_free(entry->path);
    g_free(entry);
}

static const WorkVersion *version_at(const Work *work, gint64 closes_us)
{
    const WorkVersion *version = NULL;

    for (guint i = 0; i < work->versions->len; i++) {
        const WorkVersion *one = work->versions->pdata[i];
        if (closes_us == FACT_UNKNOWN || one->first_seen_us <= closes_us)
            version = one;
    }
    return version;
}

/* Relative to the contest folder where it lies inside. */
static char *path_from_contest(const char *contest_dir, const char *root, const char *path)
{
    g_autofree char *whole = g_build_filename(root, path, NULL);
    g_autofree char *absolute = g_canonicalize_filename(whole, contest_dir);
    gsize length = strlen(contest_dir);

    if (g_str_has_prefix(absolute, contest_dir) && absolute[length] == '/')
        return g_strdup(absolute + length + 1);
    return g_steal_pointer(&absolute);
}

static Entry *entry_of(const ReportInput *input, const Work *work, gint64 closes_us)
{
    Entry *entry = g_new0(Entry, 1);
    const WorkVersion *version = version_at(work, closes_us);

    entry->work = work;
    entry->version = version;
    if (!version)
        return entry;
    entry->is_replaced = work->content && g_strcmp0(work->content, version->content) != 0;
    entry->path = entry->is_replaced ? path_from_contest(input->contest_dir, version->root, version->path)
                                     : path_from_contest(input->contest_dir, work->root, work->path);
    return entry;
}

/* of Entry *: works that were never whole are not in it */
static GPtrArray *entries(const ReportInput *input)
{
    GPtrArray *list = g_ptr_array_new_with_free_func(entry_free);

    for (guint i = 0; i < input->works->len; i++) {
        const Work *work = input->works->pdata[i];
        if (work->versions->len)
            g_ptr_array_add(list, entry_of(input, work, report_closes_us(input->settings)));
    }
    return list;
}

/* ---- for sha256sum ---- */

static void append_sum(GString *out, const char *sha256, const char *path)
{
    gboolean is_escaped = path[strcspn(path, "\\\n\r")] != '\0';

    g_string_append_printf(out, "%s%s  ", is_escaped ? "\\" : "", sha256);
    for (; *path; path++) {
        if (*path == '\\')
            g_string_append(out, "\\\\");
        else if (*path == '\n')
            g_string_append(out, "\\n");
        else if (*path == '\r')
            g_string_append(out, "\\r");
        else
            g_string_append_c(out, *path);
    }
    g_string_append_c(out, '\n');
}

GPtrArray *manifest_write_sums(GString *out, const ReportInput *input, guint *late)
{
    g_autoptr(GPtrArray) list = entries(input);
    GPtrArray *lacking = g_ptr_array_new_with_free_func(g_free);

    *late = 0;
    for (guint i = 0; i < list->len; i++) {
        const Entry *entry = list->pdata[i];

        if (entry->version && entry->version->sha256)
            append_sum(out, entry->version->sha256, entry->path);
        else if (entry->version)
            g_ptr_array_add(lacking, work_id(entry->work));
        else
            (*late)++;
    }
    return lacking;
}

/* ---- with what belongs to it ---- */

static const SheetColumn columns[] = {
    { "id", "column.id", CELL_ID, COLUMN_PLAIN },
    { "category", "column.category", CELL_TEXT, COLUMN_PLAIN },
    { "title", "column.title", CELL_TEXT, COLUMN_PLAIN },
    { "unit", "column.unit", CELL_TEXT, COLUMN_PLAIN },
    { "size", "column.size", CELL_SIZE, COLUMN_PLAIN },
    { "first_seen", "column.first-seen", CELL_TIME, COLUMN_PLAIN },
    { "sha256", "column.sha256", CELL_ID, COLUMN_PLAIN },
    { "path", "column.path", CELL_TEXT, COLUMN_PLAIN },
    { "status", "column.status", CELL_TEXT, COLUMN_PLAIN },
    { "after_deadline", "column.after-deadline", CELL_TEXT, COLUMN_PLAIN },
    { 0 },
};

GPtrArray *report_manifest(const ReportInput *input)
{
    g_autoptr(GPtrArray) list = entries(input);
    GPtrArray *sheets = sheets_new();
    Sheet *sheet = sheet_new("manifest", "report.sheet.manifest", SHEET_LIST, columns);

    for (guint i = 0; i < list->len; i++) {
        const Entry *entry = list->pdata[i];
        const Work *work = entry->work;
        const WorkVersion *version = entry->version;

        sheet_row(sheet, ROW_PLAIN);
        sheet_add_work_id(sheet, work);
        sheet_add_category(sheet, input->settings, work->category);
        sheet_add_text(sheet, work->title);
        sheet_add_text(sheet, work->unit);
        sheet_add_value(sheet, version ? version->size : FACT_UNKNOWN);
        sheet_add_value(sheet, version ? version->first_seen_us : work_first_seen_us(work));
        sheet_add_text(sheet, version ? version->sha256 : NULL);
        sheet_add_text(sheet, entry->path);
        sheet_add_word(sheet, "status.", status_slug(work->status));
        sheet_add_word(sheet, "manifest.", entry->is_replaced ? "replaced" : version ? NULL : "late");
    }
    g_ptr_array_add(sheets, sheet);
    return sheets;
}
