/* Makes the poster of each file named, as a child of pianmu-examine would, writes it into a folder as
 * NAME.ppm and prints one line: name, time in seconds, size, score, whether it is the cover, CPU time and
 * bytes read. Each file has a process of its own. posters-of FOLDER FILE…   With --at SECONDS and --box
 * PIXELS first: the frame there, no larger. A development tool, used by tests. */
#include "indexer/media/frames.h"
#include "indexer/media/probe.h"
#include "tests/media/rgb.h"
#include "thumbs/poster.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static double at = -1, pin = -1;
static int box = PICTURE_SIDE_MAX;
static gboolean first;

static double cpu_ms(void)
{
    struct timespec used;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return (double)used.tv_sec * 1e3 + (double)used.tv_nsec / 1e6;
}

static void write_ppm(const Picture *picture, const char *path)
{
    g_autofree guint8 *rgb = rgb_of_picture(picture, FALSE);
    FILE *file = fopen(path, "wb");

    if (!file)
        g_error("%s: %s", path, g_strerror(errno));
    fprintf(file, "P6\n%d %d\n255\n", picture->width, picture->height);
    fwrite(rgb, 3, (size_t)picture->width * (size_t)picture->height, file);
    fclose(file);
}

static gboolean frame_there(const FrameSource *source, PosterChoice *choice, GError **error)
{
    FrameResult result =
        first ? source->rewind(source->video, error) : frame_source_seek(source, (gint64)(at * 1e6), error);

    if (result == FRAME_FOUND) {
        choice->picture = source->picture(source->video, box, error);
        choice->time_us = source->time_us(source->video);
    }
    return result != FRAME_FAILED;
}

static void make_poster(Media *media, const Facts *facts, const char *folder, const char *name)
{
    g_autofree char *path = g_strdup_printf("%s/%s.ppm", folder, name);
    g_autoptr(Frames) frames = NULL;
    g_autoptr(GError) error = NULL;
    g_auto(PosterChoice) choice = { 0 };
    double from = cpu_ms();

    frames = frames_new(media, facts, NULL);
    if (at >= 0 || first)
        frame_there(frames_source(frames), &choice, &error);
    else
        poster_choose(frames_source(frames),
                      &(PosterParams){ .box = box, .pinned = pin >= 0, .pin_us = (gint64)(pin * 1e6) },
                      &choice, &error);
    if (choice.picture)
        write_ppm(choice.picture, path);
    printf("%s\t%s\t%.6f\t%dx%d\t%.3f\t%d\t%.1f ms\t%s\n", name, choice.picture ? "poster" : "none",
           (double)choice.time_us / 1e6, choice.picture ? choice.picture->width : 0,
           choice.picture ? choice.picture->height : 0, choice.score, choice.cover, cpu_ms() - from,
           error ? error->message : "");
}

static void handle(const char *path, const char *folder)
{
    g_autofree char *name = g_path_get_basename(path);
    g_autoptr(Facts) facts = facts_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(Media) media = NULL;
    ProbeOutcome outcome;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    media = fd < 0 ? NULL : media_open(fd, &(MediaLimits){ .read_bytes = 256 << 20 }, &error);
    if (media) {
        probe(media, facts, &outcome);
        make_poster(media, facts, folder, name);
    } else {
        printf("%s\trefused\t0\t0x0\t0\t0\t0 ms\t%s\n", name, error ? error->message : g_strerror(errno));
    }
    fflush(stdout);
}

int main(int argc, char **argv)
{
    const GOptionEntry options[] = {
        { "at", 0, 0, G_OPTION_ARG_DOUBLE, &at, "the key frame at SECONDS", "SECONDS" },
        { "pin", 0, 0, G_OPTION_ARG_DOUBLE, &pin, "the frame shown at SECONDS", "SECONDS" },
        { "first", 0, 0, G_OPTION_ARG_NONE, &first, "the first frame", NULL },
        { "box", 0, 0, G_OPTION_ARG_INT, &box, "at most PIXELS a side", "PIXELS" },
        { NULL }
    };
    g_autoptr(GOptionContext) context = g_option_context_new("FOLDER FILE…");
    g_autoptr(GError) error = NULL;

    g_option_context_add_main_entries(context, options, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error))
        g_error("%s", error->message);
    media_warm_up();
    for (int i = 2; i < argc; i++) {
        pid_t child = fork();
        int status = 0;

        if (child == 0) {
            handle(argv[i], argv[1]);
            _exit(0);
        }
        while (waitpid(child, &status, 0) < 0 && errno == EINTR)
            continue;
        if (status != 0)
            printf("%s\tcrashed\t%d\n", argv[i], status);
        fflush(stdout);
    }
    return 0;
}
