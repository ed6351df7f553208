/* Works with the same bytes, in this edition and in others. */
#include "catalog/report/report.h"

static const SheetColumn columns[] = {
    { "group", "column.group", CELL_TEXT, COLUMN_HEAD },
    { "size", "column.size", CELL_SIZE, COLUMN_HEAD },
    { "edition", "column.edition", CELL_TEXT, COLUMN_PLAIN },
    { "id", "column.id", CELL_ID, COLUMN_PLAIN },
    { "category", "column.category", CELL_TEXT, COLUMN_FILES },
    { "title", "column.title", CELL_TEXT, COLUMN_PLAIN },
    { "unit", "column.unit", CELL_TEXT, COLUMN_PLAIN },
    { "status", "column.status", CELL_TEXT, COLUMN_PLAIN },
    { "path", "column.path", CELL_TEXT, COLUMN_PLAIN },
    { "sha256", "column.sha256", CELL_ID, COLUMN_FILES },
    { 0 },
};

typedef struct {
    GPtrArray *works, *elsewhere; /* of Work * and WorkElsewhere *, borrowed */
    gboolean is_wanted;           /* one of them is among the chosen */
} Group;

static void group_free(gpointer data)
{
    Group *group = data;

    g_ptr_array_unref(group->works);
    g_ptr_array_unref(group->elsewhere);
    g_free(group);
}

/* In the order of their first works. */
static GPtrArray *gather(const ReportInput *input, GHashTable *by_content)
{
    GPtrArray *groups = g_ptr_array_new_with_free_func(group_free);

    for (guint i = 0; i < input->all_works->len; i++) {
        Work *work = input->all_works->pdata[i];
        Group *group = work->content ? g_hash_table_lookup(by_content, work->content) : NULL;

        if (!work->content || work->status == STATUS_PENDING)
            continue;
        if (!group) {
            group = g_new0(Group, 1);
            group->works = g_ptr_array_new();
            group->elsewhere = g_ptr_array_new();
            g_hash_table_insert(by_content, work->content, group);
            g_ptr_array_add(groups, group);
        }
        g_ptr_array_add(group->works, work);
    }
    return groups;
}

static void mark(const ReportInput *input, GHashTable *by_content)
{
    for (guint i = 0; i < input->elsewhere->len; i++) {
        WorkElsewhere *work = input->elsewhere->pdata[i];
        Group *group = work->content ? g_hash_table_lookup(by_content, work->content) : NULL;

        if (group)
            g_ptr_array_add(group->elsewhere, work);
    }
    for (guint i = 0; i < input->works->len; i++) {
        const Work *work = input->works->pdata[i];
        Group *group = work->content ? g_hash_table_lookup(by_content, work->content) : NULL;

        if (group)
            group->is_wanted = TRUE;
    }
}

static void begin_row(Sheet *sheet, guint number, gint64 size)
{
    g_autofree char *n = g_strdup_printf("%u", number);
    g_auto(Text) shown = text_same(n), name = text_message("report.group", "n", &shown, NULL);

    sheet_row(sheet, ROW_PLAIN);
    sheet_add_texts(sheet, n, &name);
    sheet_add_value(sheet, size);
}

static void add_work(Sheet *sheet, const ReportInput *input, const Work *work)
{
    sheet_add_text(sheet, work->edition);
    sheet_add_work_id(sheet, work);
    sheet_add_category(sheet, input->settings, work->category);
    sheet_add_text(sheet, work->title);
    sheet_add_text(sheet, work->unit);
    sheet_add_word(sheet, "status.", status_slug(work->status));
    sheet_add_text(sheet, work->path);
    sheet_add_text(sheet, work->sha256);
}

static void add_elsewhere(Sheet *sheet, const WorkElsewhere *work)
{
    g_autofree char *number = g_strdup_printf("%04" G_GINT64_FORMAT, work->number);

    sheet_add_text(sheet, work->edition);
    sheet_add_text(sheet, number);
    sheet_add_text(sheet, NULL);
    sheet_add_text(sheet, work->title);
    sheet_add_text(sheet, work->unit);
    sheet_add_text(sheet, NULL);
    sheet_add_text(sheet, NULL);
    sheet_add_text(sheet, NULL);
}

static void add_group(Sheet *sheet, const ReportInput *input, const Group *group, guint number)
{
    gint64 size = ((const Work *)group->works->pdata[0])->size;

    for (guint i = 0; i < group->works->len; i++) {
        begin_row(sheet, number, size);
        add_work(sheet, input, group->works->pdata[i]);
    }
    for (guint i = 0; i < group->elsewhere->len; i++) {
        begin_row(sheet, number, size);
        add_elsewhere(sheet, group->elsewhere->pdata[i]);
    }
}

GPtrArray *report_duplicates(const ReportInput *input)
{
    g_autoptr(GHashTable) by_content = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GPtrArray) groups = gather(input, by_content);
    GPtrArray *sheets = sheets_new();
    Sheet *sheet = sheet_new("duplicates", "report.sheet.duplicates", SHEET_LIST, columns);
    guint number = 0;

    mark(input, by_content);
    for (guint i = 0; i < groups->len; i++) {
        const Group *group = groups->pdata[i];

        if (group->is_wanted && group->works->len + group->elsewhere->len > 1)
            add_group(sheet, input, group, ++number);
    }
    g_ptr_array_add(sheets, sheet);
    return sheets;
}
