/* Sheets for a terminal: columns that line up, wide characters counted as two, long texts on several lines. */
#include "catalog/messages/display.h"
#include "catalog/report/sheet_internal.h"
#include "catalog/report/wrap.h"

#define GAP          2 /* between columns */
#define INDENT       4 /* of what stands under a head */
#define NARROWEST    10
#define COLUMNS_MOST 64

typedef struct {
    const Sheet *sheet;
    const SheetStyle *style;
    guint shown[COLUMNS_MOST]; /* which columns */
    int widths[COLUMNS_MOST];
    int least[COLUMNS_MOST]; /* of the cells, and of the longest word of the heading */
    guint n;
    gboolean has_heads;
} Layout;

static const Column *column_at(const Sheet *sheet, guint i)
{
    return sheet->columns->pdata[i];
}

static gboolean kind_is_amount(CellKind kind)
{
    return kind == CELL_NUMBER || kind == CELL_SIZE || kind == CELL_DURATION;
}

static char *words_at(const Layout *layout, const Row *row, guint column)
{
    return cell_words(row->cells->pdata[column], column_at(layout->sheet, column), layout->style);
}

static const char *heading_at(const Layout *layout, guint column)
{
    return column_at(layout->sheet, column)->heading.in[layout->style->language];
}

/* A mark and a sentence under a head explain themselves; more columns do not. */
static gboolean has_headings(const Layout *layout)
{
    return layout->n > 2 || !layout->has_heads;
}

static int longest_word(const char *text)
{
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    int longest = 0;

    for (char **word = words; *word; word++)
        longest = MAX(longest, display_width(*word));
    return longest;
}

static int widest_cell(const Layout *layout, guint column)
{
    int widest = 0;

    for (guint i = 0; i < layout->sheet->rows->len; i++) {
        const Row *row = layout->sheet->rows->pdata[i];
        g_autofree char *words = row->use == ROW_FILES ? NULL : words_at(layout, row, column);

        widest = MAX(widest, words ? display_width(words) : 0);
    }
    return widest;
}

static void measure(Layout *layout)
{
    for (guint i = 0; i < layout->n; i++) {
        const char *heading = has_headings(layout) ? heading_at(layout, layout->shown[i]) : "";
        int cells = widest_cell(layout, layout->shown[i]);

        layout->widths[i] = MAX(cells, display_width(heading));
        layout->least[i] = MAX(cells, longest_word(heading));
        if (column_at(layout->sheet, layout->shown[i])->kind == CELL_TEXT)
            layout->least[i] = MIN(layout->widths[i], NARROWEST);
    }
}

static int whole_width(const Layout *layout)
{
    int whole = layout->has_heads ? INDENT : 0;

    for (guint i = 0; i < layout->n; i++)
        whole += layout->widths[i] + (i ? GAP : 0);
    return whole;
}

static gboolean says_nothing(const Sheet *sheet, guint column)
{
    for (guint i = 0; i < sheet->rows->len; i++) {
        const Row *row = sheet->rows->pdata[i];
        const Cell *cell = row->cells->pdata[column];

        if (row->use != ROW_FILES && cell->is_known && cell->value != 0)
            return FALSE;
    }
    return kind_is_amount(column_at(sheet, column)->kind);
}

/* Where there is not enough room, columns of zeros are left out, the last first. */
static void leave_out_zeros(Layout *layout)
{
    for (guint i = layout->n; i-- > 0 && whole_width(layout) > layout->style->width;) {
        if (!says_nothing(layout->sheet, layout->shown[i]))
            continue;
        layout->n--;
        for (guint j = i; j < layout->n; j++) {
            layout->shown[j] = layout->shown[j + 1];
            layout->widths[j] = layout->widths[j + 1];
            layout->least[j] = layout->least[j + 1];
        }
    }
}

/* Then the widest of the columns that can break gives way, until all fit or none can give more. */
static void narrow(Layout *layout, gboolean texts)
{
    for (int over = whole_width(layout) - layout->style->width; over > 0; over--) {
        int *widest = NULL;

        for (guint i = 0; i < layout->n; i++) {
            if ((column_at(layout->sheet, layout->shown[i])->kind == CELL_TEXT) == texts &&
                layout->widths[i] > layout->least[i] && (!widest || layout->widths[i] > *widest))
                widest = &layout->widths[i];
        }
        if (!widest)
            return;
        (*widest)--;
    }
}

