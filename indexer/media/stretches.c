#include "indexer/media/stretches.h"

void stretches_add(Stretches *stretches, gint64 from, gint64 to)
{
    gint64 lasts = to - from;

    if (lasts <= 0 || lasts < stretches->least)
        return;
    stretches->total += lasts;
    if (lasts <= stretches->longest)
        return;
    stretches->longest = lasts;
    stretches->longest_at = from;
}
