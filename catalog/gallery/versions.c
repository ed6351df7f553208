/* The files that a work had, one beside the other. */
#include "catalog/gallery/page.h"
#include "catalog/gallery/technical.h"
#include "catalog/rules/dates.h"

/* The version's lines of that name: of a film with two sounds it has two. NULL: no more. */
static const TechnicalLine *line_of(const GPtrArray *lines, const char *name, guint place)
{
    for (guint i = 0; i < lines->len; i++) {
        const TechnicalLine *line = g_ptr_array_index(lines, i);

        if (g_str_equal(line->name, name) && place-- == 0)
            return line;
    }
    return NULL;
}

static gboolean has_part(const TechnicalLine *line, const char *part)
{
    for (guint i = 0; line && i < line->parts->len; i++)
        if (g_str_equal(g_ptr_array_index(line->parts, i), part))
            return TRUE;
    return FALSE;
}

/* What the version before did not have is marked. */
static void add_cell(Scope *row, const TechnicalLine *line, const TechnicalLine *before, gboolean is_first)
{
    Scope *cell = scope_add(row, "cells");

    for (guint i = 0; line && i < line->parts->len; i++) {
        const char *words = g_ptr_array_index(line->parts, i);
        Scope *part = scope_add(cell, "parts");

        scope_set(part, "text", words);
        scope_set_flag(part, "differs", !is_first && !has_part(before, words));
    }
}

static void add_row(Scope *table, const GPtrArray *columns, const char *name, guint place)
{
    Scope *row = scope_add(table, "rows");

    scope_set(row, "name", name);
    for (guint i = 0; i < columns->len; i++)
        add_cell(row, line_of(g_ptr_array_index(columns, i), name, place),
                 i > 0 ? line_of(g_ptr_array_index(columns, i - 1), name, place) : NULL, i == 0);
}

static guint lines_of(const GPtrArray *columns, const char *name)
{
    guint most = 0;

    for (guint i = 0; i < columns->len; i++)
        while (line_of(g_ptr_array_index(columns, i), name, most))
            most++;
    return most;
}

/* In the order in which technical data stand, whichever version has them. */
static void add_rows(Scope *table, const GPtrArray *columns, Language language)
{
    static const char *const keys[] = { "gallery.fact.container", "gallery.fact.duration",
                                        "gallery.fact.picture",   "gallery.fact.sound",
                                        "gallery.fact.subtitles", "gallery.fact.sha256" };

    for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
        const char *name = message(language, keys[i]);

        for (guint place = 0; place < lines_of(columns, name); place++)
            add_row(table, columns, name, place);
    }
}

static void add_heading(const Page *page, const Work *work, guint place)
{
    const WorkVersion *version = g_ptr_array_index(work->versions, place);
    gboolean is_present = place + 1 == work->versions->len && g_strcmp0(version->content, work->content) == 0;
    g_autofree char *n = g_strdup_printf("%u", place + 1);
    Scope *heading = scope_add(page->scope, "versions");

    scope_take(heading, "received",
               clock_words(version->first_seen_us / 60000000 * 60000000, BEIJING_OFFSET_S));
    if (is_present)
        scope_set(heading, "name", message(page->language, "page.version.now"));
    else
        scope_take(heading, "name", message_format(page->language, "page.version.n", "n", n, NULL));
}

void page_add_versions(const Page *page, const Work *work)
{
    g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);

    if (work->versions->len < 2)
        return;
    for (guint i = 0; i < work->versions->len; i++) {
        add_heading(page, work, i);
        g_ptr_array_add(columns,
                        technical_lines_of_version(g_ptr_array_index(work->versions, i), page->language));
    }
    add_rows(page->scope, columns, page->language);
}
