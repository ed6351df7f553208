/* Prints the facts of each file named, one JSON object a line in the shape of `pianmu list --json`, as a
 * child of pianmu-examine would find them. Each file has a process of its own: one that crashes says so and
 * the next goes on. With --thorough first: without leaving out anything for speed. A development tool, used by tests. */
#include "indexer/media/media.h"
#include "indexer/media/media_internal.h"
#include "indexer/media/probe.h"
#include "tests/media/print_facts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static gboolean thorough;

static void print_streams(const char *name, const FactGroup *group, const GPtrArray *streams)
{
    printf(", \"%s\": [", name);
    for (guint i = 0; i < streams->len; i++) {
        fputs(i ? ", {" : "{", stdout);
        print_group(group, streams->pdata[i]);
        putchar('}');
    }
    putchar(']');
}

static void print_facts(const Facts *facts, const ProbeOutcome *outcome)
{
    const FactField *wrong = NULL;

    fputs(", ", stdout);
    print_group(&file_facts_group, &facts->file);
    fputs(", \"video\": ", stdout);
    if (facts->has_video) {
        putchar('{');
        print_group(&video_facts_group, &facts->video);
        putchar('}');
    } else {
        fputs("null", stdout);
    }
    print_streams("audio", &audio_facts_group, facts->audio);
    print_streams("subtitles", &subtitle_facts_group, facts->subtitles);
    if (outcome->status == STATUS_OK)
        fputs(", \"poster\": {\"path\": \"x\"}", stdout);
    if (!facts_are_plausible(facts, &wrong))
        printf(", \"implausible\": \"%s\"", wrong->name);
}

static void print_file(const char *path)
{
    g_autofree char *name = g_path_get_basename(path);
    g_autoptr(Facts) facts = facts_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(Media) media = NULL;
    ProbeOutcome outcome = { STATUS_OK, NULL };
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0) {
        fprintf(stderr, "%s: %s\n", path, g_strerror(errno));
        return;
    }
    media = media_open(fd, &(MediaLimits){ .read_bytes = 256 << 20, .thorough = thorough }, &error);
    if (media)
        probe(media, facts, &outcome);
    else
        outcome = probe_refused(error, lseek(fd, 0, SEEK_END));
    fputs("{\"path\": ", stdout);
    print_text(name);
    printf(", \"status\": \"%s\", \"reason\": ", status_slug(outcome.status));
    printf(outcome.reason ? "\"%s\"" : "null", outcome.reason);
    if (media)
        printf(", \"bytes_read\": %" G_GINT64_FORMAT, media->bytes_read);
    print_facts(facts, &outcome);
    puts("}");
    close(fd);
}

int main(int argc, char **argv)
{
    thorough = argc > 1 && g_str_equal(argv[1], "--thorough");
    media_warm_up();
    for (int i = thorough ? 2 : 1; i < argc; i++)
        print_in_a_child(argv[i], print_file);
    return 0;
}
