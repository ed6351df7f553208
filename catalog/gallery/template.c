#include "catalog/gallery/escape.h"
#include "catalog/gallery/template_internal.h"

#include <string.h>

typedef struct {
    char *text; /* NULL: a flag or a list */
    gboolean flag;
    GPtrArray *scopes; /* of Scope *, owned; NULL: not a list */
} Value;

struct Scope {
    const Scope *around; /* NULL: none */
    GHashTable *values;  /* name → Value * */
};

static void value_free(gpointer data)
{
    Value *value = data;

    g_free(value->text);
    g_clear_pointer(&value->scopes, g_ptr_array_unref);
    g_free(value);
}

Scope *scope_new(void)
{
    Scope *scope = g_new0(Scope, 1);

    scope->values = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, value_free);
    return scope;
}

void scope_free(Scope *scope)
{
    if (!scope)
        return;
    g_hash_table_unref(scope->values);
    g_free(scope);
}

static void free_scope(gpointer scope)
{
    scope_free(scope);
}

static Value *value_set(Scope *scope, const char *name)
{
    Value *value = g_new0(Value, 1);

    g_hash_table_replace(scope->values, (gpointer)name, value);
    return value;
}

void scope_set(Scope *scope, const char *name, const char *value)
{
    scope_take(scope, name, g_strdup(value));
}

void scope_take(Scope *scope, const char *name, char *value)
{
    if (value)
        value_set(scope, name)->text = value;
    else
        g_hash_table_remove(scope->values, name);
}

void scope_set_int(Scope *scope, const char *name, gint64 value)
{
    scope_take(scope, name, g_strdup_printf("%" G_GINT64_FORMAT, value));
}

void scope_set_flag(Scope *scope, const char *name, gboolean value)
{
    value_set(scope, name)->flag = value;
}

Scope *scope_add(Scope *scope, const char *name)
{
    Value *value = g_hash_table_lookup(scope->values, name);
    Scope *added = scope_new();

    if (!value || !value->scopes) {
        value = value_set(scope, name);
        value->scopes = g_ptr_array_new_with_free_func(free_scope);
    }
    added->around = scope;
    g_ptr_array_add(value->scopes, added);
    return added;
}

static const Value *scope_find(const Scope *scope, const char *name)
{
    const Value *value = NULL;

    for (; scope && !value; scope = scope->around)
        value = g_hash_table_lookup(scope->values, name);
    return value;
}

static gboolean is_true(const Value *value)
{
    return value && (value->flag || value->scopes || (value->text && *value->text));
}

typedef struct {
    const Template *template;
    TemplateWords words;
    gpointer data;
    GString *out;
} Writer;

static void escape_number(GString *out, const char *value)
{
    g_string_append(out, value); /* is_fit() saw digits only */
}

static gboolean is_fit(const char *text, Context context)
{
    return text && (context != CONTEXT_NUMBER || (*text && strspn(text, "0123456789") == strlen(text)));
}

static gboolean write_value(const Writer *writer, const Node *node, const Scope *scope, GError **error)
{
    static void (*const escapers[])(GString * out, const char *value) = {
        [CONTEXT_TEXT] = escape_text,     [CONTEXT_ATTRIBUTE] = escape_text, [CONTEXT_ADDRESS] = escape_url,
        [CONTEXT_NUMBER] = escape_number, [CONTEXT_SCRIPT] = escape_script,
    };
    const Value *value = *node->name == '@' ? NULL : scope_find(scope, node->name);
    const char *text = *node->name == '@' ? writer->words(node->name + 1, writer->data)
                       : value            ? value->text
                                          : NULL;

    if (!is_fit(text, node->context)) {
        g_set_error(error, TEMPLATE_ERROR, TEMPLATE_ERROR_UNSET, "%s: nothing is known of %s",
                    writer->template->name, node->name);
        return FALSE;
    }
    escapers[node->context](writer->out, text);
    return TRUE;
}

static gboolean write_nodes(const Writer *writer, const GPtrArray *nodes, const Scope *scope, GError **error);

static gboolean write_each(const Writer *writer, const Node *node, const Scope *scope, GError **error)
{
    const Value *value = scope_find(scope, node->name);

    for (guint i = 0; value && value->scopes && i < value->scopes->len; i++)
        if (!write_nodes(writer, node->body, g_ptr_array_index(value->scopes, i), error))
            return FALSE;
    return TRUE;
}

static gboolean write_node(const Writer *writer, const Node *node, const Scope *scope, GError **error)
{
    const GPtrArray *half;

    switch (node->kind) {
    case NODE_LITERAL:
        g_string_append(writer->out, node->name);
        return TRUE;
    case NODE_VALUE:
        return write_value(writer, node, scope, error);
    case NODE_IF:
        half = is_true(scope_find(scope, node->name)) ? node->body : node->otherwise;
        return half ? write_nodes(writer, half, scope, error) : TRUE;
    case NODE_EACH:
        return write_each(writer, node, scope, error);
    }
    g_assert_not_reached();
}

static gboolean write_nodes(const Writer *writer, const GPtrArray *nodes, const Scope *scope, GError **error)
{
    for (guint i = 0; i < nodes->len; i++)
        if (!write_node(writer, g_ptr_array_index(nodes, i), scope, error))
            return FALSE;
    return TRUE;
}

gboolean template_write(const Template *template, const Scope *scope, TemplateWords words, gpointer data,
                        GString *out, GError **error)
{
    const Writer writer = { template, words, data, out };

    return write_nodes(&writer, template->nodes, scope, error);
}

static void each_word(const GPtrArray *nodes, void (*each)(const char *key, gpointer data), gpointer data)
{
    for (guint i = 0; nodes && i < nodes->len; i++) {
        const Node *node = g_ptr_array_index(nodes, i);

        if (node->kind == NODE_VALUE && *node->name == '@')
            each(node->name + 1, data);
        each_word(node->body, each, data);
        each_word(node->otherwise, each, data);
    }
}

void template_each_word(const Template *template, void (*each)(const char *key, gpointer data), gpointer data)
{
    each_word(template->nodes, each, data);
}
