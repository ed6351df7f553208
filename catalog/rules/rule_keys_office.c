/* Keys of the rules that ask for forms, names, dates, companions and what others have handed in. */
#include "catalog/rules/rules_internal.h"

#include "catalog/rules/roll.h"
#include "catalog/rules/settings_read.h"

#include <string.h>

#define QUOTA_MAX        100000
#define CHARACTERS_MAX   100000
#define SAMPLE_TOLERANCE (10 * 60 * G_USEC_PER_SEC)

static const char *const field_slugs[N_FORM_FIELDS] = {
    [FIELD_NO] = "no",
    [FIELD_CATEGORY] = "category",
    [FIELD_TITLE] = "title",
    [FIELD_UNIT] = "unit",
    [FIELD_AUTHOR] = "author",
    [FIELD_CONTACT] = "contact",
    [FIELD_PHONE] = "phone",
    [FIELD_EMAIL] = "email",
    [FIELD_FINISHED] = "finished",
    [FIELD_SYNOPSIS] = "synopsis",
};

const char *form_field_slug(FormField field)
{
    g_assert(field < N_FORM_FIELDS);
    return field_slugs[field];
}

/* ---- names, forms ---- */

gboolean parse_naming(Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    NamingTemplate *naming = naming_template_new(value, fault);

    if (!naming)
        return FALSE;
    naming_template_free(rules->naming);
    rules->naming = naming;
    g_string_append(canonical, naming_template_text(naming));
    return TRUE;
}

static gboolean field_of(const char *word, FormField *field, Fault *fault)
{
    const char *names[N_FORM_FIELDS + 1] = { NULL };
    gsize index;

    memcpy(names, field_slugs, sizeof field_slugs);
    if (!parse_choice(names, word, &index, fault))
        return FALSE;
    *field = (FormField)index;
    return TRUE;
}

gboolean parse_registration(Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    g_auto(GStrv) items = quantity_list(value);
    gboolean wanted[N_FORM_FIELDS] = { FALSE };

    for (char **item = items; *item; item++) {
        FormField field;

        if (!field_of(*item, &field, fault))
            return FALSE;
        wanted[field] = TRUE;
    }
    if (!*items)
        return fault_set(fault, "fault.empty", value, NULL);
    memcpy(rules->form_fields, wanted, sizeof wanted);
    for (FormField field = 0; field < N_FORM_FIELDS; field++) {
        if (wanted[field])
            g_string_append_printf(canonical, "%s,", field_slugs[field]);
    }
    return TRUE;
}

/* ---- whole numbers ---- */

static gboolean parse_count(const char *text, gint64 max, gint64 *count, Fault *fault)
{
    guint64 number;

    if (!*text || strspn(text, "0123456789") != strlen(text))
        return fault_set(fault, "fault.number", text, NULL);
    if (!g_ascii_string_to_unsigned(text, 10, 0, (guint64)max, &number, NULL))
        return fault_set(fault, "fault.too-large", text, NULL);
    *count = (gint64)number;
    return TRUE;
}

static gboolean parse_characters(const char *text, gint64 *count, Fault *fault)
{
    return parse_count(text, CHARACTERS_MAX, count, fault);
}

gboolean parse_synopsis(Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    return parse_range_of(parse_characters, value, &rules->synopsis, canonical, fault);
}

static gboolean parse_quota(Rules *rules, RollKind kind, const char *value, GString *canonical, Fault *fault)
{
    g_autofree char *clean = quantity_clean(value);
    gint64 most;

    if (!parse_count(clean, QUOTA_MAX, &most, fault))
        return FALSE;
    if (most == 0)
        return fault_set(fault, "fault.quota-none", clean, NULL);
    rules->quota[kind] = most;
    g_string_append_printf(canonical, "%" G_GINT64_FORMAT, most);
    return TRUE;
}

gboolean parse_per_unit(Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    return parse_quota(rules, ROLL_UNIT, value, canonical, fault);
}

gboolean parse_per_unit_per_category(Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    return parse_quota(rules, ROLL_UNIT_IN_CATEGORY, value, canonical, fault);
}

