#include "catalog/gallery/ingredients.h"

#include "catalog/gallery/audience.h"
#include "catalog/gallery/disk.h"

#include <sys/stat.h>

/* ---- what all pages have in common ---- */

static gboolean has_digest(const Exhibit *exhibit)
{
    return exhibit->source->digest[0] || exhibit->source->digest[1];
}

static gboolean all_have_digests(const Site *site)
{
    for (guint i = 0; i < site->exhibits->len; i++)
        if (!has_digest(g_ptr_array_index(site->exhibits, i)))
            return FALSE;
    return TRUE;
}

/* The names of style, script and words hold their hashes; what else is built in changes with the program. */
static char *context_of(const Site *site)
{
    const GalleryParams *params = site->params;
    struct stat program;

    if (params->audience == AUDIENCE_BLIND || generation_is_carried(site->generation) ||
        !all_have_digests(site) || stat("/proc/self/exe", &program) < 0)
        return NULL;
    return g_strdup_printf("%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %ld %s %s %s %s %s", PIANMU_VERSION,
                           (gint64)program.st_size, (gint64)program.st_ctim.tv_sec, program.st_ctim.tv_nsec,
                           params->settings->source_hash, params->settings->edition, params->catalogue_id,
                           audience_slug(params->audience), params->contest_dir);
}

/* ---- works ---- */

static void append_sheet(GString *word, const FrameSheet *sheet)
{
    if (!sheet)
        return;
    g_string_append_printf(word, "%s %d %d %d", sheet->file, sheet->columns, sheet->tile_width,
                           sheet->tile_height);
    for (guint i = 0; i < sheet->times->len; i++)
        g_string_append_printf(word, " %" G_GINT64_FORMAT, g_array_index(sheet->times, gint64, i));
}

static void append_film(GString *word, const Exhibit *exhibit)
{
    const ProxyFilm *proxy = exhibit->proxy;

    g_string_append_printf(word, "%d %s %s %d %d %d %d\n", (int)exhibit->film_state,
                           exhibit->film ? exhibit->film : "", exhibit->obstacle ? exhibit->obstacle : "",
                           exhibit->film_plays, exhibit->film_is_unreached, exhibit->film_is_too_large,
                           exhibit->shows_standing);
    if (proxy)
        g_string_append_printf(word, "%s %d %d %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", proxy->file,
                               proxy->width, proxy->height, proxy->size, proxy->duration);
    for (guint i = 0; i < exhibit->captions->len; i++)
        g_string_append_printf(word, "%s\n",
                               ((const CaptionTrack *)g_ptr_array_index(exhibit->captions, i))->file);
}

/* What the catalogue says of it, and which of its files are there. */
static char *word_of_work(const Exhibit *exhibit)
{
    g_autoptr(GString) word = g_string_new(NULL);

    g_string_append_printf(word, "%s %016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x\n", exhibit->id,
                           exhibit->source->digest[0], exhibit->source->digest[1]);
    for (guint i = 0; i < exhibit->pictures->len; i++) {
        const Picture *picture = g_ptr_array_index(exhibit->pictures, i);
        g_string_append_printf(word, "%s %d %d\n", picture->file, picture->width, picture->height);
    }
    append_sheet(word, exhibit->sprite);
    append_sheet(word, exhibit->strip);
    append_film(word, exhibit);
    return disk_sha256(word);
}

void ingredients_gather(Site *site)
{
    site->context = context_of(site);
    for (guint i = 0; site->context && i < site->exhibits->len; i++) {
        Exhibit *exhibit = g_ptr_array_index(site->exhibits, i);

        exhibit->ingredients = word_of_work(exhibit);
    }
}

/* ---- pages ---- */

GString *ingredients_begin(const Site *site, const char *path)
{
    GString *word;

    if (!site->context)
        return NULL;
    word = g_string_new(site->context);
    g_string_append_printf(word, "\n%s\n", path);
    return word;
}

void ingredients_add(GString *word, const Exhibit *exhibit)
{
    if (word)
        g_string_append_printf(word, "%s\n", exhibit->ingredients);
}

gboolean ingredients_keep_page(Site *site, const char *path, GString *word)
{
    g_autoptr(GString) mine = word;
    g_autofree char *sum = word ? disk_sha256(word) : NULL;
    const char *const paths[] = { path, NULL };

    if (!sum)
        return FALSE;
    generation_note(site->generation, path, sum);
    if (g_strcmp0(generation_published_note(site->generation, path), sum) != 0 ||
        !generation_keep(site->generation, paths))
        return FALSE;
    site->pages++;
    return TRUE;
}

/* ---- the files of one work ---- */

/* It names its neighbours and the works with the same bytes. */
static char *word_of_pages(const Site *site, const Exhibit *exhibit)
{
    g_autoptr(GString) word = ingredients_begin(site, exhibit->page);
    const GPtrArray *same = site_same_files(site, exhibit);

    for (guint place = MAX(exhibit->place, 1) - 1; place < MIN(exhibit->place + 2, site->exhibits->len);
         place++)
        ingredients_add(word, g_ptr_array_index(site->exhibits, place));
    for (guint i = 0; same && i < same->len; i++)
        ingredients_add(word, g_ptr_array_index(same, i));
    return disk_sha256(word);
}

static gboolean keep_files(Site *site, const Exhibit *exhibit, const char *hash)
{
    g_autofree char *frames = site_frames_path(exhibit);
    g_autofree char *page_zh = site_page_path(site, LANGUAGE_ZH, exhibit->page);
    g_autofree char *page_en = site_page_path(site, LANGUAGE_EN, exhibit->page);
    g_autofree char *details_zh = site_details_path(exhibit, LANGUAGE_ZH, hash);
    g_autofree char *details_en = site_details_path(exhibit, LANGUAGE_EN, hash);
    gboolean needs_frames = frames && !generation_has(site->generation, frames);
    const char *const paths[] = {
        page_zh, page_en, details_zh, details_en, needs_frames ? frames : NULL, NULL
    };

    return generation_keep(site->generation, paths);
}

/* A note of a work is the word of its pages and the hash of its details. */
char *ingredients_keep_work(Site *site, Exhibit *exhibit)
{
    const char *note = generation_published_note(site->generation, exhibit->page);
    g_autofree char *word = site->context ? word_of_pages(site, exhibit) : NULL;
    const char *hash = note && word && g_str_has_prefix(note, word) ? strchr(note, ' ') : NULL;

    if (!hash || !keep_files(site, exhibit, hash + 1))
        return NULL;
    exhibit->is_kept = TRUE;
    site->pages += LANGUAGES;
    generation_note(site->generation, exhibit->page, note);
    return g_strdup(hash + 1);
}

void ingredients_note_work(Site *site, const Exhibit *exhibit, const char *hash)
{
    g_autofree char *word = site->context ? word_of_pages(site, exhibit) : NULL;
    g_autofree char *note = word ? g_strdup_printf("%s %s", word, hash) : NULL;

    if (note)
        generation_note(site->generation, exhibit->page, note);
}
