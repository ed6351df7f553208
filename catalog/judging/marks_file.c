#include "catalog/judging/marks_file.h"

#include "catalog/messages/display.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define SCHEMA        "pianmu-marks-1"
#define SCHEMA_FAMILY "pianmu-marks-"
#define DEPTH_MAX     5 /* file, marks, mark, scores, and one to spare */
#define REVIEWER_MAX  120
#define UNIT_MAX      200
#define KEY_MAX       32                                          /* of criteria and checks */
#define KEY_LETTERS   G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-" /* "subtitles-zh-Hans" */
#define FAULTS_MAX    20

G_DEFINE_QUARK(pianmu_marks_error, marks_error)

void marks_file_free(MarksFile *file)
{
    if (!file)
        return;
    g_free(file->catalogue);
    g_free(file->edition);
    g_free(file->rules_hash);
    g_free(file->audience);
    reviewer_clear(&file->reviewer);
    g_ptr_array_unref(file->marks);
    g_free(file);
}

gboolean marks_faults_none(const GPtrArray *faults, Language language, GError **error)
{
    g_autoptr(GString) out = g_string_new(NULL);

    if (faults->len == 0)
        return TRUE;
    for (guint i = 0; i < faults->len && i < FAULTS_MAX; i++)
        g_string_append_printf(out, "%s%s", i ? "\n" : "", (const char *)faults->pdata[i]);
    if (faults->len > FAULTS_MAX) {
        g_autofree char *n = g_strdup_printf("%u", faults->len - FAULTS_MAX);
        g_autofree char *more = message_format(language, "marks.more-faults", "n", n, NULL);

        g_string_append_printf(out, "\n%s", more);
    }
    g_set_error_literal(error, MARKS_ERROR, MARKS_ERROR_WRONG, out->str);
    return FALSE;
}

/* ---- before it is parsed ---- */

/* The parser takes more than JSON (comments, other quotes) and goes as deep as it is led; what is let through is neither. */
static gboolean is_plain_json(const char *text)
{
    static const char outside[] = "0123456789+-.eE,: \t\r\ntrufalsn";
    guint depth = 0;

    for (const char *p = text; *p; p++) {
        if (*p == '"') {
            for (p++; *p && *p != '"'; p++) {
                if (*p == '\\' && !*++p)
                    return FALSE;
            }
            if (!*p)
                return FALSE;
        } else if (*p == '{' || *p == '[') {
            if (++depth > DEPTH_MAX)
                return FALSE;
        } else if (*p == '}' || *p == ']') {
            if (depth-- == 0)
                return FALSE;
        } else if (!strchr(outside, *p)) {
            return FALSE;
        }
    }
    return depth == 0;
}

/* ---- values ---- */

typedef struct {
    Language language;
    GPtrArray *faults;
} MarksReading;

static void fault(MarksReading *self, const char *key, const char *id, const char *part)
{
    g_autofree char *shown_id = display_briefly(id);
    g_autofree char *shown_part = display_briefly(part);

    g_ptr_array_add(self->faults,
                    message_format(self->language, key, "id", shown_id, "part", shown_part, NULL));
}

static JsonNode *member_of(JsonObject *object, const char *name, GType type)
{
    JsonNode *node = json_object_get_member(object, name);

    return node && JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == type ? node : NULL;
}

/* Borrowed; NULL: it is no text, none that is valid, or longer than `most` UTF-16 units. */
static const char *text_of(JsonObject *object, const char *name, glong most)
{
    JsonNode *node = member_of(object, name, G_TYPE_STRING);
    const char *text = node ? json_node_get_string(node) : NULL;
    glong units = 0;

    if (!text || !g_utf8_validate(text, -1, NULL))
        return NULL;
    for (const char *p = text; *p; p = g_utf8_next_char(p))
        units += g_utf8_get_char(p) > 0xFFFF ? 2 : 1;
    return units <= most ? text : NULL;
}

/* One that goes to terminals and into reports as it is. */
static const char *plain_text_of(JsonObject *object, const char *name, glong most)
{
    const char *text = text_of(object, name, most);

    return text && display_is_plain(text) ? text : NULL;
}

