#include "catalog/gallery/gallery.h"

#include "catalog/gallery/audience.h"
#include "catalog/gallery/disk.h"
#include "catalog/gallery/gallery-resources.h"
#include "catalog/gallery/ingredients.h"
#include "catalog/gallery/page.h"

#include <string.h>

#define RESOURCES "/pianmu/gallery/"

G_DEFINE_QUARK(pianmu - gallery - error - quark, gallery_error)

static const char *const template_names[] = { "browse.html", "work.html",  "article.html", "report.html",
                                              "unit.html",   "units.html", "changes.html", "about.html" };

/* ---- what is built in ---- */

static GBytes *resource(const char *folder, const char *name)
{
    g_autofree char *path = g_strconcat(RESOURCES, folder, name, NULL);

    return g_resource_lookup_data(gallery_get_resource(), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
}

/* Resources end with a zero byte and stay as long as the program. */
static const char *template_text(const char *name, G_GNUC_UNUSED gpointer data)
{
    g_autoptr(GBytes) bytes = resource("templates/", name);

    return bytes ? g_bytes_get_data(bytes, NULL) : NULL;
}

static void add_folder_to_hash(GChecksum *checksum, const char *folder)
{
    g_autofree char *path = g_strconcat(RESOURCES, folder, NULL);
    g_auto(GStrv) names =
        g_resource_enumerate_children(gallery_get_resource(), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

    for (char **name = names; name && *name; name++) {
        g_autoptr(GBytes) bytes = g_str_has_suffix(*name, "/") ? NULL : resource(folder, *name);

        if (bytes)
            g_checksum_update(checksum, g_bytes_get_data(bytes, NULL), (gssize)g_bytes_get_size(bytes));
    }
}

/* The version and what the pages are made of: pages of another program are written anew. */
static char *program_words(void)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);

    add_folder_to_hash(checksum, "templates/");
    add_folder_to_hash(checksum, "assets/");
    add_folder_to_hash(checksum, "assets/app/");
    add_folder_to_hash(checksum, "assets/style/");
    return g_strdup_printf("%s-%.*s", PIANMU_VERSION, HASH_DIGITS, g_checksum_get_string(checksum));
}

/* Of a folder that is carried away: whose it is. */
static char *output_words(const GalleryParams *params)
{
    return params->output ? g_strdup_printf("output yes\ncatalogue %s\n", params->catalogue_id)
                          : g_strdup("");
}

static char *audience_words(const GalleryParams *params)
{
    return g_strdup_printf("audience %s%s\n", audience_slug(params->audience),
                           params->audience == AUDIENCE_BLIND ? " unit" : "");
}

static char *header(const GalleryParams *params, gboolean complete)
{
    g_autofree char *output = output_words(params), *audience = audience_words(params);
    g_autofree char *program = program_words();
    const char *only = verdict_slug(params->only);

    return g_strdup_printf("pianmu gallery 1\n%s%sprogram %s\nrevision %" G_GINT64_FORMAT " %" G_GINT64_FORMAT
                           "\nsettings %s\ncategory %s\nonly %s\nmedia %s\ncomplete %s\n",
                           output, audience, program, params->revision.revision, params->revision.revised_us,
                           params->settings->hash, params->category ? params->category : "-",
                           only ? only : "-", media_mode_slug(params->media), complete ? "yes" : "no");
}

const char *gallery_name(Audience audience)
{
    static const char *const names[] = { "gallery", "gallery-public", "gallery-blind" };

    return names[audience];
}

gboolean gallery_is_current(const GalleryParams *params)
{
    g_autofree char *published =
        generation_published_header(params->contest_dir, gallery_name(params->audience));
    g_autofree char *wanted = header(params, TRUE);

    return g_strcmp0(published, wanted) == 0;
}

/* ---- the site ---- */

/* Under a name that holds its hash, so that any cache is safe. */
char *site_put_hashed(Site *site, const char *name, const char *extension, const GString *content,
                      GError **error)
{
    g_autofree char *hash = disk_sha256(content);
    g_autofree char *file = g_strdup_printf("%s.%.*s.%s", name, HASH_DIGITS, hash, extension);

    return generation_put(site->generation, file, content, error) ? g_steal_pointer(&file) : NULL;
}

