/* pianmu verify: files are read again and held against the catalogue. */
#include "indexer/command/work_in_hand.h"

#include "catalog/messages/display.h"
#include "indexer/index/verifying.h"

#include <stdio.h>
#include <string.h>

static char *number_text(gint64 n)
{
    return g_strdup_printf("%" G_GINT64_FORMAT, n);
}

static const struct {
    VerifyOutcome outcome;
    const char *heading, *advice;
} sections[] = {
    { VERIFY_CHANGED, "verify.heading.changed", "verify.do.changed" },
    { VERIFY_REPLACED, "verify.heading.replaced", "verify.do.replaced" },
    { VERIFY_MISSING, "verify.heading.missing", "verify.do.missing" },
    { VERIFY_UNREADABLE, "verify.heading.unreadable", "verify.do.unreadable" },
};

/* Whose file it is, and where it lies; a sample has no number. */
static void append_finding(GString *out, const Contest *contest, const VerifyFinding *finding)
{
    const FileRow *row = finding->row;
    g_autofree char *folder = root_path(contest->contest_dir, row->root);
    g_autofree char *path = g_build_filename(folder, row->path, NULL);
    g_autofree char *shown = display_text(path);

    if (row->number > 0)
        g_string_append_printf(out, "  %04" G_GINT64_FORMAT "  %s", row->number, shown);
    else
        g_string_append_printf(out, "  %s", shown);
    g_string_append_printf(out, finding->detail ? "  (%s)\n" : "\n", finding->detail);
}

static void append_sections(GString *out, const Contest *contest, const VerifySummary *summary)
{
    for (gsize i = 0; i < G_N_ELEMENTS(sections); i++) {
        if (summary->n[sections[i].outcome] == 0)
            continue;
        g_string_append_printf(out, "\n%s\n", message(contest->language, sections[i].heading));
        for (guint j = 0; j < summary->findings->len; j++) {
            const VerifyFinding *finding = &g_array_index(summary->findings, VerifyFinding, j);
            if (finding->outcome == sections[i].outcome)
                append_finding(out, contest, finding);
        }
        g_string_append_printf(out, "%s\n", message(contest->language, sections[i].advice));
    }
}

static int count_read(const VerifySummary *summary)
{
    int n = 0;

    for (int i = 0; i < VERIFY_OUTCOMES; i++)
        n += summary->n[i];
    return n;
}

static void append_totals(GString *out, const Contest *contest, const VerifySummary *summary)
{
    g_autofree char *n = number_text(count_read(summary));
    g_autofree char *size = format_size(contest->language, summary->bytes);
    g_autofree char *intact = number_text(summary->n[VERIFY_INTACT]);
    g_autofree char *changed = number_text(summary->n[VERIFY_CHANGED] + summary->n[VERIFY_REPLACED]);
    g_autofree char *missing = number_text(summary->n[VERIFY_MISSING]);
    g_autofree char *unreadable = number_text(summary->n[VERIFY_UNREADABLE]);
    g_autofree char *text =
        message_format(contest->language, "verify.totals", "n", n, "size", size, "intact", intact, "changed",
                       changed, "missing", missing, "unreadable", unreadable, NULL);

    g_string_append_printf(out, "%s\n", text);
}

static void append_rest(GString *out, const Contest *contest, const VerifySummary *summary)
{
    int read = count_read(summary);

    if (read > 0 && read < summary->hashed && !signals_seen()) {
        g_autofree char *total = number_text(summary->hashed);
        g_autofree char *runs = number_text((summary->hashed + read - 1) / read - 1);
        g_autofree char *text =
            message_format(contest->language, "verify.sample", "total", total, "runs", runs, NULL);
        g_string_append_printf(out, "%s\n", text);
    }
    if (signals_seen())
        g_string_append_printf(out, "%s\n", message(contest->language, "verify.interrupted"));
    if (summary->not_hashed > 0) {
        g_autofree char *n = number_text(summary->not_hashed);
        g_autofree char *text = message_format(contest->language, "verify.not-hashed", "n", n, NULL);
        g_string_append_printf(out, "%s\n", text);
    }
}

static void say(const Contest *contest, const VerifySummary *summary)
{
    g_autoptr(GString) out = g_string_new(NULL);

    if (summary->hashed == 0)
        g_string_append_printf(out, "%s\n", message(contest->language, "verify.nothing"));
    else
        append_totals(out, contest, summary);
    append_rest(out, contest, summary);
    append_sections(out, contest, summary);
    out_text(out->str);
}

static int status_of(const VerifySummary *summary)
{
    if (signals_seen())
        return STATUS_SIGNAL + signals_seen();
    if (summary->n[VERIFY_CHANGED] + summary->n[VERIFY_REPLACED] > 0)
        return STATUS_ANSWER_NO;
    return summary->n[VERIFY_MISSING] + summary->n[VERIFY_UNREADABLE] > 0 ? STATUS_INCOMPLETE : STATUS_DONE;
}

/* "5%" or "5"; NULL: all. */
static gboolean take_percent(const Contest *contest, const char *value, int *percent, int *status)
{
    g_autofree char *digits = value ? g_strndup(value, strlen(value) - g_str_has_suffix(value, "%")) : NULL;
    guint64 number = 0;

    if (!value)
        return TRUE;
    if (g_ascii_string_to_unsigned(digits, 10, 1, 100, &number, NULL)) {
        *percent = (int)number;
        return TRUE;
    }
    g_autofree char *text =
        message_format(contest->language, "error.bad-percent", "option", "--sample", "value", value, NULL);
    contest_complain(contest, text);
    *status = STATUS_USAGE;
    return FALSE;
}

static int run(const Contest *contest, int percent)
{
    Progress progress = { .language = contest->language };
    VerifyParams params = {
        .contest_dir = contest->contest_dir,
        .edition = contest->settings->edition,
        .sample_percent = percent,
        .interrupted = signals_watch(),
        .progress = progress_is_wanted(contest) ? progress_show : NULL,
        .user = &progress,
    };
    g_auto(VerifySummary) summary = { 0 };
    g_autoptr(GError) error = NULL;
    gboolean good = verify_run(&params, &summary, &error);

    progress_end(&progress);
    if (good ? !contest->quiet || summary.findings->len > 0 : summary.findings->len > 0)
        say(contest, &summary);
    return good ? status_of(&summary) : cannot(contest, error);
}

int command_verify(Contest *contest, int argc, char **argv)
{
    const char *sample = NULL;
    const Option options[] = {
        { "sample", OPTION_TEXT, "P%", &sample },
        { 0 },
    };
    int status = STATUS_DONE, percent = 0;
    g_autoptr(Lock) lock = NULL;

    if (!options_parse(contest, options, &argc, &argv, 0, 0, &status) ||
        !take_percent(contest, sample, &percent, &status) || !contest_load(contest, &status) ||
        !(lock = take_run_lock(contest, &status)))
        return status;
    return run(contest, percent);
}
