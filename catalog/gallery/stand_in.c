#include "catalog/gallery/stand_in.h"

#include <string.h>

#define CONTENT_DIGITS 32

struct StandIns {
    gint64 highest;
    gint64 *of_work; /* by number; [0] unused */
    gint64 *work_of; /* by stand-in less STAND_IN_LEAST; 0: nobody's */
};

static char *keyed(const char *secret, const char *kind, const char *text)
{
    g_autofree char *whole = g_strconcat(kind, ":", text, NULL);

    return g_compute_hmac_for_string(G_CHECKSUM_SHA256, (const guchar *)secret, strlen(secret), whole, -1);
}

/* Where its search for a free one begins. */
static gint64 first_choice(const char *secret, gint64 number)
{
    g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, number);
    g_autofree char *hash = keyed(secret, "number", text);

    hash[15] = '\0'; /* 60 bits */
    return (gint64)(g_ascii_strtoull(hash, NULL, 16) % STAND_INS_WORKS);
}

/* In the order of their numbers, those that are not shown as well: what is added later takes what earlier ones left. */
StandIns *stand_ins_new(const char *secret, gint64 highest)
{
    StandIns *stand_ins = g_new0(StandIns, 1);

    g_assert(highest >= 0 && highest <= STAND_INS_WORKS);
    stand_ins->highest = highest;
    stand_ins->of_work = g_new0(gint64, highest + 1);
    stand_ins->work_of = g_new0(gint64, STAND_INS_WORKS);
    for (gint64 number = 1; number <= highest; number++) {
        gint64 place = first_choice(secret, number);

        while (stand_ins->work_of[place])
            place = (place + 1) % STAND_INS_WORKS;
        stand_ins->work_of[place] = number;
        stand_ins->of_work[number] = STAND_IN_LEAST + place;
    }
    return stand_ins;
}

void stand_ins_free(StandIns *stand_ins)
{
    if (!stand_ins)
        return;
    g_free(stand_ins->of_work);
    g_free(stand_ins->work_of);
    g_free(stand_ins);
}

gint64 stand_ins_of_work(const StandIns *stand_ins, gint64 number)
{
    g_assert(number >= 1 && number <= stand_ins->highest);
    return stand_ins->of_work[number];
}

gint64 stand_ins_work(const StandIns *stand_ins, gint64 stand_in)
{
    if (stand_in < STAND_IN_LEAST || stand_in > STAND_IN_MOST)
        return 0;
    return stand_ins->work_of[stand_in - STAND_IN_LEAST];
}

char *stand_in_content(const char *secret, Audience audience, const char *content)
{
    if (!content || audience == AUDIENCE_REVIEW)
        return g_strdup(content);

    char *name = keyed(secret, audience_slug(audience), content);
    name[CONTENT_DIGITS] = '\0';
    return name;
}
