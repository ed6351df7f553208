#include "indexer/media/damage.h"

/* Then they are only counted. */
#define SEEN_MAX 100000

typedef struct {
    gint64 timestamp;
    gint64 stream;
} Key;

static guint hash(gconstpointer pointer)
{
    const Key *key = pointer;

    return g_int64_hash(&key->timestamp) ^ (guint)key->stream << 28;
}

static gboolean is_equal(gconstpointer a, gconstpointer b)
{
    const Key *left = a, *right = b;

    return left->timestamp == right->timestamp && left->stream == right->stream;
}

void damage_note_missing(Damage *damage, gint64 count, gint64 time_us)
{
    if (damage->count == 0 || time_us < damage->first_us)
        damage->first_us = time_us;
    damage->count += count;
}

void damage_note(Damage *damage, int stream, gint64 timestamp, gint64 time_us)
{
    Key key = { timestamp, stream };

    if (!damage->seen)
        damage->seen = g_hash_table_new_full(hash, is_equal, g_free, NULL);
    if (g_hash_table_contains(damage->seen, &key))
        return;
    if (g_hash_table_size(damage->seen) < SEEN_MAX)
        g_hash_table_add(damage->seen, g_memdup2(&key, sizeof key));
    damage_note_missing(damage, 1, time_us);
}

void damage_clear(Damage *damage)
{
    g_clear_pointer(&damage->seen, g_hash_table_unref);
}
