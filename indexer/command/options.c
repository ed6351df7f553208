#include "catalog/messages/display.h"
#include "catalog/report/wrap.h"
#include "catalog/rules/spelling.h"
#include "indexer/command/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HELP_COLUMN 20

/* ---- help ---- */

static char *option_words(const Option *option)
{
    return option->value ? g_strdup_printf("--%s %s", option->name, option->value)
                         : g_strdup_printf("--%s", option->name);
}

static const Command *command_named(const char *name)
{
    for (const Command *command = commands; command->name; command++) {
        if (strcmp(command->name, name) == 0)
            return command;
    }
    return NULL;
}

void help_append(GString *out, const char *words, const char *meaning)
{
    int width = display_width(words);
    g_autofree char *blank = g_strnfill(2 + HELP_COLUMN + 1, ' ');
    g_autofree char *first =
        width > HELP_COLUMN ? g_strdup(blank) : g_strdup_printf("  %s%*s ", words, HELP_COLUMN - width, "");

    if (width > HELP_COLUMN)
        g_string_append_printf(out, "  %s\n", words);
    text_append_wrapped(out, first, blank, meaning, HELP_WIDTH);
}

static void print_help(const Contest *contest, const Option *options)
{
    const Command *command = command_named(contest->command);
    g_autofree char *key = g_strconcat("help.", command->name, NULL);
    g_autoptr(GString) text = g_string_new(NULL);

    g_string_append_printf(text, "%s pianmu [-C DIR] %s%s%s%s\n\n", message(contest->language, "help.usage"),
                           command->name, options->name ? " [OPTION…]" : "", *command->arguments ? " " : "",
                           command->arguments);
    text_append_wrapped(text, "", "", message(contest->language, key), HELP_WIDTH);
    if (options->name)
        g_string_append_c(text, '\n');
    for (; options->name; options++) {
        g_autofree char *words = option_words(options);
        g_autofree char *own = g_strdup_printf("help.%s.%s", command->name, options->name);
        g_autofree char *shared = g_strdup_printf("help.option.%s", options->name);

        help_append(text, words, message(contest->language, message_exists(own) ? own : shared));
    }
    out_text(text->str);
}

/* ---- times ---- */

static gboolean clock_parse(const char *text, gint64 *us)
{
    g_auto(GStrv) parts = g_strsplit(text, ":", 3);
    double total = 0;

    for (char **part = parts; *part; part++) {
        char *end = NULL;
        double value = g_ascii_strtod(*part, &end);

        if (end == *part || *end || !g_ascii_isdigit(**part) || value >= 1e9)
            return FALSE;
        total = total * 60 + value;
    }
    *us = (gint64)(total * G_USEC_PER_SEC + 0.5);
    return TRUE;
}

static gboolean units_parse(const char *text, gint64 *us)
{
    double total = 0;

    if (!*text)
        return FALSE;
    while (*text) {
        char *end = NULL;
        double value = g_ascii_strtod(text, &end);
        int unit = *end == 'h' ? 3600 : *end == 'm' ? 60 : *end == 's' ? 1 : 0;

        if (!g_ascii_isdigit(*text) || unit == 0 || value > G_MAXINT32)
            return FALSE;
        total += value * unit;
        text = end + 1;
    }
    *us = (gint64)(total * G_USEC_PER_SEC + 0.5);
    return TRUE;
}

gboolean time_parse(const char *text, gint64 *us)
{
    return clock_parse(text, us) || units_parse(text, us);
}

/* ---- parsing ---- */

static gboolean refuse(const Contest *contest, const char *key, const char *name, const char *value,
                       int *status)
{
    g_autofree char *text =
        message_format(contest->language, key, "option", name, "value", value ? value : "", NULL);

    contest_complain(contest, text);
    *status = STATUS_USAGE;
    return FALSE;
}

