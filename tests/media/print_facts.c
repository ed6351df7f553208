#include "tests/media/print_facts.h"

#include <errno.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

void print_text(const char *text)
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

void print_group(const FactGroup *group, gconstpointer values)
{
    for (const FactField *field = group->fields; field->name; field++) {
        if (field != group->fields)
            fputs(", ", stdout);
        printf("\"%s\": ", field->name);
        print_value(values, field);
    }
}

void print_in_a_child(const char *path, void (*print)(const char *path))
{
    int status = 0;
    pid_t child;

    fflush(stdout);
    child = fork();
    if (child == 0) {
        print(path);
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
