/* pianmu init: makes a contest folder. */
#include "catalog/rules/spelling.h"
#include "indexer/command/command.h"

#include <errno.h>
#include <glib/gstdio.h>

static gboolean make_folder(const Contest *contest, const char *dir, const char *name)
{
    g_autofree char *path = g_build_filename(dir, name, NULL);

    if (g_mkdir_with_parents(path, 0777) == 0)
        return TRUE;
    g_autofree char *text = message_format(contest->language, "error.make-folder", "path", path, "detail",
                                           error_number_words(contest->language, errno), NULL);
    contest_complain(contest, text);
    return FALSE;
}

static gboolean make_folders(const Contest *contest, const char *dir, const Settings *settings)
{
    for (guint i = 0; i < settings->categories->len; i++) {
        const Category *category = settings->categories->pdata[i];
        g_autofree char *name = g_build_filename("submissions", category->title.in[LANGUAGE_ZH], NULL);
        if (!make_folder(contest, dir, name))
            return FALSE;
    }
    return TRUE;
}

static void complain_no_template(const Contest *contest, const char *name)
{
    const char *nearest = spelling_nearest(name, settings_template_names);
    g_autofree char *text =
        message_format(contest->language, nearest ? "error.no-template-nearest" : "error.no-template", "name",
                       name, "nearest", nearest ? nearest : "", NULL);
    g_autoptr(GString) list = g_string_new(text);

    for (const char *const *one = settings_template_names; *one; one++) {
        g_autofree char *key = g_strconcat("template.", *one, NULL);

        g_string_append_printf(list, "\n  %-12s  %s", *one, message(contest->language, key));
    }
    contest_complain(contest, list->str);
}

int command_init(Contest *contest, int argc, char **argv)
{
    const char *template_name = NULL;
    const Option options[] = {
        { "template", OPTION_TEXT, "NAME", &template_name },
        { 0 },
    };
    int status = STATUS_DONE;

    if (!options_parse(contest, options, &argc, &argv, 0, 1, &status))
        return status;
    const char *dir = argc > 1 ? argv[1] : contest->contest_dir;
    g_autofree char *path = g_build_filename(dir, SETTINGS_FILE, NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(Settings) settings = NULL;

    if (g_file_test(path, G_FILE_TEST_EXISTS)) {
        g_autofree char *text = message_format(contest->language, "error.contest-exists", "path", dir, NULL);
        contest_complain(contest, text);
        return STATUS_USAGE;
    }
    if (!settings_template(template_name)) {
        complain_no_template(contest, template_name);
        return STATUS_USAGE;
    }
    if (!make_folder(contest, dir, "submissions"))
        return STATUS_CANNOT;
    if (!g_file_set_contents_full(path, settings_template(template_name), -1, G_FILE_SET_CONTENTS_CONSISTENT,
                                  0666, &error) ||
        !(settings = settings_load(dir, &error)))
        return cannot(contest, error);
    if (!make_folders(contest, dir, settings))
        return STATUS_CANNOT;
    g_autofree char *whole = g_canonicalize_filename(dir, NULL);
    g_autofree char *text = message_format(contest->language, "init.done", "path", whole, NULL);
    out_line(text);
    return STATUS_DONE;
}
