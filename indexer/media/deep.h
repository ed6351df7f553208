/* indexer/media/deep.h
 *
 * The deep check of one film: every packet read once, every picture and the default sound track decoded once, and all that
 * catalog/facts names DeepFacts measured on the way. Runs in a child of pianmu-examine, in one thread.
 *
 * A film is what the first probe takes for it; its sound is the first track marked as default, else the first. Times are from
 * the start of the container's clock, as players show them. How each fact is measured, with the thresholds and whose they are, is
 * said by the header of its detector:
 *
 *   damage.h decode_errors, first_error_at     blackness.h black_… duration_content (what is black: luma.h)
 *   stillness.h freeze_…                       bars.h picture_… (turned and scaled to what is displayed)
 *   beat.h frame_rate_mode, frames_off_beat    weave.h scan, frames_combed
 *   sound.h silence_… is_silent dead_channels loudness… true_peak       fingerprint.h likeness
 *
 * Damage counts from the first key picture on, so that a film that was cut out of another is whole; of a file that ends too early
 * (reason "truncated") the pictures that its index names and that are not there count as well, from where it ends.
 */
#pragma once

#include "indexer/crew/report.h"
#include "indexer/media/media.h"

/* Raise when the deep facts of a film may come out otherwise. */
#define DEEP_VERSION 1

typedef struct {
    MediaLimits limits;
} DeepParams;

/* `fd` is seekable and borrowed. Fills the report's status, reason and deep facts; its facts stay as they are. Whatever the
 * file, the answer is an outcome: STATUS_LIMIT where memory or the bytes to read ran out (nothing is said of the film then),
 * STATUS_BROKEN where nothing decodes, STATUS_OK for everything that shows a picture, however damaged. */
void deep_examine(int fd, const DeepParams *params, Report *report);

/* The same without a report: `deep` as far as it comes. */
typedef struct {
    Status status;
    const char *reason; /* of probe.h; NULL: nothing to say */
} DeepOutcome;

DeepOutcome deep_check(int fd, const DeepParams *params, DeepFacts *deep);
