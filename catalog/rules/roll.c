#include "catalog/rules/roll.h"

#include "catalog/rules/settings.h"
#include "catalog/rules/unit_names.h"

#include <string.h>

struct Roll {
    GHashTable *groups;     /* kind, name and category → GPtrArray of const Subject * */
    GHashTable *alike;      /* content id or SHA-256 → the same */
    GHashTable *elsewhere;  /* content id or SHA-256 → GPtrArray of const RollElsewhere * */
    GArray *elsewhere_rows; /* of RollElsewhere */
};

char **author_persons(const char *author)
{
    g_auto(GStrv) parts = g_strsplit(author ? author : "", "、", -1);
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    GPtrArray *persons = g_ptr_array_new();

    for (char **part = parts; *part; part++) {
        g_strstrip(*part);
        if (**part && g_hash_table_add(seen, unit_name_fold(*part)))
            g_ptr_array_add(persons, g_strdup(*part));
    }
    g_ptr_array_add(persons, NULL);
    return (char **)g_ptr_array_free(persons, FALSE);
}

/* A name has no line feed: its key lost all white space. */
static char *group_key(RollKind kind, const char *name, const Category *category)
{
    gboolean in_category = kind == ROLL_UNIT_IN_CATEGORY || kind == ROLL_PERSON_IN_CATEGORY;
    g_autofree char *key = unit_name_fold(name);

    return g_strdup_printf("%d\n%s\n%s", (int)kind, key, in_category && category ? category->slug : "");
}

/* Takes the key. */
static void add_to(GHashTable *table, char *key, gconstpointer member)
{
    GPtrArray *members = g_hash_table_lookup(table, key);

    if (members) {
        g_free(key);
    } else {
        members = g_ptr_array_new();
        g_hash_table_insert(table, key, members);
    }
    if (members->len == 0 || members->pdata[members->len - 1] != member)
        g_ptr_array_add(members, (gpointer)member);
}

static void add_counted(Roll *roll, const Subject *subject)
{
    g_auto(GStrv) persons = author_persons(subject->author);

    for (RollKind kind = ROLL_UNIT; subject->unit && kind <= ROLL_UNIT_IN_CATEGORY; kind++)
        add_to(roll->groups, group_key(kind, subject->unit, subject->category), subject);
    for (char **person = persons; *person; person++) {
        for (RollKind kind = ROLL_PERSON; kind <= ROLL_PERSON_IN_CATEGORY; kind++)
            add_to(roll->groups, group_key(kind, *person, subject->category), subject);
    }
}

static void add_subject(Roll *roll, const Subject *subject)
{
    if (subject->has_left)
        return;
    add_counted(roll, subject);
    if (subject->status == STATUS_MISSING)
        return;
    if (subject->content)
        add_to(roll->alike, g_strdup(subject->content), subject);
    if (subject->sha256)
        add_to(roll->alike, g_strdup(subject->sha256), subject);
}

static int subjects_compare(gconstpointer a, gconstpointer b)
{
    const Subject *const *one = a, *const *other = b;

    return (*one)->number < (*other)->number ? -1 : (*one)->number > (*other)->number;
}

static int elsewhere_compare(gconstpointer a, gconstpointer b)
{
    const RollElsewhere *one = a, *other = b;
    int order = strcmp(one->edition, other->edition);

    if (order != 0)
        return order;
    return one->number < other->number ? -1 : one->number > other->number;
}

static GHashTable *groups_new(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
}

static void add_elsewhere(Roll *roll, const GArray *elsewhere)
{
    if (elsewhere)
        g_array_append_vals(roll->elsewhere_rows, elsewhere->data, elsewhere->len);
    g_array_sort(roll->elsewhere_rows, elsewhere_compare);
    for (guint i = 0; i < roll->elsewhere_rows->len; i++) {
        const RollElsewhere *work = &g_array_index(roll->elsewhere_rows, RollElsewhere, i);

        if (work->content)
            add_to(roll->elsewhere, g_strdup(work->content), work);
        if (work->sha256)
            add_to(roll->elsewhere, g_strdup(work->sha256), work);
    }
}

Roll *roll_new(const GPtrArray *subjects, const GArray *elsewhere)
{
    g_autoptr(GPtrArray) in_order = g_ptr_array_new();
    Roll *roll = g_new0(Roll, 1);

    roll->groups = groups_new();
    roll->alike = groups_new();
    roll->elsewhere = groups_new();
    roll->elsewhere_rows = g_array_new(FALSE, FALSE, sizeof(RollElsewhere));
    for (guint i = 0; subjects && i < subjects->len; i++)
        g_ptr_array_add(in_order, subjects->pdata[i]);
    g_ptr_array_sort(in_order, subjects_compare);
    for (guint i = 0; i < in_order->len; i++)
        add_subject(roll, in_order->pdata[i]);
    add_elsewhere(roll, elsewhere);
    return roll;
}

void roll_free(Roll *roll)
{
    if (!roll)
        return;
    g_hash_table_unref(roll->groups);
    g_hash_table_unref(roll->alike);
    g_hash_table_unref(roll->elsewhere);
    g_array_unref(roll->elsewhere_rows);
    g_free(roll);
}

const GPtrArray *roll_works_of(const Roll *roll, RollKind kind, const char *name, const Category *category)
{
    g_autofree char *key = group_key(kind, name, category);

    return g_hash_table_lookup(roll->groups, key);
}

/* The bytes of two are the same where either mark is: a content id was confirmed by a full reading of both when it was given. */
static const GPtrArray *larger_of(GHashTable *table, const Subject *subject)
{
    const GPtrArray *by_content = subject->content ? g_hash_table_lookup(table, subject->content) : NULL;
    const GPtrArray *by_sha256 = subject->sha256 ? g_hash_table_lookup(table, subject->sha256) : NULL;

    if (!by_content || (by_sha256 && by_sha256->len > by_content->len))
        return by_sha256;
    return by_content;
}

const GPtrArray *roll_works_alike(const Roll *roll, const Subject *subject)
{
    return larger_of(roll->alike, subject);
}

const GPtrArray *roll_works_elsewhere(const Roll *roll, const Subject *subject)
{
    return larger_of(roll->elsewhere, subject);
}
