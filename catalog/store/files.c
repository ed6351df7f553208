#include "catalog/store/store_internal.h"

#include <string.h>

static const char *const file_kind_slugs[] = {
    [FILE_WORK] = "work",
    [FILE_ATTACHMENT] = "attachment",
    [FILE_ARCHIVE] = "archive",
    [FILE_SAMPLE] = "sample",
};

const char *file_kind_slug(FileKind kind)
{
    g_assert((gsize)kind < G_N_ELEMENTS(file_kind_slugs));
    return file_kind_slugs[kind];
}

gboolean file_kind_is_film(FileKind kind)
{
    return kind == FILE_WORK || kind == FILE_SAMPLE;
}

gboolean file_kind_from_slug(const char *slug, FileKind *kind)
{
    for (gsize i = 0; i < G_N_ELEMENTS(file_kind_slugs); i++) {
        if (g_strcmp0(slug, file_kind_slugs[i]) == 0) {
            *kind = (FileKind)i;
            return TRUE;
        }
    }
    return FALSE;
}

static const Member file_members[] = {
    MEMBER(FileRow, id, MEMBER_INT64),
    MEMBER(FileRow, number, MEMBER_INT64),
    MEMBER(FileRow, root, MEMBER_BYTES),
    MEMBER(FileRow, path, MEMBER_BYTES),
    MEMBER(FileRow, size, MEMBER_INT64),
    MEMBER(FileRow, modified_ns, MEMBER_INT64),
    MEMBER(FileRow, changed_ns, MEMBER_INT64),
    MEMBER(FileRow, device, MEMBER_INT64),
    MEMBER(FileRow, inode, MEMBER_INT64),
    MEMBER(FileRow, content, MEMBER_TEXT),
    MEMBER(FileRow, status, MEMBER_STATUS),
    MEMBER(FileRow, reason, MEMBER_TEXT),
    MEMBER(FileRow, category, MEMBER_TEXT),
    MEMBER(FileRow, title, MEMBER_TEXT),
    MEMBER(FileRow, unit, MEMBER_TEXT),
    MEMBER(FileRow, kind, MEMBER_FILE_KIND),
    MEMBER(FileRow, attached_to, MEMBER_INT64),
    MEMBER(FileRow, missing_scans, MEMBER_INT),
    MEMBER(FileRow, missing_since_us, MEMBER_KNOWN),
    MEMBER(FileRow, first_seen_us, MEMBER_INT64),
    { NULL, 0, 0 },
};

FileRow *file_row_new(void)
{
    FileRow *row = g_new0(FileRow, 1);

    row->missing_since_us = FACT_UNKNOWN;
    return row;
}

void file_row_free(FileRow *row)
{
    if (!row)
        return;
    members_clear(file_members, row);
    g_free(row);
}

/* ---- editions ---- */

static gboolean put_category(Store *store, const char *edition, const StoreCategory *category, gsize position,
                             GError **error)
{
    g_autoptr(Query) query = query_open(store, "category-put", error);

    if (!query)
        return FALSE;
    query_bind_text(query, ":edition", edition);
    query_bind_text(query, ":slug", category->slug);
    query_bind_text(query, ":title_zh", category->title_zh);
    query_bind_text(query, ":title_en", category->title_en);
    query_bind_int(query, ":position", (gint64)position);
    return query_run(query, error);
}

static GPtrArray *category_slugs(Store *store, const char *edition, GError **error)
{
    g_autoptr(Query) query = query_open(store, "categories", error);
    g_autoptr(GPtrArray) slugs = g_ptr_array_new_with_free_func(g_free);

    if (!query)
        return NULL;
    query_bind_text(query, ":edition", edition);
    while (query_next(query, error))
        g_ptr_array_add(slugs, g_strdup(query_text(query, "slug")));
    return query_done(query) ? g_steal_pointer(&slugs) : NULL;
}

static gboolean retire_category(Store *store, const char *edition, const char *slug, GError **error)
{
    g_autoptr(Query) query = query_open(store, "category-retire", error);

    if (!query)
        return FALSE;
    query_bind_text(query, ":edition", edition);
    query_bind_text(query, ":slug", slug);
    return query_run(query, error);
}

