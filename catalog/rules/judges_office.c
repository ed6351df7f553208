/* What folder, file name and entry form say of a work, and whether they say the same. */
#include "catalog/rules/roll.h"
#include "catalog/rules/settings.h"
#include "catalog/rules/unit_names.h"
#include "catalog/rules/wording.h"

#include <string.h>

static Text field_words(const char *slug)
{
    g_autofree char *key = g_strconcat("form.field.", slug, NULL);

    return text_message(key, NULL);
}

/* ---- category ---- */

typedef struct {
    const char *key; /* "place.folder" */
    const Category *category;
    const char *written; /* where it is no category of the settings; NULL */
} Source;

static Text source_words(const Source *source)
{
    g_auto(Text) place = text_message(source->key, NULL);
    g_auto(Text) name = source->category ? text_copy(&source->category->title) : text_same(source->written);

    return text_message(source->category ? "finding.category.source" : "finding.category.source-unknown",
                        "place", &place, "name", &name, NULL);
}

static const char *form_category_written(const Subject *subject)
{
    return subject->form && !subject->form_category ? subject->form->category_written : NULL;
}

static Ruling category_doubt(const Source *sources, gsize n, Finding *finding)
{
    Phrases all = { 0 };

    for (gsize i = 0; i < n; i++) {
        if (sources[i].category || sources[i].written)
            phrases_add(&all, "list.clause", source_words(&sources[i]));
    }
    finding->measured = phrases_end(&all);
    return said(finding, RULING_DOUBT, "finding.category.differs");
}

static Ruling in_category(const Category *category, Finding *finding)
{
    finding->measured =
        category ? text_copy(&category->title) : text_message("finding.category.inside", NULL);
    return said(finding, RULING_PASS, "finding.category.pass");
}

Ruling judge_category(G_GNUC_UNUSED const Rules *rules, const Subject *subject, Finding *finding)
{
    const Source sources[] = {
        { "place.folder", subject->folder_category, NULL },
        { "place.name", subject->name_category, NULL },
        { "place.form", subject->form_category, form_category_written(subject) },
    };

    if (!subject->has_category) {
        finding->measured = text_message("finding.category.outside", NULL);
        return said(finding, RULING_FAIL, "finding.category.fail");
    }
    for (gsize i = 0; i < G_N_ELEMENTS(sources); i++) {
        if (sources[i].written || (sources[i].category && sources[i].category != subject->category))
            return category_doubt(sources, G_N_ELEMENTS(sources), finding);
    }
    return in_category(subject->category, finding);
}

Text require_category(G_GNUC_UNUSED const Rules *rules)
{
    return text_message("finding.category.required", NULL);
}

/* ---- naming ---- */

Text require_naming(const Rules *rules)
{
    Text in_words = { 0 };
    g_auto(Text) owned = { 0 };

    for (Language language = LANGUAGE_ZH; language < LANGUAGES; language++) {
        const char *words[NAME_FIELDS];

        for (NameField field = 0; field < NAME_FIELDS; field++) {
            g_autofree char *key = g_strconcat("form.field.", name_field_slug(field), NULL);
            words[field] = message(language, key);
        }
        in_words.in[language] = naming_template_words(rules->naming, words);
    }
    owned = in_words;
    return text_message("finding.naming.required", "name", &owned, NULL);
}

/* The same but for spelling and for 《》 around it. */
static gboolean names_agree(const char *a, const char *b)
{
    g_autofree char *key_a = unit_name_fold(a);
    g_autofree char *key_b = unit_name_fold(b);
    g_autoptr(GString) bare_a = g_string_new(key_a);
    g_autoptr(GString) bare_b = g_string_new(key_b);
    static const char *const marks[] = { "《", "》", "“", "”" };

    for (gsize i = 0; i < G_N_ELEMENTS(marks); i++) {
        g_string_replace(bare_a, marks[i], "", 0);
        g_string_replace(bare_b, marks[i], "", 0);
    }
    return strcmp(bare_a->str, bare_b->str) == 0;
}

