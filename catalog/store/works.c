/* All works at once: one pass over each table, merged by row id, so that ten thousand works cost ten
 * statements. */
#include "catalog/store/store_internal.h"

static const Member work_members[] = {
    MEMBER(Work, number, MEMBER_INT64),
    MEMBER(Work, category, MEMBER_TEXT),
    MEMBER(Work, entry_no, MEMBER_TEXT),
    MEMBER(Work, title, MEMBER_TEXT),
    MEMBER(Work, unit, MEMBER_TEXT),
    MEMBER(Work, author, MEMBER_TEXT),
    MEMBER(Work, path_title, MEMBER_TEXT),
    MEMBER(Work, path_unit, MEMBER_TEXT),
    MEMBER(Work, title_pinyin, MEMBER_TEXT),
    MEMBER(Work, title_initials, MEMBER_TEXT),
    MEMBER(Work, unit_pinyin, MEMBER_TEXT),
    MEMBER(Work, unit_initials, MEMBER_TEXT),
    MEMBER(Work, root, MEMBER_BYTES),
    MEMBER(Work, path, MEMBER_BYTES),
    MEMBER(Work, status, MEMBER_STATUS),
    MEMBER(Work, reason, MEMBER_TEXT),
    MEMBER(Work, size, MEMBER_INT64),
    MEMBER(Work, modified_ns, MEMBER_INT64),
    MEMBER(Work, content, MEMBER_TEXT),
    MEMBER(Work, sha256, MEMBER_TEXT),
    MEMBER(Work, poster_time_us, MEMBER_KNOWN),
    MEMBER(Work, poster_pinned, MEMBER_INT),
    MEMBER(Work, sandboxed, MEMBER_INT),
    { NULL, 0, 0 },
};

static const Member version_members[] = {
    MEMBER(WorkVersion, content, MEMBER_TEXT),        MEMBER(WorkVersion, sha256, MEMBER_TEXT),
    MEMBER(WorkVersion, root, MEMBER_BYTES),          MEMBER(WorkVersion, path, MEMBER_BYTES),
    MEMBER(WorkVersion, size, MEMBER_INT64),          MEMBER(WorkVersion, modified_ns, MEMBER_INT64),
    MEMBER(WorkVersion, first_seen_us, MEMBER_INT64), { NULL, 0, 0 },
};

static const Member sample_members[] = {
    MEMBER(WorkSample, path, MEMBER_BYTES),    MEMBER(WorkSample, size, MEMBER_INT64),
    MEMBER(WorkSample, status, MEMBER_STATUS), MEMBER(WorkSample, duration, MEMBER_KNOWN),
    MEMBER(WorkSample, likeness, MEMBER_TEXT), { NULL, 0, 0 },
};

static const Member judgement_members[] = {
    MEMBER(Judgement, verdict, MEMBER_VERDICT),
    MEMBER(Judgement, rules_hash, MEMBER_TEXT),
    { NULL, 0, 0 },
};

/* By which the other tables find their work; 0: none. */
typedef struct {
    gint64 number, content_id, verdict_id, has_facts;
} Keys;

static const Member key_members[] = {
    MEMBER(Keys, number, MEMBER_INT64),
    MEMBER(Keys, content_id, MEMBER_INT64),
    MEMBER(Keys, verdict_id, MEMBER_INT64),
    MEMBER(Keys, has_facts, MEMBER_INT64),
    { NULL, 0, 0 },
};

void work_poster_free(WorkPoster *poster)
{
    if (!poster)
        return;
    members_clear(poster_members, poster);
    g_free(poster);
}

WorkPoster *work_poster_new(const char *path, int width, int height)
{
    WorkPoster *poster = g_new0(WorkPoster, 1);

    *poster = (WorkPoster){ g_strdup(path), width, height };
    return poster;
}

void work_version_free(WorkVersion *version)
{
    if (!version)
        return;
    members_clear(version_members, version);
    g_free(version);
}

