#include "catalog/messages/caption_words.h"

const char *language_words(const char *tag, Language language)
{
    g_autofree char *key = g_strconcat("language.", tag ? tag : "", NULL);

    return message_exists(key) ? message(language, key) : tag;
}

char *caption_words(const char *path, const char *tag, int cues, Language language)
{
    const char *place = message(language, path ? "captions.beside" : "captions.inside");
    const char *name = language_words(tag, language);
    g_autofree char *n = g_strdup_printf("%d", cues);

    return name
               ? message_format(language, "captions.words-in", "place", place, "language", name, "n", n, NULL)
               : message_format(language, "captions.words", "place", place, "n", n, NULL);
}

/* Whatever else ended it speaks of films. */
const char *caption_fault_words(const char *reason, Language language)
{
    g_autofree char *key = g_strconcat("reason.", reason ? reason : "", NULL);

    return message(language, reason && g_str_has_prefix(reason, "captions-") && message_exists(key)
                                 ? key
                                 : "reason.captions-failed");
}
