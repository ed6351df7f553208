/* catalog/gallery/page.h
 *
 * The site that is being written, and one page of it. The site has one tree of pages a language: that of the
 * contest's own language at the root, the other below en/ or zh/. Pictures, films, styles and scripts lie at
 * the root, for both.
 */
#pragma once

#include "catalog/gallery/exhibit.h"
#include "catalog/gallery/seal.h"
#include "catalog/gallery/template.h"
#include "catalog/gallery/units.h"

#define HASH_DIGITS 10 /* of hashes in names of files */

typedef struct {
    const GalleryParams *params;
    Generation *generation;
    GHashTable *templates;       /* name → Template * */
    GPtrArray *copies;           /* of Work *: what the audience may know, where that is not all */
    GPtrArray *exhibits;         /* of Exhibit *, by number */
    GPtrArray *units;            /* of Unit *: none in a blind gallery */
    GHashTable *same_files;      /* content → GPtrArray of Exhibit *, borrowed, by number */
    char *style, *script, *icon; /* file names */
    char *pages_style;           /* of all that is no list */
    char *work_script;           /* of one work, and of two side by side */
    char *marks_script;          /* NULL: this audience makes no marks */
    char *data;                  /* of the scripted pages: where all others are named */
    char *words[LANGUAGES];      /* the sentences of the script */
    int pages;
    char *context; /* what all pages have in common, see ingredients.h; NULL: all are made anew */
} Site;

/* Writes a file whose name holds its hash: "app" and "css" become "app.0123456789.css". Its path, owned by the caller; NULL: error. */
char *site_put_hashed(Site *site, const char *name, const char *extension, const GString *content,
                      GError **error);

/* What the audience may know at all; of single works it is told nothing else anyway. */
gboolean site_tells_verdicts(const Site *site);
gboolean site_tells_changes(const Site *site); /* what came when, and what people decided */
gboolean site_tells_units(const Site *site);

/* The works with the same bytes as this one, itself among them; borrowed. NULL: its bytes are not known yet, or the audience is not told. */
const GPtrArray *site_same_files(const Site *site, const Exhibit *exhibit);

typedef struct {
    Site *site;
    Language language;
    gboolean
        in_app; /* it is a part of the scripted document, at the root of the site, whatever its language */
    gboolean is_list; /* of works: it needs the first style and script alone, so that it is there at once */
    char *path;       /* in the tree of its language: "w/0037.html" */
    Scope *scope;     /* the values of its template */
} Page;

Page *page_new(Site *site, Language language, const char *path);
void page_free(Page *page);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Page, page_free)

/* Addresses as seen from the page; owned by the caller. */
char *page_to(const Page *page, const char *path);        /* another page of the same language */
char *page_to_shared(const Page *page, const char *path); /* a picture, film, style or script */

/* The article of a work, as the scripted document shows it. */
gboolean work_article_write(Site *site, Language language, const Exhibit *exhibit, GString *out,
                            GError **error);

/* Fills in the frame (head, spine, language switch) and puts the page into the generation. */
gboolean page_write(Page *page, const char *template_name, const char *title, GError **error);

/* "zh-CN" where a text of an entrant needs marking on this page, else NULL; static. */
const char *page_lang_of(const Page *page, const char *text);

/* "page" "title" "number" "category" and, where it has one, "unit" of a work that the page names, with their languages. */
void page_add_work(const Page *page, Scope *scope, const Exhibit *exhibit);

/* The same, of a unit: "unit" "unit-lang", and "unit-page" where units have pages. NULL: nothing. */
void page_add_unit(const Page *page, Scope *scope, const char *unit);

/* One line of a verdict, for finding.html. */
void page_add_finding(const Page *page, Scope *line, const Finding *finding);

/* What plays, its copies, subtitles and frames, or why there is no film to see. */
void page_add_film(const Page *page, const Exhibit *exhibit);

/* "versions" and their "rows" of a work that was replaced: see versions.c. */
void page_add_versions(const Page *page, const Work *work);

void page_add_seal(Scope *scope, Seal seal); /* sign, tone and words; takes the seal */

/* Where they lie in the generation; owned by the caller. */
char *site_page_path(const Site *site, Language language, const char *page);
char *site_details_path(const Exhibit *exhibit, Language language, const char *hash);
char *site_frames_path(const Exhibit *exhibit); /* NULL: it has no sprite */

/* One template of the site with a page's values. */
gboolean page_fill(const Page *page, const char *template_name, GString *out, GError **error);

/* What the script needs: data/…, see site_data.c. Sets site->data. */
gboolean site_data_write(Site *site, GError **error);

/* What each kind of page holds. */
gboolean browse_pages_write(Site *site, Language language, GError **error);
gboolean work_pages_write(Site *site, Language language, GError **error);
gboolean report_page_write(Site *site, Language language, GError **error);
gboolean unit_pages_write(Site *site, Language language, GError **error);
gboolean changes_page_write(Site *site, Language language, GError **error);
gboolean about_page_write(Site *site, Language language, GError **error);