gboolean parse_per_person(Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    return parse_quota(rules, ROLL_PERSON, value, canonical, fault);
}

gboolean parse_per_person_per_category(Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    return parse_quota(rules, ROLL_PERSON_IN_CATEGORY, value, canonical, fault);
}

/* ---- dates ---- */

static gboolean parse_moment(const char *value, Moment *moment, Fault *fault)
{
    g_autofree char *clean = g_strstrip(g_strdup(value));
    g_autofree char *right = g_strconcat(clean, "+08:00", NULL);

    if (!moment_parse(clean, 0, moment))
        return fault_set(fault, "fault.moment", clean, NULL);
    if (!moment->has_zone)
        return fault_set(fault, "fault.zone", clean, right);
    return TRUE;
}

static gboolean accept_between(Rules *rules, Range accepted, gint64 bound, int zone_s, const char *value,
                               GString *canonical, Fault *fault)
{
    if (accepted.min > accepted.max)
        return fault_set(fault, "fault.opens-after-closes", value, NULL);
    rules->accepted = accepted;
    g_string_append_printf(canonical, "%" G_GINT64_FORMAT " %d", bound, zone_s);
    return TRUE;
}

gboolean parse_opens(Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    Moment moment;

    if (!parse_moment(value, &moment, fault) ||
        !accept_between(rules, (Range){ moment.first_us, rules->accepted.max }, moment.first_us,
                        moment.zone_s, value, canonical, fault))
        return FALSE;
    if (rules->accepted.max == RANGE_NO_MAX) /* whichever line comes first */
        rules->zone_s = moment.zone_s;
    return TRUE;
}

gboolean parse_closes(Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    Moment moment;

    if (!parse_moment(value, &moment, fault) ||
        !accept_between(rules, (Range){ rules->accepted.min, moment.last_us }, moment.last_us, moment.zone_s,
                        value, canonical, fault))
        return FALSE;
    rules->zone_s = moment.zone_s;
    rules->given[RULE_REPLACED] = TRUE;
    return TRUE;
}

static gboolean parse_days(const char *value, DayRange *range, GString *canonical, Fault *fault)
{
    if (!day_range_parse(value, range, fault))
        return FALSE;
    g_string_append_printf(canonical, "%s..%s", range->first, range->last);
    return TRUE;
}

gboolean parse_finished(Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    return parse_days(value, &rules->finished, canonical, fault);
}

gboolean parse_metadata_date(Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    return parse_days(value, &rules->created, canonical, fault);
}

/* ---- companions ---- */

static gboolean pattern_is_right(const char *pattern, Fault *fault)
{
    if (strchr(pattern, '/'))
        return fault_set(fault, "fault.pattern-slash", pattern, NULL);
    if (strspn(pattern, "*?") == strlen(pattern) || g_str_has_prefix(pattern, "*."))
        return fault_set(fault, "fault.sample-all", pattern, NULL);
    return TRUE;
}

gboolean parse_sample(Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    g_autofree char *normal = g_utf8_normalize(value, -1, G_NORMALIZE_DEFAULT_COMPOSE);
    g_auto(GStrv) patterns = settings_names_value(normal, fault);

    for (char **pattern = patterns; pattern && *pattern; pattern++) {
        if (!pattern_is_right(*pattern, fault))
            return FALSE;
        g_string_append_printf(canonical, "%s\n", *pattern);
    }
    if (!patterns)
        return FALSE;
    g_strfreev(rules->samples);
    rules->samples = g_steal_pointer(&patterns);
    return TRUE;
}

gboolean parse_sample_size(Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    return parse_range(QUANTITY_SIZE, value, &rules->sample_size, canonical, fault);
}

gboolean parse_sample_tolerance(Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    g_autofree char *clean = quantity_clean(value);
    gint64 us;

    if (!quantity_parse(QUANTITY_DURATION, clean, QUANTITY_MAXIMUM, &us, fault))
        return FALSE;
    if (us > SAMPLE_TOLERANCE)
        return fault_set(fault, "fault.outside", clean, "0..10m");
    rules->sample_tolerance = us;
    g_string_append_printf(canonical, "%" G_GINT64_FORMAT, us);
    return TRUE;
}