/* Every person that the name has is among those of the form. A name cannot have 、 everywhere. */
static gboolean authors_agree(const char *name, const char *form)
{
    static const char *const signs[] = { ",", "，", "&", "＆", "+", "＋", ";", "；" };
    g_autoptr(GString) text = g_string_new(name);
    g_auto(GStrv) named = NULL;
    g_auto(GStrv) of_form = author_persons(form);

    for (gsize i = 0; i < G_N_ELEMENTS(signs); i++)
        g_string_replace(text, signs[i], "、", 0);
    named = author_persons(text->str);
    for (char **person = named; *person; person++) {
        gboolean found = FALSE;

        for (char **other = of_form; *other && !found; other++)
            found = names_agree(*person, *other);
        if (!found)
            return FALSE;
    }
    return TRUE;
}

static Text difference_words(NameField field, const char *name, const char *place, const Text *says)
{
    g_auto(Text) field_text = field_words(name_field_slug(field));
    g_auto(Text) place_text = text_message(place, NULL);
    g_auto(Text) got = text_same(name);

    return text_message("finding.naming.difference", "field", &field_text, "got", &got, "place", &place_text,
                        "want", says, NULL);
}

static Text unknown_category_words(const char *name)
{
    g_auto(Text) got = text_same(name);

    return text_message("finding.naming.no-category", "got", &got, NULL);
}

static void add_category_claims(const Subject *subject, Phrases *all)
{
    const char *name = subject->fields->in[NAME_CATEGORY];
    const Source sources[] = {
        { "place.folder", subject->folder_category, NULL },
        { "place.form", subject->form_category, NULL },
    };

    if (!name)
        return;
    if (!subject->name_category) {
        phrases_add(all, "list.clause", unknown_category_words(name));
        return;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(sources); i++) {
        if (sources[i].category && sources[i].category != subject->name_category)
            phrases_add(all, "list.clause",
                        difference_words(NAME_CATEGORY, name, sources[i].key, &sources[i].category->title));
    }
}

static Text differences(const Subject *subject)
{
    const Form *form = subject->form;
    const struct {
        NameField field;
        const char *place;
        const char *says; /* NULL: nothing */
        gboolean (*agree)(const char *name, const char *says);
    } claims[] = {
        { NAME_UNIT, "place.folder", subject->folder_unit, names_agree },
        { NAME_UNIT, "place.form", form ? form->unit : NULL, names_agree },
        { NAME_TITLE, "place.form", form ? form->title : NULL, names_agree },
        { NAME_AUTHOR, "place.form", form ? form->author : NULL, authors_agree },
        { NAME_NO, "place.form", form ? form->entry_no : NULL, names_agree },
    };
    Phrases all = { 0 };

    add_category_claims(subject, &all);
    for (gsize i = 0; i < G_N_ELEMENTS(claims); i++) {
        const char *name = subject->fields->in[claims[i].field];

        g_auto(Text) says = text_same(claims[i].says);

        if (name && claims[i].says && !claims[i].agree(name, claims[i].says))
            phrases_add(&all, "list.clause", difference_words(claims[i].field, name, claims[i].place, &says));
    }
    return phrases_end(&all);
}

Ruling judge_naming(G_GNUC_UNUSED const Rules *rules, const Subject *subject, Finding *finding)
{
    g_auto(Text) detail = { 0 };

    if (!subject->name)
        return RULING_UNKNOWN;
    finding->measured = text_same(subject->name);
    if (!subject->fields)
        return said(finding, RULING_FAIL, "finding.naming.fail");
    detail = differences(subject);
    if (!detail.in[LANGUAGE_ZH])
        return said(finding, RULING_PASS, "finding.naming.pass");
    say(finding, "finding.naming.differs", NULL, NULL, &detail);
    return RULING_FAIL;
}

/* ---- registration ---- */

static gboolean is_given(const char *text)
{
    return text && *text;
}

