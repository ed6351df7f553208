/* catalog/gallery/audience.h
 *
 * What each audience may know of a work. Redaction happens here and nowhere else: pages and data are made of copies that hold nothing but what their
 * readers may see, put together from an empty work so that what is new in a work stays out until somebody lets it in.
 *
 *   review   everything
 *   public   what a programme would print: title, unit, author, synopsis, tags, category, film and its properties. Works that cannot be watched are
 *            left out
 *   blind    what tells of the film alone: no unit, author, number, file name or time, and none of these in a title, synopsis, tag, note, subtitle or
 *            finding; numbers and names of files are stand-ins
 */
#pragma once

#include "catalog/gallery/gallery.h"

typedef struct Redaction Redaction;

/* Borrows the params, whose works must be all of the edition: their names are looked for in the texts of each other. */
Redaction *redaction_new(const GalleryParams *params);
void redaction_free(Redaction *redaction); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Redaction, redaction_free)

gboolean redaction_shows(const Redaction *redaction, const Work *work);

/* NULL for AUDIENCE_REVIEW, which may see the work itself. It borrows what was checked of the work in depth, and is freed before it by redacted_work_free(). */
Work *redacted_work_new(const Redaction *redaction, const Work *work);
void redacted_work_free(Work *work); /* NULL is fine */
