#include "thumbs/sprite.h"

#include <string.h>

/* A film shorter than this has a frame every 2.4 s or closer at half of SPRITE_FRAMES_MAX already: about as dense as its key frames, of which
 * more could not be told apart. */
#define SHORT_US (120 * G_USEC_PER_SEC)

/* A strip of fewer frames says little. Of a film no longer than this the frames between are decoded, too, at most so many: about three seconds
 * of work; a longer one has the key frames it has. */
#define FRAMES_LEAST  8
#define FOLLOW_US     (30 * G_USEC_PER_SEC)
#define FOLLOW_FRAMES 1000

/* Moments are asked for in an order in which each is far from those before: their numbers with the bits reversed. */
#define ORDER_BITS 7

typedef struct {
    gint64 time_us;
    Picture *picture; /* owned */
} Frame;

/* A search for `from_us` or `to_us`, or for any moment between them, leads to this key frame. */
typedef struct {
    gint64 key_us;
    gint64 from_us, to_us;
} Seen;

typedef struct {
    const FrameSource *source;
    int wanted;
    int width, height; /* px, of each frame; 0: as the first one has it */
    GArray *frames;    /* of Frame, owned */
    GArray *seen;      /* of Seen, owned */
    gboolean failed;   /* the source must not be asked any more */
    GError *error;     /* the first, owned */
} Search;

static void frame_clear(gpointer data)
{
    Frame *frame = data;

    picture_free(frame->picture);
}

static GArray *frames_new(void)
{
    GArray *frames = g_array_new(FALSE, FALSE, sizeof(Frame));

    g_array_set_clear_func(frames, frame_clear);
    return frames;
}

static void search_clear(Search *search)
{
    g_clear_pointer(&search->frames, g_array_unref);
    g_clear_pointer(&search->seen, g_array_unref);
    g_clear_error(&search->error);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Search, search_clear)

void sheet_clear(Sheet *sheet)
{
    g_clear_pointer(&sheet->picture, picture_free);
    g_clear_pointer(&sheet->times_us, g_array_unref);
}

void sheets_clear(Sheets *sheets)
{
    sheet_clear(&sheets->sprite);
    sheet_clear(&sheets->strip);
}

gboolean sheet_shape(int width, int height, int frames, SheetShape *shape)
{
    int columns = MIN(frames, SHEET_COLUMNS), rows = (frames + SHEET_COLUMNS - 1) / SHEET_COLUMNS;

    if (width < columns || width % (2 * columns) != 0 || height < rows || height % (2 * rows) != 0)
        return FALSE;
    *shape = (SheetShape){ columns, width / columns, height / rows };
    return TRUE;
}

/* ---- pictures of even sizes, whose colour samples are nobody else's ---- */

static int even(int side)
{
    return MAX(side & ~1, 2);
}

static void fit_even(int width, int height, int box, int *fit_width, int *fit_height)
{
    picture_fit(width, height, box, fit_width, fit_height);
    *fit_width = even(*fit_width);
    *fit_height = even(*fit_height);
}

static Picture *black(int width, int height)
{
    Picture *picture = picture_new(width, height);
    gsize luma = (gsize)width * (gsize)height;

    memset(picture->data, 0, luma);
    memset(picture->data + luma, 128, picture_length(width, height) - luma);
    return picture;
}

/* At an even place; what does not fit is cut off. */
static void lay(Picture *onto, const Picture *picture, int left, int top)
{
    int width = MIN(picture->width, onto->width - left), height = MIN(picture->height, onto->height - top);

    for (int plane = 0; plane < 3; plane++) {
        int shift = plane == 0 ? 0 : 1, from_stride, to_stride;
        const guint8 *from = picture_plane(picture, plane, &from_stride);
        guint8 *to = picture_plane(onto, plane, &to_stride) + (top >> shift) * to_stride + (left >> shift);

        for (int y = 0; y < (height + shift) >> shift; y++)
            memcpy(to + y * to_stride, from + y * from_stride, (gsize)((width + shift) >> shift));
    }
}

