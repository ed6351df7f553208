/* tests/media/print_facts.h
 *
 * Facts as JSON on standard output, for the tools that print what is found out about files.
 */
#pragma once

#include "catalog/facts/facts.h"

void print_text(const char *text); /* with its quotation marks */

/* "name": value, … without braces. */
void print_group(const FactGroup *group, gconstpointer values);

/* Lets `print` print one file in a process of its own; one that crashes says so. */
void print_in_a_child(const char *path, void (*print)(const char *path));
