/* What the script of the pages reads, as files that each hold one call, pianmu.take(kind, …): browsers let a page from a folder load scripts and
 * nothing else.
 *
 *   data/site.HASH.js          site: the catalogue, its categories, criteria and manual checks, and the names of the files below
 *   data/words-zh.HASH.js      words: language and the sentences of the script
 *   data/works-000.HASH.js     works: a part of the rows of the lists, see rows.h; which columns they have is said by the site
 *   data/w/0037-zh.HASH.js     work: one work in full, in one language
 *   data/f/CONTENT-s1.js       frames: the sprite of a work, by whose name it goes, and when its frames are
 *
 * Every other name holds the hash of what is in the file, so that pages of two generations never mix.
 */
#include "catalog/gallery/disk.h"
#include "catalog/gallery/escape.h"
#include "catalog/gallery/ingredients.h"
#include "catalog/gallery/page.h"
#include "catalog/gallery/rows.h"
#include "catalog/gallery/technical.h"

#include <string.h>

static const char *const language_slugs[LANGUAGES] = { "zh", "en" };

/* ---- values ---- */

static void append_string(GString *out, const char *value)
{
    if (value)
        escape_script(out, value);
    else
        g_string_append(out, "null");
}

static void append_member(GString *out, const char *name, const char *value)
{
    g_string_append_printf(out, "\"%s\":", name);
    append_string(out, value);
    g_string_append_c(out, ',');
}

/* A list ends without a comma. */
static void end_list(GString *out, const char *bracket)
{
    if (out->str[out->len - 1] == ',')
        g_string_truncate(out, out->len - 1);
    g_string_append(out, bracket);
}

/* ---- the frames of one work ---- */

static void append_times(GString *out, const GArray *times)
{
    g_string_append(out, "\"times\":[");
    for (guint i = 0; i < times->len; i++)
        g_string_append_printf(out, "%" G_GINT64_FORMAT ",", g_array_index(times, gint64, i) / 1000);
    end_list(out, "]");
}

static char *frames_name(const FrameSheet *sprite)
{
    char *name = g_path_get_basename(sprite->file);

    *strrchr(name, '.') = '\0';
    return name;
}

char *site_frames_path(const Exhibit *exhibit)
{
    g_autofree char *name = exhibit->sprite ? frames_name(exhibit->sprite) : NULL;

    return name ? g_strdup_printf("data/f/%s.js", name) : NULL;
}

/* A film that was handed in twice has one sprite, and one file of frames. */
static gboolean write_frames(const Site *site, const Exhibit *exhibit, GError **error)
{
    const FrameSheet *sprite = exhibit->sprite;
    g_autofree char *name = sprite ? frames_name(sprite) : NULL, *path = site_frames_path(exhibit);
    g_autoptr(GString) out = g_string_new("pianmu.take(\"frames\",{");

    if (!sprite || generation_has(site->generation, path))
        return TRUE;
    append_member(out, "id", name);
    append_member(out, "sprite", sprite->file);
    g_string_append_printf(out, "\"columns\":%d,\"width\":%d,\"height\":%d,", sprite->columns,
                           sprite->tile_width, sprite->tile_height);
    append_times(out, sprite->times);
    g_string_append(out, "});\n");
    return generation_put(site->generation, path, out, error);
}

/* ---- one work in full ---- */

/* [["画面","H.264 High","1920×1080"],…]: technical data by the subject, for two works side by side */
static void append_facts(GString *out, const Work *work, Language language)
{
    g_autoptr(GPtrArray) lines = technical_lines(work, language);

    g_string_append(out, "\"facts\":[");
    for (guint i = 0; i < lines->len; i++) {
        const TechnicalLine *line = g_ptr_array_index(lines, i);

        g_string_append_c(out, '[');
        append_string(out, line->name);
        for (guint k = 0; k < line->parts->len; k++) {
            g_string_append_c(out, ',');
            append_string(out, line->parts->pdata[k]);
        }
        g_string_append(out, "],");
    }
    end_list(out, "],");
}

static GString *detail_text(Site *site, const Exhibit *exhibit, Language language, GError **error)
{
    g_autoptr(GString) article = g_string_new(NULL);
    GString *out;

    if (!work_article_write(site, language, exhibit, article, error))
        return NULL;
    out = g_string_new("pianmu.take(\"work\",{");
    append_member(out, "id", exhibit->id);
    append_member(out, "language", language_slugs[language]);
    append_facts(out, exhibit->work, language);
    append_member(out, "html", article->str);
    end_list(out, "});\n");
    return out;
}

static char *hash_of_both(const GString *chinese, const GString *english)
{
    g_autoptr(GString) both = g_string_new_len(chinese->str, (gssize)chinese->len);
    g_autofree char *hash = NULL;

    g_string_append_len(both, english->str, (gssize)english->len);
    hash = disk_sha256(both);
    return g_strndup(hash, HASH_DIGITS);
}

