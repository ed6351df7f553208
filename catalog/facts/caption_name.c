#include "catalog/facts/caption_name.h"

#include <string.h>

#define WORDS_MOST 4 /* at the end of one name */

static const char *const extensions[] = { "srt", "vtt", "ass", "ssa", NULL };

/* What stands at the end of names. Chinese words of two characters and more need nothing before them. A language of NULL: the word says
 * only that these are subtitles. Where one name has several, the last decides. */
static const struct {
    const char *word, *language;
} words[] = {
    { "zh-hans", "zh-Hans" },
    { "zh_hans", "zh-Hans" },
    { "zh-cn", "zh-Hans" },
    { "zh_cn", "zh-Hans" },
    { "chs", "zh-Hans" },
    { "sc", "zh-Hans" },
    { "gb", "zh-Hans" },
    { "gbk", "zh-Hans" },
    { "简体中文", "zh-Hans" },
    { "简体", "zh-Hans" },
    { "简中", "zh-Hans" },
    { "简", "zh-Hans" },
    { "zh-hant", "zh-Hant" },
    { "zh_hant", "zh-Hant" },
    { "zh-tw", "zh-Hant" },
    { "zh_tw", "zh-Hant" },
    { "zh-hk", "zh-Hant" },
    { "zh_hk", "zh-Hant" },
    { "cht", "zh-Hant" },
    { "tc", "zh-Hant" },
    { "big5", "zh-Hant" },
    { "繁体中文", "zh-Hant" },
    { "繁體中文", "zh-Hant" },
    { "繁体", "zh-Hant" },
    { "繁體", "zh-Hant" },
    { "繁中", "zh-Hant" },
    { "繁", "zh-Hant" },
    { "zh", "zh" },
    { "chi", "zh" },
    { "zho", "zh" },
    { "chn", "zh" },
    { "cn", "zh" },
    { "chinese", "zh" },
    { "中文", "zh" },
    { "中字", "zh" },
    { "汉语", "zh" },
    { "普通话", "zh" },
    { "国语", "zh" },
    { "中", "zh" },
    { "中英", "zh" },
    { "中英双语", "zh" },
    { "双语", "zh" },
    { "chs&eng", "zh-Hans" },
    { "cht&eng", "zh-Hant" },
    { "en", "en" },
    { "eng", "en" },
    { "en-us", "en" },
    { "en-gb", "en" },
    { "english", "en" },
    { "英文", "en" },
    { "英语", "en" },
    { "英字", "en" },
    { "英", "en" },
    { "ja", "ja" },
    { "jpn", "ja" },
    { "jp", "ja" },
    { "日文", "ja" },
    { "日语", "ja" },
    { "ko", "ko" },
    { "kor", "ko" },
    { "韩文", "ko" },
    { "韩语", "ko" },
    { "fr", "fr" },
    { "fra", "fr" },
    { "fre", "fr" },
    { "法文", "fr" },
    { "法语", "fr" },
    { "de", "de" },
    { "deu", "de" },
    { "ger", "de" },
    { "德文", "de" },
    { "德语", "de" },
    { "es", "es" },
    { "spa", "es" },
    { "西班牙语", "es" },
    { "ru", "ru" },
    { "rus", "ru" },
    { "俄文", "ru" },
    { "俄语", "ru" },
    { "ar", "ar" },
    { "ara", "ar" },
    { "阿拉伯语", "ar" },
    { "bo", "bo" },
    { "bod", "bo" },
    { "tib", "bo" },
    { "藏文", "bo" },
    { "藏语", "bo" },
    { "ug", "ug" },
    { "uig", "ug" },
    { "维吾尔文", "ug" },
    { "维吾尔语", "ug" },
    { "mn", "mn" },
    { "mon", "mn" },
    { "蒙古文", "mn" },
    { "蒙古语", "mn" },
    { "yue", "yue" },
    { "粤语", "yue" },
    { "字幕", NULL },
    { "字幕文件", NULL },
    { "外挂字幕", NULL },
    { "sub", NULL },
    { "subs", NULL },
    { "subtitle", NULL },
    { "subtitles", NULL },
    { "cc", NULL },
    { "sdh", NULL },
    { "default", NULL },
    { "forced", NULL },
};

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static char *stem_of(const char *path)
{
    const char *name = last_part(path), *dot = strrchr(name, '.');

    return dot && dot != name ? g_strndup(name, (gsize)(dot - name)) : g_strdup(name);
}

gboolean caption_name_is_one(const char *path)
{
    const char *dot = strrchr(last_part(path), '.');
    g_autofree char *extension = g_ascii_strdown(dot ? dot + 1 : "", -1);

    return g_strv_contains(extensions, extension);
}

/* How many bytes of separators and brackets end a text. */
static gsize separators_before(const char *text, gsize length)
{
    static const char *const wide[] = { "（", "）", "【", "】", "「", "」", "，", "、", "＋", "·" };
    gsize taken = 0;
    gboolean more = TRUE;

    while (more) {
        more = length > taken && strchr(" ._-+&,()[]", text[length - taken - 1]);
        taken += more;
        for (gsize i = 0; i < G_N_ELEMENTS(wide) && !more; i++) {
            gsize bytes = strlen(wide[i]);

            more = length >= taken + bytes && memcmp(text + length - taken - bytes, wide[i], bytes) == 0;
            taken += more ? bytes : 0;
        }
    }
    return taken;
}

static gboolean needs_a_separator(const char *word)
{
    return (guchar)*word < 0x80 || !*g_utf8_next_char(word);
}

/* The longest word at the end of text[0..length); -1: none. A name is never all word. */
static int word_before(const char *text, gsize length)
{
    gsize longest = 0;
    int found = -1;

    for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
        gsize bytes = strlen(words[i].word);

        if (bytes <= longest || bytes >= length ||
            g_ascii_strncasecmp(text + length - bytes, words[i].word, bytes) != 0 ||
            (needs_a_separator(words[i].word) && separators_before(text, length - bytes) == 0))
            continue;
        longest = bytes;
        found = (int)i;
    }
    return found;
}

/* Up to where the stem is the film's. *language: of the last word that names one. */
static gsize film_length(const char *stem, gsize least, const char **language)
{
    gsize length = strlen(stem);

    *language = NULL;
    for (int i = 0; i < WORDS_MOST; i++) {
        gsize end = length - separators_before(stem, length);
        int word = word_before(stem, end);
        gsize rest = word >= 0 ? end - strlen(words[word].word) : 0;

        rest -= separators_before(stem, rest);
        if (word < 0 || rest == 0 || rest < least)
            break;
        length = rest;
        *language = *language ? *language : words[word].language;
    }
    return length;
}

char *caption_film_stem(const char *path)
{
    const char *language;
    g_autofree char *stem = stem_of(path);

    return g_strndup(stem, film_length(stem, 0, &language));
}

const char *caption_language(const char *path, const char *film_path)
{
    g_autofree char *stem = stem_of(path);
    g_autofree char *film = stem_of(film_path);
    const char *language;

    film_length(stem, g_str_has_prefix(stem, film) ? strlen(film) - separators_before(film, strlen(film)) : 0,
                &language);
    return language;
}

const char *caption_language_of_code(const char *code)
{
    if (!code || g_ascii_strcasecmp(code, "und") == 0)
        return NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
        if ((guchar)*words[i].word < 0x80 && words[i].language &&
            g_ascii_strcasecmp(code, words[i].word) == 0)
            return words[i].language;
    }
    return code;
}