static void site_clear(Site *site)
{
    g_clear_pointer(&site->generation, generation_free);
    g_clear_pointer(&site->templates, g_hash_table_unref);
    g_clear_pointer(&site->units, g_ptr_array_unref);
    g_clear_pointer(&site->same_files, g_hash_table_unref);
    g_clear_pointer(&site->exhibits, g_ptr_array_unref);
    g_clear_pointer(&site->copies, g_ptr_array_unref);
    g_clear_pointer(&site->style, g_free);
    g_clear_pointer(&site->script, g_free);
    g_clear_pointer(&site->pages_style, g_free);
    g_clear_pointer(&site->work_script, g_free);
    g_clear_pointer(&site->marks_script, g_free);
    g_clear_pointer(&site->icon, g_free);
    g_clear_pointer(&site->data, g_free);
    g_clear_pointer(&site->context, g_free);
    for (Language language = LANGUAGE_ZH; language < LANGUAGES; language++)
        g_clear_pointer(&site->words[language], g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Site, site_clear)

static void free_template(gpointer template)
{
    template_free(template);
}

static void free_exhibit(gpointer exhibit)
{
    exhibit_free(exhibit);
}

static gboolean read_templates(Site *site, GError **error)
{
    site->templates = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_template);
    for (guint i = 0; i < G_N_ELEMENTS(template_names); i++) {
        Template *template = template_read(template_names[i], template_text, NULL, error);

        if (!template)
            return FALSE;
        g_hash_table_insert(site->templates, (gpointer)template_names[i], template);
    }
    return TRUE;
}

/* What a browser loads as one file is written as several, in this order. The first style and script are all that lists need; the others come
 * with what needs them. */
/* clang-format off */
static const char *const style_parts[] = {
    "style/base.css",
    "style/browse.css",
    "style/work.css",
    "style/player.css",
    "style/narrow.css",
    "style/print.css",
    NULL
};
/* What narrow windows and paper change comes after all that it changes. */
static const char *const pages_style_parts[] = {
    "style/marks.css",
    "style/compare.css",
    "style/pages.css",
    "style/narrow.css",
    "style/print.css",
    NULL
};
static const char *const script_parts[] = {
    "app/base.js",
    "app/frame.js",
    "app/data.js",
    "app/search.js",
    "app/facets.js",
    "app/order.js",
    "app/card.js",
    "app/scrub.js",
    "app/browse.js",
    "app/marks.js",
    "app/keys.js",
    "app/main.js",
    NULL
};
static const char *const work_script_parts[] = {
    "app/help.js",
    "app/player.js",
    "app/work.js",
    "app/compare.js",
    NULL
};
static const char *const marks_script_parts[] = {
    "app/exchange.js",
    "app/marks_form.js",
    "app/marks_page.js",
    NULL
};
/* clang-format on */
static const char *const icon_parts[] = { "icon.svg", NULL };

/* Indentation and comments, on lines of their own or at the end of one, are for who reads the source; a fifth of it need not be loaded. */
static void append_tersely(GString *content, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    gboolean in_comment = FALSE;

    for (char **line = lines; *line; line++) {
        const char *words = g_strstrip(*line);
        const char *remark = g_str_has_suffix(words, "*/") ? g_strrstr(words, " /*") : NULL;

        in_comment = in_comment || g_str_has_prefix(words, "/*");
        if (!in_comment && *words)
            g_string_append_printf(content, "%.*s\n", remark ? (int)(remark - words) : -1, words);
        if (g_str_has_suffix(words, "*/"))
            in_comment = FALSE;
    }
}

/* Nor do the spaces and ends of lines between the words of a style; none of its strings has them. */
static void squeeze_style(GString *content)
{
    static const char *const shorter[][2] = {
        { "\n", "" }, { ": ", ":" }, { ", ", "," }, { " {", "{" }, { ";}", "}" }
    };

    for (guint i = 0; i < G_N_ELEMENTS(shorter); i++)
        g_string_replace(content, shorter[i][0], shorter[i][1], 0);
}

static char *put_asset(Site *site, const char *name, const char *extension, const char *const *parts,
                       GError **error)
{
    g_autoptr(GString) content = g_string_new(NULL);

    for (; *parts; parts++) {
        g_autoptr(GBytes) bytes = resource("assets/", *parts);
        append_tersely(content, g_bytes_get_data(bytes, NULL));
    }
    if (g_str_equal(extension, "css"))
        squeeze_style(content);
    return site_put_hashed(site, name, extension, content, error);
}

