/* indexer/media/damage.h
 *
 * How many pictures and pieces of sound of a film are missing or damaged, and where the first is. One that is noticed twice, in its
 * packet and in the picture that comes of it, counts once.
 */
#pragma once

#include <glib.h>

typedef struct {
    GHashTable *seen;     /* of timestamps; NULL: none yet */
    GHashTable *expected; /* timestamp to time; NULL: none yet */
    gint64 announced;
    gint64 count;
    gint64 first_us; /* where count > 0 */
} Damage;

/* What it is known by: its timestamp and which stream it is of. */
void damage_note(Damage *damage, int stream, gint64 timestamp, gint64 time_us);

/* Pictures that are announced, and those that came: what was announced and never came is missing, too, unless that is usual for the
 * stream (one in MISSING_USUAL: fields that share a picture, pictures that are not for showing). */
#define MISSING_USUAL 20
void damage_expect(Damage *damage, gint64 timestamp, gint64 time_us);
void damage_came(Damage *damage, gint64 timestamp);
void damage_end(Damage *damage, int stream);

/* `count` that were never seen, the first of them at `time_us`. */
void damage_note_missing(Damage *damage, gint64 count, gint64 time_us);

void damage_clear(Damage *damage);