static gboolean has_category(const StoreCategory *categories, gsize n, const char *slug)
{
    for (gsize i = 0; i < n; i++) {
        if (g_str_equal(categories[i].slug, slug))
            return TRUE;
    }
    return FALSE;
}

/* Works may still be in a category that the settings dropped, so its row stays. */
static gboolean retire_categories(Store *store, const char *edition, const StoreCategory *categories, gsize n,
                                  GError **error)
{
    g_autoptr(GPtrArray) slugs = category_slugs(store, edition, error);

    for (guint i = 0; slugs && i < slugs->len; i++) {
        if (!has_category(categories, n, slugs->pdata[i]) &&
            !retire_category(store, edition, slugs->pdata[i], error))
            return FALSE;
    }
    return slugs != NULL;
}

static gboolean put_edition(Store *store, const char *edition, const char *title_zh, const char *title_en,
                            GError **error)
{
    g_autoptr(Query) query = query_open(store, "edition-put", error);

    if (!query)
        return FALSE;
    query_bind_text(query, ":slug", edition);
    query_bind_text(query, ":title_zh", title_zh);
    query_bind_text(query, ":title_en", title_en);
    return query_run(query, error);
}

gboolean store_put_edition(Store *store, const char *edition, const char *title_zh, const char *title_en,
                           const StoreCategory *categories, gsize n, GError **error)
{
    g_assert(store->in_transaction);
    if (!put_edition(store, edition, title_zh, title_en, error))
        return FALSE;
    for (gsize i = 0; i < n; i++) {
        if (!put_category(store, edition, &categories[i], i, error))
            return FALSE;
    }
    return retire_categories(store, edition, categories, n, error);
}

/* ---- entries ---- */

gint64 store_entry_id(Store *store, const char *edition, gint64 number, GError **error)
{
    g_autoptr(Query) query = query_open(store, "entry-id", error);
    gint64 id = 0;

    if (!query)
        return 0;
    query_bind_text(query, ":edition", edition);
    query_bind_int(query, ":number", number);
    if (query_number(query, &id, error) && id == 0)
        store_refuse(store, error, "edition '%s' has no work with the number %" G_GINT64_FORMAT, edition,
                     number);
    return id;
}

static gint64 take_number(Store *store, const char *edition, GError **error)
{
    g_autoptr(Query) query = query_open(store, "edition-take-number", error);
    gint64 number = 0;

    if (!query)
        return 0;
    query_bind_text(query, ":edition", edition);
    if (query_number(query, &number, error) && number == 0)
        store_refuse(store, error, "there is no edition '%s'", edition);
    return number;
}

static gint64 insert_entry(Store *store, const char *edition, const FileRow *row, gint64 number,
                           GError **error)
{
    g_autoptr(Query) query = query_open(store, "entry-insert", error);
    gint64 id = 0;

    if (!query)
        return 0;
    query_bind_members(query, file_members, row);
    query_bind_int(query, ":number", number);
    query_bind_text(query, ":edition", edition);
    query_number(query, &id, error);
    return id;
}

static gboolean update_entry(Store *store, gint64 entry_id, const FileRow *row, GError **error)
{
    g_autoptr(Query) query = query_open(store, "entry-update", error);

    if (!query)
        return FALSE;
    query_bind_members(query, file_members, row);
    query_bind_int(query, ":entry_id", entry_id);
    if (!query_run(query, error))
        return FALSE;
    if (query_changed(query))
        store_revise(store);
    return TRUE;
}

/* ---- files ---- */

/* What a file row points at, as row ids; 0: nothing. */
typedef struct {
    gint64 entry, attached_entry, content;
} FileLinks;

static void bind_links(Query *query, const FileLinks *links)
{
    query_bind_id(query, ":entry_id", links->entry);
    query_bind_id(query, ":attached_entry_id", links->attached_entry);
    query_bind_id(query, ":content_id", links->content);
}

/* Gives row->number's entry, made with a new number where that is -1. */
static gboolean find_entry(Store *store, const char *edition, const FileRow *row, gint64 *number,
                           gint64 *entry, GError **error)
{
    *number = row->number;
    if (row->number == 0)
        return TRUE;
    g_assert(row->title);
    if (row->number < 0) {
        *number = take_number(store, edition, error);
        *entry = *number > 0 ? insert_entry(store, edition, row, *number, error) : 0;
    } else {
        *entry = store_entry_id(store, edition, row->number, error);
    }
    return *entry != 0;
}