static gboolean has_field(const Form *form, FormField field)
{
    switch (field) {
    case FIELD_NO:
        return is_given(form->entry_no);
    case FIELD_CATEGORY:
        return is_given(form->category) || is_given(form->category_written);
    case FIELD_TITLE:
        return is_given(form->title);
    case FIELD_UNIT:
        return is_given(form->unit);
    case FIELD_AUTHOR:
        return is_given(form->author);
    case FIELD_CONTACT:
        return form->has_contact;
    case FIELD_PHONE:
        return form->has_phone;
    case FIELD_EMAIL:
        return form->has_email;
    case FIELD_FINISHED:
        return is_given(form->finished);
    case FIELD_SYNOPSIS:
        return is_given(form->synopsis);
    case N_FORM_FIELDS:
        break;
    }
    g_assert_not_reached();
}

/* Characters as people count them: white space is none. */
static gint64 characters_of(const char *text)
{
    gint64 n = 0;

    for (; *text; text = g_utf8_next_char(text))
        n += !g_unichar_isspace(g_utf8_get_char(text)) && !g_unichar_iszerowidth(g_utf8_get_char(text));
    return n;
}

static Text characters_words(gint64 n)
{
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, n);
    g_auto(Text) text = text_same(number);

    return text_message(n == 1 ? "quantity.character" : "quantity.characters", "n", &text, NULL);
}

static gboolean has_length_rule(const Rules *rules)
{
    return rules->synopsis.min != RANGE_NO_MIN || rules->synopsis.max != RANGE_NO_MAX;
}

static Text synopsis_words(const Rules *rules)
{
    g_auto(Text) range = range_words(&rules->synopsis, characters_words, "range.no-less");

    return text_message("finding.registration.synopsis", "range", &range, NULL);
}

static Text fields_words(const gboolean fields[N_FORM_FIELDS])
{
    Phrases all = { 0 };

    for (FormField field = 0; field < N_FORM_FIELDS; field++) {
        if (fields[field])
            phrases_add(&all, "list.separator", field_words(form_field_slug(field)));
    }
    return phrases_end(&all);
}

Text require_registration(const Rules *rules)
{
    g_auto(Text) fields = fields_words(rules->form_fields);
    Phrases all = { 0 };

    if (fields.in[LANGUAGE_ZH])
        phrases_add(&all, "list.clause",
                    text_message("finding.registration.required", "fields", &fields, NULL));
    if (has_length_rule(rules))
        phrases_add(&all, "list.clause", synopsis_words(rules));
    return phrases_end(&all);
}

static gboolean add_missing(const Rules *rules, const Form *form, Phrases *all)
{
    gboolean missing[N_FORM_FIELDS] = { FALSE };
    g_auto(Text) fields = { 0 };

    for (FormField field = 0; field < N_FORM_FIELDS; field++)
        missing[field] = rules->form_fields[field] && !has_field(form, field);
    fields = fields_words(missing);
    if (fields.in[LANGUAGE_ZH])
        phrases_add(all, "list.clause",
                    text_message("finding.registration.missing", "fields", &fields, NULL));
    return fields.in[LANGUAGE_ZH] != NULL;
}

/* A synopsis that nobody asks for has no length. */
static gboolean add_length(const Rules *rules, const Form *form, Phrases *all)
{
    gint64 n = is_given(form->synopsis) ? characters_of(form->synopsis) : 0;
    Distance distance = distance_of(&rules->synopsis, n);
    g_auto(Text) length = characters_words(n);
    g_auto(Text) difference = characters_words(distance.difference);

    if (distance.difference == 0 || n == 0)
        return FALSE;
    phrases_add(all, "list.clause",
                text_message(distance.over ? "finding.registration.over" : "finding.registration.under",
                             "length", &length, "difference", &difference, NULL));
    return TRUE;
}

Ruling judge_registration(const Rules *rules, const Subject *subject, Finding *finding)
{
    Phrases all = { 0 };
    gboolean missing, length;

    if (!subject->form) {
        finding->measured = text_message("finding.registration.none-came", NULL);
        return said(finding, RULING_FAIL, "finding.registration.none");
    }
    missing = add_missing(rules, subject->form, &all);
    length = add_length(rules, subject->form, &all);
    if (!missing && !length) {
        finding->measured = text_message("finding.registration.complete", NULL);
        return said(finding, RULING_PASS, "finding.registration.pass");
    }
    finding->measured = phrases_end(&all);
    return said(finding, RULING_FAIL, "finding.registration.fail");
}
