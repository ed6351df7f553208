/* indexer/crew/wire_bytes.h
 *
 * Numbers as they stand on the wire, little-endian wherever, and the writing of bytes to a pipe. No memory is allocated, and write(2) is all that
 * is asked of the system, so that a sandboxed child can.
 */
#pragma once

#include <glib.h>

guint32 wire_get_u32(const guint8 *at);
guint64 wire_get_u64(const guint8 *at);

/* Where the next one stands. */
guint8 *wire_put_u32(guint8 *at, guint32 value);
guint8 *wire_put_u64(guint8 *at, guint64 value);

gboolean wire_write(int fd, gconstpointer bytes,
                    gsize length); /* all of them; blocks. FALSE: the reader is gone */
