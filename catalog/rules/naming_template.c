#include "catalog/rules/naming_template.h"

#include "catalog/rules/spelling.h"

#include <string.h>

#define PARTS_MAX  16
#define LENGTH_MAX 512 /* characters of a template or a name */

/* Further places of the same sign belong to the fields around them. */
#define PLACES_MAX 24

#define FIELD_ANY NAME_FIELDS /* {*} */

typedef struct {
    gunichar *sign; /* what stands before the field, folded; owned */
    gsize length;   /* of it */
    guint field;    /* a NameField or FIELD_ANY */
} Part;

struct NamingTemplate {
    GArray *parts; /* of Part; the last one's field does not count: it is what stands at the end */
    GString *text; /* in one form */
};

static const char *const slugs[NAME_FIELDS] = { "category", "unit", "title", "author", "no" };

static const struct {
    const char *word;
    guint field;
} words_known[] = {
    { "category", NAME_CATEGORY }, { "unit", NAME_UNIT },   { "title", NAME_TITLE },
    { "author", NAME_AUTHOR },     { "no", NAME_NO },       { "*", FIELD_ANY },
    { "类别", NAME_CATEGORY },     { "单位", NAME_UNIT },   { "题名", NAME_TITLE },
    { "片名", NAME_TITLE },        { "作者", NAME_AUTHOR }, { "编号", NAME_NO },
};

const char *name_field_slug(NameField field)
{
    g_assert(field < NAME_FIELDS);
    return slugs[field];
}

void name_fields_clear(NameFields *fields)
{
    for (guint i = 0; i < NAME_FIELDS; i++)
        g_clear_pointer(&fields->in[i], g_free);
}

static gunichar fold(gunichar c)
{
    if (c >= 0xFF01 && c <= 0xFF5E)
        c -= 0xFEE0; /* full-width ASCII */
    if (c == 0x3000)
        c = ' ';
    return g_unichar_tolower(c);
}

/* ---- making ---- */

static void part_clear(gpointer data)
{
    Part *part = data;

    g_free(part->sign);
}

static const char *field_slug(guint field)
{
    return field == FIELD_ANY ? "*" : slugs[field];
}

static gboolean field_of_word(const char *word, guint *field, Fault *fault)
{
    const char *names[G_N_ELEMENTS(words_known) + 1] = { NULL };
    const char *nearest;

    for (gsize i = 0; i < G_N_ELEMENTS(words_known); i++) {
        names[i] = words_known[i].word;
        if (g_ascii_strcasecmp(word, words_known[i].word) == 0) {
            *field = words_known[i].field;
            return TRUE;
        }
    }
    nearest = spelling_nearest(word, names);
    if (nearest)
        return fault_set(fault, "fault.choice-nearest", word, nearest);
    return fault_set(fault, "fault.choice", word, "category, unit, title, author, no, *");
}

/* White space beside a field does not matter; a sign that is nothing else does. */
static char *sign_of(const char *text, gsize length)
{
    g_autofree char *sign = g_strndup(text, length);
    g_autofree char *bare = g_strstrip(g_strdup(sign));

    return *bare ? g_steal_pointer(&bare) : g_steal_pointer(&sign);
}

static void add_part(NamingTemplate *naming, const char *sign, guint field, gboolean is_end)
{
    glong length = 0;
    Part part = { g_utf8_to_ucs4_fast(sign, -1, &length), 0, field };

    part.length = (gsize)length;
    for (gsize i = 0; i < part.length; i++)
        part.sign[i] = fold(part.sign[i]);
    g_array_append_val(naming->parts, part);
    g_string_append(naming->text, sign);
    if (!is_end)
        g_string_append_printf(naming->text, "{%s}", field_slug(field));
}

static gboolean has_field(const NamingTemplate *naming, guint field)
{
    for (guint i = 0; i < naming->parts->len; i++) {
        if (g_array_index(naming->parts, Part, i).field == field)
            return TRUE;
    }
    return FALSE;
}

/* From `text`, which stands before `{`, to behind the `}`. */
static gboolean read_part(NamingTemplate *naming, const char **text, const char *open, Fault *fault)
{
    const char *close = strchr(open, '}');
    g_autofree char *word = close ? g_strstrip(g_strndup(open + 1, (gsize)(close - open - 1))) : NULL;
    g_autofree char *sign = sign_of(*text, (gsize)(open - *text));
    guint field = FIELD_ANY;

    if (!close || strchr(word, '{'))
        return fault_set(fault, "fault.naming-brace", open, NULL);
    if (!field_of_word(word, &field, fault))
        return FALSE;
    if (field != FIELD_ANY && has_field(naming, field))
        return fault_set(fault, "fault.naming-twice", word, NULL);
    if (!*sign && naming->parts->len > 0)
        return fault_set(fault, "fault.naming-together", word, NULL);
    if (naming->parts->len + 1 >= PARTS_MAX)
        return fault_set(fault, "fault.too-large", *text, NULL);
    add_part(naming, sign, field, FALSE);
    *text = close + 1;
    return TRUE;
}

