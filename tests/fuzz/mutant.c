#include "tests/fuzz/mutant.h"

#include "tests/fuzz/parts.h"

#include <math.h>
#include <string.h>

/* How much is flipped at least and at most, of all bits. */
#define FLIPS_LEAST 1e-5
#define FLIPS_MOST  5e-2
#define HEAD_BYTES  4096
#define CUTS        64

typedef struct {
    const FilmStock *stock;
    guint film;
    guint turn; /* how often this film has had its turn with this damage */
    GRand *random;
    GByteArray *bytes;
    GString *how;
} Work;

static gsize any_below(Work *work, gsize n)
{
    return n > 0 ? (gsize)(g_rand_double(work->random) * (double)n) : 0;
}

static gsize any_within(Work *work, gsize least, gsize most)
{
    return least + any_below(work, most > least ? most - least + 1 : 1);
}

/* ---- numbers that lie ---- */

/* What a reader trips over: nothing, a little less or more than is right, the ends of every width, no number at all. */
static guint64 a_lie_for(Work *work, guint64 truth)
{
    const guint64 lies[] = { 0,
                             1,
                             7,
                             8,
                             truth - 1,
                             truth + 1,
                             truth * 2,
                             truth / 2,
                             0x7FFF,
                             0xFFFF,
                             0x7FFFFFFF,
                             0x80000000,
                             0xFFFFFFFF,
                             0xFFFFFFF8,
                             G_MAXINT64,
                             (guint64)G_MAXINT64 + 1,
                             G_MAXUINT64,
                             0x7FF8000000000000 /* NaN */,
                             0x7FF0000000000000 /* infinity */ };
    gsize n = any_below(work, G_N_ELEMENTS(lies) + 2);

    if (n < G_N_ELEMENTS(lies))
        return lies[n];
    return (guint64)g_rand_int(work->random) << 32 | g_rand_int(work->random);
}

static guint64 get(const GByteArray *bytes, gsize at, guint width)
{
    guint64 number = 0;

    for (guint i = 0; i < width; i++)
        number = number << 8 | bytes->data[at + i];
    return number;
}

static void put(GByteArray *bytes, gsize at, guint width, guint64 number)
{
    for (guint i = 0; i < width; i++)
        bytes->data[at + i] = (guint8)(number >> 8 * (width - 1 - i));
}

/* ---- damages ---- */

static void flip_bits(Work *work)
{
    gsize window = work->bytes->len, from = 0, flips;
    double share = exp(log(FLIPS_LEAST) + g_rand_double(work->random) * (log(FLIPS_MOST) - log(FLIPS_LEAST)));

    switch (any_below(work, 4)) {
    case 0: /* the head, which matters most, */
        window = MIN(window, HEAD_BYTES);
        break;
    case 1: /* or the end, where an index may lie */
        window = MIN(window, HEAD_BYTES);
        from = work->bytes->len - window;
        break;
    }
    flips = MAX((gsize)((double)window * 8 * share), 1);
    for (gsize i = 0; i < flips; i++)
        work->bytes->data[from + any_below(work, window)] ^= (guint8)(1 << any_below(work, 8));
    g_string_append_printf(work->how, "%" G_GSIZE_FORMAT " bits flipped", flips);
}

/* Every film is cut at every 64th in turn, each beginning elsewhere. */
static void cut_short(Work *work)
{
    guint cut = 1 + (work->turn + 5 * work->film) % (CUTS - 1);

    g_byte_array_set_size(work->bytes, (guint)((guint64)work->bytes->len * cut / CUTS));
    g_string_append_printf(work->how, "cut at %u/%d", cut, CUTS);
}

static gsize block_length(Work *work)
{
    gsize most = MAX(work->bytes->len / 4, 1);

    return any_below(work, 2) ? any_within(work, 1, MIN(most, 512)) : any_within(work, 1, most);
}