void work_sample_free(WorkSample *sample)
{
    if (!sample)
        return;
    members_clear(sample_members, sample);
    g_free(sample);
}

Work *work_new(void)
{
    Work *work = g_new0(Work, 1);

    work->tags = g_new0(char *, 1);
    work->posters = g_ptr_array_new_with_free_func((GDestroyNotify)work_poster_free);
    work->attachments = g_ptr_array_new_with_free_func(g_free);
    work->samples = g_ptr_array_new_with_free_func((GDestroyNotify)work_sample_free);
    work->decisions = g_ptr_array_new_with_free_func((GDestroyNotify)decision_free);
    work->versions = g_ptr_array_new_with_free_func((GDestroyNotify)work_version_free);
    work->poster_time_us = FACT_UNKNOWN;
    return work;
}

void work_free(Work *work)
{
    if (!work)
        return;
    members_clear(work_members, work);
    text_clear(&work->category_title);
    g_free(work->edition);
    g_strfreev(work->tags);
    form_free(work->form);
    facts_free(work->facts);
    deep_facts_free(work->deep);
    judgement_free(work->judgement);
    g_ptr_array_unref(work->posters);
    g_ptr_array_unref(work->attachments);
    g_ptr_array_unref(work->samples);
    g_ptr_array_unref(work->decisions);
    g_ptr_array_unref(work->versions);
    g_free(work);
}

const Decision *work_withdrawal(const Work *work)
{
    const Decision *state = decision_state(work->decisions);

    return state && g_strcmp0(state->answer, STATE_WITHDRAWN) == 0 ? state : NULL;
}

Status work_file_status(const Work *work)
{
    return work_withdrawal(work) ? work->file_status : work->status;
}

gboolean work_is_shown(const Work *work)
{
    return work->status != STATUS_WITHDRAWN || work_withdrawal(work);
}

char *work_id(const Work *work)
{
    if (!work->category)
        return g_strdup_printf("%04" G_GINT64_FORMAT, work->number);
    return g_strdup_printf("%s-%04" G_GINT64_FORMAT, work->category, work->number);
}

/* ---- which works a row of another table belongs to ---- */

typedef struct {
    gint64 key;
    Work *work;
} Link;

typedef struct {
    GArray *by_number, *by_content; /* of Link, in order of the key */
} Links;

static void links_clear(Links *links)
{
    g_array_unref(links->by_number);
    g_array_unref(links->by_content);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Links, links_clear)

static void link_add(GArray *links, gint64 key, Work *work)
{
    Link link = { key, work };

    if (key != 0)
        g_array_append_val(links, link);
}

static int link_compare(gconstpointer a, gconstpointer b)
{
    const Link *first = a, *second = b;

    return first->key < second->key ? -1 : first->key > second->key;
}

typedef void (*Attach)(const Query *query, gconstpointer plans, Work *work);

/* Both the rows and the links come in order of the key: one walk along the two. A key may have several links
 * (two works of the same bytes) and several rows. */
static gboolean merge(Query *query, const char *key_column, const GArray *links, Attach attach,
                      gconstpointer plans, GError **error)
{
    guint first = 0;

    while (query_next(query, error)) {
        gint64 key = query_int(query, key_column);

        while (first < links->len && g_array_index(links, Link, first).key < key)
            first++;
        for (guint i = first; i < links->len && g_array_index(links, Link, i).key == key; i++)
            attach(query, plans, g_array_index(links, Link, i).work);
    }
    return query_done(query);
}

static Query *open_for_edition(Store *store, const char *name, const char *edition, GError **error)
{
    Query *query = query_open(store, name, error);

    if (query)
        query_bind_text(query, ":edition", edition);
    return query;
}

/* ---- the tables ---- */

typedef struct {
    Plan *work, *keys, *facts, *judgement;
} WorkPlans;

