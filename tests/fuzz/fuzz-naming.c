/* tests/fuzz/fuzz-naming.c
 *
 * libFuzzer's way to naming templates: the first line is a template, the rest a file's name. Whatever comes of it is valid text, and a template's one
 * form is a template that says the same. The unit tests call the same entry point.
 */
#include "catalog/rules/naming_template.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *bytes, gsize length);

static gboolean is_known(G_GNUC_UNUSED gconstpointer user, G_GNUC_UNUSED NameField field, const char *value)
{
    g_assert_true(*value && g_utf8_validate(value, -1, NULL));
    return strlen(value) % 2 == 0;
}

static void match(const NamingTemplate *naming, const char *name)
{
    g_auto(NameFields) fields = { 0 };

    if (!naming_template_match(naming, name, is_known, NULL, &fields))
        return;
    for (NameField field = 0; field < NAME_FIELDS; field++) {
        const char *value = fields.in[field];

        g_assert_true(!value || (*value && g_utf8_validate(value, -1, NULL)));
    }
}

static void assert_stable(const NamingTemplate *naming)
{
    g_auto(Fault) fault = { 0 };
    g_autoptr(NamingTemplate) again = naming_template_new(naming_template_text(naming), &fault);

    g_assert_nonnull(again);
    g_assert_cmpstr(naming_template_text(again), ==, naming_template_text(naming));
}

int LLVMFuzzerTestOneInput(const guint8 *bytes, gsize length)
{
    g_autofree char *raw = g_strndup((const char *)bytes, length);
    g_autofree char *text = g_utf8_make_valid(raw, -1);
    char *line = strchr(text, '\n');
    const char *name = line ? line + 1 : "";
    g_autoptr(NamingTemplate) naming = NULL;
    g_auto(Fault) fault = { 0 };

    if (line)
        *line = '\0';
    naming = naming_template_new(text, &fault);
    if (!naming) {
        g_assert_nonnull(fault.key);
        return 0;
    }
    assert_stable(naming);
    match(naming, name);
    return 0;
}