static Picture *shrunk(const Picture *picture, int width, int height)
{
    double scale =
        MIN(1, MIN((double)width / (double)picture->width, (double)height / (double)picture->height));

    return picture_shrink(picture, MAX((int)(picture->width * scale), 1),
                          MAX((int)(picture->height * scale), 1));
}

/* Takes the picture and gives it that size: without its last odd line, or, where a film changes its shape on the way, whole in the middle of
 * black. */
static Picture *framed(Picture *picture, int width, int height)
{
    g_autoptr(Picture) own = picture, small = NULL;
    Picture *frame;

    if (picture->width == width && picture->height == height)
        return g_steal_pointer(&own);
    if (picture->width > width + 1 || picture->height > height + 1)
        small = shrunk(picture, width, height);
    else
        small = g_steal_pointer(&own);
    frame = black(width, height);
    lay(frame, small, MAX(width - small->width, 0) / 2 & ~1, MAX(height - small->height, 0) / 2 & ~1);
    return frame;
}

/* ---- which frames ---- */

static GError **search_error(Search *search)
{
    return search->error ? NULL : &search->error;
}

static gboolean search_found(Search *search, FrameResult result)
{
    search->failed = search->failed || result == FRAME_FAILED;
    return result == FRAME_FOUND;
}

static gboolean has_frame(const GArray *frames, gint64 time_us)
{
    for (guint i = 0; i < frames->len; i++)
        if (g_array_index(frames, Frame, i).time_us == time_us)
            return TRUE;
    return FALSE;
}

/* The current frame, unless it is there already or no picture can be had of it. */
static void keep(Search *search, GArray *frames)
{
    const FrameSource *source = search->source;
    Frame frame = { .time_us = source->time_us(source->video) };

    if (has_frame(frames, frame.time_us) ||
        !(frame.picture = source->picture(source->video, STRIP_BOX, search_error(search))))
        return;
    if (search->width == 0)
        fit_even(frame.picture->width, frame.picture->height, STRIP_BOX, &search->width, &search->height);
    frame.picture = framed(frame.picture, search->width, search->height);
    g_array_append_val(frames, frame);
}

/* Where a part of the film begins, of as many as frames are wanted. */
static gint64 beginning(const Search *search, int number)
{
    return search->source->duration_us * number / search->wanted;
}

static gint64 middle(const Search *search, int number)
{
    return (beginning(search, number) + beginning(search, number + 1)) / 2;
}

static gboolean leads_nowhere_new(const Search *search, gint64 when_us)
{
    for (guint i = 0; i < search->seen->len; i++) {
        const Seen *seen = &g_array_index(search->seen, Seen, i);

        if (when_us >= seen->from_us && when_us <= seen->to_us)
            return TRUE;
    }
    return FALSE;
}

/* FALSE: it was known before. */
static gboolean note_key(Search *search, gint64 key_us, gint64 when_us)
{
    for (guint i = 0; i < search->seen->len; i++) {
        Seen *seen = &g_array_index(search->seen, Seen, i);

        if (seen->key_us == key_us) {
            seen->from_us = MIN(seen->from_us, when_us);
            seen->to_us = MAX(seen->to_us, when_us);
            return FALSE;
        }
    }
    g_array_append_vals(search->seen, &(Seen){ key_us, MIN(key_us, when_us), MAX(key_us, when_us) }, 1);
    return TRUE;
}

static void search_at(Search *search, gint64 when_us)
{
    const FrameSource *source = search->source;
    gint64 key_us = G_MININT64;

    if (leads_nowhere_new(search, when_us) ||
        !search_found(search, source->find(source->video, when_us, &key_us, search_error(search))) ||
        (key_us != G_MININT64 && !note_key(search, key_us, when_us)))
        return;
    if (search_found(search, source->take(source->video, search_error(search))))
        keep(search, search->frames);
}

