#include "catalog/gallery/rows.h"

#include "catalog/gallery/escape.h"
#include "catalog/gallery/seal.h"
#include "catalog/gallery/sounds.h"
#include "catalog/gallery/technical.h"
#include "catalog/messages/display.h"

#include <string.h>

/* What a row is made of. */
typedef struct {
    const Exhibit *exhibit;
    const char *detail;
    Sounds *sounds;
} Item;

/* ---- values; what is none is not written ---- */

static void append_string(GString *out, const char *value)
{
    if (value)
        escape_script(out, value);
}

/* A text of strangers as pages show it. */
static void append_shown(GString *out, const char *value)
{
    g_autofree char *shown = value ? display_text(value) : NULL;

    append_string(out, shown);
}

static void append_int(GString *out, gint64 value)
{
    if (value != FACT_UNKNOWN)
        g_string_append_printf(out, "%" G_GINT64_FORMAT, value);
}

static void append_ms(GString *out, gint64 us)
{
    append_int(out, us == FACT_UNKNOWN ? FACT_UNKNOWN : us / 1000);
}

static void append_reading(GString *out, const Item *item, const char *text, const char *pinyin,
                           const char *initials)
{
    g_autofree char *shown = display_text(text);
    g_autofree char *reading = sounds_take(item->sounds, shown, pinyin, initials);

    append_string(out, reading);
}

static const VideoFacts *video_of(const Exhibit *exhibit)
{
    const Facts *facts = exhibit->work->facts;

    return facts && facts->has_video ? &facts->video : NULL;
}

/* ---- columns of a row ---- */

static void append_number(GString *out, const Item *item)
{
    append_int(out, item->exhibit->work->number);
}

static void append_title(GString *out, const Item *item)
{
    append_shown(out, item->exhibit->work->title);
}

static void append_title_reading(GString *out, const Item *item)
{
    const Work *work = item->exhibit->work;

    append_reading(out, item, work->title, work->title_pinyin, work->title_initials);
}

static void append_version(GString *out, const Item *item)
{
    append_string(out, item->exhibit->work->content);
}

static void append_detail(GString *out, const Item *item)
{
    append_string(out, item->detail);
}

static void append_duration(GString *out, const Item *item)
{
    const Facts *facts = item->exhibit->work->facts;

    append_ms(out, facts ? facts->file.duration : FACT_UNKNOWN);
}

static void append_size(GString *out, const Item *item)
{
    append_int(out, item->exhibit->work->size);
}

static void append_author(GString *out, const Item *item)
{
    append_shown(out, item->exhibit->work->author);
}

static void append_entry(GString *out, const Item *item)
{
    append_shown(out, item->exhibit->work->entry_no);
}

/* ---- members of shared columns ---- */

static void append_category(GString *out, const Item *item)
{
    append_string(out, item->exhibit->work->category);
}

static void append_unit(GString *out, const Item *item)
{
    append_shown(out, item->exhibit->work->unit);
}

static void append_unit_reading(GString *out, const Item *item)
{
    const Work *work = item->exhibit->work;

    if (work->unit)
        append_reading(out, item, work->unit, work->unit_pinyin, work->unit_initials);
}

static void append_received(GString *out, const Item *item)
{
    append_ms(out, work_first_seen_us(item->exhibit->work));
}

static void append_width(GString *out, const Item *item)
{
    append_int(out, video_of(item->exhibit) ? video_of(item->exhibit)->display_width : FACT_UNKNOWN);
}

static void append_height(GString *out, const Item *item)
{
    append_int(out, video_of(item->exhibit) ? video_of(item->exhibit)->display_height : FACT_UNKNOWN);
}

/* As it is shown. */
static void append_codec(GString *out, const Item *item)
{
    const VideoFacts *video = video_of(item->exhibit);
    g_autofree char *label = video && video->codec_name ? codec_short_label(video->codec_name) : NULL;

    append_shown(out, label);
}

/* What follows the content id in the name of a file made of the film. */
static void append_ending(GString *out, const Item *item, const char *file)
{
    append_string(out, exhibit_ending(item->exhibit, file));
}

