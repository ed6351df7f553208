/* catalog/facts/playability.h
 *
 * Whether a browser of today plays a file, by container, codecs, profile and pixel format; decided from
 * facts, never by trying.
 */
#pragma once

#include "catalog/facts/facts.h"

typedef enum { PLAYABLE_NATIVE, PLAYABLE_PROXY, PLAYABLE_NO } Playable;

const char *playable_slug(Playable playable);

/* `obstacle` (may be NULL) becomes the slug of what stands in the way: "container" "video-codec"
 * "pixel-format" "audio-codec" "no-video"; worded in catalog/messages as obstacle.SLUG. */
Playable playable_judge(const Facts *facts, const char **obstacle);
