/* Reads templates at build time: check-templates STAMP FILE…; says what is wrong with them and fails, or
 * writes STAMP. Pages are the files that other templates do not include.
 */
#include "catalog/gallery/template.h"
#include "catalog/messages/messages.h"

#include <stdio.h>
#include <string.h>

static gboolean words_are_missing;

static const char *text_of(const char *name, gpointer data)
{
    return g_hash_table_lookup(data, name);
}

static void check_word(const char *key, gpointer data)
{
    if (message_exists(key))
        return;
    fprintf(stderr, "%s: no sentence has the key %s\n", (const char *)data, key);
    words_are_missing = TRUE;
}

static gboolean is_included(const char *name, GHashTable *texts)
{
    g_autofree char *include = g_strdup_printf("{{include %s}}", name);
    GHashTableIter each;
    gpointer text;

    g_hash_table_iter_init(&each, texts);
    while (g_hash_table_iter_next(&each, NULL, &text))
        if (strstr(text, include))
            return TRUE;
    return FALSE;
}

static gboolean check(const char *name, GHashTable *texts)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Template) template = template_read(name, text_of, texts, &error);

    if (!template) {
        fprintf(stderr, "%s\n", error->message);
        return FALSE;
    }
    template_each_word(template, check_word, (gpointer)name);
    return !words_are_missing;
}

int main(int argc, char **argv)
{
    g_autoptr(GHashTable) texts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(GError) error = NULL;
    GHashTableIter each;
    gpointer name;
    gboolean fine = argc > 2;

    for (int i = 2; i < argc; i++) {
        char *text = NULL;

        if (!g_file_get_contents(argv[i], &text, NULL, &error)) {
            fprintf(stderr, "%s\n", error->message);
            return 1;
        }
        g_hash_table_insert(texts, g_path_get_basename(argv[i]), text);
    }
    g_hash_table_iter_init(&each, texts);
    while (g_hash_table_iter_next(&each, &name, NULL))
        if (!is_included(name, texts))
            fine &= check(name, texts);
    return fine && g_file_set_contents(argv[1], "", 0, NULL) ? 0 : 1;
}
