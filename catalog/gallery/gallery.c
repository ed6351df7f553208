#include "catalog/gallery/gallery.h"

#include "catalog/gallery/gallery-resources.h"
#include "catalog/gallery/page.h"

#define RESOURCES   "/pianmu/gallery/"
#define HASH_DIGITS 10 /* in the names of style, script and icon */

G_DEFINE_QUARK(pianmu - gallery - error - quark, gallery_error)

static const char *const template_names[] = { "browse.html", "work.html", "about.html" };

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
        g_autoptr(GBytes) bytes = resource(folder, *name);
        g_checksum_update(checksum, g_bytes_get_data(bytes, NULL), (gssize)g_bytes_get_size(bytes));
    }
}

/* The version and what the pages are made of: pages of another program are written anew. */
static char *program_words(void)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);

    add_folder_to_hash(checksum, "templates/");
    add_folder_to_hash(checksum, "assets/");
    return g_strdup_printf("%s-%.*s", PIANMU_VERSION, HASH_DIGITS, g_checksum_get_string(checksum));
}

static char *header(const Settings *settings, Revision revision, MediaMode media, gboolean complete)
{
    static const char *const media_words[] = {
        [MEDIA_HARDLINK] = "hardlink", [MEDIA_COPY] = "copy", [MEDIA_LINK] = "link", [MEDIA_NONE] = "none"
    };
    g_autofree char *program = program_words();

    return g_strdup_printf("pianmu gallery 1\nprogram %s\nrevision %" G_GINT64_FORMAT " %" G_GINT64_FORMAT
                           "\nsettings %s\nmedia %s\ncomplete %s\n",
                           program, revision.revision, revision.revised_us, settings->hash,
                           media_words[media], complete ? "yes" : "no");
}

gboolean gallery_is_current(const char *contest_dir, const Settings *settings, Revision revision,
                            MediaMode media)
{
    g_autofree char *published = generation_published_header(contest_dir);
    g_autofree char *wanted = header(settings, revision, media, TRUE);

    return g_strcmp0(published, wanted) == 0;
}

/* ---- the site ---- */

static void site_clear(Site *site)
{
    g_clear_pointer(&site->generation, generation_free);
    g_clear_pointer(&site->templates, g_hash_table_unref);
    g_clear_pointer(&site->exhibits, g_ptr_array_unref);
    g_clear_pointer(&site->style, g_free);
    g_clear_pointer(&site->script, g_free);
    g_clear_pointer(&site->icon, g_free);
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

/* Under a name that holds its hash, so that any cache is safe. */
static char *put_asset(Site *site, const char *name, const char *extension, GError **error)
{
    g_autofree char *source = g_strconcat(name, ".", extension, NULL);
    g_autoptr(GBytes) bytes = resource("assets/", source);
    g_autofree char *hash = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
    g_autofree char *file = g_strdup_printf("%s.%.*s.%s", name, HASH_DIGITS, hash, extension);
    g_autoptr(GString) content =
        g_string_new_len(g_bytes_get_data(bytes, NULL), (gssize)g_bytes_get_size(bytes));

    return generation_put(site->generation, file, content, error) ? g_steal_pointer(&file) : NULL;
}

static gboolean put_assets(Site *site, GError **error)
{
    return (site->style = put_asset(site, "app", "css", error)) &&
           (site->script = put_asset(site, "app", "js", error)) &&
           (site->icon = put_asset(site, "icon", "svg", error));
}

static gboolean hang_exhibits(Site *site, GError **error)
{
    const GalleryParams *params = site->params;

    site->exhibits = g_ptr_array_new_with_free_func(free_exhibit);
    for (guint i = 0; i < params->works->len; i++) {
        const Work *work = g_ptr_array_index(params->works, i);

        if (!work_is_shown(work))
            continue;
        Exhibit *exhibit = exhibit_new(work);
        g_ptr_array_add(site->exhibits, exhibit);
        if (!exhibit_put_files(exhibit, site->generation, params->contest_dir, params->media, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean write_trees(Site *site, GError **error)
{
    for (Language language = LANGUAGE_ZH; language < LANGUAGES; language++)
        if (!browse_pages_write(site, language, error) || !work_pages_write(site, language, error) ||
            !about_page_write(site, language, error))
            return FALSE;
    return TRUE;
}

/* A gallery that misses a film is not current: the next run tries again. */
static gboolean is_complete(const Site *site)
{
    for (guint i = 0; i < site->exhibits->len; i++)
        if (((const Exhibit *)g_ptr_array_index(site->exhibits, i))->film_state == FILM_UNREACHED)
            return FALSE;
    return TRUE;
}

static gboolean build(Site *site, gboolean *unchanged, GError **error)
{
    const GalleryParams *params = site->params;

    site->generation = generation_begin(params->contest_dir, error);
    if (!site->generation || !read_templates(site, error) || !put_assets(site, error) ||
        !hang_exhibits(site, error) || !write_trees(site, error))
        return FALSE;

    g_autofree char *made_of = header(params->settings, params->revision, params->media, is_complete(site));
    return generation_publish(site->generation, made_of, unchanged, error);
}

gboolean gallery_write(const GalleryParams *params, GalleryResult *result, GError **error)
{
    g_auto(Site) site = { .params = params };
    gboolean unchanged =
        gallery_is_current(params->contest_dir, params->settings, params->revision, params->media);

    if (!unchanged && !build(&site, &unchanged, error))
        return FALSE;
    *result = (GalleryResult){ .unchanged = unchanged, .pages = site.pages };
    result->path = g_build_filename(params->contest_dir, "gallery", "index.html", NULL);
    return TRUE;
}