/* [["-1-320.jpg",320,180],…], narrowest first */
static void append_posters(GString *out, const Item *item)
{
    const GPtrArray *pictures = item->exhibit->pictures;

    for (guint i = 0; i < pictures->len; i++) {
        const Picture *picture = g_ptr_array_index(pictures, i);

        g_string_append(out, i ? ",[" : "[[");
        append_ending(out, item, picture->file);
        g_string_append_printf(out, ",%d,%d]", picture->width, picture->height);
    }
    if (pictures->len > 0)
        g_string_append_c(out, ']');
}

static void append_sprite(GString *out, const Item *item)
{
    if (item->exhibit->sprite)
        append_ending(out, item, item->exhibit->sprite->file);
}

/* ["-k1.jpg", frames, width, height of one] */
static void append_sheet(GString *out, const Item *item)
{
    const FrameSheet *strip = item->exhibit->strip;

    if (!strip)
        return;
    g_string_append_c(out, '[');
    append_ending(out, item, strip->file);
    g_string_append_printf(out, ",%u,%d,%d]", strip->times->len, strip->tile_width, strip->tile_height);
}

static void append_standing(GString *out, const Item *item)
{
    const Exhibit *exhibit = item->exhibit;

    append_string(out, exhibit->shows_standing ? standing_slug(work_standing(exhibit->work)) : NULL);
}

/* The words of its seal in both languages, where they say more than its standing. */
static void append_seal(GString *out, const Item *item)
{
    const Work *work = item->exhibit->work;
    g_auto(Seal) chinese = work_seal(work, LANGUAGE_ZH);
    g_auto(Seal) english = work_seal(work, LANGUAGE_EN);
    g_auto(Seal) plain = standing_seal(work_standing(work), LANGUAGE_ZH);

    if (!item->exhibit->shows_standing || g_str_equal(chinese.words, plain.words))
        return;
    g_string_append(out, "{\"zh\":");
    append_string(out, chinese.words);
    g_string_append(out, ",\"en\":");
    append_string(out, english.words);
    g_string_append_c(out, '}');
}

/* Of what is no film that could be read. */
static void append_status(GString *out, const Item *item)
{
    append_string(out, video_of(item->exhibit) ? NULL : status_slug(item->exhibit->work->status));
}

static void append_tags(GString *out, const Item *item)
{
    char **tags = item->exhibit->work->tags;

    for (char **tag = tags; *tag; tag++) {
        g_string_append_c(out, tag == tags ? '[' : ',');
        append_shown(out, *tag);
    }
    if (*tags)
        g_string_append_c(out, ']');
}

/* ---- the columns ---- */

#define MEMBERS_MAX 6

typedef struct {
    const char *name;
    void (*append)(GString *out, const Item *item);
} Member;

typedef struct {
    gboolean is_shared;
    Member members[MEMBERS_MAX + 1]; /* one, where it is not */
} Column;

/* Those that most works have come first. */
static const Column columns[] = {
    { FALSE, { { "number", append_number } } },
    { FALSE, { { "title", append_title } } },
    { FALSE, { { "version", append_version } } }, /* the bytes that are there now: a mark is made of them */
    { FALSE, { { "detail", append_detail } } },
    { TRUE, { { "category", append_category } } },
    { TRUE, { { "unit", append_unit }, { "unitReading", append_unit_reading } } },
    { TRUE,
      { { "width", append_width },
        { "height", append_height },
        { "codec", append_codec },
        { "posters", append_posters },
        { "sprite", append_sprite },
        { "sheet", append_sheet } } },
    { TRUE, { { "standing", append_standing }, { "seal", append_seal }, { "status", append_status } } },
    { TRUE, { { "received", append_received } } },  /* ms since the epoch */
    { FALSE, { { "duration", append_duration } } }, /* ms */
    { FALSE, { { "size", append_size } } },         /* bytes */
    { FALSE, { { "author", append_author } } },
    { FALSE, { { "entry", append_entry } } },
    { TRUE, { { "tags", append_tags } } },
    { FALSE, { { "reading", append_title_reading } } }, /* where the sounds do not tell it */
};

