/* catalog/gallery/technical.h
 *
 * The technical data of a film in words, a line a subject: container, duration, picture, sound, subtitles.
 */
#pragma once

#include "catalog/gallery/page.h"

typedef struct {
    const char *name; /* static */
    GPtrArray *parts; /* of char *: "H.264 High", "1920×1080" */
} TechnicalLine;

/* Of TechnicalLine *, in the order in which they are read; owned by the caller. There are as many sounds as the film has. */
GPtrArray *technical_lines(const Work *work, Language language);
GPtrArray *technical_lines_of_version(const WorkVersion *version, Language language);

/* Adds "name" and "parts" (each with "text") a line to the list "facts" of the scope. */
void technical_add(Scope *scope, const Work *work, Language language);