static int reversed(int number)
{
    int result = 0;

    for (int bit = 0; bit < ORDER_BITS; bit++)
        result |= (number >> bit & 1) << (ORDER_BITS - 1 - bit);
    return result;
}

static void search_key_frames(Search *search)
{
    for (int i = 0; i < 1 << ORDER_BITS && !search->failed; i++) {
        int number = reversed(i);

        if (number < search->wanted)
            search_at(search, middle(search, number));
    }
}

static gboolean is_short_with_few(const Search *search)
{
    return !search->failed && search->frames->len < FRAMES_LEAST && search->source->duration_us <= FOLLOW_US;
}

/* The first frame of each part. */
static GArray *frames_in_order(Search *search)
{
    const FrameSource *source = search->source;
    GArray *frames = frames_new();
    gboolean found = search_found(search, source->rewind(source->video, search_error(search)));
    int number = 0;

    for (int i = 0; found && number < search->wanted && i < FOLLOW_FRAMES; i++) {
        gint64 time_us = source->time_us(source->video);

        if (time_us >= beginning(search, number))
            keep(search, frames);
        while (number < search->wanted && time_us >= beginning(search, number))
            number++;
        found = search_found(search, source->next(source->video, search_error(search)));
    }
    return frames;
}

static void search_between(Search *search)
{
    g_autoptr(GArray) frames = frames_in_order(search);

    if (frames->len > search->frames->len) {
        g_array_unref(search->frames);
        search->frames = g_steal_pointer(&frames);
    }
}

static int by_time(gconstpointer a, gconstpointer b)
{
    const Frame *one = a, *other = b;

    return one->time_us < other->time_us ? -1 : one->time_us > other->time_us;
}

/* ---- side by side ---- */

static void sheet_make(Sheet *sheet, const GArray *frames, int count, int box)
{
    const Frame *first = &g_array_index(frames, Frame, 0);
    int columns = MIN(count, SHEET_COLUMNS), rows = (count + SHEET_COLUMNS - 1) / SHEET_COLUMNS;
    int width, height;

    fit_even(first->picture->width, first->picture->height, box, &width, &height);
    sheet->picture = black(columns * width, rows * height);
    sheet->times_us = g_array_new(FALSE, FALSE, sizeof(gint64));
    for (int i = 0; i < count; i++) {
        const Frame *frame = &g_array_index(frames, Frame, (2 * i + 1) * (int)frames->len / (2 * count));
        gboolean fits = frame->picture->width == width && frame->picture->height == height;
        g_autoptr(Picture) small = fits ? NULL : picture_shrink(frame->picture, width, height);

        lay(sheet->picture, small ? small : frame->picture, i % columns * width, i / columns * height);
        g_array_append_val(sheet->times_us, frame->time_us);
    }
}

static void search_film(Search *search)
{
    search_key_frames(search);
    if (is_short_with_few(search))
        search_between(search);
    g_array_sort(search->frames, by_time);
}

gboolean sheets_make(const FrameSource *source, Sheets *sheets, GError **error)
{
    g_auto(Search)
        search = { .source = source,
                   .wanted = source->duration_us < SHORT_US ? SPRITE_FRAMES_MAX / 2 : SPRITE_FRAMES_MAX,
                   .frames = frames_new(),
                   .seen = g_array_new(FALSE, FALSE, sizeof(Seen)) };

    if (source->display_width > 0 && source->display_height > 0)
        fit_even(source->display_width, source->display_height, STRIP_BOX, &search.width, &search.height);
    search_film(&search);
    if (search.frames->len == 0 && search.error) {
        g_propagate_error(error, g_steal_pointer(&search.error));
        return FALSE;
    }
    *sheets = (Sheets){ 0 };
    if (search.frames->len == 0)
        return TRUE;
    sheet_make(&sheets->sprite, search.frames, (int)search.frames->len, SPRITE_BOX);
    sheet_make(&sheets->strip, search.frames, MIN((int)search.frames->len, STRIP_FRAMES_MAX), STRIP_BOX);
    return TRUE;
}