char *site_details_path(const Exhibit *exhibit, Language language, const char *hash)
{
    return g_strdup_printf("data/w/%s-%s.%s.js", exhibit->id, language_slugs[language], hash);
}

static gboolean put_detail(Site *site, const Exhibit *exhibit, Language language, const char *hash,
                           const GString *text, GError **error)
{
    g_autofree char *path = site_details_path(exhibit, language, hash);

    return generation_put(site->generation, path, text, error);
}

/* The hash in the names is that of both languages, so that a row needs one. NULL: error. */
static char *write_detail(Site *site, const Exhibit *exhibit, GError **error)
{
    g_autoptr(GString) chinese = detail_text(site, exhibit, LANGUAGE_ZH, error);
    g_autoptr(GString) english = chinese ? detail_text(site, exhibit, LANGUAGE_EN, error) : NULL;
    g_autofree char *hash = english ? hash_of_both(chinese, english) : NULL;

    if (!hash || !put_detail(site, exhibit, LANGUAGE_ZH, hash, chinese, error) ||
        !put_detail(site, exhibit, LANGUAGE_EN, hash, english, error))
        return NULL;
    return g_steal_pointer(&hash);
}

/* Those of the published generation, or new ones. What write_detail() gives. */
static char *files_of_work(Site *site, Exhibit *exhibit, GError **error)
{
    char *hash = ingredients_keep_work(site, exhibit);

    if (!hash && write_frames(site, exhibit, error) && (hash = write_detail(site, exhibit, error)))
        ingredients_note_work(site, exhibit, hash);
    return hash;
}

/* ---- the parts ---- */

static char *write_part(Site *site, guint number, GError **error)
{
    g_autoptr(Rows) rows = rows_new();
    g_autoptr(GString) out = g_string_new("pianmu.take(\"works\",");
    g_autofree char *name = g_strdup_printf("data/works-%03u", number);
    guint first = number * ROWS_PER_PART;

    for (guint i = first; i < MIN(first + ROWS_PER_PART, site->exhibits->len); i++) {
        Exhibit *exhibit = g_ptr_array_index(site->exhibits, i);
        g_autofree char *hash = files_of_work(site, exhibit, error);

        if (!hash)
            return NULL;
        rows_add(rows, exhibit, hash);
    }
    rows_append(rows, out);
    g_string_append(out, ");\n");
    return site_put_hashed(site, name, "js", out, error);
}

static gboolean write_parts(Site *site, GString *names, GError **error)
{
    for (guint first = 0; first < site->exhibits->len; first += ROWS_PER_PART) {
        g_autofree char *name = write_part(site, first / ROWS_PER_PART, error);

        if (!name)
            return FALSE;
        append_string(names, name);
        g_string_append_c(names, ',');
    }
    return TRUE;
}

/* ---- words ---- */

typedef struct {
    Language language;
    gboolean marks; /* those of marking as well */
    GString *out;
} Words;

static void append_word(const char *key, gpointer data)
{
    Words *words = data;

    if (words->marks || !g_str_has_prefix(key, "app.marks."))
        append_member(words->out, key, message(words->language, key));
}

/* What the pages without script say, and the script says too. */
static const char *const word_prefixes[] = { "app.", "gallery.", "verdict.", "status.", "outcome." };

static char *write_words(Site *site, Language language, GError **error)
{
    g_autoptr(GString) out = g_string_new("pianmu.take(\"words\",{");
    g_autofree char *name = g_strdup_printf("data/words-%s", language_slugs[language]);
    Words words = { language, site->marks_script != NULL, out };

    append_member(out, "language", language_slugs[language]);
    for (gsize i = 0; i < G_N_ELEMENTS(word_prefixes); i++)
        message_each(word_prefixes[i], append_word, &words);
    end_list(out, "});\n");
    return site_put_hashed(site, name, "js", out, error);
}

/* ---- the site ---- */

static void append_text(GString *out, const char *name, const Text *text)
{
    g_string_append_printf(out, "\"%s\":{", name);
    for (Language language = LANGUAGE_ZH; language < LANGUAGES; language++)
        append_member(out, language_slugs[language], text->in[language]);
    end_list(out, "},");
}

static void append_categories(GString *out, const Settings *settings)
{
    g_string_append(out, "\"categories\":[");
    for (guint i = 0; i < settings->categories->len; i++) {
        const Category *category = g_ptr_array_index(settings->categories, i);

        g_string_append_c(out, '{');
        append_member(out, "slug", category->slug);
        append_text(out, "title", &category->title);
        end_list(out, "},");
    }
    end_list(out, "],");
}

