/* pianmu 片目: indexes the videos handed in to a contest.
 *
 * A map of the code:
 *
 *   indexer/command/   one file a sub-command; the table is below
 *   indexer/index/     a run: plan (what is there, what is new), share (examine it), merge (numbers, verdicts)
 *   indexer/intake/    the walk over the submissions, and which bytes a file holds
 *   indexer/crew/      pianmu-examine and its sandboxed children; limits; reports on the wire
 *   indexer/media/     one open video: facts and frames; the only door to FFmpeg, in pianmu-examine alone
 *   thumbs/            which frame stands for a film, and the JPEG of it
 *   catalog/facts/     what is known of the bytes of a file, and what an entry form says
 *   catalog/store/     the catalogue, SQLite
 *   catalog/registration/ entry forms: their reader, which form speaks of which work, pinyin
 *   catalog/rules/     pianmu.ini: settings, rules, verdicts
 *   catalog/messages/  every sentence, in Chinese and English
 *   catalog/judging/   reviewers' marks: the files that they hand in, and what these change
 *   catalog/gallery/   the pages
 *   catalog/report/    listings, reports and letters: text, CSV, JSON Lines, XLSX
 */
#include "catalog/report/wrap.h"
#include "catalog/rules/spelling.h"
#include "indexer/command/command.h"
#include "indexer/config.h"

#include <stdio.h>
#include <string.h>

const Command commands[] = {
    { "init", "[DIR]", command_init },
    { "index", "", command_index },
    { "import", "FILE.csv", command_import },
    { "import-marks", "FILE…", command_import_marks },
    { "match", "ID [FORM]", command_match },
    { "rules", "lint | show | diff FILE", command_rules },
    { "check", "[ID…]", command_check },
    { "gallery", "", command_gallery },
    { "list", "", command_list },
    { "show", "ID", command_show },
    { "report", "WHAT", command_report },
    { "poster", "ID", command_poster },
    { "waive", "ID RULE", command_waive },
    { "confirm", "ID CHECK yes|no|unsure", command_confirm },
    { "decide", "ID withdrawn|ineligible|clear", command_decide },
    { "tag", "ID TAG…", command_tag },
    { "note", "ID TEXT", command_note },
    { "nightly", "", command_nightly },
    { "doctor", "", command_doctor },
    { "verify", "", command_verify },
    { "backup", "FILE", command_backup },
    { NULL, NULL, NULL },
};

static int print_help(const Contest *contest)
{
    g_autoptr(GString) text = g_string_new(NULL);

    g_string_append_printf(text, "%s\n\n%s pianmu [-C DIR] [-q | -v] COMMAND [OPTION…] [ARGUMENT…]\n\n",
                           message(contest->language, "help.introduction"),
                           message(contest->language, "help.usage"));
    for (const Command *command = commands; command->name; command++) {
        g_autofree char *key = g_strconcat("help.", command->name, NULL);
        g_autofree char *call =
            g_strconcat(command->name, *command->arguments ? " " : "", command->arguments, NULL);

        help_append(text, call, message(contest->language, key));
    }
    g_string_append_c(text, '\n');
    text_append_wrapped(text, "", "", message(contest->language, "help.more"), HELP_WIDTH);
    out_text(text->str);
    return STATUS_DONE;
}

/* Options before the command. Returns the index of the command in argv, or -1 with *status. */
static int take_globals(Contest *contest, int argc, char **argv, int *status)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "-C") == 0 && i + 1 < argc) {
            contest->contest_dir = argv[++i];
            g_clear_pointer(&contest->settings, settings_free);
            contest_take_language(contest);
        } else if (strcmp(argv[i], "-q") == 0) {
            contest->quiet = TRUE;
        } else if (strcmp(argv[i], "-v") == 0) {
            contest->verbose = TRUE;
        } else if (strcmp(argv[i], "--version") == 0) {
            out_line("pianmu " PIANMU_VERSION);
            *status = STATUS_DONE;
            return -1;
        } else if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0 ||
                   strcmp(argv[i], "help") == 0) {
            *status = print_help(contest);
            return -1;
        } else if (argv[i][0] == '-') {
            g_autofree char *text =
                message_format(contest->language,
                               strcmp(argv[i], "-C") == 0 ? "error.option-needs-value" : "error.no-option",
                               "option", argv[i], "value", "", NULL);
            contest_complain(contest, text);
            *status = STATUS_USAGE;
            return -1;
        } else {
            return i;
        }
    }
    print_help(contest);
    *status = STATUS_USAGE;
    return -1;
}

static int run_command(Contest *contest, int argc, char **argv)
{
    for (const Command *command = commands; command->name; command++) {
        if (strcmp(command->name, argv[0]) == 0) {
            contest->command = command->name;
            return command->run(contest, argc, argv);
        }
    }
    const char *names[G_N_ELEMENTS(commands)] = { NULL };
    for (gsize i = 0; commands[i].name; i++)
        names[i] = commands[i].name;
    const char *nearest = spelling_nearest(argv[0], names);
    g_autofree char *text =
        message_format(contest->language, nearest ? "error.no-command-nearest" : "error.no-command", "name",
                       argv[0], "nearest", nearest ? nearest : "", NULL);
    contest_complain(contest, text);
    return STATUS_USAGE;
}

int main(int argc, char **argv)
{
    Contest contest = { .contest_dir = ".", .language = language_of_environment() };
    int status = STATUS_DONE;

    contest_take_language(&contest);
    int at = take_globals(&contest, argc, argv, &status);

    if (at >= 0)
        status = run_command(&contest, argc - at, argv + at);
    if (!out_finish()) {
        contest_complain(&contest, message(contest.language, "error.output"));
        status = STATUS_CANNOT;
    }
    settings_free(contest.settings);
    return status;
}