void rows_append_columns(GString *out)
{
    g_string_append(out, "\"columns\":[");
    for (gsize i = 0; i < G_N_ELEMENTS(columns); i++) {
        g_string_append_printf(out, "%s%s", i ? "," : "", columns[i].is_shared ? "[" : "");
        for (const Member *member = columns[i].members; member->name; member++)
            g_string_append_printf(out, "%s\"%s\"", member == columns[i].members ? "" : ",", member->name);
        g_string_append(out, columns[i].is_shared ? "]" : "");
    }
    g_string_append(out, "],");
}

/* ---- a part ---- */

typedef struct {
    GString *text;      /* [0,["juqing"],… */
    GHashTable *places; /* value as it is written → its place in the list */
} List;

struct Rows {
    Sounds *sounds;
    List lists[G_N_ELEMENTS(columns)]; /* of columns that are not shared: empty */
    GString *text;
};

Rows *rows_new(void)
{
    Rows *rows = g_new0(Rows, 1);

    rows->sounds = sounds_new();
    rows->text = g_string_new(NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(columns); i++)
        rows->lists[i] =
            (List){ g_string_new("[0"), g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL) };
    return rows;
}

void rows_free(Rows *rows)
{
    if (!rows)
        return;
    sounds_free(rows->sounds);
    g_string_free(rows->text, TRUE);
    for (gsize i = 0; i < G_N_ELEMENTS(columns); i++) {
        g_string_free(rows->lists[i].text, TRUE);
        g_hash_table_unref(rows->lists[i].places);
    }
    g_free(rows);
}

/* The members between brackets, those that are none at the end left out; empty: all are. */
static void append_members(GString *out, const Column *column, const Item *item)
{
    gsize kept = out->len;

    for (const Member *member = column->members; member->name; member++) {
        gsize before;

        g_string_append_c(out, member == column->members ? '[' : ',');
        before = out->len;
        member->append(out, item);
        if (out->len > before)
            kept = out->len;
        else
            g_string_append(out, "null");
    }
    g_string_truncate(out, kept);
    if (kept > 0)
        g_string_append_c(out, ']');
}

static guint place_in(List *list, const char *value)
{
    guint place = GPOINTER_TO_UINT(g_hash_table_lookup(list->places, value));

    if (place > 0)
        return place;
    place = g_hash_table_size(list->places) + 1;
    g_hash_table_insert(list->places, g_strdup(value), GUINT_TO_POINTER(place));
    g_string_append_printf(list->text, ",%s", value);
    return place;
}

static void append_shared(GString *out, const Column *column, List *list, const Item *item)
{
    g_autoptr(GString) value = g_string_new(NULL);

    append_members(value, column, item);
    if (value->len > 0)
        g_string_append_printf(out, "%u", place_in(list, value->str));
}

void rows_add(Rows *rows, const Exhibit *exhibit, const char *detail)
{
    const Item item = { exhibit, detail, rows->sounds };
    GString *out = rows->text;
    gsize kept;

    g_string_append(out, out->len > 0 ? ",\n[" : "[");
    kept = out->len;
    for (gsize i = 0; i < G_N_ELEMENTS(columns); i++) {
        gsize before;

        g_string_append(out, i ? "," : "");
        before = out->len;
        if (columns[i].is_shared)
            append_shared(out, &columns[i], &rows->lists[i], &item);
        else
            columns[i].members[0].append(out, &item);
        if (out->len > before)
            kept = out->len;
        else
            g_string_append(out, columns[i].is_shared ? "0" : "null");
    }
    g_string_truncate(out, kept);
    g_string_append_c(out, ']');
}

void rows_append(const Rows *rows, GString *out)
{
    const char *comma = "";

    g_string_append(out, "{\n\"sounds\":");
    escape_script(out, sounds_text(rows->sounds));
    g_string_append(out, ",\n\"lists\":[");
    for (gsize i = 0; i < G_N_ELEMENTS(columns); i++) {
        if (!columns[i].is_shared)
            continue;
        g_string_append_printf(out, "%s%s]", comma, rows->lists[i].text->str);
        comma = ",\n";
    }
    g_string_append_printf(out, "],\n\"rows\":[\n%s]}", rows->text->str);
}
