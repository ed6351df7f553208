/* catalog/facts/caption_name.h
 *
 * What the name of a subtitle file says: whether it is one, of which film, in which language. Pure. Paths are bytes.
 */
#pragma once

#include <glib.h>

/* By its extension: one that can be made WebVTT of. */
gboolean caption_name_is_one(const char *path);

/* The stem of the film that 片名.zh.srt, 片名_简体中文字幕.ass or Title (English).vtt speaks of. Owned by the caller. */
char *caption_film_stem(const char *path);

/* BCP 47: "zh-Hans" of 片名.chs.srt beside 片名.mp4. NULL: the name says nothing, as where both have the same. Static. */
const char *caption_language(const char *path, const char *film_path);

/* The same of what a stream says, usually ISO 639-2: "zh" of "chi". A code that is not listed stays; NULL of "und". Static, or `code` itself. */
const char *caption_language_of_code(const char *code);
