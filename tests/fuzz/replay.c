/* A fuzz target without a fuzzer: every file of its corpus, and so many of them damaged at random, always the same.
 *
 *   replay-NAME RUNS FOLDER
 */
#include "tests/fuzz/damage.h"

#include <stdio.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *bytes, gsize length);

static int compare_names(gconstpointer a, gconstpointer b)
{
    return g_strcmp0(*(const char *const *)a, *(const char *const *)b);
}

static GPtrArray *corpus(const char *folder)
{
    GPtrArray *files = g_ptr_array_new_with_free_func((GDestroyNotify)g_byte_array_unref);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);

    g_assert_nonnull(dir);
    for (const char *name; (name = g_dir_read_name(dir));)
        g_ptr_array_add(names, g_build_filename(folder, name, NULL));
    g_ptr_array_sort(names, compare_names);
    for (guint i = 0; i < names->len; i++) {
        char *bytes = NULL;
        gsize length = 0;

        g_assert_true(g_file_get_contents(names->pdata[i], &bytes, &length, NULL));
        g_ptr_array_add(files, g_byte_array_new_take((guint8 *)bytes, length));
    }
    return files;
}

/* A copy of just its length, so that reading beyond it is seen. */
static void try(const GByteArray *file)
{
    g_autofree guint8 *bytes = g_malloc(MAX(file->len, 1));

    if (file->len > 0)
        memcpy(bytes, file->data, file->len);
    LLVMFuzzerTestOneInput(bytes, file->len);
}

static void try_damaged(const GPtrArray *files, int runs)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(1);

    for (int i = 0; i < runs; i++) {
        const GByteArray *file = files->pdata[i % (int)files->len];
        g_autoptr(GByteArray) damaged = g_byte_array_append(g_byte_array_new(), file->data, file->len);

        damage_bytes(damaged, random);
        try(damaged);
    }
}

int main(int argc, char **argv)
{
    g_autoptr(GPtrArray) files = argc == 3 ? corpus(argv[2]) : NULL;

    if (!files || files->len == 0) {
        fputs("replay-NAME RUNS FOLDER, in which there are files\n", stderr);
        return 2;
    }
    for (guint i = 0; i < files->len; i++)
        try(files->pdata[i]);
    try_damaged(files, (int)g_ascii_strtoll(argv[1], NULL, 10));
    return 0;
}
