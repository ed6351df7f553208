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

typedef struct {
    const GalleryParams *params;
    Generation *generation;
    GHashTable *templates;       /* name → Template * */
    GPtrArray *exhibits;         /* of Exhibit *, by number */
    char *style, *script, *icon; /* file names */
    int pages;
} Site;

typedef struct {
    Site *site;
    Language language;
    char *path;   /* in the tree of its language: "w/0037.html" */
    Scope *scope; /* the values of its template */
} Page;

Page *page_new(Site *site, Language language, const char *path);
void page_free(Page *page);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Page, page_free)

/* Addresses as seen from the page; owned by the caller. */
char *page_to(const Page *page, const char *path);        /* another page of the same language */
char *page_to_shared(const Page *page, const char *path); /* a picture, film, style or script */

/* Fills in the frame (head, spine, language switch) and puts the page into the generation. */
gboolean page_write(Page *page, const char *template_name, const char *title, GError **error);

/* "zh-CN" where a text of an entrant needs marking on this page, else NULL; static. */
const char *page_lang_of(const Page *page, const char *text);

void page_add_seal(Scope *scope, Seal seal); /* sign, tone and words; takes the seal */

/* What each kind of page holds. */
gboolean browse_pages_write(Site *site, Language language, GError **error);
gboolean work_pages_write(Site *site, Language language, GError **error);
gboolean about_page_write(Site *site, Language language, GError **error);
