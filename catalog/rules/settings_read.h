/* catalog/rules/settings_read.h
 *
 * From the lines of a settings file to Settings, with a complaint for whatever is wrong. Nothing outside the
 * folder includes it.
 */
#pragma once

#include "catalog/rules/settings.h"
#include "catalog/rules/settings_text.h"

typedef struct {
    Settings *settings;
    const GPtrArray *lines; /* of SettingsLine * */
    Complaints *complaints;
    const char *contest_dir; /* absolute */
} Reader;

/* Reads everything but title and subtitle, which are settings_read_text()'s, into reader->settings. What is
 * wrong is in reader->complaints afterwards. */
void settings_read(Reader *reader);

/* A text by section and key in both languages; `instead` where it is not given. */
Text settings_read_text(const Reader *reader, const char *section, const char *name, const char *instead);

/* ---- settings_values.c: single keys, whatever section they are in ---- */

/* FALSE and a fault where the value is wrong. */
typedef gboolean (*KeyReader)(Reader *reader, const char *raw, Fault *fault);

typedef struct {
    const char *kind; /* of its section */
    const char *key;
    KeyReader read;
    gboolean localised; /* key[zh_CN] is another */
    const char *example;
} SettingsKey;

extern const SettingsKey settings_keys[]; /* ends with a row whose key is NULL */

/* GLib's escapes undone: \s \n \t \r \\. NULL and a fault; owned by the caller. */
char *settings_text_value(const char *raw, Fault *fault);

/* Separated by commas; "\," is a comma. NULL and a fault where there is nothing in it; owned by the caller.
 */
char **settings_list_value(const char *raw, Fault *fault);

/* The same of names, which people separate by ， and 、 as well. */
char **settings_names_value(const char *raw, Fault *fault);
