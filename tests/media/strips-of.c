/* Makes sprite and strip of each file named, as a child of pianmu-examine would, writes them into a folder as NAME.sprite.ppm and
 * NAME.strip.ppm, and prints one JSON object a line: what came of it, the sizes of the frames, their times in seconds, and the CPU time it
 * took. Each file has a process of its own. strips-of FOLDER FILE…   A development tool; the tests and the bench use it, too. */
#include "indexer/media/strip.h"
#include "tests/media/print_facts.h"
#include "tests/media/rgb.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

/* As job_limits() has it. */
#define READ_BYTES (G_GINT64_CONSTANT(4096) << 20)

static const char *folder;

static double cpu_ms(void)
{
    struct timespec used;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return (double)used.tv_sec * 1e3 + (double)used.tv_nsec / 1e6;
}

static void write_ppm(const Picture *picture, const char *name, const char *what)
{
    g_autofree char *path = g_strdup_printf("%s/%s.%s.ppm", folder, name, what);
    g_autofree guint8 *rgb = rgb_of_picture(picture, FALSE);
    FILE *file = fopen(path, "wb");

    if (!file)
        g_error("%s: %s", path, g_strerror(errno));
    fprintf(file, "P6\n%d %d\n255\n", picture->width, picture->height);
    fwrite(rgb, 3, (size_t)picture->width * (size_t)picture->height, file);
    fclose(file);
}

static void print_sheet(const char *name, const char *what, const Picture *picture, const GArray *times_us)
{
    SheetShape shape = { 0 };

    sheet_shape(picture->width, picture->height, (int)times_us->len, &shape);
    printf(", \"%s\": {\"columns\": %d, \"width\": %d, \"height\": %d, \"times\": [", what, shape.columns,
           shape.width, shape.height);
    for (guint i = 0; i < times_us->len; i++)
        printf("%s%.6f", i > 0 ? ", " : "", (double)g_array_index(times_us, gint64, i) / 1e6);
    printf("]}");
    write_ppm(picture, name, what);
}

static void make(const char *path)
{
    g_autofree char *name = g_path_get_basename(path);
    g_autoptr(Report) report = report_new();
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    double from = cpu_ms();

    if (fd < 0) {
        fprintf(stderr, "%s: %s\n", path, g_strerror(errno));
        return;
    }
    strip_examine(fd, &(MediaLimits){ .read_bytes = READ_BYTES }, report);
    fputs("{\"path\": ", stdout);
    print_text(name);
    printf(", \"cpu_ms\": %.1f, \"status\": \"%s\", \"reason\": ", cpu_ms() - from,
           status_slug(report->status));
    printf(report->reason ? "\"%s\"" : "null", report->reason);
    for (guint i = 0; i < report->pictures->len; i++) {
        const ReportPicture *picture = report->pictures->pdata[i];
        gboolean is_sprite = picture->kind == PICTURE_SPRITE;

        print_sheet(name, is_sprite ? "sprite" : "strip", picture->picture,
                    is_sprite ? report->strip->sprite_times_us : report->strip->strip_times_us);
    }
    puts("}");
    close(fd);
}

int main(int argc, char **argv)
{
    media_warm_up();
    folder = argc > 1 ? argv[1] : ".";
    for (int i = 2; i < argc; i++)
        print_in_a_child(argv[i], make);
    return 0;
}
