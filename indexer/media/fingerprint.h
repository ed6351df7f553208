/* indexer/media/fingerprint.h
 *
 * What a film looks like, in few bits that survive another size and bit rate: catalog/facts/likeness.h compares them. Of each
 * picture the 64 lowest frequencies (8 × 8, without the mean) of a cosine transform of its cells, each above or below their median; a
 * picture without contours has no bits.
 */
#pragma once

#include "indexer/media/luma.h"

typedef struct {
    GArray *pictures; /* of time and hash; NULL: none yet */
    guint every;      /* one picture in so many is kept */
    guint count;
    float cosines[9 * LUMA_CELLS];
} Fingerprint;

guint64 fingerprint_of(Fingerprint *fingerprint, const Luma *luma);
void fingerprint_add(Fingerprint *fingerprint, gint64 time_us, const Luma *luma);

/* LIKENESS_FRAMES hashes as hexadecimal digits, of the pictures shown in the middle of as many equal parts; owned. NULL: none. */
char *fingerprint_text(const Fingerprint *fingerprint, gint64 from_us, gint64 end_us);

void fingerprint_clear(Fingerprint *fingerprint);
