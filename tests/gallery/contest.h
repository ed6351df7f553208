/* tests/gallery/contest.h
 *
 * A contest made up by hand, for tests of pages: settings, works and what lies on disk for them, without
 * walk, probe or catalogue.
 */
#pragma once

#include "catalog/gallery/gallery.h"

typedef struct {
    char *folder;
    gboolean is_temporary;
    Settings *settings;
    GPtrArray *works;       /* of Work * */
    GPtrArray *other_files; /* of FileRow * */
    GPtrArray *verdicts;    /* of PastVerdict * */
    Revision revision;
} Contest;

Contest *contest_new(void);                  /* in a temporary folder */
Contest *contest_new_in(const char *folder); /* in an existing one */
void contest_free(Contest *contest);         /* removes the folder where it is a temporary one */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Contest, contest_free)

/* An eligible H.264 film in MP4 of 1920×1080 and 4:02, with the next number; posters and film are small files
 * that only claim to be some. */
Work *contest_add(Contest *contest, const char *category, const char *title, const char *unit);
void contest_add_file(Contest *contest, FileKind kind, const char *path);

void replace_text(char **text, const char *value); /* frees what was there */

/* As if the probe had found something else. */
void work_set_frame(Work *work, gint64 width, gint64 height);
void work_set_video(Work *work, const char *container, const char *codec, const char *profile);
void work_set_unreadable(Work *work, Status status, const char *reason); /* takes facts and posters away */
void work_take_stamp(Work *work); /* size and time of its film, after it was written anew */
void work_find(Work *work, const char *rule, Outcome outcome, const char *zh,
               const char *en); /* and sets the verdict to fit */

/* On 1 March 2026, by 张三. */
void work_decide(Work *work, DecisionKind kind, const char *answer, const char *why);

/* What the stages after the examination make; small files that only claim to be pictures and films. */
#define STRIP_FRAMES   8
#define SPRITE_FRAMES  20 /* in rows of SPRITE_COLUMNS */
#define SPRITE_COLUMNS 10
void work_add_strip(const Contest *contest,
                    Work *work); /* from all over its duration, by the shape of its picture */
void work_add_caption(Work *work, const char *path /* NULL: inside the film */, const char *language);
void work_add_proxy(const Contest *contest, Work *work); /* of 640×360 and the work's duration */

/* Bytes that it had `days` after 1 March 2026, noon in Beijing, with the facts that it has now, as far as it has any; the caller changes
 * them. Without a content: those that it has. Borrowed. */
WorkVersion *work_add_version(Work *work, const char *content, int days);
gint64 contest_day(int days); /* the same moment, µs since the epoch */

/* What the work's verdict became on that day; those of a work come in order, those of the works by number. */
void contest_add_verdict(Contest *contest, const Work *work, Verdict verdict, int days);

void contest_add_criterion(Contest *contest, const char *key, const char *zh, const char *en, int maximum);

char *contest_path(const Contest *contest, const char *path); /* in the folder */
char *contest_read(
    const Contest *contest,
    const char *path); /* a file of the published gallery; fails the test where there is none */
gboolean contest_has(const Contest *contest, const char *path); /* in the published gallery */
GalleryParams contest_params(const Contest *contest);
void contest_publish(const Contest *contest); /* fails the test where it fails */
