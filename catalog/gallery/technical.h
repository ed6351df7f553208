/* catalog/gallery/technical.h
 *
 * The technical data of a film in words, a line a subject: container, duration, picture, sound, subtitles.
 */
#pragma once

#include "catalog/gallery/page.h"

/* Adds "name" and "parts" (each with "text") a line to the list "facts" of the scope. */
void technical_add(Scope *scope, const Work *work, Language language);
