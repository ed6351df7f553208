#include "catalog/registration/headings.h"

#include "catalog/messages/display.h"

#include <string.h>

char *form_sentence(Language language, const char *key, guint line, const char *part)
{
    g_autofree char *number = g_strdup_printf("%u", line);
    g_autofree char *words = display_briefly(part ? part : "");

    return message_format(language, key, "line", number, "part", words, NULL);
}

/* ---- --map ---- */

static void map_item_free(gpointer data)
{
    HeadingMapItem *item = data;

    g_free(item->heading);
    g_free(item->written);
    g_free(item);
}

static char *unknown_column(const char *name, Language language)
{
    const char *nearest = column_name_nearest(name);
    g_autofree char *words = display_briefly(name);

    if (!nearest)
        return form_sentence(language, "form.map.column", 0, name);
    return message_format(language, "form.map.column-nearest", "part", words, "nearest", nearest, NULL);
}

static void read_item(const char *text, Language language, GPtrArray *map, GPtrArray *faults)
{
    const char *equals = strchr(text, '=');
    g_autofree char *name = g_strndup(text, equals ? (gsize)(equals - text) : 0);
    g_autofree char *heading = g_strdup(equals ? equals + 1 : "");
    HeadingMapItem *item;
    FormColumnId column;
    gboolean weak;

    if (!*g_strstrip(name) || !*g_strstrip(heading)) {
        g_ptr_array_add(faults, form_sentence(language, "form.map.form", 0, text));
    } else if (!column_of_heading(name, &column, &weak)) {
        g_ptr_array_add(faults, unknown_column(name, language));
    } else {
        item = g_new0(HeadingMapItem, 1);
        *item = (HeadingMapItem){ column, column_heading_fold(heading), g_steal_pointer(&heading) };
        g_ptr_array_add(map, item);
    }
}

GPtrArray *heading_map_read(const GPtrArray *texts, Language language, GPtrArray *faults)
{
    GPtrArray *map = g_ptr_array_new_with_free_func(map_item_free);

    for (guint i = 0; texts && i < texts->len; i++) {
        g_autoptr(GString) commas = g_string_new(texts->pdata[i]);
        g_auto(GStrv) items = NULL;

        g_string_replace(commas, "，", ",", 0);
        g_string_replace(commas, "；", ",", 0);
        g_string_replace(commas, ";", ",", 0);
        g_string_replace(commas, "＝", "=", 0);
        items = g_strsplit(commas->str, ",", -1);
        for (char **item = items; *item; item++) {
            if (*g_strstrip(*item))
                read_item(*item, language, map, faults);
        }
    }
    return map;
}

static const HeadingMapItem *mapped(const GPtrArray *map, const char *heading)
{
    g_autofree char *folded = column_heading_fold(heading);

    for (guint i = 0; i < map->len; i++) {
        const HeadingMapItem *item = map->pdata[i];

        if (g_str_equal(item->heading, folded))
            return item;
    }
    return NULL;
}

gboolean heading_map_has(const GPtrArray *map, FormColumnId column)
{
    for (guint i = 0; i < map->len; i++) {
        if (((const HeadingMapItem *)map->pdata[i])->column == column)
            return TRUE;
    }
    return FALSE;
}

/* ---- the row ---- */

/* What the map says stands before what a heading would mean by itself, and 编号 before 序号. */
int *headings_columns(const CsvRow *row, const GPtrArray *map)
{
    int *columns = g_new(int, row->cells->len);
    g_autofree gboolean *weak = g_new0(gboolean, row->cells->len);
    gboolean strong[N_FORM_COLUMNS] = { FALSE };

    for (guint i = 0; i < row->cells->len; i++) {
        const HeadingMapItem *item = mapped(map, row->cells->pdata[i]);
        FormColumnId column;

        columns[i] = -1;
        if (item)
            columns[i] = (int)item->column;
        else if (column_of_heading(row->cells->pdata[i], &column, &weak[i]) && !heading_map_has(map, column))
            columns[i] = (int)column;
        if (columns[i] >= 0 && !weak[i])
            strong[columns[i]] = TRUE;
    }
    for (guint i = 0; i < row->cells->len; i++) {
        if (columns[i] >= 0 && weak[i] && strong[columns[i]])
            columns[i] = -1;
    }
    return columns;
}

static gboolean is_heading(const CsvRow *row, const GPtrArray *map)
{
    g_autofree int *columns = headings_columns(row, map);
    gboolean title = FALSE, other = FALSE;

    for (guint i = 0; i < row->cells->len; i++) {
        title = title || columns[i] == COLUMN_TITLE;
        other = other || (columns[i] >= 0 && columns[i] != COLUMN_TITLE);
    }
    return title && other;
}

gboolean headings_find(const GPtrArray *rows, const GPtrArray *map, guint *index)
{
    for (guint i = 0; i < rows->len && i < HEADING_WITHIN; i++) {
        if (is_heading(rows->pdata[i], map)) {
            *index = i;
            return TRUE;
        }
    }
    return FALSE;
}

static void check_twice(const CsvRow *row, const int *columns, guint at, Language language, GPtrArray *faults)
{
    for (guint i = 0; i < at; i++) {
        g_autofree char *first = NULL, *second = NULL, *line = NULL;

        if (columns[i] != columns[at] || form_columns[columns[at]].is_several)
            continue;
        first = display_briefly(row->cells->pdata[i]);
        second = display_briefly(row->cells->pdata[at]);
        line = g_strdup_printf("%u", row->line);
        g_ptr_array_add(faults,
                        message_format(language, "form.column-twice", "line", line, "first", first, "second",
                                       second, "column", form_columns[columns[at]].names[language], NULL));
        return;
    }
}

void headings_check(const CsvRow *row, const int *columns, const GPtrArray *map, Language language,
                    GPtrArray *faults)
{
    for (guint i = 0; i < row->cells->len; i++) {
        if (columns[i] >= 0)
            check_twice(row, columns, i, language, faults);
    }
    for (guint i = 0; i < map->len; i++) {
        const HeadingMapItem *item = map->pdata[i];
        gboolean found = FALSE;

        for (guint j = 0; j < row->cells->len && !found; j++)
            found = mapped(map, row->cells->pdata[j]) == item;
        if (!found)
            g_ptr_array_add(faults, form_sentence(language, "form.map.absent", row->line, item->written));
    }
}