static const char *hex_of(JsonObject *object, const char *name, gsize digits)
{
    const char *text = text_of(object, name, (glong)digits);

    return text && strspn(text, "0123456789abcdef") == digits && !text[digits] ? text : NULL;
}

static gboolean is_absent(JsonObject *object, const char *name)
{
    JsonNode *node = json_object_get_member(object, name);

    return !node || JSON_NODE_HOLDS_NULL(node);
}

/* "2026-09-30T12:00:00.000Z" → µs. FALSE: it is none, or lies beyond any clock. */
static gboolean moment_of(JsonObject *object, const char *name, gint64 *us)
{
    const char *text = text_of(object, name, 32);
    g_autoptr(GDateTime) moment = text ? g_date_time_new_from_iso8601(text, NULL) : NULL;

    if (!moment || g_date_time_get_year(moment) < 2000)
        return FALSE;
    *us = g_date_time_to_unix(moment) * G_USEC_PER_SEC + g_date_time_get_microsecond(moment);
    return TRUE;
}

/* ---- one mark ---- */

static gboolean number_of(const char *id, gint64 *number)
{
    guint64 value;

    if (!id || strlen(id) > 9 || !g_ascii_string_to_unsigned(id, 10, 1, G_MAXINT32, &value, NULL))
        return FALSE;
    *number = (gint64)value;
    return TRUE;
}

static gboolean flag_of(JsonObject *object, const char *name, gboolean *flag)
{
    JsonNode *node = member_of(object, name, G_TYPE_BOOLEAN);

    if (node)
        *flag = json_node_get_boolean(node);
    return node != NULL;
}

static gboolean add_score(Mark *mark, const char *criterion, JsonNode *points)
{
    if (json_node_get_value_type(points) != G_TYPE_INT64 || json_node_get_int(points) < 0 ||
        json_node_get_int(points) > MARKS_POINTS_MAX)
        return FALSE;
    mark_add_score(mark, criterion, (int)json_node_get_int(points));
    return TRUE;
}

static gboolean add_opinion(Mark *mark, const char *check, JsonNode *is_met)
{
    if (json_node_get_value_type(is_met) != G_TYPE_BOOLEAN)
        return FALSE;
    mark_add_opinion(mark, check, json_node_get_boolean(is_met));
    return TRUE;
}

/* An object whose members each are something of the mark. */
static gboolean read_parts(JsonObject *object, const char *name, Mark *mark,
                           gboolean (*add)(Mark *mark, const char *key, JsonNode *value))
{
    JsonNode *node = json_object_get_member(object, name), *value;
    JsonObjectIter iter;
    const char *key;

    if (!node || !JSON_NODE_HOLDS_OBJECT(node))
        return FALSE;
    json_object_iter_init(&iter, json_node_get_object(node));
    while (json_object_iter_next(&iter, &key, &value)) {
        gsize length = strspn(key, KEY_LETTERS);

        if (key[length] || length == 0 || length > KEY_MAX || !JSON_NODE_HOLDS_VALUE(value) ||
            !add(mark, key, value))
            return FALSE;
    }
    return TRUE;
}

/* Files of before there were any say nothing of checks. */
static gboolean read_opinions(JsonObject *object, Mark *mark)
{
    if (json_object_has_member(object, "checks"))
        return read_parts(object, "checks", mark, add_opinion);
    g_clear_pointer(&mark->opinions, g_ptr_array_unref);
    return TRUE;
}

/* NULL: something in it is not what a browser writes. */
static Mark *read_mark(JsonObject *object)
{
    g_autoptr(Mark) mark = mark_new();
    const char *content = hex_of(object, "content", 32);
    const char *note = text_of(object, "note", MARKS_NOTE_MAX);

    if (!number_of(text_of(object, "id", 9), &mark->number) ||
        !moment_of(object, "updatedAt", &mark->updated_us) || !flag_of(object, "recused", &mark->recused) ||
        !flag_of(object, "shortlisted", &mark->shortlisted) ||
        !read_parts(object, "scores", mark, add_score) || !read_opinions(object, mark) ||
        (!content && !is_absent(object, "content")) || (!note && !is_absent(object, "note")))
        return NULL;
    mark->content = g_strdup(content);
    mark->note = g_strdup(note);
    return g_steal_pointer(&mark);
}