static gboolean put_assets(Site *site, GError **error)
{
    return (site->style = put_asset(site, "app", "css", style_parts, error)) &&
           (site->script = put_asset(site, "app", "js", script_parts, error)) &&
           (site->pages_style = put_asset(site, "pages", "css", pages_style_parts, error)) &&
           (site->work_script = put_asset(site, "work", "js", work_script_parts, error)) &&
           (site->params->audience == AUDIENCE_PUBLIC ||
            (site->marks_script = put_asset(site, "marks", "js", marks_script_parts, error))) &&
           (site->icon = put_asset(site, "icon", "svg", icon_parts, error));
}

static void free_group(gpointer group)
{
    g_ptr_array_unref(group);
}

static void gather(Site *site)
{
    g_autoptr(GPtrArray) none = g_ptr_array_new();

    site->units = units_of(site_tells_units(site) ? site->exhibits : none);
    site->same_files = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_group);
    for (guint i = 0; i < site->exhibits->len; i++) {
        Exhibit *exhibit = g_ptr_array_index(site->exhibits, i);
        char *content = exhibit->work->status == STATUS_PENDING ? NULL : exhibit->work->content;
        GPtrArray *group = content ? g_hash_table_lookup(site->same_files, content) : NULL;

        if (content && !group) {
            group = g_ptr_array_new();
            g_hash_table_insert(site->same_files, content, group);
        }
        if (group)
            g_ptr_array_add(group, exhibit);
    }
}

/* By the numbers that are shown. */
static gint compare_exhibits(gconstpointer a, gconstpointer b)
{
    gint64 left = (*(const Exhibit *const *)a)->work->number,
           right = (*(const Exhibit *const *)b)->work->number;

    return left < right ? -1 : left > right ? 1 : 0;
}

static Exhibit *new_exhibit(const Site *site, const Work *work, const Work *source)
{
    Exhibit *exhibit = exhibit_new(work, source);

    exhibit->shows_standing = site->params->audience != AUDIENCE_PUBLIC;
    return exhibit;
}

static void hang_exhibits(Site *site)
{
    const GPtrArray *works = site->params->works;
    g_autoptr(Redaction) redaction = redaction_new(site->params);

    site->copies = g_ptr_array_new_with_free_func((GDestroyNotify)redacted_work_free);
    site->exhibits = g_ptr_array_new_with_free_func(free_exhibit);
    for (guint i = 0; i < works->len; i++) {
        const Work *work = g_ptr_array_index(works, i);
        Work *copy = redaction_shows(redaction, work) ? redacted_work_new(redaction, work) : NULL;

        if (copy)
            g_ptr_array_add(site->copies, copy);
        if (redaction_shows(redaction, work))
            g_ptr_array_add(site->exhibits, new_exhibit(site, copy ? copy : work, work));
    }
    g_ptr_array_sort(site->exhibits, compare_exhibits);
    for (guint i = 0; i < site->exhibits->len; i++)
        ((Exhibit *)g_ptr_array_index(site->exhibits, i))->place = i;
    gather(site);
}

static gboolean put_files(Site *site, GError **error)
{
    const GalleryParams *params = site->params;
    const ExhibitParams put = { site->generation, params->contest_dir, params->media };

    for (guint i = 0; i < site->exhibits->len; i++)
        if (!exhibit_put_files(g_ptr_array_index(site->exhibits, i), &put, error))
            return FALSE;
    return TRUE;
}

static gboolean write_trees(Site *site, GError **error)
{
    for (Language language = LANGUAGE_ZH; language < LANGUAGES; language++)
        if (!browse_pages_write(site, language, error) || !work_pages_write(site, language, error) ||
            !report_page_write(site, language, error) ||
            (site_tells_units(site) && !unit_pages_write(site, language, error)) ||
            (site_tells_changes(site) && !changes_page_write(site, language, error)) ||
            !about_page_write(site, language, error))
            return FALSE;
    return TRUE;
}

/* A gallery that misses a film or a picture is not current: the next run tries again. */
static gboolean is_complete(const Site *site)
{
    for (guint i = 0; i < site->exhibits->len; i++) {
        const Exhibit *exhibit = g_ptr_array_index(site->exhibits, i);

        if (exhibit->film_is_unreached || exhibit->lacks_picture)
            return FALSE;
    }
    return TRUE;
}

static guint count_without_pictures(const Site *site)
{
    guint n = 0;

    for (guint i = 0; i < site->exhibits->len; i++)
        n += ((const Exhibit *)g_ptr_array_index(site->exhibits, i))->lacks_picture ? 1 : 0;
    return n;
}

static gboolean fill(Site *site, GError **error)
{
    if (!read_templates(site, error) || !put_assets(site, error))
        return FALSE;
    hang_exhibits(site);
    if (!put_files(site, error))
        return FALSE;
    ingredients_gather(site);
    return site_data_write(site, error) && write_trees(site, error);
}

