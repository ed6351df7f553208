#include "tests/media/films.h"

#include "indexer/media/media_internal.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

static char *folder;

const char *films_folder(void)
{
    if (!folder)
        folder = g_dir_make_tmp("pianmu-films-XXXXXX", NULL);
    g_assert_nonnull(folder);
    return folder;
}

void films_remove(void)
{
    GDir *dir = folder ? g_dir_open(folder, 0, NULL) : NULL;
    const char *name;

    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path = film_path(name);

        g_unlink(path);
    }
    if (dir) {
        g_dir_close(dir);
        g_rmdir(folder);
    }
    g_clear_pointer(&folder, g_free);
}

gboolean films_can_be_made(void)
{
    g_autofree char *ffmpeg = g_find_program_in_path("ffmpeg");

    if (!ffmpeg)
        g_test_skip("ffmpeg, which makes the films of this test, is not installed");
    return ffmpeg != NULL;
}

char *film_path(const char *name)
{
    return g_build_filename(films_folder(), name, NULL);
}

static void run(char **words)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *complaint = NULL;
    int status = 0;

    g_assert_true(g_spawn_sync(films_folder(), words, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL,
                               NULL, NULL, NULL, &complaint, &status, &error));
    if (!g_spawn_check_wait_status(status, &error))
        g_error("%s: %s", error->message, complaint);
}

char *film_make(const char *words, ...)
{
    g_autofree char *line = NULL, *command = NULL;
    g_auto(GStrv) split = NULL;
    va_list arguments;

    va_start(arguments, words);
    line = g_strdup_vprintf(words, arguments);
    va_end(arguments);
    command = g_strconcat("ffmpeg -v error -nostdin -y ", line, NULL);
    g_assert_true(g_shell_parse_argv(command, NULL, &split, NULL));
    run(split);
    return film_path(split[g_strv_length(split) - 1]);
}

char *film_write(const char *name, const void *bytes, gsize length)
{
    char *path = film_path(name);

    g_assert_true(g_file_set_contents(path, bytes, (gssize)length, NULL));
    return path;
}

char *film_cut(const char *path, const char *name, double share)
{
    g_autofree char *bytes = g_malloc(1 << 20);
    char *cut = film_path(name);
    int from = g_open(path, O_RDONLY | O_CLOEXEC, 0),
        to = g_open(cut, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    gint64 left =
        (gint64)((double)lseek(from, 0, SEEK_END) * share) | 1; /* in the middle of whatever it is */

    g_assert_cmpint(lseek(from, 0, SEEK_SET), ==, 0);
    while (left > 0) {
        ssize_t got = read(from, bytes, (size_t)MIN(left, 1 << 20));

        g_assert_cmpint(got, >, 0);
        g_assert_cmpint(write(to, bytes, (size_t)got), ==, got);
        left -= got;
    }
    close(from);
    close(to);
    return cut;
}

Probed film_probe(const char *path, const MediaLimits *limits)
{
    static const MediaLimits usual = { .read_bytes = 256 << 20 };
    g_autoptr(GError) error = NULL;
    g_autoptr(Media) media = NULL;
    Probed probed = { .facts = facts_new() };
    const FactField *wrong = NULL;
    int fd = g_open(path, O_RDONLY | O_CLOEXEC, 0);

    g_assert_cmpint(fd, >=, 0);
    media = media_open(fd, limits ? limits : &usual, &error);
    if (media) {
        probe(media, probed.facts, &probed.outcome);
        probed.bytes_read = media->bytes_read;
        if (media->video >= 0)
            probed.index_entries = avformat_index_get_entries_count(media->format->streams[media->video]);
    } else {
        probed.outcome = probe_refused(error, lseek(fd, 0, SEEK_END));
    }
    close(fd);
    if (!facts_are_plausible(probed.facts, &wrong))
        g_error("%s: the fact %s is not plausible", path, wrong->name);
    return probed;
}

void probed_clear(Probed *probed)
{
    g_clear_pointer(&probed->facts, facts_free);
}
