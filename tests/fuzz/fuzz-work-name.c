/* tests/fuzz/fuzz-work-name.c
 *
 * libFuzzer's way to what the path of a file says of the work: any bytes between slashes. The unit tests call the same entry point.
 */
#include "indexer/intake/naming.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *bytes, gsize length);

static const char settings_text[] =
    "[edition]\nid=x\n[category juqing]\ntitle[zh_CN]=剧情\ntitle=Drama\n[category "
    "gongyi]\ntitle[zh_CN]=公益\n"
    "[units]\n成都高新区=成都\n[rules]\nnaming={category}_{unit}_{title}\ncompanion.sample=*_sample.mp4, "
    "*样片*\n"
    "[rules gongyi]\nnaming={no}-{title}+{author}\n";

static const Settings *settings(void)
{
    static Settings *made;

    if (!made)
        made = settings_parse(settings_text, strlen(settings_text), "pianmu.ini", "/contest", NULL);
    g_assert_nonnull(made);
    return made;
}

static void assert_text(const char *text)
{
    g_assert_true(text && *text && g_utf8_validate(text, -1, NULL));
}

int LLVMFuzzerTestOneInput(const guint8 *bytes, gsize length)
{
    g_autofree char *path = g_strndup((const char *)bytes, length);
    g_autofree char *sample = NULL;
    g_autofree char *film = NULL;
    g_auto(WorkName) name = { 0 };

    if (!*path)
        return 0;
    work_name(settings(), NULL, path, &name);
    assert_text(name.title);
    assert_text(name.stem);
    if (name.unit)
        assert_text(name.unit);
    sample = sample_of_path(settings(), path);
    film = film_key_of_path(path);
    g_assert_true(g_utf8_validate(film, -1, NULL) && (!sample || g_utf8_validate(sample, -1, NULL)));
    return 0;
}
