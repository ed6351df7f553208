#include "catalog/gallery/markup.h"
#include "catalog/gallery/template_internal.h"

#include <string.h>

#define DEPTH_MAX 16 /* of sections and includes */

G_DEFINE_QUARK(pianmu - template - error - quark, template_error)

typedef struct {
    const char *name, *text, *at; /* the template being read, and how far */
    gboolean is_script;
    Markup *markup; /* goes on through includes */
    int depth;
    TemplateSource source;
    gpointer data;
} Reader;

typedef struct {
    char *verb, *name; /* name "" where there is none */
} Tag;

static void tag_clear(Tag *tag)
{
    g_clear_pointer(&tag->verb, g_free);
    g_clear_pointer(&tag->name, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Tag, tag_clear)

static void node_free(gpointer data)
{
    Node *node = data;

    g_free(node->name);
    g_clear_pointer(&node->body, g_ptr_array_unref);
    g_clear_pointer(&node->otherwise, g_ptr_array_unref);
    g_free(node);
}

GPtrArray *nodes_new(void)
{
    return g_ptr_array_new_with_free_func(node_free);
}

static Node *node_add(GPtrArray *nodes, int kind, const char *name, gssize length)
{
    Node *node = g_new0(Node, 1);

    node->kind = kind;
    node->name = length < 0 ? g_strdup(name) : g_strndup(name, length);
    g_ptr_array_add(nodes, node);
    return node;
}

static gboolean wrong(const Reader *reader, GError **error, const char *what, const char *detail)
{
    int line = 1;

    for (const char *c = reader->text; c < reader->at; c++)
        line += *c == '\n';
    g_set_error(error, TEMPLATE_ERROR, TEMPLATE_ERROR_WRONG, "%s:%d: %s%s%s", reader->name, line, what,
                *detail ? ": " : "", detail);
    return FALSE;
}

static gboolean is_blank(const char *from, const char *to)
{
    while (from < to && (*from == ' ' || *from == '\t'))
        from++;
    return from == to;
}

static const char *line_start(const Reader *reader, const char *at)
{
    while (at > reader->text && at[-1] != '\n')
        at--;
    return at;
}

/* Literal HTML up to `end`, without indentation. */
static gboolean read_literal(Reader *reader, const char *end, GPtrArray *into, GError **error)
{
    g_autoptr(GString) kept = g_string_new(NULL);
    gboolean in_indentation = is_blank(line_start(reader, reader->at), reader->at);

    for (; reader->at < end; reader->at++) {
        const char *complaint = NULL;

        in_indentation = in_indentation && *reader->at == ' ';
        if (in_indentation)
            continue;
        if (!reader->is_script)
            complaint = markup_follow(reader->markup, *reader->at);
        if (complaint)
            return wrong(reader, error, complaint, "");
        g_string_append_c(kept, *reader->at);
        in_indentation = *reader->at == '\n';
    }
    if (kept->len > 0)
        node_add(into, NODE_LITERAL, kept->str, kept->len);
    return TRUE;
}

static gboolean is_a_name(const char *name)
{
    const char *rest = name + (*name == '@');

    return *rest && strspn(rest, "abcdefghijklmnopqrstuvwxyz0123456789._-") == strlen(rest);
}

static gboolean read_tag(Reader *reader, Tag *tag, GError **error)
{
    const char *end = g_strstr_len(reader->at, (gssize)strcspn(reader->at, "\n"), "}}");

    if (!end)
        return wrong(reader, error, "{{ without }} in the same line", "");

    g_autofree char *inside = g_strndup(reader->at + 2, end - reader->at - 2);
    g_auto(GStrv) words = g_strsplit(g_strstrip(inside), " ", 3);
    guint count = g_strv_length(words);

    if (count == 0 || count > 2)
        return wrong(reader, error, "not understood", inside);
    tag->verb = g_strdup(words[0]);
    tag->name = g_strdup(count == 2 ? words[1] : "");
    reader->at = end + 2;
    return TRUE;
}

static gboolean read_value(Reader *reader, const Tag *tag, GPtrArray *into, GError **error)
{
    static const struct {
        const char *verb;
        Context context;
        gboolean (*fits)(const Markup *markup);
    } contexts[] = {
        { "text", CONTEXT_TEXT, markup_takes_text },
        { "attr", CONTEXT_ATTRIBUTE, markup_takes_attribute },
        { "url", CONTEXT_ADDRESS, markup_takes_address },
        { "number", CONTEXT_NUMBER, markup_takes_number },
        { "script", CONTEXT_SCRIPT, NULL },
    };

    for (guint i = 0; i < G_N_ELEMENTS(contexts); i++) {
        if (!g_str_equal(tag->verb, contexts[i].verb))
            continue;
        if (!is_a_name(tag->name))
            return wrong(reader, error, "not the name of a value", tag->name);
        if (reader->is_script ? contexts[i].fits != NULL
                              : !contexts[i].fits || !contexts[i].fits(reader->markup))
            return wrong(reader, error, "this context does not belong here", tag->verb);
        node_add(into, NODE_VALUE, tag->name, -1)->context = contexts[i].context;
        markup_pass_value(reader->markup);
        return TRUE;
    }
    return wrong(reader, error, "neither a section nor one of the contexts text, attr, url, number, script",
                 tag->verb);
}

static gboolean read_nodes(Reader *reader, GPtrArray *into, Tag *stop, GError **error);

static gboolean read_include(Reader *reader, const Tag *tag, GPtrArray *into, GError **error)
{
    const char *text = reader->source(tag->name, reader->data);
    g_auto(Tag) stop = { 0 };
    Reader inner = *reader;

    if (!text)
        return wrong(reader, error, "no such template", tag->name);
    inner.name = tag->name;
    inner.text = inner.at = text;
    inner.depth++;
    if (inner.depth > DEPTH_MAX)
        return wrong(reader, error, "too deep", tag->name);
    if (!read_nodes(&inner, into, &stop, error))
        return FALSE;
    return stop.verb ? wrong(&inner, error, "nothing is open here", stop.verb) : TRUE;
}

/* One half of a section; leaves the markup as the half left it. */
static gboolean read_half(Reader *reader, GPtrArray **half, Tag *stop, GError **error)
{
    *half = nodes_new();
    tag_clear(stop);
    return read_nodes(reader, *half, stop, error);
}

static gboolean read_section(Reader *reader, const Tag *tag, GPtrArray *into, GError **error)
{
    Node *node = node_add(into, g_str_equal(tag->verb, "if") ? NODE_IF : NODE_EACH, tag->name, -1);
    const Markup before = *reader->markup;
    g_auto(Tag) stop = { 0 };

    if (!is_a_name(tag->name) || *tag->name == '@')
        return wrong(reader, error, "not the name of a value", tag->name);
    if (++reader->depth > DEPTH_MAX)
        return wrong(reader, error, "too deep", tag->name);
    if (!read_half(reader, &node->body, &stop, error))
        return FALSE;
    if (!markups_match(&before, reader->markup))
        return wrong(reader, error, "the section ends elsewhere in the markup than it began", tag->name);
    if (node->kind == NODE_IF && g_strcmp0(stop.verb, "else") == 0 &&
        !read_half(reader, &node->otherwise, &stop, error))
        return FALSE;
    if (!markups_match(&before, reader->markup))
        return wrong(reader, error, "the section ends elsewhere in the markup than it began", tag->name);
    reader->depth--;
    return g_strcmp0(stop.verb, "end") == 0 ? TRUE
                                            : wrong(reader, error, "the section has no end", tag->name);
}

static gboolean begins_or_ends_a_section(const Tag *tag)
{
    static const char *const verbs[] = { "if", "each", "else", "end", "include", NULL };

    return g_strv_contains(verbs, tag->verb);
}

/* A line that holds this tag alone vanishes; the indentation before it did already. */
static void skip_line_of_its_own(Reader *reader, const char *tag_at)
{
    const char *newline = strchr(reader->at, '\n');

    if (newline && is_blank(line_start(reader, tag_at), tag_at) && is_blank(reader->at, newline))
        reader->at = newline + 1;
}

static gboolean read_one(Reader *reader, const Tag *tag, GPtrArray *into, GError **error)
{
    if (g_str_equal(tag->verb, "if") || g_str_equal(tag->verb, "each"))
        return read_section(reader, tag, into, error);
    if (g_str_equal(tag->verb, "include"))
        return read_include(reader, tag, into, error);
    return read_value(reader, tag, into, error);
}

/* Up to the end of the text, or to an else or end, which becomes `stop`. */
static gboolean read_nodes(Reader *reader, GPtrArray *into, Tag *stop, GError **error)
{
    const char *tag_at;

    while ((tag_at = strstr(reader->at, "{{"))) {
        g_auto(Tag) tag = { 0 };

        if (!read_literal(reader, tag_at, into, error) || !read_tag(reader, &tag, error))
            return FALSE;
        if (begins_or_ends_a_section(&tag))
            skip_line_of_its_own(reader, tag_at);
        if (g_str_equal(tag.verb, "else") || g_str_equal(tag.verb, "end")) {
            *stop = tag;
            tag = (Tag){ 0 };
            return TRUE;
        }
        if (!read_one(reader, &tag, into, error))
            return FALSE;
    }
    return read_literal(reader, reader->at + strlen(reader->at), into, error);
}

Template *template_read(const char *name, TemplateSource source, gpointer data, GError **error)
{
    g_autoptr(Template) template = g_new0(Template, 1);
    g_auto(Tag) stop = { 0 };
    Markup markup = { 0 };
    Reader reader = { .name = name, .markup = &markup, .source = source, .data = data };

    template->name = g_strdup(name);
    template->nodes = nodes_new();
    reader.is_script = g_str_has_suffix(name, ".js");
    reader.text = reader.at = source(name, data);
    if (!reader.text) {
        g_set_error(error, TEMPLATE_ERROR, TEMPLATE_ERROR_WRONG, "%s: no such template", name);
        return NULL;
    }
    if (!read_nodes(&reader, template->nodes, &stop, error))
        return NULL;
    if (stop.verb || markup.place != MARKUP_TEXT || markup.in_script || markup.in_drawing) {
        wrong(&reader, error, stop.verb ? "nothing is open here" : "the markup is not complete",
              stop.verb ? stop.verb : "");
        return NULL;
    }
    return g_steal_pointer(&template);
}

void template_free(Template *template)
{
    if (!template)
        return;
    g_ptr_array_unref(template->nodes);
    g_free(template->name);
    g_free(template);
}
