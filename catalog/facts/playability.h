/* catalog/facts/playability.h
 *
 * Whether a browser of today plays a file, by container, codecs, profile and pixel format; decided from
 * facts, never by trying. Where the index of an mp4 or mov lies is no matter: from a folder a file plays at once either way, and from a
 * server a browser asks for its end first, a moment more.
 */
#pragma once

#include "catalog/facts/facts.h"

typedef enum { PLAYABLE_NATIVE, PLAYABLE_PROXY, PLAYABLE_NO } Playable;

const char *playable_slug(Playable playable);

/* `obstacle` (may be NULL) becomes the slug of what stands in the way: "container" "video-codec"
 * "pixel-format" "audio-codec" "no-video"; worded in catalog/messages as obstacle.SLUG. */
Playable playable_judge(const Facts *facts, const char **obstacle);

/* How a work can be watched: a film that browsers do not play can be by its proxy, if it has one. */
Playable playable_of_work(const Facts *facts, gboolean has_proxy);
