/* catalog/rules/proxy_when.h
 *
 * Which films get a copy that every browser and an old machine play: [gallery] proxy.when, conditions of which one suffices.
 */
#pragma once

#include "catalog/facts/facts.h"
#include "catalog/rules/quantity.h"

typedef struct {
    gboolean unplayable;              /* by catalog/facts/playability.h; or damaged: browsers stop there */
    gint64 longer_side, shorter_side; /* px of the displayed picture; larger ones. 0: whatever the size */
    gint64 bit_rate;                  /* bit/s of the whole file; higher ones. 0: whatever the rate */
} ProxyWhen;

/* "unplayable, above 1080p, above 20 Mb/s": what counts where the settings do not say. */
extern const ProxyWhen proxy_when_default;

/* "never" alone; or any of "unplayable", "above 1080p" (720p, 4k, 1920x1080), "above 20 Mb/s", separated by commas. */
gboolean proxy_when_parse(const char *text, ProxyWhen *when, Fault *fault);

gboolean proxy_when_holds(const ProxyWhen *when, const Facts *facts, gboolean is_damaged);