static void read_marks(MarksReading *self, JsonArray *array, MarksFile *file)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_int64_hash, g_int64_equal);

    for (guint i = 0; i < json_array_get_length(array); i++) {
        JsonNode *node = json_array_get_element(array, i);
        JsonObject *object = JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
        const char *id = object ? text_of(object, "id", 9) : NULL;
        Mark *mark = object ? read_mark(object) : NULL;

        if (!mark) {
            fault(self, "marks.damaged-mark", id ? id : "?", "");
            continue;
        }
        mark->reviewer = g_strdup(file->reviewer.key);
        g_ptr_array_add(file->marks, mark);
        if (!g_hash_table_add(seen, &mark->number))
            fault(self, "marks.twice", id, "");
    }
}

/* ---- the file ---- */

static gboolean read_reviewer(JsonObject *object, Reviewer *reviewer)
{
    JsonNode *node = json_object_get_member(object, "reviewer");
    JsonObject *who = node && JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
    const char *key = who ? hex_of(who, "id", 16) : NULL;
    const char *name = who ? plain_text_of(who, "name", REVIEWER_MAX) : NULL;
    const char *unit = who ? plain_text_of(who, "unit", UNIT_MAX) : NULL;

    if (!key || !name || !*name || (!unit && !is_absent(who, "unit")))
        return FALSE;
    reviewer->key = g_strdup(key);
    reviewer->name = g_strdup(name);
    reviewer->unit = unit && *unit ? g_strdup(unit) : NULL;
    return TRUE;
}

static void read_file(MarksReading *self, JsonObject *object, MarksFile *file)
{
    JsonNode *marks = json_object_get_member(object, "marks");

    file->catalogue = g_strdup(plain_text_of(object, "catalogue", 64));
    file->edition = g_strdup(plain_text_of(object, "edition", 64));
    file->rules_hash = g_strdup(plain_text_of(object, "rules_hash", 64));
    file->audience = g_strdup(plain_text_of(object, "audience", 16));
    if (!file->catalogue || !file->edition || !file->rules_hash || !file->audience ||
        !read_reviewer(object, &file->reviewer) ||
        !moment_of(object, "exportedAt", &file->reviewer.exported_us) || !marks ||
        !JSON_NODE_HOLDS_ARRAY(marks))
        fault(self, "marks.damaged", "", "");
    else if (json_array_get_length(json_node_get_array(marks)) > MARKS_MAX)
        fault(self, "marks.many", "", "");
    else
        read_marks(self, json_node_get_array(marks), file);
}

static MarksFile *read_object(MarksReading *self, JsonObject *object)
{
    const char *schema = plain_text_of(object, "schema", 64);
    MarksFile *file = g_new0(MarksFile, 1);

    file->marks = g_ptr_array_new_with_free_func((GDestroyNotify)mark_free);
    if (!schema || !g_str_has_prefix(schema, SCHEMA_FAMILY))
        fault(self, "marks.foreign", "", "");
    else if (!g_str_equal(schema, SCHEMA))
        fault(self, "marks.schema", "", schema);
    else
        read_file(self, object, file);
    return file;
}

MarksFile *marks_file_read(const char *bytes, gsize length, Language language, GError **error)
{
    g_autoptr(GPtrArray) faults = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(JsonParser) parser = json_parser_new_immutable();
    g_autofree char *text = g_strndup(length ? bytes : "", length);
    MarksReading self = { language, faults };
    g_autoptr(MarksFile) file = NULL;
    JsonNode *root = NULL;

    if (length > MARKS_FILE_BYTES_MAX)
        fault(&self, "marks.too-long", "", "");
    else if (strlen(text) == length && g_utf8_validate(text, -1, NULL) && is_plain_json(text) &&
             json_parser_load_from_data(parser, text, (gssize)length, NULL) &&
             (root = json_parser_get_root(parser)) && JSON_NODE_HOLDS_OBJECT(root))
        file = read_object(&self, json_node_get_object(root));
    else
        fault(&self, "marks.foreign", "", "");
    return marks_faults_none(faults, language, error) ? g_steal_pointer(&file) : NULL;
}