/* Full-width braces are meant well; the rest stays as it is written. */
static char *clean_of(const char *text)
{
    g_autoptr(GString) braces = g_string_new(text);

    g_string_replace(braces, "｛", "{", 0);
    g_string_replace(braces, "｝", "}", 0);
    g_string_replace(braces, "＊", "*", 0);
    return g_strstrip(g_utf8_normalize(braces->str, -1, G_NORMALIZE_DEFAULT_COMPOSE));
}

static gboolean can_be_a_name(const char *text, Fault *fault)
{
    if (g_utf8_strlen(text, -1) > LENGTH_MAX)
        return fault_set(fault, "fault.too-large", text, NULL);
    if (strchr(text, '/'))
        return fault_set(fault, "fault.pattern-slash", text, NULL);
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        if (!g_unichar_isprint(g_utf8_get_char(p)))
            return fault_set(fault, "fault.unseen", text, NULL);
    }
    return TRUE;
}

NamingTemplate *naming_template_new(const char *text, Fault *fault)
{
    g_autofree char *clean = clean_of(text);
    g_autoptr(NamingTemplate) naming = g_new0(NamingTemplate, 1);
    g_autofree char *end = NULL;
    const char *rest = clean;

    naming->parts = g_array_new(FALSE, FALSE, sizeof(Part));
    g_array_set_clear_func(naming->parts, part_clear);
    naming->text = g_string_new(NULL);
    if (!can_be_a_name(clean, fault))
        return NULL;
    for (const char *open; (open = strchr(rest, '{'));) {
        if (!read_part(naming, &rest, open, fault))
            return NULL;
    }
    end = sign_of(rest, strlen(rest));
    if (strchr(end, '}') || naming->parts->len == 0) {
        fault_set(fault, strchr(end, '}') ? "fault.naming-brace" : "fault.naming-none", clean, NULL);
        return NULL;
    }
    add_part(naming, end, FIELD_ANY, TRUE);
    return g_steal_pointer(&naming);
}

void naming_template_free(NamingTemplate *naming)
{
    if (!naming)
        return;
    g_array_unref(naming->parts);
    g_string_free(naming->text, TRUE);
    g_free(naming);
}

const char *naming_template_text(const NamingTemplate *naming)
{
    return naming->text->str;
}

char *naming_template_words(const NamingTemplate *naming, const char *const words[NAME_FIELDS])
{
    g_autoptr(GString) out = g_string_new(naming->text->str);

    for (guint i = 0; i < NAME_FIELDS; i++) {
        g_autofree char *field = g_strdup_printf("{%s}", slugs[i]);
        g_string_replace(out, field, words[i], 0);
    }
    g_string_replace(out, "{*}", "…", 0);
    return g_string_free(g_steal_pointer(&out), FALSE);
}

/* ---- reading a name ---- */

/* How good it is to read the rest of a name in some way. */
typedef struct {
    gboolean possible;
    guint known;
    gsize title;
    gsize end; /* of the field */
} Reading;

typedef struct {
    const NamingTemplate *naming;
    NameIsKnown is_known;
    gconstpointer user;
    gunichar *letters; /* of the name */
    gunichar *folded;
    gsize length;
    GArray *places[PARTS_MAX];    /* where the sign of a part stands, of gsize, ascending */
    Reading *readings[PARTS_MAX]; /* of a part's field, by the place of the sign before it */
} Matching;

static const Part *part_at(const Matching *self, guint i)
{
    return &g_array_index(self->naming->parts, Part, i);
}

static gboolean sign_stands_at(const Matching *self, const Part *part, gsize at)
{
    return at + part->length <= self->length &&
           memcmp(self->folded + at, part->sign, part->length * sizeof *part->sign) == 0;
}

/* The first sign stands at the beginning, the last at the end. */
static GArray *places_of(const Matching *self, guint i)
{
    const Part *part = part_at(self, i);
    GArray *places = g_array_new(FALSE, FALSE, sizeof(gsize));
    gsize first = 0, last = self->length;

    if (part->length > self->length)
        return places;
    if (i == 0)
        last = 0;
    else if (i + 1 == self->naming->parts->len)
        first = last = self->length - part->length;
    for (gsize at = first; at <= last && places->len < PLACES_MAX; at++) {
        if (sign_stands_at(self, part, at))
            g_array_append_val(places, at);
    }
    return places;
}