static gboolean take_value(const Contest *contest, const Option *option, const char *value, int *status)
{
    g_autofree char *name = g_strconcat("--", option->name, NULL);
    gint64 count = 0;

    switch (option->kind) {
    case OPTION_FLAG:
        *(gboolean *)option->target = TRUE;
        return TRUE;
    case OPTION_TEXT:
        *(const char **)option->target = value;
        return TRUE;
    case OPTION_TEXTS:
        g_ptr_array_add(option->target, (gpointer)value);
        return TRUE;
    case OPTION_COUNT:
        if (!g_ascii_string_to_signed(value, 10, 1, 1024, &count, NULL))
            return refuse(contest, "error.bad-count", name, value, status);
        *(int *)option->target = (int)count;
        return TRUE;
    case OPTION_TIME:
        return time_parse(value, option->target) || refuse(contest, "error.bad-time", name, value, status);
    }
    return FALSE;
}

static const Option *option_named(const Option *options, const char *name, gsize length)
{
    for (; options->name; options++) {
        if (strlen(options->name) == length && strncmp(options->name, name, length) == 0)
            return options;
    }
    return NULL;
}

static gboolean refuse_unknown(const Contest *contest, const Option *options, const char *text, int *status)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    g_autofree char *name = g_strndup(text, strcspn(text, "="));
    const char *nearest;

    if (g_strv_contains((const char *const[]){ "-C", "-q", "-v", NULL }, text))
        return refuse(contest, "error.option-before", text, NULL, status);
    for (const Option *option = options; option->name; option++)
        g_ptr_array_add(names, (gpointer)option->name);
    g_ptr_array_add(names, NULL);
    nearest = spelling_nearest(name + strspn(name, "-"), (const char *const *)names->pdata);
    return refuse(contest, nearest ? "error.no-option-nearest" : "error.no-option", name, nearest, status);
}

/* Takes one option at argv[*i] and, where it needs one, its value. */
static gboolean take_option(const Contest *contest, const Option *options, char **argv, int argc, int *i,
                            int *status)
{
    const char *text = argv[*i];
    const char *name = text + 2;
    const char *equals = strchr(name, '=');
    const Option *option = g_str_has_prefix(text, "--")
                               ? option_named(options, name, equals ? (gsize)(equals - name) : strlen(name))
                               : NULL;
    const char *value = equals ? equals + 1 : NULL;

    if (!option)
        return refuse_unknown(contest, options, text, status);
    if (equals && option->kind == OPTION_FLAG)
        return refuse(contest, "error.no-option", text, NULL, status);
    if (option->kind != OPTION_FLAG && !value) {
        const char *next = *i + 1 < argc ? argv[*i + 1] : NULL;

        /* The next option is no value: --by --why "…" lacks a name. */
        if (!next || (g_str_has_prefix(next, "--") && option_named(options, next + 2, strlen(next + 2))))
            return refuse(contest, "error.option-needs-value", text, NULL, status);
        value = argv[++*i];
    }
    return take_value(contest, option, value, status);
}

gboolean options_parse(Contest *contest, const Option *options, int *argc, char ***argv, int least, int most,
                       int *status)
{
    char **args = *argv;
    int kept = 1;
    gboolean ended = FALSE;

    for (int i = 1; i < *argc; i++) {
        if (ended || args[i][0] != '-' || !args[i][1]) {
            args[kept++] = args[i];
        } else if (strcmp(args[i], "--") == 0) {
            ended = TRUE;
        } else if (strcmp(args[i], "--help") == 0 || strcmp(args[i], "-h") == 0) {
            print_help(contest, options);
            *status = STATUS_DONE;
            return FALSE;
        } else if (!take_option(contest, options, args, *argc, &i, status)) {
            return FALSE;
        }
    }
    args[kept] = NULL;
    *argc = kept;
    if (kept - 1 < least || (most >= 0 && kept - 1 > most)) {
        const Command *command = command_named(contest->command);
        g_autofree char *text =
            message_format(contest->language, kept - 1 < least ? "error.too-few" : "error.too-many",
                           "command", command->name, "arguments", command->arguments, NULL);
        g_strchomp(text); /* of a command without arguments */
        contest_complain(contest, text);
        *status = STATUS_USAGE;
        return FALSE;
    }
    return TRUE;
}
