/* pianmu report: what leaves the house, as text, CSV, JSON Lines or XLSX, and letters to units. Writes nothing into the contest. */
#include "catalog/report/letter.h"
#include "catalog/report/manifest.h"
#include "catalog/rules/spelling.h"
#include "indexer/command/command.h"
#include "indexer/command/letters.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define WIDTH_OF_FILES 100 /* columns, where no terminal says how many it has */
#define WIDTH_LEAST    60
#define WIDTH_MOST     200

typedef struct {
    const char *what;
    Selection selection;
    gboolean json, csv, xlsx, all;
    const char *output; /* --output: a file, or a folder to put it in; NULL: standard output */
} Request;

/* ---- what is wanted ---- */

static const char *const letter_name = "letter";

static GPtrArray *names_of_reports(void)
{
    GPtrArray *names = g_ptr_array_new();

    for (const ReportKind *kind = report_kinds; kind->name; kind++)
        g_ptr_array_add(names, (gpointer)kind->name);
    g_ptr_array_add(names, (gpointer)letter_name);
    g_ptr_array_add(names, NULL);
    return names;
}

static const ReportKind *kind_named(const char *name)
{
    for (const ReportKind *kind = report_kinds; kind->name; kind++) {
        if (g_str_equal(kind->name, name))
            return kind;
    }
    return NULL;
}

static int refuse(const Contest *contest, const char *key)
{
    contest_complain(contest, message(contest->language, key));
    return STATUS_USAGE;
}

static int refuse_what(const Contest *contest, const char *what)
{
    g_autoptr(GPtrArray) names = names_of_reports();
    g_autofree char *list = g_strjoinv(", ", (char **)names->pdata);
    const char *nearest = spelling_nearest(what, (const char *const *)names->pdata);
    g_autofree char *text =
        message_format(contest->language, nearest ? "error.no-report-nearest" : "error.no-report", "name",
                       what, "nearest", nearest ? nearest : "", "list", list, NULL);

    contest_complain(contest, text);
    return STATUS_USAGE;
}

static int check_request(const Contest *contest, const Request *request)
{
    gboolean is_letter = g_str_equal(request->what, letter_name);

    if (!is_letter && !kind_named(request->what))
        return refuse_what(contest, request->what);
    if (request->json + request->csv + request->xlsx > 1)
        return refuse(contest, "error.one-form");
    if (is_letter && (request->json || request->csv || request->xlsx))
        return refuse(contest, "error.letter-is-text");
    if (is_letter && request->all == (request->selection.unit != NULL))
        return refuse(contest, "error.letter-to-whom");
    if (request->all && (!is_letter || !request->output))
        return refuse(contest, is_letter ? "error.letter-where" : "error.all-is-for-letters");
    if (request->xlsx && !request->output && isatty(STDOUT_FILENO))
        return refuse(contest, "error.xlsx-terminal");
    return STATUS_DONE;
}

/* ---- out it goes ---- */

static char *place_of(const Request *request, const char *extension)
{
    g_autofree char *name = g_strconcat(request->what, ".", extension, NULL);

    return g_file_test(request->output, G_FILE_TEST_IS_DIR) ? g_build_filename(request->output, name, NULL)
                                                            : g_strdup(request->output);
}

static gboolean write_into(const char *path, const void *bytes, gsize length)
{
    FILE *out = fopen(path, "we");
    gboolean is_written;

    if (!out)
        return FALSE;
    is_written = fwrite(bytes, 1, length, out) == length;
    return fclose(out) == 0 && is_written;
}

