#include "indexer/crew/wire_bytes.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

guint32 wire_get_u32(const guint8 *at)
{
    guint32 value;

    memcpy(&value, at, sizeof value);
    return GUINT32_FROM_LE(value);
}

guint64 wire_get_u64(const guint8 *at)
{
    guint64 value;

    memcpy(&value, at, sizeof value);
    return GUINT64_FROM_LE(value);
}

guint8 *wire_put_u32(guint8 *at, guint32 value)
{
    value = GUINT32_TO_LE(value);
    memcpy(at, &value, sizeof value);
    return at + sizeof value;
}

guint8 *wire_put_u64(guint8 *at, guint64 value)
{
    value = GUINT64_TO_LE(value);
    memcpy(at, &value, sizeof value);
    return at + sizeof value;
}

gboolean wire_write(int fd, gconstpointer bytes, gsize length)
{
    const guint8 *at = bytes;

    while (length > 0) {
        ssize_t written = write(fd, at, length);

        if (written < 0 && errno != EINTR)
            return FALSE;
        if (written > 0) {
            at += written;
            length -= (gsize)written;
        }
    }
    return TRUE;
}
