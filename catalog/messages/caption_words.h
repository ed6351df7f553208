/* catalog/messages/caption_words.h
 *
 * Subtitles in words, for a line of a listing or a page.
 */
#pragma once

#include "catalog/messages/messages.h"

/* "内嵌 简体中文（12 条）". Without `path` they are inside the film. `tag`: BCP 47 or NULL. Owned by the caller. */
char *caption_words(const char *path, const char *tag, int cues, Language language);

/* The name of a language, in the reader's: "简体中文". A tag that has none stays. NULL of NULL. Borrowed. */
const char *language_words(const char *tag, Language language);

/* Why there are none, or not all: for people who can put it right. `reason`: a slug, or NULL. Borrowed. */
const char *caption_fault_words(const char *reason, Language language);