static void append_criteria(GString *out, const GPtrArray *criteria, Audience audience)
{
    g_string_append(out, "\"criteria\":[");
    for (guint i = 0; audience != AUDIENCE_PUBLIC && i < criteria->len; i++) {
        const Criterion *criterion = g_ptr_array_index(criteria, i);

        g_string_append_c(out, '{');
        append_member(out, "key", criterion->key);
        append_text(out, "title", &criterion->title);
        g_string_append_printf(out, "\"maximum\":%d},", criterion->maximum);
    }
    end_list(out, "],");
}

/* The slugs of the categories whose works it is asked of; null: of those outside any. */
static void append_where(GString *out, const Settings *settings, const char *check)
{
    g_string_append(out, "\"categories\":[");
    for (guint i = 0; i <= settings->categories->len; i++) {
        const Category *category =
            i < settings->categories->len ? g_ptr_array_index(settings->categories, i) : NULL;
        const char *slug = category ? category->slug : NULL;

        if (!g_strv_contains(settings_checks(settings, slug), check))
            continue;
        append_string(out, slug);
        g_string_append_c(out, ',');
    }
    end_list(out, "]");
}

/* Manual checks, of which reviewers say what they think as they mark. */
static void append_checks(GString *out, const Settings *settings, Audience audience)
{
    g_autoptr(GPtrArray) checks = settings_all_checks(settings);
    gboolean takes_marks = audience != AUDIENCE_PUBLIC && settings->criteria->len > 0;

    g_string_append(out, "\"checks\":[");
    for (guint i = 0; takes_marks && i < checks->len; i++) {
        const char *check = g_ptr_array_index(checks, i);
        g_autofree char *rule = rule_of_check(check);
        g_auto(Text) title = rule_text(rule);

        g_string_append_c(out, '{');
        append_member(out, "key", check);
        append_text(out, "title", &title);
        append_where(out, settings, check);
        g_string_append(out, "},");
    }
    end_list(out, "],");
}

static void append_standings(GString *out, Audience audience)
{
    g_string_append(out, "\"standings\":[");
    for (Standing standing = 0; audience != AUDIENCE_PUBLIC && standing < STANDINGS; standing++) {
        g_auto(Seal) seal = standing_seal(standing, LANGUAGE_ZH);

        g_string_append_c(out, '{');
        append_member(out, "slug", standing_slug(standing));
        append_member(out, "sign", seal.sign);
        append_member(out, "tone", seal.tone);
        append_member(out, "words", standing_word_key(standing));
        end_list(out, "},");
    }
    end_list(out, "],");
}

/* The files that a view of the scripted document needs beside those of the lists; a view that this audience has not is not named. */
static void append_views(const Site *site, GString *out)
{
    const struct {
        const char *name, *scripts[2];
    } views[] = { { "work", { site->work_script, site->marks_script } },
                  { "compare", { site->work_script, NULL } },
                  { "marks", { site->marks_script, NULL } } };

    g_string_append(out, "\"views\":{");
    for (gsize i = 0; i < G_N_ELEMENTS(views); i++) {
        if (!views[i].scripts[0])
            continue;
        g_string_append_printf(out, "\"%s\":[", views[i].name);
        append_string(out, site->pages_style);
        for (gsize k = 0; k < G_N_ELEMENTS(views[i].scripts) && views[i].scripts[k]; k++) {
            g_string_append_c(out, ',');
            append_string(out, views[i].scripts[k]);
        }
        g_string_append(out, "],");
    }
    end_list(out, "},");
}

static gboolean append_words_files(Site *site, GString *out, GError **error)
{
    g_string_append(out, "\"words\":{");
    for (Language language = LANGUAGE_ZH; language < LANGUAGES; language++) {
        site->words[language] = write_words(site, language, error);
        if (!site->words[language])
            return FALSE;
        append_member(out, language_slugs[language], site->words[language]);
    }
    end_list(out, "},");
    return TRUE;
}

gboolean site_data_write(Site *site, GError **error)
{
    const GalleryParams *params = site->params;
    const Settings *settings = params->settings;
    g_autoptr(GString) out = g_string_new("pianmu.take(\"site\",{");

    append_member(out, "catalogue", params->catalogue_id);
    append_member(out, "edition", settings->edition);
    append_member(out, "rules_hash", settings->rules_hash);
    append_member(out, "audience", audience_slug(params->audience));
    append_member(out, "language", language_slugs[settings->language]);
    append_text(out, "title", &settings->title);
    append_text(out, "subtitle", &settings->subtitle);
    append_categories(out, settings);
    append_criteria(out, settings->criteria, params->audience);
    append_checks(out, settings, params->audience);
    append_standings(out, params->audience);
    g_string_append_printf(out, "\"total\":%u,", site->exhibits->len);
    rows_append_columns(out);
    append_views(site, out);
    if (!append_words_files(site, out, error))
        return FALSE;
    g_string_append(out, "\"parts\":[");
    if (!write_parts(site, out, error))
        return FALSE;
    end_list(out, "]});\n");
    site->data = site_put_hashed(site, "data/site", "js", out, error);
    return site->data != NULL;
}
