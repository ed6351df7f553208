#include "catalog/rules/unit_names.h"

#include "catalog/rules/category_names.h"
#include "catalog/rules/settings.h"

char *unit_name_fold(const char *name)
{
    g_autofree char *folded = category_name_fold(name);
    GString *out = g_string_new(NULL);

    for (const char *p = folded; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);

        if (!g_unichar_isspace(c) && !g_unichar_iszerowidth(c))
            g_string_append_unichar(out, c);
    }
    return g_string_free(out, FALSE);
}

const char *settings_unit(const Settings *settings, const char *written)
{
    g_autofree char *folded = unit_name_fold(written);
    const char *name = g_hash_table_lookup(settings->units, folded);

    return name ? name : written;
}

gboolean settings_knows_unit(const Settings *settings, const char *written)
{
    g_autofree char *folded = unit_name_fold(written);

    return g_hash_table_contains(settings->units, folded);
}
