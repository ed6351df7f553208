#include "tests/fuzz/damage.h"

#include <string.h>

static guint somewhere(const GByteArray *bytes, GRand *random)
{
    return bytes->len > 0 ? (guint)g_rand_int_range(random, 0, (gint32)bytes->len) : 0;
}

static void flip_a_bit(GByteArray *bytes, GRand *random)
{
    if (bytes->len > 0)
        bytes->data[somewhere(bytes, random)] ^= (guint8)(1 << g_rand_int_range(random, 0, 8));
}

static void set_a_byte(GByteArray *bytes, GRand *random)
{
    if (bytes->len > 0)
        bytes->data[somewhere(bytes, random)] = (guint8)g_rand_int(random);
}

static void set_a_number(GByteArray *bytes, GRand *random)
{
    static const guint32 numbers[] = {
        0, 1, 0x7f, 0xff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff
    };
    guint32 number = GUINT32_TO_LE(numbers[g_rand_int_range(random, 0, G_N_ELEMENTS(numbers))]);
    guint at = somewhere(bytes, random) & ~3u;

    if (at + sizeof number <= bytes->len)
        memcpy(bytes->data + at, &number, sizeof number);
}

static void cut_short(GByteArray *bytes, GRand *random)
{
    g_byte_array_set_size(bytes, somewhere(bytes, random));
}

static void add_noise(GByteArray *bytes, GRand *random)
{
    guint old = bytes->len;

    g_byte_array_set_size(bytes, old + (guint)g_rand_int_range(random, 1, 64));
    for (guint i = old; i < bytes->len; i++)
        bytes->data[i] = (guint8)g_rand_int(random);
}

static void repeat_a_part(GByteArray *bytes, GRand *random)
{
    guint from = somewhere(bytes, random), to = somewhere(bytes, random);
    guint length = (guint)g_rand_int_range(random, 1, 64);

    if (bytes->len > 0)
        memmove(bytes->data + to, bytes->data + from, MIN(bytes->len - MAX(from, to), length));
}

static void drop_a_part(GByteArray *bytes, GRand *random)
{
    guint from = somewhere(bytes, random), length = (guint)g_rand_int_range(random, 1, 64);

    if (bytes->len > 0)
        g_byte_array_remove_range(bytes, from, MIN(bytes->len - from, length));
}

void damage_bytes(GByteArray *bytes, GRand *random)
{
    static void (*const ways[])(GByteArray *, GRand *) = { flip_a_bit, set_a_byte,    set_a_number, cut_short,
                                                           add_noise,  repeat_a_part, drop_a_part };

    for (int i = g_rand_int_range(random, 1, 4); i > 0; i--)
        ways[g_rand_int_range(random, 0, G_N_ELEMENTS(ways))](bytes, random);
}
