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

void damage_expect(Damage *damage, gint64 timestamp, gint64 time_us)
{
    if (!damage->expected)
        damage->expected = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    damage->announced++;
    if (g_hash_table_size(damage->expected) < SEEN_MAX)
        g_hash_table_insert(damage->expected, g_memdup2(&timestamp, sizeof timestamp),
                            g_memdup2(&time_us, sizeof time_us));
}

void damage_came(Damage *damage, gint64 timestamp)
{
    if (damage->expected)
        g_hash_table_remove(damage->expected, &timestamp);
}

void damage_end(Damage *damage, int stream)
{
    GHashTableIter each;
    gpointer timestamp, time_us;

    if (!damage->expected || g_hash_table_size(damage->expected) * MISSING_USUAL > damage->announced)
        return;
    g_hash_table_iter_init(&each, damage->expected);
    while (g_hash_table_iter_next(&each, &timestamp, &time_us))
        damage_note(damage, stream, *(gint64 *)timestamp, *(gint64 *)time_us);
}

void damage_clear(Damage *damage)
{
    g_clear_pointer(&damage->seen, g_hash_table_unref);
    g_clear_pointer(&damage->expected, g_hash_table_unref);
}
