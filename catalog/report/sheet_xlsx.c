/* Sheets as an Excel workbook. The only door to libxlsxwriter. Texts are written as texts, never as formulas. */
#include "catalog/messages/display.h"
#include "catalog/report/sheet_internal.h"
#include "catalog/report/wrap.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <xlsxwriter.h>

#define CELL_MOST      32767 /* UTF-16 units; Excel's limit */
#define NAME_MOST      31    /* of a worksheet */
#define WIDEST         60    /* columns of width, in digits of the default font */
#define NARROWEST      8
#define ROOM           3     /* beside the text: the margin, and the filter's button in the heading */
#define WRAP_AT        52    /* of WIDEST: Chinese is a little wider than two digits, by the font */
#define LINE_HEIGHT    15.0  /* points */
#define HIGHEST        409.0 /* Excel's limit */
#define SERIAL_OF_1970 25569 /* days from Excel's day 0 */
#define SECONDS_A_DAY  86400

typedef enum {
    LOOK_HEADING,
    LOOK_NUMBER_HEADING, /* above numbers, which end at the right */
    LOOK_ID,
    LOOK_TEXT, /* on several lines where it is long */
    LOOK_NUMBER,
    LOOK_SIZE,
    LOOK_DURATION,
    LOOK_DAY,
    LOOK_TIME,
    LOOKS
} Look;

static const char *const number_formats[LOOKS] = {
    [LOOK_ID] = "@",
    [LOOK_TEXT] = "@",
    [LOOK_NUMBER] = "0",
    [LOOK_SIZE] = "[>=1000000000]0.0,,,\" GB\";[>=1000000]0.0,,\" MB\";0.0,\" kB\"",
    [LOOK_DURATION] = "[h]:mm:ss",
    [LOOK_DAY] = "yyyy-mm-dd",
    [LOOK_TIME] = "yyyy-mm-dd hh:mm:ss",
};

typedef struct {
    lxw_workbook *workbook;
    lxw_format *looks[LOOKS];
    const SheetStyle *style;
} Book;

static Look look_of(const Column *column)
{
    static const Look looks[] = {
        [CELL_TEXT] = LOOK_TEXT,         [CELL_ID] = LOOK_ID,
        [CELL_NUMBER] = LOOK_NUMBER,     [CELL_SIZE] = LOOK_SIZE,
        [CELL_DURATION] = LOOK_DURATION, [CELL_DAY] = LOOK_DAY,
        [CELL_TIME] = LOOK_TIME,
    };

    return looks[column->kind];
}

static Look heading_look_of(const Column *column)
{
    switch (column->kind) {
    case CELL_NUMBER:
    case CELL_SIZE:
    case CELL_DURATION:
        return LOOK_NUMBER_HEADING;
    default:
        return LOOK_HEADING;
    }
}

static void make_looks(Book *book)
{
    for (Look look = LOOK_HEADING; look < LOOKS; look++) {
        lxw_format *format = book->looks[look] = workbook_add_format(book->workbook);

        format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
        if (number_formats[look])
            format_set_num_format(format, number_formats[look]);
    }
    format_set_text_wrap(book->looks[LOOK_TEXT]);
    for (Look look = LOOK_HEADING; look <= LOOK_NUMBER_HEADING; look++) {
        format_set_bold(book->looks[look]);
        format_set_bg_color(book->looks[look], 0xE7ECF2);
        format_set_bottom(book->looks[look], LXW_BORDER_THIN);
    }
    format_set_align(book->looks[LOOK_NUMBER_HEADING], LXW_ALIGN_RIGHT);
}

#define ESCAPED "_x005F_" /* an underscore */

/* Excel reads _x0041_ in a text as the character U+0041. */
static gboolean is_escape(const char *p)
{
    if (!g_str_has_prefix(p, "_x"))
        return FALSE;
    for (p += 2; g_ascii_isxdigit(*p); p++)
        ;
    return *p == '_';
}

/* What Excel takes: no control characters (display_text() saw to that), no noncharacters, not too long. */
static char *excel_text(const char *words)
{
    GString *out = g_string_new(NULL);
    gsize units = 0;

    for (const char *p = words; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);

        units += is_escape(p) ? strlen(ESCAPED) : c >= 0x10000 ? 2 : 1;
        if (units >= CELL_MOST) {
            g_string_append(out, "…");
            break;
        }
        if (is_escape(p)) {
            g_string_append(out, ESCAPED);
        } else {
            g_string_append_unichar(out, c == 0xFFFE || c == 0xFFFF ? 0xFFFD : c);
        }
    }
    return g_string_free(out, FALSE);
}

/* Days since Excel's day 0, as a clock in the style's zone has them. */
static double serial(gint64 us, const SheetStyle *style)
{
    gint64 seconds = us / G_USEC_PER_SEC;
    int interval = g_time_zone_find_interval(style->zone, G_TIME_TYPE_UNIVERSAL, seconds);

    return (double)(seconds + g_time_zone_get_offset(style->zone, interval)) / SECONDS_A_DAY + SERIAL_OF_1970;
}

