#include "tests/fuzz/template_input.h"

#include "catalog/gallery/template.h"

#include <string.h>

static const char *only_one(const char *name, gpointer data)
{
    return g_str_equal(name, "page.html") ? data : NULL;
}

static const char *any_word(G_GNUC_UNUSED const char *key, gpointer data)
{
    return data;
}

/* The names that a template of random bytes hits upon; literals, since scopes borrow them. */
static void fill(Scope *scope, const char *value)
{
    static const char *const names[] = { "a", "b", "c", "title", "name", "page", "items" };

    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        scope_set(scope, names[i], value);
    scope_set(scope_add(scope, "list"), "inner", value);
}

static char *page_with(const Template *template, const char *value)
{
    g_autoptr(Scope) scope = scope_new();
    g_autoptr(GString) out = g_string_new(NULL);

    fill(scope, value);
    return template_write(template, scope, any_word, (gpointer)value, out, NULL) ? g_strdup(out->str) : NULL;
}

static gsize occurrences(const char *text, char wanted)
{
    gsize n = 0;

    for (; *text; text++)
        n += *text == wanted;
    return n;
}

void template_input_try(const guint8 *data, gsize size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    gsize length = strlen(text);
    g_autofree char *value =
        length < size ? g_strndup((const char *)data + length + 1, size - length - 1) : NULL;
    g_autoptr(Template) template = template_read("page.html", only_one, text, NULL);

    if (!template || !value || !*value)
        return;
    g_autofree char *plain = page_with(template, "x");
    g_autofree char *hostile = page_with(template, value);
    if (!plain || !hostile) /* a number that is none */
        return;
    g_assert_true(g_utf8_validate(text, -1, NULL) ? g_utf8_validate(hostile, -1, NULL) : TRUE);
    for (const char *mark = "<>\"'"; *mark; mark++)
        g_assert_cmpuint(occurrences(plain, *mark), ==, occurrences(hostile, *mark));
}
