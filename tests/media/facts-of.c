/* Prints the facts of each file named, one JSON object a line in the shape of `pianmu list --json`, as a
 * child of pianmu-examine would find them. Each file has a process of its own: one that crashes says so and
 * the next goes on. A development tool. */
#include "indexer/media/media.h"
#include "indexer/media/media_internal.h"
#include "indexer/media/probe.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static void print_text(const char *text)
{
    putchar('"');
    for (const char *p = text; *p; p++) {
        if (*p == '"' || *p == '\\')
            printf("\\%c", *p);
        else if ((guchar)*p < 0x20)
            printf("\\u%04x", (unsigned)*p);
        else
            putchar(*p);
    }
    putchar('"');
}

static void print_value(gconstpointer values, const FactField *field)
{
    const char *text = field->kind == FACT_TEXT ? fact_text(values, field) : NULL;
    gint64 number = field->kind == FACT_TEXT ? FACT_UNKNOWN : fact_int(values, field);

    if (text)
        print_text(text);
    else if (number == FACT_UNKNOWN)
        fputs("null", stdout);
    else if (field->kind == FACT_BOOL)
        fputs(number ? "true" : "false", stdout);
    else if (field->kind == FACT_TIME)
        printf("%.6f", (double)number / G_USEC_PER_SEC);
    else
        printf("%" G_GINT64_FORMAT, number);
}

static void print_group(const FactGroup *group, gconstpointer values)
{
    for (const FactField *field = group->fields; field->name; field++) {
        if (field != group->fields)
            fputs(", ", stdout);
        printf("\"%s\": ", field->name);
        print_value(values, field);
    }
}

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
    media = media_open(fd, &(MediaLimits){ .read_bytes = 256 << 20 }, &error);
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

static void print_in_a_child(const char *path)
{
    int status = 0;
    pid_t child;

    fflush(stdout);
    child = fork();
    if (child == 0) {
        print_file(path);
        fflush(stdout);
        _exit(0);
    }
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    if (status != 0) {
        g_autofree char *name = g_path_get_basename(path);
        fputs("{\"path\": ", stdout);
        print_text(name);
        printf(", \"status\": \"crashed\", \"wait_status\": %d}\n", status);
    }
}

int main(int argc, char **argv)
{
    media_warm_up();
    for (int i = 1; i < argc; i++)
        print_in_a_child(argv[i]);
    return 0;
}