static void swap_blocks(Work *work)
{
    gsize length = block_length(work), a = any_below(work, work->bytes->len / 2 - length + 1),
          b = any_within(work, a + length, work->bytes->len - length);

    for (gsize i = 0; i < length; i++) {
        guint8 byte = work->bytes->data[a + i];

        work->bytes->data[a + i] = work->bytes->data[b + i];
        work->bytes->data[b + i] = byte;
    }
    g_string_append_printf(work->how,
                           "%" G_GSIZE_FORMAT " bytes at %" G_GSIZE_FORMAT " and %" G_GSIZE_FORMAT " swapped",
                           length, a, b);
}

static void insert(GByteArray *into, gsize at, const guint8 *bytes, gsize length)
{
    gsize old = into->len;

    g_byte_array_set_size(into, (guint)(old + length));
    memmove(into->data + at + length, into->data + at, old - at);
    memcpy(into->data + at, bytes, length);
}

/* Twice, gone, or nothing but one byte. */
static void spoil_block(Work *work)
{
    gsize length = block_length(work), at = any_below(work, work->bytes->len - length + 1);
    g_autofree guint8 *block = g_memdup2(work->bytes->data + at, length);
    const char *what;

    switch (any_below(work, 4)) {
    case 0:
        g_byte_array_remove_range(work->bytes, (guint)at, (guint)length);
        what = "taken out";
        break;
    case 1:
        memset(work->bytes->data + at, any_below(work, 2) ? 0xFF : 0, length);
        what = "blotted out";
        break;
    default:
        insert(work->bytes, any_below(work, work->bytes->len + 1), block, length);
        what = "doubled";
    }
    g_string_append_printf(work->how, "%" G_GSIZE_FORMAT " bytes at %" G_GSIZE_FORMAT " %s", length, at,
                           what);
}

static void lie_in_parts(Work *work, const GArray *parts, gboolean ebml)
{
    for (gsize lies = any_within(work, 1, 3); lies > 0 && parts->len > 0; lies--) {
        const FilmPart *part = &g_array_index(parts, FilmPart, any_below(work, parts->len));
        guint64 truth = get(work->bytes, part->at, part->width), lie = a_lie_for(work, truth);
        guint64 marker = G_GUINT64_CONSTANT(1) << 7 * part->width;

        if (ebml) /* as wide as before */
            lie = marker | (lie & (marker - 1));
        put(work->bytes, part->at, part->width, lie);
        g_string_append_printf(
            work->how,
            "%sthe size at %" G_GSIZE_FORMAT " is %" G_GINT64_MODIFIER "x, was %" G_GINT64_MODIFIER "x",
            work->how->len ? ", " : "", part->at, lie & (G_MAXUINT64 >> (64 - 8 * part->width)), truth);
    }
}

static void lie_in_boxes(Work *work)
{
    g_autoptr(GArray) parts = parts_of_boxes(work->bytes);

    lie_in_parts(work, parts, FALSE);
}

static void lie_in_ebml(Work *work)
{
    g_autoptr(GArray) parts = parts_of_ebml(work->bytes);

    lie_in_parts(work, parts, TRUE);
}

static GArray *parts_of(const Work *work)
{
    switch (film_stock_shape(work->stock, work->film)) {
    case SHAPE_BOXES:
        return parts_of_boxes(work->bytes);
    case SHAPE_EBML:
        return parts_of_ebml(work->bytes);
    default:
        return g_array_new(FALSE, FALSE, sizeof(FilmPart));
    }
}

/* Within a part where parts are known, near its beginning; else in the head. */
static gsize place_of_number(Work *work, const GArray *parts, guint width)
{
    gsize length = work->bytes->len, from = 0, within = MIN(length, HEAD_BYTES);

    if (parts->len > 0) {
        const FilmPart *part = &g_array_index(parts, FilmPart, any_below(work, parts->len));

        from = MIN(part->content, length - 1);
        within = CLAMP(part->length, 1, 64);
    }
    return MIN(from + any_below(work, within) / width * width, length - width);
}

