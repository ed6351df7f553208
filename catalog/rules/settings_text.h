/* catalog/rules/settings_text.h
 *
 * The text of a settings file: its encoding, its lines, and what is wrong with them whatever they mean.
 * Complaints are collected, one a line. Nothing outside the folder includes it.
 */
#pragma once

#include "catalog/messages/messages.h"
#include "catalog/rules/quantity.h"

typedef struct {
    guint line; /* from 1 */
    char *section;
    char *key;   /* NULL: the line opens the section */
    char *value; /* as written, without white space around it */
} SettingsLine;

typedef struct {
    const char *file; /* borrowed */
    Language language;
    GPtrArray *said; /* of char *, owned */
} Complaints;

void complaints_clear(Complaints *complaints);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Complaints, complaints_clear)

/* `problem` is a whole sentence; `line` names where, and may be NULL: the file as a whole. */
void complain(Complaints *complaints, const SettingsLine *line, const char *problem);
char *complaints_text(const Complaints *complaints); /* all, one a line */

/* UTF-8 with LF and without BOM, or NULL and a complaint that names the encoding. Owned by the caller. */
char *settings_text_decode(const char *bytes, gsize length, Complaints *complaints);

/* Every section and key of a decoded text, in order; lines that are neither, and sections and keys given
 * twice, are complained of. */
GPtrArray *settings_text_lines(const char *text,
                               Complaints *complaints); /* of SettingsLine *, with free function */

/* The language that the text itself asks for, before anything else of it is known. */
gboolean settings_text_language(const GPtrArray *lines, Language *language);
