/* indexer/media/cue_text.h
 *
 * The plain text of one subtitle: what its format means by markup is taken out, what merely looks like it stays. Pure.
 */
#pragma once

#include <glib.h>

typedef enum {
    CUE_TEXT_PLAIN,  /* no markup: mov_text */
    CUE_TEXT_SUBRIP, /* HTML's few tags, and {\an8} and its like */
    CUE_TEXT_WEBVTT, /* tags, and &amp; and its like */
    CUE_TEXT_ASS,    /* {override blocks}, \N, drawings */
} CueTextKind;

/* Lines are trimmed, those without text left out; control characters and characters that show nothing are gone. Bytes that are no UTF-8 become
 * U+FFFD. "" where nothing is to be seen. Owned by the caller. */
char *cue_text(const char *bytes, gsize length, CueTextKind kind);
