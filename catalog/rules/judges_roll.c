/* What a work is among the others: one too many, or the same as another. */
#include "catalog/rules/roll.h"
#include "catalog/rules/settings.h"
#include "catalog/rules/wording.h"

/* A sentence names no more works than this. */
#define NAMED_MAX 100

/* ---- quotas ---- */

static const char *const limit_keys[QUOTA_KINDS] = {
    [ROLL_UNIT] = "quota.limit.unit",
    [ROLL_UNIT_IN_CATEGORY] = "quota.limit.unit-in-category",
    [ROLL_PERSON] = "quota.limit.person",
    [ROLL_PERSON_IN_CATEGORY] = "quota.limit.person-in-category",
};

Text require_quota(const Rules *rules)
{
    Phrases all = { 0 };

    for (RollKind kind = 0; kind < QUOTA_KINDS; kind++) {
        g_auto(Text) max = number_words(rules->quota[kind]);

        if (rules->quota[kind] > 0)
            phrases_add(&all, "list.clause", text_message(limit_keys[kind], "max", &max, NULL));
    }
    return phrases_end(&all);
}

static gboolean counts_in_category(RollKind kind)
{
    return kind == ROLL_UNIT_IN_CATEGORY || kind == ROLL_PERSON_IN_CATEGORY;
}

static Text ids_words(const GPtrArray *works)
{
    Phrases ids = { 0 };
    g_auto(Text) listed = { 0 };
    g_auto(Text) rest = { 0 };

    for (guint i = 0; i < MIN(works->len, NAMED_MAX); i++)
        phrases_add(&ids, "list.separator", text_same(((const Subject *)works->pdata[i])->id));
    listed = phrases_end(&ids);
    if (works->len <= NAMED_MAX)
        return text_copy(&listed);
    rest = number_words(works->len - NAMED_MAX);
    return text_message("quota.more", "ids", &listed, "n", &rest, NULL);
}

/* What one limit finds of one unit or person. */
typedef struct {
    const Rules *rules;
    const Subject *subject;
    RollKind kind;
    const char *who;
    const GPtrArray *works;
} Count;

static Text count_words(const Count *count)
{
    gint64 max = count->rules->quota[count->kind];
    gboolean over = count->works->len > max;
    const Category *category = counts_in_category(count->kind) ? count->subject->category : NULL;
    g_auto(Text) who = text_same(count->who);
    g_auto(Text) where = category ? text_copy(&category->title) : text_same("");
    g_auto(Text) got = number_words(count->works->len);
    g_auto(Text) max_text = number_words(max);
    g_auto(Text) excess = number_words(count->works->len - max);
    g_auto(Text) ids = ids_words(count->works);

    if (!over)
        return text_message(category ? "quota.count-in-category" : "quota.count", "who", &who, "category",
                            &where, "got", &got, NULL);
    return text_message(category ? "quota.over-in-category" : "quota.over", "who", &who, "category", &where,
                        "got", &got, "max", &max_text, "excess", &excess, "ids", &ids, NULL);
}

typedef struct {
    Phrases kept, broken;
    guint n_broken, n;
} Counts;

static void count(const Rules *rules, const Subject *subject, RollKind kind, const char *who, Counts *counts)
{
    Count one = { rules, subject, kind, who, roll_works_of(subject->roll, kind, who, subject->category) };
    gboolean over = one.works && one.works->len > rules->quota[kind];

    if (!one.works)
        return;
    counts->n++;
    counts->n_broken += over;
    phrases_add(over ? &counts->broken : &counts->kept, "list.clause", count_words(&one));
}

static void count_all(const Rules *rules, const Subject *subject, Counts *counts)
{
    g_auto(GStrv) persons = author_persons(subject->author);

    for (RollKind kind = ROLL_UNIT; kind <= ROLL_UNIT_IN_CATEGORY; kind++) {
        if (rules->quota[kind] > 0 && subject->unit)
            count(rules, subject, kind, subject->unit, counts);
    }
    for (RollKind kind = ROLL_PERSON; kind <= ROLL_PERSON_IN_CATEGORY; kind++) {
        for (char **person = persons; rules->quota[kind] > 0 && *person; person++)
            count(rules, subject, kind, *person, counts);
    }
}

