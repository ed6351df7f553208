/* catalog/messages/messages.h
 *
 * Every sentence that organisers and reviewers read, in Chinese and English, in one table, and the numbers
 * inside them in a reader's units. Placeholders are {name}. A test compares the placeholders of both
 * languages.
 */
#pragma once

#include <glib.h>
#include <stdarg.h>

typedef enum { LANGUAGE_ZH, LANGUAGE_EN } Language;
#define LANGUAGES 2

/* "zh_CN", "zh", "zh-CN.UTF-8" … → LANGUAGE_ZH; "en…" → LANGUAGE_EN; FALSE: neither. */
gboolean language_from_name(const char *name, Language *language);

/* By LC_ALL, LC_MESSAGES, LANG; English where they say neither. For commands that have no contest folder to
 * ask. */
Language language_of_environment(void);

/* The text of a key, placeholders and all. A key that is not in the table is a bug and aborts. Static. */
const char *message(Language language, const char *key);
gboolean message_exists(const char *key);
/* Calls `each` for every key that begins so, in the order of the tables. */
void message_each(const char *prefix, void (*each)(const char *key, gpointer data), gpointer data);

/* The key of what the system means by an errno, such as "errno.access"; NULL: none of those that people meet. */
const char *error_number_key(int error_number);
/* What it means; the system's own words where they are no message of ours. Borrowed. */
const char *error_number_words(Language language, int error_number);

/* message() with the placeholders filled in: pairs of name and value, ended by NULL. In Chinese a space is
 * put between a Han character and a letter or digit where a value meets its sentence. A placeholder without a
 * value is a bug. Owned by the caller. */
char *message_format(Language language, const char *key, ...) G_GNUC_NULL_TERMINATED;
char *message_format_values(Language language, const char *key, va_list values); /* the same */

/* A text in both languages. */
typedef struct {
    char *in[LANGUAGES]; /* owned */
} Text;
void text_clear(Text *text); /* NULL in both languages afterwards */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Text, text_clear)

Text text_same(const char *words); /* in both languages; NULL stays NULL */
Text text_copy(const Text *text);
gboolean texts_equal(const Text *a, const Text *b);
Text text_message(const char *key, ...)
    G_GNUC_NULL_TERMINATED; /* message_format(); pairs of char * name and const Text * value */

/* In a reader's units; owned by the caller. */
char *format_duration(Language language,
                      gint64 us); /* "10 分 42 秒" "10 min 42 s"; below a minute with up to 3 decimals */
char *format_duration_exact(Language language, gint64 us); /* the same, with up to 3 decimals at any length */
char *format_clock(gint64 us);                             /* "4:02" "1:02:03" */
char *format_size(Language language, gint64 bytes);        /* "612.4 MB", base 1000 */
char *format_bit_rate(Language language, gint64 bits_per_s);       /* "7.9 Mbps" */
char *format_size_exact(Language language, gint64 bytes);          /* of bounds: "300 MB" "1.5 GB" */
char *format_bit_rate_exact(Language language, gint64 bits_per_s); /* of bounds: "1.28 Mbps" */
char *format_level(gint64 value,
                   const char *unit);       /* "-23.1 LUFS" of thousandths: with as many digits as it has */
char *format_sample_rate(gint64 hz);        /* "44.1 kHz" */
char *format_frame_rate(const char *ratio); /* "25" "29.97"; "?" when it is no ratio */
char *format_frame_size(gint64 width, gint64 height); /* "1920×1080" */
const char *codec_label(
    const char *codec_name); /* "H.264" for "h264" …; the name itself where we know no other */
char *codec_short_label(const char *codec_name);    /* "H.265" of "H.265 (HEVC)"; owned by the caller */
const char *container_label(const char *container); /* "MP4" "QuickTime" "Matroska" … */