/* Trimmed. NULL: there is nothing between. */
static char *text_between(const Matching *self, gsize start, gsize end)
{
    char *text;

    while (start < end && g_unichar_isspace(self->letters[start]))
        start++;
    while (end > start && g_unichar_isspace(self->letters[end - 1]))
        end--;
    if (start == end)
        return NULL;
    text = g_ucs4_to_utf8(self->letters + start, (glong)(end - start), NULL, NULL, NULL);
    return text;
}

static gboolean read_field(const Matching *self, guint field, gsize start, gsize end, Reading *reading)
{
    g_autofree char *text = text_between(self, start, end);

    *reading = (Reading){ .possible = TRUE, .end = end };
    if (field == FIELD_ANY)
        return TRUE;
    if (!text)
        return FALSE;
    if (field == NAME_TITLE)
        reading->title = end - start;
    if (self->is_known && (field == NAME_CATEGORY || field == NAME_UNIT))
        reading->known = self->is_known(self->user, field, text) ? 1 : 0;
    return TRUE;
}

static gboolean is_better(const Reading *a, const Reading *b)
{
    if (!b->possible || a->known != b->known)
        return !b->possible || a->known > b->known;
    return a->title > b->title;
}

/* The best way to read on from the field of part `i`, the sign before it standing at its place `at`. */
static Reading best_reading(const Matching *self, guint i, guint at)
{
    gsize start = g_array_index(self->places[i], gsize, at) + part_at(self, i)->length;
    gboolean is_last = i + 2 == self->naming->parts->len;
    Reading best = { 0 };

    for (guint next = 0; next < self->places[i + 1]->len; next++) {
        gsize end = g_array_index(self->places[i + 1], gsize, next);
        Reading reading;

        if (end < start || !read_field(self, part_at(self, i)->field, start, end, &reading))
            continue;
        if (!is_last && !self->readings[i + 1][next].possible)
            continue;
        if (!is_last) {
            reading.known += self->readings[i + 1][next].known;
            reading.title += self->readings[i + 1][next].title;
        }
        if (is_better(&reading, &best))
            best = reading;
    }
    return best;
}

static void matching_clear(Matching *self)
{
    for (guint i = 0; i < PARTS_MAX; i++) {
        g_clear_pointer(&self->places[i], g_array_unref);
        g_free(self->readings[i]);
    }
    g_free(self->letters);
    g_free(self->folded);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Matching, matching_clear)

static guint place_index(const Matching *self, guint i, gsize place)
{
    guint at = 0;

    while (g_array_index(self->places[i], gsize, at) != place)
        at++;
    return at;
}

static void take_fields(const Matching *self, NameFields *fields)
{
    guint at = 0;

    for (guint i = 0; i + 1 < self->naming->parts->len; i++) {
        const Part *part = part_at(self, i);
        gsize start = g_array_index(self->places[i], gsize, at) + part->length;
        gsize end = self->readings[i][at].end;

        if (part->field != FIELD_ANY)
            fields->in[part->field] = text_between(self, start, end);
        at = place_index(self, i + 1, end);
    }
}

/* Fills the places and, from the last field to the first, the readings. */
static gboolean read_name(Matching *self)
{
    guint n = self->naming->parts->len;

    for (guint i = 0; i < n; i++)
        self->places[i] = places_of(self, i);
    for (guint i = n - 1; i > 0; i--) {
        guint part = i - 1;

        self->readings[part] = g_new0(Reading, self->places[part]->len);
        for (guint at = 0; at < self->places[part]->len; at++)
            self->readings[part][at] = best_reading(self, part, at);
    }
    return self->places[0]->len > 0 && self->readings[0][0].possible;
}

gboolean naming_template_match(const NamingTemplate *naming, const char *name, NameIsKnown is_known,
                               gconstpointer user, NameFields *fields)
{
    g_autofree char *normal = g_utf8_normalize(name, -1, G_NORMALIZE_DEFAULT_COMPOSE);
    g_auto(Matching) self = { .naming = naming, .is_known = is_known, .user = user };
    glong length = 0;

    if (!normal || g_utf8_strlen(normal, -1) > LENGTH_MAX)
        return FALSE;
    self.letters = g_utf8_to_ucs4_fast(normal, -1, &length);
    self.length = (gsize)length;
    self.folded = g_new(gunichar, self.length + 1);
    for (gsize i = 0; i < self.length; i++)
        self.folded[i] = fold(self.letters[i]);
    if (!read_name(&self))
        return FALSE;
    *fields = (NameFields){ 0 };
    take_fields(&self, fields);
    return TRUE;
}