static Layout lay_out(const Sheet *sheet, const SheetStyle *style)
{
    Layout layout = { .sheet = sheet, .style = style };

    for (guint i = 0; i < sheet->columns->len && layout.n < COLUMNS_MOST; i++) {
        if (column_at(sheet, i)->use == COLUMN_HEAD)
            layout.has_heads = TRUE;
        else if (column_at(sheet, i)->use != COLUMN_FILES)
            layout.shown[layout.n++] = i;
    }
    measure(&layout);
    leave_out_zeros(&layout);
    narrow(&layout, FALSE); /* headings of several words */
    narrow(&layout, TRUE);
    return layout;
}

static void append_spaces(GString *out, int n)
{
    for (; n > 0; n--)
        g_string_append_c(out, ' ');
}

static void trim_line(GString *out)
{
    while (out->len > 0 && out->str[out->len - 1] == ' ')
        g_string_truncate(out, out->len - 1);
    g_string_append_c(out, '\n');
}

/* One line of a row whose cells may have several. */
static void append_line(GString *out, const Layout *layout, const GPtrArray *cells, guint line)
{
    append_spaces(out, layout->has_heads ? INDENT : 0);
    for (guint i = 0; i < layout->n; i++) {
        const GPtrArray *lines = cells->pdata[i];
        const char *words = line < lines->len ? lines->pdata[line] : "";
        int spaces = layout->widths[i] - display_width(words);
        gboolean right = kind_is_amount(column_at(layout->sheet, layout->shown[i])->kind);

        append_spaces(out, (i ? GAP : 0) + (right ? spaces : 0));
        g_string_append(out, words);
        append_spaces(out, right ? 0 : spaces);
    }
    trim_line(out);
}

/* row NULL: the headings */
static void append_row(GString *out, const Layout *layout, const Row *row)
{
    g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    guint lines = 0;
    gboolean is_empty = TRUE;

    for (guint i = 0; i < layout->n; i++) {
        guint column = layout->shown[i];
        g_autofree char *words = row ? words_at(layout, row, column) : g_strdup(heading_at(layout, column));
        GPtrArray *wrapped = text_wrap(words, layout->widths[i]);

        is_empty = is_empty && !*words;
        lines = MAX(lines, wrapped->len);
        g_ptr_array_add(cells, wrapped);
    }
    for (guint line = 0; line < lines && !is_empty; line++)
        append_line(out, layout, cells, line);
}

/* What the rows below have in common: the columns of use COLUMN_HEAD. */
static char *head_words(const Layout *layout, const Row *row)
{
    GString *out = g_string_new(NULL);

    for (guint i = 0; i < layout->sheet->columns->len; i++) {
        g_autofree char *words =
            column_at(layout->sheet, i)->use == COLUMN_HEAD ? words_at(layout, row, i) : NULL;

        if (words && *words)
            g_string_append_printf(out, "%s%s", out->len ? "  " : "", words);
    }
    return g_string_free(out, FALSE);
}

static void append_head(GString *out, const Layout *layout, const Row *row, char **last)
{
    g_autofree char *head = head_words(layout, row);

    if (!layout->has_heads || g_strcmp0(head, *last) == 0)
        return;
    g_string_append_printf(out, "%s\n", head);
    g_free(*last);
    *last = g_steal_pointer(&head);
}

static void append_sheet(GString *out, const Sheet *sheet, const SheetStyle *style)
{
    Layout layout = lay_out(sheet, style);
    g_autofree char *head = NULL;
    guint shown = 0;

    g_string_append_printf(out, "%s%s\n", out->len ? "\n" : "", sheet->title.in[style->language]);
    for (guint i = 0; i < sheet->rows->len; i++) {
        const Row *row = sheet->rows->pdata[i];

        if (row->use == ROW_FILES)
            continue;
        if (!shown++ && has_headings(&layout))
            append_row(out, &layout, NULL);
        append_head(out, &layout, row, &head);
        append_row(out, &layout, row);
    }
    if (!shown)
        g_string_append_printf(out, "%s\n", message(style->language, "report.nothing"));
}

void sheets_write_text(GString *out, const GPtrArray *sheets, const SheetStyle *style)
{
    for (guint i = 0; i < sheets->len; i++)
        append_sheet(out, sheets->pdata[i], style);
}
