/* tests/fuzz/fuzz-form.c
 *
 * libFuzzer's way to the reader of entry forms: any bytes become forms fit to be kept, or complaints fit to be shown. The unit tests call the same
 * entry point.
 */
#include "catalog/registration/update.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *bytes, gsize length);

static void assert_fit_to_be_shown(const char *text)
{
    g_assert_true(*text);
    g_assert_true(g_utf8_validate(text, -1, NULL));
    for (const char *p = text; *p; p = g_utf8_next_char(p))
        g_assert_true(*p == '\n' || !g_unichar_iscntrl(g_utf8_get_char(p)));
}

/* What form.h promises of every text. */
static void assert_fit_to_be_kept(const Form *form)
{
    g_assert_true(form->title && *form->title && form->source);
    for (FormColumnId column = 0; column < N_FORM_COLUMNS; column++) {
        const char *text = FORM_COLUMN_TEXT(form, column);
        g_autofree char *normal = text ? g_utf8_normalize(text, -1, G_NORMALIZE_DEFAULT_COMPOSE) : NULL;

        g_assert_cmpstr(text, ==, normal);
        g_assert_true(!text || *text);
        for (const char *p = text; p && *p; p = g_utf8_next_char(p))
            g_assert_true((*p == '\n' && column == COLUMN_SYNOPSIS) ||
                          !g_unichar_iscntrl(g_utf8_get_char(p)));
    }
}

/* What was read is the same again when it is read again. */
static void assert_twice_is_once(const FormRows *rows)
{
    g_autoptr(GPtrArray) known = g_ptr_array_new();
    g_autoptr(FormUpdate) update = NULL;

    for (guint i = 0; i < rows->rows->len; i++)
        g_ptr_array_add(known, ((FormRow *)rows->rows->pdata[i])->form);
    update = form_update_make(known, rows, LANGUAGE_ZH, NULL);
    g_assert_nonnull(update);
    g_assert_cmpuint(update->changes->len, ==, 0);
    g_assert_cmpuint(update->absent->len, ==, 0);
    g_assert_cmpuint(update->unchanged, ==, rows->rows->len);
}

int LLVMFuzzerTestOneInput(const guint8 *bytes, gsize length)
{
    static const char text[] =
        "[edition]\nid=2024\n[category juqing]\ntitle=剧情\n[units]\n成都高新区=成都市高新区\n";
    g_autoptr(Settings) settings = settings_parse(text, strlen(text), "pianmu.ini", "/contest", NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(FormRows) rows = form_rows_read(
        (const char *)bytes, length, &(FormsParams){ settings, LANGUAGE_ZH, "form.csv", NULL }, &error);

    if (!rows) {
        g_assert_error(error, FORM_ERROR, FORM_ERROR_WRONG);
        assert_fit_to_be_shown(error->message);
        return 0;
    }
    g_assert_cmpuint(rows->rows->len, >, 0);
    for (guint i = 0; i < rows->rows->len; i++)
        assert_fit_to_be_kept(((FormRow *)rows->rows->pdata[i])->form);
    for (guint i = 0; i < rows->notices->len; i++)
        assert_fit_to_be_shown(rows->notices->pdata[i]);
    assert_twice_is_once(rows);
    return 0;
}