static void work_plans_clear(WorkPlans *plans)
{
    plan_free(plans->work);
    plan_free(plans->keys);
    plan_free(plans->facts);
    plan_free(plans->judgement);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(WorkPlans, work_plans_clear)

static Work *work_read(const Query *query, const WorkPlans *plans, const char *edition, const Keys *keys)
{
    Work *work = work_new();

    query_read(query, plans->work, work);
    work->edition = g_strdup(edition);
    if (keys->has_facts) {
        work->facts = facts_new();
        query_read(query, plans->facts, &work->facts->file);
    } else {
        work->sandboxed = TRUE;
    }
    if (keys->verdict_id) {
        work->judgement = judgement_new();
        query_read(query, plans->judgement, work->judgement);
    }
    return work;
}

static gboolean read_works(Store *store, const char *edition, GPtrArray *works, Links *links, GError **error)
{
    g_autoptr(Query) query = open_for_edition(store, "works", edition, error);
    g_auto(WorkPlans) plans = { 0 };
    gint64 last_number = 0;

    if (!query)
        return FALSE;
    plans = (WorkPlans){ plan_members(query, work_members), plan_members(query, key_members),
                         plan_facts(query, &file_facts_group), plan_members(query, judgement_members) };
    while (query_next(query, error)) {
        Keys keys = { 0 };
        Work *work;

        query_read(query, plans.keys, &keys);
        if (keys.number == last_number)
            continue; /* an older file of the same work */
        last_number = keys.number;
        work = work_read(query, &plans, edition, &keys);
        g_ptr_array_add(works, work);
        link_add(links->by_number, keys.number, work);
        link_add(links->by_content, keys.content_id, work);
    }
    g_array_sort(links->by_content, link_compare);
    return query_done(query);
}

static void attach_stream(const Query *query, gconstpointer plans, Work *work)
{
    if (work->facts)
        stream_read(query, plans, work->facts);
}

static gboolean read_streams(Store *store, const char *edition, const Links *links, GError **error)
{
    g_autoptr(Query) query = open_for_edition(store, "works-streams", edition, error);
    g_auto(StreamPlans) plans = { 0 };

    if (!query)
        return FALSE;
    stream_plans_init(&plans, query);
    return merge(query, "content_id", links->by_content, attach_stream, &plans, error);
}

static void attach_poster(const Query *query, gconstpointer plan, Work *work)
{
    WorkPoster *poster = g_new0(WorkPoster, 1);

    query_read(query, plan, poster);
    g_ptr_array_add(work->posters, poster);
}

static void attach_finding(const Query *query, gconstpointer plan, Work *work)
{
    finding_read(query, plan, work->judgement);
}

static gboolean read_members(Store *store, const char *statement, const char *edition, const char *key_column,
                             const GArray *links, const Member *members, Attach attach, GError **error)
{
    g_autoptr(Query) query = open_for_edition(store, statement, edition, error);
    g_autoptr(Plan) plan = NULL;

    if (!query)
        return FALSE;
    plan = plan_members(query, members);
    return merge(query, key_column, links, attach, plan, error);
}

static void attach_form(const Query *query, gconstpointer plan, Work *work)
{
    work->form = form_new();
    query_read(query, plan, work->form);
}

static void attach_decision(const Query *query, gconstpointer plan, Work *work)
{
    Decision *decision = decision_new();

    query_read(query, plan, decision);
    g_ptr_array_add(work->decisions, decision);
}

static void attach_version(const Query *query, gconstpointer plan, Work *work)
{
    WorkVersion *version = g_new0(WorkVersion, 1);

    query_read(query, plan, version);
    g_ptr_array_add(work->versions, version);
}

static void attach_sample(const Query *query, gconstpointer plan, Work *work)
{
    WorkSample *sample = g_new0(WorkSample, 1);

    query_read(query, plan, sample);
    g_ptr_array_add(work->samples, sample);
}

static const Member deep_members[] = {
    { "status", MEMBER_STATUS, offsetof(Work, deep_status) },
    { "version", MEMBER_INT, offsetof(Work, deep_version) },
    { NULL, 0, 0 },
};

typedef struct {
    Plan *members, *facts;
} DeepPlans;

static void attach_deep(const Query *query, gconstpointer data, Work *work)
{
    const DeepPlans *plans = data;

    work->deep = deep_facts_new();
    query_read(query, plans->members, work);
    query_read(query, plans->facts, work->deep);
    if (work->facts)
        work->facts->file.duration_content = work->deep->duration_content;
}

static gboolean read_deep(Store *store, const char *edition, const Links *links, GError **error)
{
    g_autoptr(Query) query = open_for_edition(store, "works-deep", edition, error);
    g_autoptr(Plan) members = query ? plan_members(query, deep_members) : NULL;
    g_autoptr(Plan) facts = query ? plan_facts(query, &deep_facts_group) : NULL;
    DeepPlans plans = { members, facts };

    return query && merge(query, "content_id", links->by_content, attach_deep, &plans, error);
}

static void attach_tag(const Query *query, G_GNUC_UNUSED gconstpointer plan, Work *work)
{
    guint n = g_strv_length(work->tags);

    work->tags = g_renew(char *, work->tags, n + 2);
    work->tags[n] = g_strdup(query_text(query, "tag"));
    work->tags[n + 1] = NULL;
}

static gboolean read_tags(Store *store, const char *edition, const Links *links, GError **error)
{
    g_autoptr(Query) query = open_for_edition(store, "works-tags", edition, error);

    return query && merge(query, "number", links->by_number, attach_tag, NULL, error);
}

static void attach_attachment(const Query *query, G_GNUC_UNUSED gconstpointer plan, Work *work)
{
    g_ptr_array_add(work->attachments, g_strdup(query_text(query, "path")));
}

static gboolean read_attachments(Store *store, const char *edition, const Links *links, GError **error)
{
    g_autoptr(Query) query = open_for_edition(store, "works-attachments", edition, error);

    return query && merge(query, "number", links->by_number, attach_attachment, NULL, error);
}

/* People's word holds whatever became of the file. */
static void apply_withdrawals(const GPtrArray *works)
{
    for (guint i = 0; i < works->len; i++) {
        Work *work = works->pdata[i];

        work->file_status = work->status;
        if (work_withdrawal(work))
            work->status = STATUS_WITHDRAWN;
    }
}

GPtrArray *store_works(Store *store, const char *edition, GError **error)
{
    g_autoptr(GPtrArray) works = g_ptr_array_new_with_free_func((GDestroyNotify)work_free);
    g_auto(Links)
        links = { g_array_new(FALSE, FALSE, sizeof(Link)), g_array_new(FALSE, FALSE, sizeof(Link)) };

    if (!read_works(store, edition, works, &links, error) || !read_streams(store, edition, &links, error) ||
        !read_members(store, "works-posters", edition, "content_id", links.by_content, poster_members,
                      attach_poster, error) ||
        !read_members(store, "works-findings", edition, "number", links.by_number, finding_members,
                      attach_finding, error) ||
        !read_members(store, "works-forms", edition, "number", links.by_number, form_members, attach_form,
                      error) ||
        !read_members(store, "works-decisions", edition, "number", links.by_number, decision_members,
                      attach_decision, error) ||
        !read_members(store, "works-samples", edition, "number", links.by_number, sample_members,
                      attach_sample, error) ||
        !read_members(store, "works-versions", edition, "number", links.by_number, version_members,
                      attach_version, error) ||
        !read_deep(store, edition, &links, error) || !read_tags(store, edition, &links, error) ||
        !read_attachments(store, edition, &links, error))
        return NULL;
    apply_withdrawals(works);
    return g_steal_pointer(&works);
}
