#include "tests/integration/liars.h"

#include <glib/gstdio.h>
#include <unistd.h>

Liar *liar_new(const char *lie)
{
    g_autofree char *program =
        g_build_filename(g_getenv("PIANMU_TEST_EXAMINERS"), "pianmu-examine-lying", NULL);
    g_autofree char *folder = g_dir_make_tmp("pianmu-liar-XXXXXX", NULL);
    char *path = g_build_filename(folder, lie, NULL);

    g_assert_cmpint(symlink(program, path), ==, 0);
    return path;
}

void liar_free(Liar *liar)
{
    g_autofree char *folder = g_path_get_dirname(liar);

    g_unlink(liar);
    g_rmdir(folder);
    g_free(liar);
}