static gboolean build(const GalleryParams *params, GalleryResult *result, GError **error)
{
    g_auto(Site) site = { .params = params };

    site.generation = generation_begin(params->contest_dir, gallery_name(params->audience), error);
    if (!site.generation || !fill(&site, error))
        return FALSE;
    result->pages = site.pages;
    result->without_pictures = count_without_pictures(&site);

    g_autofree char *made_of = header(params, is_complete(&site));
    return generation_publish(site.generation, made_of, &result->unchanged, error);
}

/* ---- in a folder to be carried away ---- */

/* Before those who may know less than the ones it was made for, or of another contest, everything in it would have to go first: safer said than done. */
static gboolean is_the_same_gallery(const GalleryParams *params, const Output *output, GError **error)
{
    const char *there = output_header(output);
    g_autofree char *ours = output_words(params), *audience = audience_words(params);
    g_autofree char *wanted = g_strconcat(ours, audience, NULL);

    if (!there || strstr(there, wanted))
        return TRUE;
    g_set_error(error, GALLERY_ERROR, GALLERY_ERROR_OTHER, "'%s' holds another gallery", params->output);
    return FALSE;
}

static gboolean announce(const Site *site, const Output *output, GError **error)
{
    const GalleryParams *params = site->params;
    g_autoptr(GPtrArray) too_large = g_ptr_array_new(), unreached = g_ptr_array_new(),
                         silent = g_ptr_array_new();
    OutputPlan plan = { .too_large = too_large, .unreached = unreached, .silent = silent };

    for (guint i = 0; i < site->exhibits->len; i++) {
        const Exhibit *exhibit = g_ptr_array_index(site->exhibits, i);

        if (exhibit->film_is_too_large)
            g_ptr_array_add(too_large, (gpointer)exhibit->source);
        if (exhibit->film_is_unreached)
            g_ptr_array_add(unreached, (gpointer)exhibit->source);
        if (exhibit->film_state == FILM_UNPLAYABLE)
            g_ptr_array_add(silent, (gpointer)exhibit->source);
    }
    output_measure(output, &plan);
    if (params->announce && !params->announce(&plan, params->output_user)) {
        g_set_error_literal(error, GALLERY_ERROR, GALLERY_ERROR_STOPPED, "nothing was written");
        return FALSE;
    }
    if (plan.needed_bytes <= plan.free_bytes)
        return TRUE;
    g_set_error_literal(error, GALLERY_ERROR, GALLERY_ERROR_NO_SPACE, "nothing was written");
    return FALSE;
}

/* Nothing is written; what will be is told. */
static gboolean plan_output(Site *site, Output *output, char **made_of, GError **error)
{
    site->generation = generation_in_output(output);
    if (!fill(site, error) || !announce(site, output, error))
        return FALSE;
    *made_of = header(site->params, is_complete(site));
    return TRUE;
}

static gboolean write_output(Site *site, Output *output, GError **error)
{
    site->generation = generation_in_output(output);
    if (!fill(site, error))
        return FALSE;

    g_autofree char *made_of = header(site->params, is_complete(site));
    return output_publish(output, made_of, error);
}

static gboolean build_output(const GalleryParams *params, GalleryResult *result, GError **error)
{
    g_auto(Site) planned = { .params = params }, written = { .params = params };
    g_autoptr(Output) output = output_open(params->output, error);
    g_autofree char *made_of = NULL;

    g_assert(params->media != MEDIA_LINK);
    if (!output || !is_the_same_gallery(params, output, error) ||
        !plan_output(&planned, output, &made_of, error))
        return FALSE;
    result->unchanged = output_is_current(output, made_of);
    if (result->unchanged)
        return TRUE;
    output_tell(output, params->progress, params->output_user);
    if (!output_begin(output, made_of, error) || !write_output(&written, output, error))
        return FALSE;
    result->pages = written.pages;
    result->without_pictures = count_without_pictures(&written);
    return TRUE;
}

gboolean gallery_write(const GalleryParams *params, GalleryResult *result, GError **error)
{
    GalleryResult done = { .unchanged = !params->output && gallery_is_current(params) };

    if (!done.unchanged && !(params->output ? build_output : build)(params, &done, error))
        return FALSE;
    *result = done;
    result->path = params->output ? g_build_filename(params->output, "index.html", NULL)
                                  : g_build_filename(params->contest_dir, gallery_name(params->audience),
                                                     "index.html", NULL);
    return TRUE;
}
