#include "indexer/crew/raw_film.h"

#include "indexer/crew/wire_bytes.h"
#include "thumbs/picture.h"

#include <errno.h>
#include <unistd.h>

#define MAGIC      0x464d4e50u /* "PNMF" */
#define SHAPE_HEAD 24u
#define CHUNK_HEAD 16u

#define USUAL_MAX_US (10 * G_USEC_PER_SEC)

G_DEFINE_QUARK(pianmu_raw_film_error, raw_film_error)

G_STATIC_ASSERT(PROXY_LONG_SIDE <= PICTURE_SIDE_MAX);

/* The nearest, but no more than there is. */
static int even(double pixels, gint64 there_are)
{
    int nearest = (int)(pixels / 2 + 0.5) * 2;

    return (int)MAX(MIN(nearest, there_are / 2 * 2), 2);
}

void proxy_fit(gint64 width, gint64 height, int *fit_width, int *fit_height)
{
    int most_across = width >= height ? PROXY_LONG_SIDE : PROXY_SHORT_SIDE;
    int most_down = width >= height ? PROXY_SHORT_SIDE : PROXY_LONG_SIDE;
    double across = (double)most_across / (double)MAX(width, 1);
    double down = (double)most_down / (double)MAX(height, 1);
    double scale = MIN(MIN(across, down), 1);

    *fit_width = even((double)width * scale, MIN(width, most_across));
    *fit_height = even((double)height * scale, MIN(height, most_down));
}

gint64 raw_sound_us(gint64 moment)
{
    return moment * G_USEC_PER_SEC / RAW_SOUND_RATE;
}

/* ---- the reader ---- */

static gboolean invalid(GError **error, const char *what)
{
    g_set_error_literal(error, RAW_FILM_ERROR, RAW_FILM_ERROR_INVALID, what);
    return FALSE;
}

static gboolean read_all(int fd, guint8 *bytes, gsize length, GError **error)
{
    while (length > 0) {
        ssize_t n = read(fd, bytes, length);

        if (n == 0 || (n < 0 && errno != EINTR)) {
            g_set_error_literal(error, RAW_FILM_ERROR, RAW_FILM_ERROR_CUT, "it ends before its end");
            return FALSE;
        }
        if (n > 0) {
            bytes += n;
            length -= (gsize)n;
        }
    }
    return TRUE;
}

static gboolean is_side(guint32 pixels)
{
    return pixels >= 2 && pixels <= PROXY_LONG_SIDE && pixels % 2 == 0;
}

static gboolean is_size(guint32 width, guint32 height)
{
    return is_side(width) && is_side(height) && MIN(width, height) <= PROXY_SHORT_SIDE;
}

static gboolean parse_shape(const guint8 *head, RawShape *shape, GError **error)
{
    guint32 width = wire_get_u32(head + 4), height = wire_get_u32(head + 8), usual = wire_get_u32(head + 12);
    guint32 coding = wire_get_u32(head + 16), sound = wire_get_u32(head + 20);

    if (wire_get_u32(head) != MAGIC)
        return invalid(error, "it does not begin as a film");
    if (!is_size(width, height))
        return invalid(error, "a size that no proxy has");
    if (usual < RAW_PICTURE_LEAST_US || usual > USUAL_MAX_US)
        return invalid(error, "an impossible frame rate");
    if (coding > RAW_BT601 || sound > 1)
        return invalid(error, "a coding that there is not");
    *shape = (RawShape){ (int)width, (int)height, usual, (RawCoding)coding, sound == 1 };
    return TRUE;
}

gboolean raw_reader_open(RawReader *reader, int fd, GError **error)
{
    guint8 head[SHAPE_HEAD];

    *reader = (RawReader){ .fd = fd, .picture_us = -1 };
    if (!read_all(fd, head, sizeof head, error) || !parse_shape(head, &reader->shape, error))
        return FALSE;
    reader->bytes =
        g_malloc(MAX(picture_length(reader->shape.width, reader->shape.height), (gsize)RAW_SOUND_MAX));
    return TRUE;
}

void raw_reader_clear(RawReader *reader)
{
    g_clear_pointer(&reader->bytes, g_free);
}

static gboolean check_picture(RawReader *reader, const RawChunk *chunk, GError **error)
{
    if (chunk->length != picture_length(reader->shape.width, reader->shape.height))
        return invalid(error, "a picture's length is not that of its size");
    if (reader->picture_us < 0 ? chunk->time_us != 0
                               : chunk->time_us < reader->picture_us + RAW_PICTURE_LEAST_US)
        return invalid(error, "pictures do not follow each other");
    reader->picture_us = chunk->time_us;
    return TRUE;
}

static gboolean check_sound(RawReader *reader, const RawChunk *chunk, GError **error)
{
    if (!reader->shape.has_sound)
        return invalid(error, "sound of a film that has none");
    if (chunk->length == 0 || chunk->length > RAW_SOUND_MAX || chunk->length % RAW_SOUND_BYTES != 0)
        return invalid(error, "an impossible length of sound");
    if (chunk->time_us != raw_sound_us(reader->sound_until))
        return invalid(error, "pieces of sound do not follow each other");
    reader->sound_until += (gint64)(chunk->length / RAW_SOUND_BYTES);
    return TRUE;
}

static gboolean check_end(RawReader *reader, const RawChunk *chunk, GError **error)
{
    if (chunk->length != 0 || reader->picture_us < 0 || chunk->time_us <= reader->picture_us)
        return invalid(error, "an end before the film");
    reader->ended = TRUE;
    return TRUE;
}

gboolean raw_reader_next(RawReader *reader, RawChunk *chunk, GError **error)
{
    static gboolean (*const checks[])(RawReader *, const RawChunk *, GError **) = {
        [RAW_PICTURE] = check_picture, [RAW_SOUND] = check_sound, [RAW_END] = check_end
    };
    guint8 head[CHUNK_HEAD];
    RawChunk next;

    g_assert(!reader->ended);
    if (!read_all(reader->fd, head, sizeof head, error))
        return FALSE;
    if (wire_get_u32(head) >= G_N_ELEMENTS(checks))
        return invalid(error, "a chunk of no known kind");
    next = (RawChunk){ (RawKind)wire_get_u32(head), (gint64)wire_get_u64(head + 8), reader->bytes,
                       wire_get_u32(head + 4) };
    if (next.time_us < 0 || next.time_us > RAW_TIME_MAX)
        return invalid(error, "an impossible time");
    if (!checks[next.kind](reader, &next, error) || !read_all(reader->fd, reader->bytes, next.length, error))
        return FALSE;
    *chunk = next;
    return TRUE;
}

/* ---- the writer ---- */

gboolean raw_write_shape(int fd, const RawShape *shape)
{
    guint8 head[SHAPE_HEAD], *at = head;

    at = wire_put_u32(at, MAGIC);
    at = wire_put_u32(at, (guint32)shape->width);
    at = wire_put_u32(at, (guint32)shape->height);
    at = wire_put_u32(at, (guint32)shape->usual_us);
    at = wire_put_u32(at, (guint32)shape->coding);
    wire_put_u32(at, (guint32)shape->has_sound);
    return wire_write(fd, head, sizeof head);
}

gboolean raw_write(int fd, RawKind kind, gint64 time_us, gconstpointer bytes, gsize length)
{
    guint8 head[CHUNK_HEAD], *at = head;

    at = wire_put_u32(at, (guint32)kind);
    at = wire_put_u32(at, (guint32)length);
    wire_put_u64(at, (guint64)time_us);
    return wire_write(fd, head, sizeof head) && wire_write(fd, bytes, length);
}