static gboolean find_links(Store *store, const char *edition, const FileRow *row, gint64 *number,
                           FileLinks *links, GError **error)
{
    if (!find_entry(store, edition, row, number, &links->entry, error))
        return FALSE;
    if (row->attached_to > 0 &&
        (links->attached_entry = store_entry_id(store, edition, row->attached_to, error)) == 0)
        return FALSE;
    return !row->content || (links->content = store_content_id(store, row->content, error)) != 0;
}

static gboolean insert_file(Store *store, const char *edition, FileRow *row, const FileLinks *links,
                            GError **error)
{
    g_autoptr(Query) query = query_open(store, "file-insert", error);
    gint64 id = 0;

    if (!query)
        return FALSE;
    query_bind_members(query, file_members, row);
    query_bind_text(query, ":edition", edition);
    bind_links(query, links);
    if (!query_number(query, &id, error))
        return FALSE;
    if (id == 0)
        return store_refuse(store, error, "there is no edition '%s'", edition);
    row->id = id;
    store->places_moved = TRUE;
    store_revise(store);
    return TRUE;
}

static gboolean file_exists(Store *store, gint64 id, GError **error)
{
    g_autoptr(Query) query = query_open(store, "file-exists", error);
    gint64 found = 0;

    if (!query)
        return FALSE;
    query_bind_int(query, ":id", id);
    return query_number(query, &found, error) &&
           (found || store_refuse(store, error, "there is no file with the id %" G_GINT64_FORMAT, id));
}

static gboolean update_file_state(Store *store, const FileRow *row, const FileLinks *links, GError **error)
{
    g_autoptr(Query) query = query_open(store, "file-update", error);

    if (!query)
        return FALSE;
    query_bind_members(query, file_members, row);
    bind_links(query, links);
    if (!query_run(query, error))
        return FALSE;
    if (query_changed(query)) {
        store->places_moved = TRUE;
        store_revise(store);
    }
    return TRUE;
}

static gboolean update_file_traces(Store *store, const FileRow *row, GError **error)
{
    g_autoptr(Query) query = query_open(store, "file-update-traces", error);

    if (!query)
        return FALSE;
    query_bind_members(query, file_members, row);
    return query_run(query, error);
}

gboolean store_put_file(Store *store, const char *edition, FileRow *row, GError **error)
{
    FileLinks links = { 0 };
    gint64 number = 0;

    g_assert(store->in_transaction);
    if (!find_links(store, edition, row, &number, &links, error))
        return FALSE;
    if (row->id == 0) {
        if (!insert_file(store, edition, row, &links, error))
            return FALSE;
    } else if (!file_exists(store, row->id, error) || !update_file_state(store, row, &links, error) ||
               !update_file_traces(store, row, error)) {
        return FALSE;
    }
    if (links.entry && !update_entry(store, links.entry, row, error))
        return FALSE;
    row->number = number;
    return TRUE;
}

gboolean store_drop_file(Store *store, gint64 file_id, GError **error)
{
    g_autoptr(Query) query = query_open(store, "file-drop", error);

    if (!query)
        return FALSE;
    g_assert(store->in_transaction);
    query_bind_int(query, ":id", file_id);
    if (!query_run(query, error))
        return FALSE;
    if (!query_changed(query))
        return store_refuse(store, error, "no attachment has the id %" G_GINT64_FORMAT, file_id);
    store_revise(store);
    return TRUE;
}

static GPtrArray *read_files(Store *store, const char *statement, const char *edition, GError **error)
{
    g_autoptr(Query) query = query_open(store, statement, error);
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)file_row_free);
    g_autoptr(Plan) plan = NULL;

    if (!query)
        return NULL;
    query_bind_text(query, ":edition", edition);
    plan = plan_members(query, file_members);
    while (query_next(query, error)) {
        FileRow *row = file_row_new();

        query_read(query, plan, row);
        g_ptr_array_add(rows, row);
    }
    return query_done(query) ? g_steal_pointer(&rows) : NULL;
}

GPtrArray *store_files(Store *store, const char *edition, GError **error)
{
    return read_files(store, "files", edition, error);
}

GPtrArray *store_other_files(Store *store, const char *edition, GError **error)
{
    return read_files(store, "files-of-no-work", edition, error);
}
