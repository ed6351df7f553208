#include "tests/integration/processes.h"

#include <string.h>
#include <unistd.h>

static gboolean read_entry(const char *name, ProcessEntry *entry)
{
    g_autofree char *path = g_build_filename("/proc", name, "stat", NULL), *text = NULL;
    const char *rest; /* "…) S 1 1 …": what follows the program's name is state, parent, group */
    char *end;

    if (!g_ascii_isdigit(*name) || !g_file_get_contents(path, &text, NULL, NULL) ||
        !(rest = strrchr(text, ')')))
        return FALSE;
    entry->pid = (pid_t)g_ascii_strtoll(name, NULL, 10);
    entry->state = rest[2];
    entry->parent = (pid_t)g_ascii_strtoll(rest + 3, &end, 10);
    entry->group = (pid_t)g_ascii_strtoll(end, NULL, 10);
    return TRUE;
}

gboolean process_is_child_of(const ProcessEntry *entry, pid_t pid)
{
    return entry->parent == pid;
}

gboolean process_lives_in_group(const ProcessEntry *entry, pid_t pid)
{
    return entry->group == pid && entry->state != 'Z';
}

int count_processes(ProcessTest test, pid_t pid, pid_t *one)
{
    g_autoptr(GDir) dir = g_dir_open("/proc", 0, NULL);
    const char *name;
    ProcessEntry entry;
    int n = 0;

    while ((name = g_dir_read_name(dir))) {
        if (read_entry(name, &entry) && test(&entry, pid)) {
            n++;
            if (one)
                *one = entry.pid;
        }
    }
    return n;
}

pid_t the_examiner(void)
{
    pid_t examiner = 0;

    g_assert_cmpint(count_processes(process_is_child_of, getpid(), &examiner), ==, 1);
    return examiner;
}

int count_descriptors(pid_t pid)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/fd", pid);
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    int n = 0;

    while (dir && g_dir_read_name(dir))
        n++;
    return n;
}
