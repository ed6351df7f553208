/* One work as a JSON object on a line. */
#include "catalog/facts/playability.h"
#include "catalog/report/listing.h"

#include <string.h>

static void key(GString *out, const char *name)
{
    char last = out->str[out->len - 1];

    if (last != '{' && last != '[')
        g_string_append_c(out, ',');
    json_append_text(out, name);
    g_string_append_c(out, ':');
}

static void text(GString *out, const char *name, const char *value)
{
    key(out, name);
    json_append_text(out, value);
}

static void integer(GString *out, const char *name, gint64 value)
{
    key(out, name);
    if (value == FACT_UNKNOWN)
        g_string_append(out, "null");
    else
        g_string_append_printf(out, "%" G_GINT64_FORMAT, value);
}

static void boolean(GString *out, const char *name, gint64 value)
{
    key(out, name);
    g_string_append(out, value == FACT_UNKNOWN ? "null" : value ? "true" : "false");
}

/* Microseconds as seconds, without the digits a double would add. */
static void seconds(GString *out, const char *name, gint64 us)
{
    key(out, name);
    if (us == FACT_UNKNOWN) {
        g_string_append(out, "null");
        return;
    }
    g_string_append_printf(out, "%s%" G_GINT64_FORMAT ".%06" G_GINT64_FORMAT, us < 0 ? "-" : "",
                           ABS(us) / G_USEC_PER_SEC, ABS(us) % G_USEC_PER_SEC);
    while (out->str[out->len - 1] == '0' && out->str[out->len - 2] != '.')
        g_string_truncate(out, out->len - 1);
}

static void fact(GString *out, const FactField *field, gconstpointer group)
{
    switch (field->kind) {
    case FACT_TEXT:
        text(out, field->name, group ? fact_text(group, field) : NULL);
        break;
    case FACT_INT:
        integer(out, field->name, group ? fact_int(group, field) : FACT_UNKNOWN);
        break;
    case FACT_TIME:
        seconds(out, field->name, group ? fact_int(group, field) : FACT_UNKNOWN);
        break;
    case FACT_BOOL:
        boolean(out, field->name, group ? fact_int(group, field) : FACT_UNKNOWN);
        break;
    }
}

static void facts_of_group(GString *out, const FactGroup *group, gconstpointer values)
{
    for (const FactField *field = group->fields; field->name; field++)
        fact(out, field, values);
}

static void streams(GString *out, const char *name, const FactGroup *group, const GPtrArray *list)
{
    key(out, name);
    g_string_append_c(out, '[');
    for (guint i = 0; list && i < list->len; i++) {
        g_string_append(out, i ? ",{" : "{");
        facts_of_group(out, group, list->pdata[i]);
        g_string_append_c(out, '}');
    }
    g_string_append_c(out, ']');
}

static void poster(GString *out, const Work *work)
{
    const WorkPoster *largest = work->posters->len ? work->posters->pdata[0] : NULL;

    key(out, "poster");
    g_string_append_c(out, '{');
    text(out, "path", largest ? largest->path : NULL);
    integer(out, "width", largest ? largest->width : FACT_UNKNOWN);
    integer(out, "height", largest ? largest->height : FACT_UNKNOWN);
    seconds(out, "time", largest ? work->poster_time_us : FACT_UNKNOWN);
    boolean(out, "pinned", largest ? work->poster_pinned : FACT_UNKNOWN);
    g_string_append_c(out, '}');
}

static void findings(GString *out, const Judgement *judgement, Language language)
{
    key(out, "findings");
    g_string_append_c(out, '[');
    for (guint i = 0; judgement && i < judgement->findings->len; i++) {
        const Finding *finding = judgement->findings->pdata[i];

        g_string_append(out, i ? ",{" : "{");
        text(out, "rule", finding->rule);
        text(out, "outcome", outcome_slug(finding->outcome));
        integer(out, "points", finding->outcome == OUTCOME_DEDUCT ? finding->points : FACT_UNKNOWN);
        text(out, "required", finding->required.in[language]);
        text(out, "measured", finding->measured.in[language]);
        text(out, "message", finding->message.in[language]);
        g_string_append_c(out, '}');
    }
    g_string_append_c(out, ']');
}

static void tags(GString *out, const Work *work)
{
    key(out, "tags");
    g_string_append_c(out, '[');
    for (guint i = 0; work->tags[i]; i++) {
        if (i)
            g_string_append_c(out, ',');
        json_append_text(out, work->tags[i]);
    }
    g_string_append_c(out, ']');
}