static void write_cell(const Book *book, lxw_worksheet *page, lxw_row_t row, guint at, const Cell *cell,
                       const Column *column)
{
    lxw_format *format = book->looks[look_of(column)];
    lxw_col_t col = (lxw_col_t)at;
    double value = (double)cell->value;
    g_autofree char *words = kind_is_text(column->kind) ? cell_words(cell, column, book->style) : NULL;
    g_autofree char *text = words ? excel_text(words) : NULL;

    if (text && *text)
        worksheet_write_string(page, row, col, text, format);
    if (text || !cell->is_known)
        return;
    if (column->kind == CELL_DURATION)
        value = value / G_USEC_PER_SEC / SECONDS_A_DAY;
    else if (column->kind == CELL_DAY || column->kind == CELL_TIME)
        value = serial(cell->value, book->style);
    worksheet_write_number(page, row, col, value, format);
}

static int width_of(const Book *book, const Sheet *sheet, guint at)
{
    const Column *column = sheet->columns->pdata[at];
    int width = display_width(column->heading.in[book->style->language]);

    for (guint i = 0; i < sheet->rows->len; i++) {
        const Row *row = sheet->rows->pdata[i];
        g_autofree char *words = cell_words(row->cells->pdata[at], column, book->style);

        width = MAX(width, display_width(words));
    }
    return CLAMP(width + ROOM, NARROWEST, WIDEST);
}

static void write_heading(const Book *book, lxw_worksheet *page, const Sheet *sheet)
{
    for (guint i = 0; i < sheet->columns->len; i++) {
        const Column *column = sheet->columns->pdata[i];
        g_autofree char *text = excel_text(column->heading.in[book->style->language]);

        worksheet_set_column(page, (lxw_col_t)i, (lxw_col_t)i, width_of(book, sheet, i), NULL);
        worksheet_write_string(page, 0, (lxw_col_t)i, text, book->looks[heading_look_of(column)]);
    }
}

/* Not every program fits a row to what it holds. */
static void set_height(const Book *book, lxw_worksheet *page, lxw_row_t line, const Sheet *sheet,
                       const Row *row)
{
    guint lines = 1;

    for (guint i = 0; i < sheet->columns->len; i++) {
        const Column *column = sheet->columns->pdata[i];
        g_autofree char *words =
            column->kind == CELL_TEXT ? cell_words(row->cells->pdata[i], column, book->style) : NULL;

        if (words && display_width(words) + ROOM > WIDEST) {
            g_autoptr(GPtrArray) wrapped = text_wrap(words, WRAP_AT);
            lines = MAX(lines, wrapped->len);
        }
    }
    if (lines > 1)
        worksheet_set_row(page, line, MIN(lines * LINE_HEIGHT, HIGHEST), NULL);
}

static void write_page(const Book *book, const Sheet *sheet)
{
    g_autofree char *name =
        g_utf8_substring(sheet->title.in[book->style->language], 0,
                         MIN(NAME_MOST, g_utf8_strlen(sheet->title.in[book->style->language], -1)));
    lxw_worksheet *page = workbook_add_worksheet(book->workbook, name);
    lxw_row_t line = 0;

    write_heading(book, page, sheet);
    for (guint i = 0; i < sheet->rows->len; i++) {
        const Row *row = sheet->rows->pdata[i];

        if (row->use == ROW_TEXT)
            continue;
        line++;
        set_height(book, page, line, sheet, row);
        for (guint j = 0; j < sheet->columns->len; j++)
            write_cell(book, page, line, j, row->cells->pdata[j], sheet->columns->pdata[j]);
    }
    worksheet_freeze_panes(page, 1, 0);
    worksheet_autofilter(page, 0, 0, line, (lxw_col_t)(sheet->columns->len - 1));
    worksheet_set_landscape(page);
    worksheet_set_paper(page, 9); /* A4 */
    worksheet_fit_to_pages(page, 1, 0);
    worksheet_repeat_rows(page, 0, 0);
}

/* The library would write the time of day. */
static void set_properties(const Book *book)
{
    g_autofree char *title = g_strdup(book->style->title);
    lxw_doc_properties properties = {
        .title = title,
        .created = (time_t)MAX(book->style->made_us / G_USEC_PER_SEC, 1),
    };

    workbook_set_properties(book->workbook, &properties);
}

static gboolean write_book(const GPtrArray *sheets, const SheetStyle *style, const char *path, char *folder,
                           GError **error)
{
    lxw_workbook_options options = { .tmpdir = folder };
    Book book = { .workbook = workbook_new_opt(path, &options), .style = style };
    lxw_error failed;

    make_looks(&book);
    set_properties(&book);
    for (guint i = 0; i < sheets->len; i++) {
        const Sheet *sheet = sheets->pdata[i];
        if (sheet->use != SHEET_TEXT)
            write_page(&book, sheet);
    }
    failed = workbook_close(book.workbook);
    if (failed)
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED, "XLSX: %s", lxw_strerror(failed));
    return !failed;
}

GBytes *sheets_write_xlsx(const GPtrArray *sheets, const SheetStyle *style, GError **error)
{
    g_autofree char *folder = g_dir_make_tmp("pianmu-XXXXXX", error);
    g_autofree char *path = folder ? g_build_filename(folder, "report.xlsx", NULL) : NULL;
    char *bytes = NULL;
    gsize length = 0;
    gboolean made = folder && write_book(sheets, style, path, folder, error) &&
                    g_file_get_contents(path, &bytes, &length, error);

    if (folder) {
        g_unlink(path);
        g_rmdir(folder);
    }
    return made ? g_bytes_new_take(bytes, length) : NULL;
}