Ruling judge_quota(const Rules *rules, const Subject *subject, Finding *finding)
{
    Counts counts = { 0 };
    g_auto(Text) kept = { 0 };
    g_auto(Text) broken = { 0 };

    if (subject->has_left)
        return said(finding, RULING_INAPPLICABLE, "finding.quota.left");
    if (!subject->roll)
        return RULING_UNKNOWN;
    count_all(rules, subject, &counts);
    kept = phrases_end(&counts.kept);
    broken = phrases_end(&counts.broken);
    if (counts.n == 0)
        return RULING_UNKNOWN; /* of nobody */
    finding->measured = text_copy(counts.n_broken > 0 ? &broken : &kept);
    if (counts.n_broken == 0)
        return said(finding, RULING_PASS, "finding.quota.pass");
    return said(finding, RULING_FAIL, "finding.quota.fail");
}

/* ---- duplicates ---- */

Text require_duplicate(G_GNUC_UNUSED const Rules *rules)
{
    return text_message("finding.duplicate.required", NULL);
}

Text require_duplicate_editions(G_GNUC_UNUSED const Rules *rules)
{
    return text_message("finding.duplicate.editions.required", NULL);
}

static Text twin_words(const char *id, const char *title, const char *unit, const char *edition)
{
    g_auto(Text) id_text = text_same(id);
    g_auto(Text) title_text = text_same(title ? title : "—");
    g_auto(Text) unit_text = text_same(unit ? unit : "—");
    g_auto(Text) edition_text = text_same(edition ? edition : "");

    return text_message(edition ? "duplicate.work-elsewhere" : "duplicate.work", "id", &id_text, "title",
                        &title_text, "unit", &unit_text, "edition", &edition_text, NULL);
}

static Ruling judge_twins(Phrases *twins, const char *key, Finding *finding)
{
    finding->measured = phrases_end(twins);
    if (finding->measured.in[LANGUAGE_ZH])
        return said(finding, RULING_FAIL, key);
    finding->measured = text_message("finding.duplicate.none", NULL);
    return said(finding, RULING_PASS, "finding.duplicate.pass");
}

Ruling judge_duplicate(G_GNUC_UNUSED const Rules *rules, const Subject *subject, Finding *finding)
{
    const GPtrArray *alike = subject->roll ? roll_works_alike(subject->roll, subject) : NULL;
    Phrases twins = { 0 };

    if (subject->has_left)
        return said(finding, RULING_INAPPLICABLE, "finding.quota.left");
    if (!subject->roll || !subject->content)
        return RULING_UNKNOWN;
    for (guint i = 0; alike && i < MIN(alike->len, NAMED_MAX); i++) {
        const Subject *other = alike->pdata[i];

        if (other->number != subject->number)
            phrases_add(&twins, "list.separator", twin_words(other->id, other->title, other->unit, NULL));
    }
    return judge_twins(&twins, "finding.duplicate.fail", finding);
}

Ruling judge_duplicate_editions(G_GNUC_UNUSED const Rules *rules, const Subject *subject, Finding *finding)
{
    const GPtrArray *alike = subject->roll ? roll_works_elsewhere(subject->roll, subject) : NULL;
    Phrases twins = { 0 };

    if (!subject->roll || !subject->content)
        return RULING_UNKNOWN;
    for (guint i = 0; alike && i < MIN(alike->len, NAMED_MAX); i++) {
        const RollElsewhere *other = alike->pdata[i];
        g_autofree char *id = g_strdup_printf("%04" G_GINT64_FORMAT, other->number);

        phrases_add(&twins, "list.separator", twin_words(id, other->title, other->unit, other->edition));
    }
    return judge_twins(&twins, "finding.duplicate.editions.fail", finding);
}
