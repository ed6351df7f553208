/* Prints the deep facts of each file named, one JSON object a line, as a child of pianmu-examine would find them. Each file has a
 * process of its own: one that crashes says so and the next goes on. A development tool; the tests and the bench use it, too. */
#include "indexer/media/deep.h"
#include "tests/media/print_facts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static void print_file(const char *path)
{
    g_autofree char *name = g_path_get_basename(path);
    g_autoptr(DeepFacts) deep = deep_facts_new();
    const FactField *wrong = NULL;
    DeepOutcome outcome;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0) {
        fprintf(stderr, "%s: %s\n", path, g_strerror(errno));
        return;
    }
    outcome = deep_check(fd, &(DeepParams){ .limits = { .read_bytes = G_MAXINT64 } }, deep);
    fputs("{\"path\": ", stdout);
    print_text(name);
    printf(", \"status\": \"%s\", \"reason\": ", status_slug(outcome.status));
    printf(outcome.reason ? "\"%s\"" : "null", outcome.reason);
    fputs(", ", stdout);
    print_group(&deep_facts_group, deep);
    if (!deep_facts_are_plausible(deep, &wrong))
        printf(", \"implausible\": \"%s\"", wrong->name);
    puts("}");
    close(fd);
}

int main(int argc, char **argv)
{
    media_warm_up();
    for (int i = 1; i < argc; i++)
        print_in_a_child(argv[i], print_file);
    return 0;
}