static void entry(GString *out, const Work *work, const char *category_title)
{
    g_autofree char *id = work_id(work);

    text(out, "id", id);
    text(out, "entry_no", work->entry_no);
    text(out, "edition", work->edition);
    text(out, "category", category_title);
    text(out, "category_slug", work->category);
    text(out, "title", work->title);
    text(out, "unit", work->unit);
    text(out, "author", work->author);
    tags(out, work);
}

static void file(GString *out, const Work *work)
{
    g_autofree char *base64 = g_base64_encode((const guchar *)work->path, strlen(work->path));
    g_autoptr(GDateTime) modified = g_date_time_new_from_unix_utc(work->modified_ns / 1000000000);
    g_autofree char *when = modified ? g_date_time_format(modified, "%Y-%m-%dT%H:%M:%SZ") : NULL;

    text(out, "path", work->path);
    text(out, "path_base64", base64);
    text(out, "status", status_slug(work->status));
    text(out, "reason", work->reason);
    integer(out, "size", work->size);
    text(out, "modified", when);
    text(out, "content", work->content);
    text(out, "sha256", work->sha256);
}

static void moment(GString *out, const char *name, gint64 us)
{
    g_autoptr(GDateTime) when = g_date_time_new_from_unix_utc(us / G_USEC_PER_SEC);
    g_autofree char *words = when ? g_date_time_format(when, "%Y-%m-%dT%H:%M:%SZ") : NULL;

    text(out, name, words);
}

static void decisions(GString *out, const Work *work)
{
    key(out, "decisions");
    g_string_append_c(out, '[');
    for (guint i = 0; i < work->decisions->len; i++) {
        const Decision *decision = work->decisions->pdata[i];

        g_string_append(out, i ? ",{" : "{");
        text(out, "kind", decision_kind_slug(decision->kind));
        text(out, "subject", decision->subject);
        text(out, "answer", decision->answer);
        text(out, "by", decision->decided_by);
        text(out, "why", decision->why);
        moment(out, "when", decision->decided_us);
        text(out, "content", decision->content);
        boolean(out, "in_force",
                decision_standing(work->decisions, decision, work->content) == DECISION_STANDS);
        g_string_append_c(out, '}');
    }
    g_string_append_c(out, ']');
}

static void past_verdicts(GString *out, const GPtrArray *history, Language language)
{
    key(out, "history");
    g_string_append_c(out, '[');
    for (guint i = 0; i < history->len; i++) {
        const PastVerdict *past = history->pdata[i];

        g_string_append(out, i ? ",{" : "{");
        moment(out, "when", past->judged_us);
        text(out, "verdict", verdict_slug(past->judgement->verdict));
        text(out, "rules_hash", past->judgement->rules_hash);
        findings(out, past->judgement, language);
        g_string_append_c(out, '}');
    }
    g_string_append_c(out, ']');
}

static void deep(GString *out, const Work *work)
{
    key(out, "deep");
    if (!work->deep) {
        g_string_append(out, "null");
        return;
    }
    g_string_append_c(out, '{');
    text(out, "status", status_slug(work->deep_status));
    facts_of_group(out, &deep_facts_group, work->deep);
    g_string_append_c(out, '}');
}

static void work_object(GString *out, const Work *work, Language language)
{
    const Facts *facts = work->facts;

    g_string_append_c(out, '{');
    entry(out, work, work->category_title.in[language]);
    file(out, work);
    facts_of_group(out, &file_facts_group, facts ? &facts->file : NULL);
    key(out, "video");
    if (facts && facts->has_video) {
        g_string_append_c(out, '{');
        facts_of_group(out, &video_facts_group, &facts->video);
        g_string_append_c(out, '}');
    } else {
        g_string_append(out, "null");
    }
    streams(out, "audio", &audio_facts_group, facts ? facts->audio : NULL);
    streams(out, "subtitles", &subtitle_facts_group, facts ? facts->subtitles : NULL);
    deep(out, work);
    poster(out, work);
    text(out, "playable", facts ? playable_slug(playable_of_work(facts, work->proxy != NULL)) : NULL);
    text(out, "verdict", work->judgement ? verdict_slug(work->judgement->verdict) : NULL);
    findings(out, work->judgement, language);
}

void listing_json(GString *out, const Work *work, Language language)
{
    work_object(out, work, language);
    g_string_append(out, "}\n");
}

void listing_json_full(GString *out, const Work *work, const GPtrArray *history, Language language)
{
    work_object(out, work, language);
    decisions(out, work);
    past_verdicts(out, history, language);
    g_string_append(out, "}\n");
}
