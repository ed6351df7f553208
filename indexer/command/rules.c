/* pianmu rules: are the settings right, what do they say, and what would others change. */
#include "catalog/messages/display.h"
#include "indexer/command/rules_diff.h"

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

static void show(const Contest *contest, const Category *category)
{
    for (guint i = 0; i < contest->settings->categories->len; i++) {
        const Category *one = contest->settings->categories->pdata[i];
        if (!category || category == one)
            show_category(contest, one);
    }
}

static void lint(const Contest *contest)
{
    g_autofree char *path = g_build_filename(contest->contest_dir, SETTINGS_FILE, NULL);
    g_autofree char *text = message_format(contest->language, "rules.good", "file", path, NULL);

    out_line(text);
}

static const struct {
    const char *name;
    int arguments; /* behind it */
} tasks[] = { { "lint", 0 }, { "show", 0 }, { "diff", 1 } };

static gboolean is_task(int argc, char **argv)
{
    for (gsize i = 0; i < G_N_ELEMENTS(tasks); i++) {
        if (strcmp(argv[1], tasks[i].name) == 0)
            return argc == 2 + tasks[i].arguments;
    }
    return FALSE;
}

int command_rules(Contest *contest, int argc, char **argv)
{
    const char *name = NULL;
    gboolean json = FALSE;
    const Option options[] = {
        { "category", OPTION_TEXT, "C", &name },
        { "json", OPTION_FLAG, NULL, &json },
        { 0 },
    };
    const Category *category = NULL;
    int status = STATUS_DONE;

    if (!options_parse(contest, options, &argc, &argv, 1, 2, &status))
        return status;
    if (!is_task(argc, argv)) {
        g_autofree char *text = message_format(contest->language, "error.too-many", "command", "rules",
                                               "arguments", "lint | show | diff FILE", NULL);
        contest_complain(contest, text);
        return STATUS_USAGE;
    }
    if (!contest_load(contest, &status))
        return status;
    if (name && !(category = contest_category(contest, name, &status)))
        return status;
    if (strcmp(argv[1], "diff") == 0)
        return rules_diff(contest, argv[2], category, json);
    if (strcmp(argv[1], "show") == 0)
        show(contest, category);
    else
        lint(contest);
    return STATUS_DONE;
}
