/* pianmu rules: are the settings right, and what do they say. */
#include "catalog/messages/display.h"
#include "indexer/command/command.h"

#include <string.h>

static int names_width(const GPtrArray *lines, Language language)
{
    int widest = 0;

    for (guint i = 0; i < lines->len; i++)
        widest = MAX(widest, display_width(((const RuleLine *)lines->pdata[i])->name.in[language]));
    return widest;
}

static void append_rule(GString *out, const RuleLine *line, int name_width, Language language)
{
    g_autofree char *outcome = outcome_words(line->outcome, line->points, language);
    int width = display_width(line->name.in[language]);

    g_string_append_printf(out, "  %s%*s  %s  [%s]\n", line->name.in[language], name_width - width, "",
                           line->required.in[language], outcome);
}

static void show_category(const Contest *contest, const Category *category)
{
    g_autoptr(GPtrArray) lines = rules_lines(category->rules);
    int width = names_width(lines, contest->language);
    g_autoptr(GString) out = g_string_new(NULL);

    g_string_append_printf(out, "%s  %s\n", category->title.in[contest->language], category->slug);
    for (guint i = 0; i < lines->len; i++)
        append_rule(out, lines->pdata[i], width, contest->language);
    if (!rule_lines_have(lines, "duration"))
        g_string_append_printf(out, "  %s\n", message(contest->language, "rules.none.duration"));
    out_text(out->str);
}

static int show(const Contest *contest, const char *name)
{
    const Category *category = name ? settings_category_of_folder(contest->settings, name) : NULL;

    if (name && !category) {
        g_autofree char *text =
            message_format(contest->language, "error.no-category", "name", name, "list", SETTINGS_FILE, NULL);
        contest_complain(contest, text);
        return STATUS_USAGE;
    }
    for (guint i = 0; i < contest->settings->categories->len; i++) {
        const Category *one = contest->settings->categories->pdata[i];
        if (!category || category == one)
            show_category(contest, one);
    }
    return STATUS_DONE;
}

int command_rules(Contest *contest, int argc, char **argv)
{
    const char *category = NULL;
    const Option options[] = {
        { "category", OPTION_TEXT, "C", &category },
        { 0 },
    };
    int status = STATUS_DONE;

    if (!options_parse(contest, options, &argc, &argv, 1, 1, &status))
        return status;
    if (strcmp(argv[1], "lint") != 0 && strcmp(argv[1], "show") != 0) {
        g_autofree char *text = message_format(contest->language, "error.too-many", "command", "rules",
                                               "arguments", "lint | show", NULL);
        contest_complain(contest, text);
        return STATUS_USAGE;
    }
    if (!contest_load(contest, &status))
        return status;
    if (strcmp(argv[1], "show") == 0)
        return show(contest, category);
    g_autofree char *path = g_build_filename(contest->contest_dir, SETTINGS_FILE, NULL);
    g_autofree char *text = message_format(contest->language, "rules.good", "file", path, NULL);
    out_line(text);
    return STATUS_DONE;
}