static void lie_in_numbers(Work *work)
{
    g_autoptr(GArray) parts = parts_of(work);

    for (gsize lies = any_within(work, 1, 4); lies > 0 && work->bytes->len > 8; lies--) {
        guint width = 1U << any_below(work, 4);
        gsize at = place_of_number(work, parts, width);
        guint64 lie = a_lie_for(work, get(work->bytes, at, width));

        put(work->bytes, at, width, width == 8 ? lie : lie & ((G_GUINT64_CONSTANT(1) << 8 * width) - 1));
        g_string_append_printf(work->how, "%s%u bytes at %" G_GSIZE_FORMAT " are %" G_GINT64_MODIFIER "x",
                               work->how->len ? ", " : "", width, at, get(work->bytes, at, width));
    }
}

/* The head of one film and the tail of another, or a piece of it in the middle. */
static void splice(Work *work)
{
    guint made = film_stock_made(work->stock),
          other = (guint)(work->film < made ? any_below(work, made)
                                            : any_within(work, made, film_stock_size(work->stock) - 1));
    g_autoptr(GByteArray) donor = film_stock_bytes(work->stock, other);
    gsize at = any_below(work, work->bytes->len + 1), from = any_below(work, donor->len);

    if (any_below(work, 2)) {
        g_byte_array_set_size(work->bytes, (guint)at);
        g_byte_array_append(work->bytes, donor->data + from, donor->len - (guint)from);
    } else {
        insert(work->bytes, at, donor->data + from, any_within(work, 1, donor->len - from));
    }
    g_string_append_printf(work->how, "from %" G_GSIZE_FORMAT " on it is %s from %" G_GSIZE_FORMAT " on", at,
                           film_stock_name(work->stock, other), from);
}

/* ---- which ---- */

static const struct {
    void (*damage)(Work *work);
    int shape; /* -1: any */
} damages[] = {
    { flip_bits, -1 },   { cut_short, -1 },           { lie_in_boxes, SHAPE_BOXES }, { lie_in_numbers, -1 },
    { swap_blocks, -1 }, { lie_in_ebml, SHAPE_EBML }, { spoil_block, -1 },           { splice, -1 },
};

static GArray *films_with(const FilmStock *stock, int shape, guint from, guint to)
{
    GArray *films = g_array_new(FALSE, FALSE, sizeof(guint));

    for (guint film = from; film < to; film++) {
        if (shape < 0 || (int)film_stock_shape(stock, film) == shape)
            g_array_append_val(films, film);
    }
    return films;
}

/* Films of the wanted kind in turn; odd turns are the samples'. */
static void choose_film(Work *work, guint turn, int shape)
{
    guint made = film_stock_made(work->stock), size = film_stock_size(work->stock);
    g_autoptr(GArray) own = films_with(work->stock, shape, 0, made);
    g_autoptr(GArray) samples = films_with(work->stock, shape, made, size);
    const GArray *films = turn % 2 && samples->len > 0 ? samples : own;
    guint pass = films == samples ? turn / 2 : turn / 2 + turn % 2 * films->len / 2;

    work->film = g_array_index(films, guint, pass % films->len);
    work->turn = turn / 2 / films->len + turn % 2 * CUTS / 2;
}

Mutant *mutant_make(const FilmStock *stock, guint32 seed, guint32 number)
{
    const guint32 seeds[] = { seed, number };
    g_autoptr(GRand) random = g_rand_new_with_seed_array(seeds, G_N_ELEMENTS(seeds));
    gsize damage = number % G_N_ELEMENTS(damages);
    Work work = { .stock = stock, .random = random, .how = g_string_new(NULL) };
    Mutant *mutant = g_new0(Mutant, 1);

    choose_film(&work, number / G_N_ELEMENTS(damages), damages[damage].shape);
    work.bytes = film_stock_bytes(stock, work.film);
    if (work.bytes->len > HEAD_BYTES / 16) /* a sample may be empty */
        damages[damage].damage(&work);
    mutant->of_sample = work.film >= film_stock_made(stock);
    mutant->how = g_strdup_printf("%s: %s", film_stock_name(stock, work.film), work.how->str);
    mutant->bytes = work.bytes;
    g_string_free(work.how, TRUE);
    return mutant;
}

void mutant_free(Mutant *mutant)
{
    g_byte_array_unref(mutant->bytes);
    g_free(mutant->how);
    g_free(mutant);
}