/* A file is replaced whole, and a link to one keeps pointing to it; into a pipe or a device it is written. */
static gboolean save(const char *path, const void *bytes, gsize length)
{
    g_autofree char *target = NULL;

    if (!g_file_test(path, G_FILE_TEST_EXISTS))
        target = g_file_test(path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_strdup(path);
    else if (g_file_test(path, G_FILE_TEST_IS_REGULAR))
        target = realpath(path, NULL);
    if (!target)
        return write_into(path, bytes, length);
    return g_file_set_contents_full(target, bytes, (gssize)length, G_FILE_SET_CONTENTS_CONSISTENT, 0666,
                                    NULL);
}

static int deliver(const Contest *contest, const Request *request, const char *extension, const void *bytes,
                   gsize length)
{
    g_autofree char *path = request->output ? place_of(request, extension) : NULL;

    if (!path) {
        out_bytes(bytes, length);
        return STATUS_DONE;
    }
    errno = 0;
    if (save(path, bytes, length))
        return STATUS_DONE;
    g_autofree char *text = message_format(contest->language, "error.report-file", "path", path, "detail",
                                           error_number_words(contest->language, errno), NULL);
    contest_complain(contest, text);
    return STATUS_CANNOT;
}

static int terminal_width(const Request *request)
{
    struct winsize size = { 0 };

    if (request->output || !isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 ||
        size.ws_col == 0)
        return WIDTH_OF_FILES;
    return CLAMP(size.ws_col, WIDTH_LEAST, WIDTH_MOST);
}

static int deliver_sheets(const Contest *contest, const Request *request, const GPtrArray *sheets,
                          const SheetStyle *style)
{
    static const struct {
        const char *extension;
        void (*write)(GString *out, const GPtrArray *sheets, const SheetStyle *style);
    } forms[] = { { "txt", sheets_write_text }, { "jsonl", sheets_write_json }, { "csv", sheets_write_csv } };
    gsize form = request->json ? 1 : request->csv ? 2 : 0;
    g_autoptr(GString) out = g_string_new(NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) workbook = request->xlsx ? sheets_write_xlsx(sheets, style, &error) : NULL;

    if (error)
        return cannot(contest, error);
    if (workbook)
        return deliver(contest, request, "xlsx", g_bytes_get_data(workbook, NULL),
                       g_bytes_get_size(workbook));
    forms[form].write(out, sheets, style);
    return deliver(contest, request, forms[form].extension, out->str, out->len);
}

/* Where the folder was read for the first time after entries closed, that is all of them. */
static void say_what_came_late(const Contest *contest, guint late)
{
    g_autofree char *n = g_strdup_printf("%u", late);
    g_autofree char *text = message_format(contest->language, "report.late-sums", "n", n, NULL);

    if (late)
        contest_complain(contest, text);
}

/* The list that sha256sum checks holds nothing but sums; what it lacks is said beside it. */
static int deliver_sums(const Contest *contest, const Request *request, const ReportInput *input)
{
    g_autoptr(GString) out = g_string_new(NULL);
    guint late = 0;
    g_autoptr(GPtrArray) lacking = manifest_write_sums(out, input, &late);
    int status = deliver(contest, request, "sha256", out->str, out->len);

    say_what_came_late(contest, late);
    if (status != STATUS_DONE || lacking->len == 0)
        return status;
    g_ptr_array_add(lacking, NULL);
    g_autofree char *n = g_strdup_printf("%u", lacking->len - 1);
    g_autofree char *list = g_strjoinv(", ", (char **)lacking->pdata);
    g_autofree char *text = message_format(contest->language, "error.no-sums", "n", n, "list", list, NULL);

    contest_complain(contest, text);
    return STATUS_INCOMPLETE;
}

/* Letters without a date look right to who has just set one. */
static void say_that_reply_by_is_over(const Contest *contest)
{
    const LetterSettings *settings = &contest->settings->letter;
    g_autofree char *when = settings->has_reply_by ? due_words(contest->language, &settings->reply_by) : NULL;
    g_autofree char *text =
        when ? message_format(contest->language, "report.reply-by-over", "when", when, NULL) : NULL;

    if (text && settings->reply_by.us < g_get_real_time())
        contest_complain(contest, text);
}

static int deliver_letter(const Contest *contest, const Request *request, const ReportInput *input)
{
    g_autoptr(GString) out = g_string_new(NULL);

    letter_write(out, input, input->unit, contest->language);
    return deliver(contest, request, "txt", out->str, out->len);
}

/* ---- of what ---- */

typedef struct {
    GPtrArray *works, *all_works, *files, *elsewhere, *forms, *marks, *reviewers;
    Revision revision;
} Holdings;

static void holdings_clear(Holdings *holdings)
{
    g_clear_pointer(&holdings->works, g_ptr_array_unref);
    g_clear_pointer(&holdings->all_works, g_ptr_array_unref);
    g_clear_pointer(&holdings->files, g_ptr_array_unref);
    g_clear_pointer(&holdings->elsewhere, g_ptr_array_unref);
    g_clear_pointer(&holdings->forms, g_ptr_array_unref);
    g_clear_pointer(&holdings->marks, g_ptr_array_unref);
    g_clear_pointer(&holdings->reviewers, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Holdings, holdings_clear)

/* The works twice: the chosen ones, narrowed later, and all that they are seen against. */
static gboolean gather(Contest *contest, Holdings *holdings, int *status)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = contest_read(contest, status);
    const char *edition = contest->settings->edition;

    if (!store || !(holdings->all_works = contest_works(contest, store, status)) ||
        !(holdings->works = contest_works(contest, store, status)) ||
        !contest_judge(contest, store, holdings->all_works, status) ||
        !contest_judge(contest, store, holdings->works, status))
        return FALSE;
    if (!(holdings->files = store_files(store, edition, &error)) ||
        !(holdings->elsewhere = store_works_elsewhere(store, edition, &error)) ||
        !(holdings->forms = store_forms(store, edition, &error)) ||
        !(holdings->marks = store_marks(store, edition, &error)) ||
        !(holdings->reviewers = store_reviewers(store, edition, &error)) ||
        !store_revision(store, &holdings->revision, &error)) {
        *status = cannot(contest, error);
        return FALSE;
    }
    return TRUE;
}

/* Puts the unit in its own name and narrows the works to those that the report is about. */
static gboolean choose(const Contest *contest, Request *request, Holdings *holdings, ReportInput *input,
                       int *status)
{
    Selection *selection = &request->selection;

    if (selection->unit && !(selection->unit = letters_find_unit(contest, input, selection->unit, status)))
        return FALSE;
    input->category = selection->category;
    input->unit = selection->unit;
    return contest_select(contest, holdings->works, selection, NULL, status);
}

static int write_report(const Contest *contest, const Request *request, const ReportInput *input)
{
    const SheetStyle style = {
        .language = contest->language,
        .zone = input->zone,
        .made_us = input->revised_us,
        .title = contest->settings->title.in[contest->language],
        .width = terminal_width(request),
    };

    if (g_str_equal(request->what, letter_name))
        say_that_reply_by_is_over(contest);
    if (request->all)
        return letters_write(contest, input, request->output);
    if (g_str_equal(request->what, letter_name))
        return deliver_letter(contest, request, input);
    if (g_str_equal(request->what, "manifest") && !request->json && !request->csv && !request->xlsx)
        return deliver_sums(contest, request, input);
    g_autoptr(GPtrArray) sheets = kind_named(request->what)->make(input);
    return deliver_sheets(contest, request, sheets, &style);
}

static int report(const Contest *contest, Request *request, Holdings *holdings)
{
    g_autofree char *folder = g_canonicalize_filename(contest->contest_dir, NULL);
    g_autoptr(GTimeZone) zone = report_zone(contest->settings);
    ReportInput input = {
        .settings = contest->settings,
        .contest_dir = folder,
        .works = holdings->works,
        .all_works = holdings->all_works,
        .files = holdings->files,
        .elsewhere = holdings->elsewhere,
        .forms = holdings->forms,
        .marks = holdings->marks,
        .reviewers = holdings->reviewers,
        .zone = zone,
        .revised_us = holdings->revision.revised_us,
    };
    int status = STATUS_DONE;

    return choose(contest, request, holdings, &input, &status) ? write_report(contest, request, &input)
                                                               : status;
}

int command_report(Contest *contest, int argc, char **argv)
{
    Request request = { 0 };
    const Option options[] = {
        { "category", OPTION_TEXT, "C", &request.selection.category },
        { "unit", OPTION_TEXT, "U", &request.selection.unit },
        { "all", OPTION_FLAG, NULL, &request.all },
        { "output", OPTION_TEXT, "PATH", &request.output },
        { "json", OPTION_FLAG, NULL, &request.json },
        { "csv", OPTION_FLAG, NULL, &request.csv },
        { "xlsx", OPTION_FLAG, NULL, &request.xlsx },
        { 0 },
    };
    g_auto(Holdings) holdings = { 0 };
    int status = STATUS_DONE;

    if (!options_parse(contest, options, &argc, &argv, 1, 1, &status))
        return status;
    request.what = argv[1];
    if ((status = check_request(contest, &request)) != STATUS_DONE || !contest_load(contest, &status) ||
        !selection_check(contest, &request.selection, &status) || !gather(contest, &holdings, &status))
        return status;
    return report(contest, &request, &holdings);
}
