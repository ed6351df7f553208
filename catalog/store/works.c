/* All works at once: one pass over each table, merged by row id, so that ten thousand works cost ten
 * statements. */
#include "catalog/facts/caption_name.h"
#include "catalog/store/store_internal.h"

#include <string.h>

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
    facts_free(version->facts);
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
    work->captions = g_ptr_array_new_with_free_func((GDestroyNotify)work_caption_free);
    work->caption_faults = g_ptr_array_new_with_free_func((GDestroyNotify)work_caption_fault_free);
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
    g_ptr_array_unref(work->captions);
    g_ptr_array_unref(work->caption_faults);
    work_strip_free(work->strip);
    work_proxy_free(work->proxy);
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

gint64 work_first_seen_us(const Work *work)
{
    const WorkVersion *first = work->versions->len ? work->versions->pdata[0] : NULL;

    return first ? first->first_seen_us : FACT_UNKNOWN;
}

int units_compare(const char *pinyin_a, const char *unit_a, const char *pinyin_b, const char *unit_b)
{
    int order;

    if (!unit_a || !unit_b)
        return (unit_a == NULL) - (unit_b == NULL);
    order = g_strcmp0(pinyin_a ? pinyin_a : unit_a, pinyin_b ? pinyin_b : unit_b);
    return order ? order : strcmp(unit_a, unit_b);
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

/* Each with all that those before it have, but the table's few words about the picture. */
typedef enum { FOR_TABLE, FOR_LINES, FOR_RULES, FOR_PAGES } Extent;

/* What the statements are asked with, and whose their rows are. */
typedef struct {
    Store *store;
    const char *edition;
    Extent extent;
    gboolean for_pages, for_table; /* the same for statements */
    gint64 first_number, last_number;
    gint64 first;                   /* of by_content */
    GArray *by_number, *by_content; /* of Link, in order of the key */
} Gathering;

static const Member gathering_members[] = {
    MEMBER(Gathering, edition, MEMBER_TEXT),
    MEMBER(Gathering, for_pages, MEMBER_INT),
    MEMBER(Gathering, first_number, MEMBER_INT64),
    MEMBER(Gathering, last_number, MEMBER_INT64),
    MEMBER(Gathering, first, MEMBER_INT64),
    MEMBER(Gathering, for_table, MEMBER_INT),
    { NULL, 0, 0 },
};

static void gathering_clear(Gathering *gathering)
{
    g_array_unref(gathering->by_number);
    g_array_unref(gathering->by_content);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Gathering, gathering_clear)

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

/* Both the rows and the links come in order of the key: one walk along the two, which ends after the last link. A
 * key may have several links (two works of the same bytes) and several rows. */
static gboolean merge(const Gathering *gathering, Query *query, const char *key_column, const GArray *links,
                      Attach attach, gconstpointer plans, GError **error)
{
    guint first = 0;

    while (query_next(query, error)) {
        gint64 key = query_int(query, key_column);

        while (first < links->len && g_array_index(links, Link, first).key < key)
            first++;
        if (first == links->len)
            return TRUE;
        for (guint i = first; i < links->len && g_array_index(links, Link, i).key == key; i++) {
            Work *work = g_array_index(links, Link, i).work;

            attach(query, plans, work);
            if (gathering->for_pages)
                query_digest(query, work->digest);
        }
    }
    return query_done(query);
}

static Query *gathering_open(const Gathering *gathering, const char *name, GError **error)
{
    Query *query = query_open(gathering->store, name, error);

    if (query)
        query_bind_members(query, gathering_members, gathering);
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

static void sort_contents(Gathering *gathering)
{
    const GArray *links = gathering->by_content;

    g_array_sort(gathering->by_content, link_compare);
    if (links->len > 0)
        gathering->first = g_array_index(links, Link, 0).key;
}

static gboolean read_works(Gathering *gathering, GPtrArray *works, GError **error)
{
    g_autoptr(Query) query = gathering_open(gathering, "works", error);
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
        work = work_read(query, &plans, gathering->edition, &keys);
        if (gathering->for_pages)
            query_digest(query, work->digest);
        g_ptr_array_add(works, work);
        link_add(gathering->by_number, keys.number, work);
        link_add(gathering->by_content, keys.content_id, work);
    }
    sort_contents(gathering);
    return query_done(query);
}

static void attach_stream(const Query *query, gconstpointer plans, Work *work)
{
    if (work->facts)
        stream_read(query, plans, work->facts);
}

static gboolean read_streams(const Gathering *gathering, GError **error)
{
    g_autoptr(Query) query = gathering_open(gathering, "works-streams", error);
    g_auto(StreamPlans) plans = { 0 };

    if (!query)
        return FALSE;
    stream_plans_init(&plans, query);
    return merge(gathering, query, "content_id", gathering->by_content, attach_stream, &plans, error);
}

static const Member picture_members[] = {
    MEMBER(VideoFacts, codec_name, MEMBER_TEXT),
    MEMBER(VideoFacts, display_width, MEMBER_KNOWN),
    MEMBER(VideoFacts, display_height, MEMBER_KNOWN),
    { NULL, 0, 0 },
};

static void attach_picture(const Query *query, gconstpointer plan, Work *work)
{
    if (!work->facts || work->facts->has_video)
        return;
    work->facts->has_video = TRUE;
    query_read(query, plan, &work->facts->video);
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

static gboolean read_members(const Gathering *gathering, const char *statement, const char *key_column,
                             const GArray *links, const Member *members, Attach attach, GError **error)
{
    g_autoptr(Query) query = gathering_open(gathering, statement, error);
    g_autoptr(Plan) plan = NULL;

    if (!query)
        return FALSE;
    plan = plan_members(query, members);
    return merge(gathering, query, key_column, links, attach, plan, error);
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

typedef struct {
    Plan *members, *facts;
} MembersAndFacts;

static void attach_version(const Query *query, gconstpointer data, Work *work)
{
    const MembersAndFacts *plans = data;
    WorkVersion *version = g_new0(WorkVersion, 1);

    query_read(query, plans->members, version);
    if (query_int(query, "has_facts")) {
        version->facts = facts_new();
        query_read(query, plans->facts, &version->facts->file);
    }
    g_ptr_array_add(work->versions, version);
}

static gboolean read_versions(const Gathering *gathering, GError **error)
{
    g_autoptr(Query) query = gathering_open(gathering, "works-versions", error);
    g_autoptr(Plan) members = query ? plan_members(query, version_members) : NULL;
    g_autoptr(Plan) facts = query ? plan_facts(query, &file_facts_group) : NULL;
    MembersAndFacts plans = { members, facts };

    return query && merge(gathering, query, "number", gathering->by_number, attach_version, &plans, error);
}

static void attach_version_stream(const Query *query, gconstpointer plans, Work *work)
{
    const WorkVersion *version = g_ptr_array_index(work->versions, query_int(query, "place"));

    if (version->facts)
        stream_read(query, plans, version->facts);
}

static gboolean read_version_streams(const Gathering *gathering, GError **error)
{
    g_autoptr(Query) query = gathering_open(gathering, "works-version-streams", error);
    g_auto(StreamPlans) plans = { 0 };

    if (!query)
        return FALSE;
    stream_plans_init(&plans, query);
    return merge(gathering, query, "number", gathering->by_number, attach_version_stream, &plans, error);
}

static void attach_sample(const Query *query, gconstpointer plan, Work *work)
{
    WorkSample *sample = g_new0(WorkSample, 1);

    query_read(query, plan, sample);
    g_ptr_array_add(work->samples, sample);
}

static void attach_strip(const Query *query, gconstpointer plan, Work *work)
{
    work->strip = work_strip_new();
    query_read(query, plan, work->strip);
}

static void attach_proxy(const Query *query, gconstpointer plan, Work *work)
{
    work->proxy = work_proxy_new();
    query_read(query, plan, work->proxy);
}

static void attach_caption(const Query *query, gconstpointer plan, Work *work)
{
    WorkCaption *caption = work_caption_new();

    query_read(query, plan, caption);
    if (caption->path &&
        !caption->language) /* by its name today: a file may be renamed, and its bytes lie under two names */
        caption->language = g_strdup(caption_language(caption->path, work->path));
    g_ptr_array_add(work->captions, caption);
}

static void attach_caption_fault(const Query *query, gconstpointer plan, Work *work)
{
    WorkCaptionFault *fault = g_new0(WorkCaptionFault, 1);

    query_read(query, plan, fault);
    g_ptr_array_add(work->caption_faults, fault);
}

static gboolean read_captions(const Gathering *gathering, GError **error)
{
    return read_members(gathering, "works-captions", "content_id", gathering->by_content, caption_members,
                        attach_caption, error) &&
           read_members(gathering, "works-captions-beside", "number", gathering->by_number, caption_members,
                        attach_caption, error) &&
           read_members(gathering, "works-caption-faults", "content_id", gathering->by_content,
                        caption_fault_members, attach_caption_fault, error) &&
           read_members(gathering, "works-caption-faults-beside", "number", gathering->by_number,
                        caption_fault_members, attach_caption_fault, error);
}

static const Member deep_members[] = {
    { "status", MEMBER_STATUS, offsetof(Work, deep_status) },
    { "version", MEMBER_INT, offsetof(Work, deep_version) },
    { NULL, 0, 0 },
};

static void attach_deep(const Query *query, gconstpointer data, Work *work)
{
    const MembersAndFacts *plans = data;

    work->deep = deep_facts_new();
    query_read(query, plans->members, work);
    query_read(query, plans->facts, work->deep);
    if (work->facts)
        work->facts->file.duration_content = work->deep->duration_content;
}

static gboolean read_deep(const Gathering *gathering, GError **error)
{
    g_autoptr(Query) query = gathering_open(gathering, "works-deep", error);
    g_autoptr(Plan) members = query ? plan_members(query, deep_members) : NULL;
    g_autoptr(Plan) facts = query ? plan_facts(query, &deep_facts_group) : NULL;
    MembersAndFacts plans = { members, facts };

    return query && merge(gathering, query, "content_id", gathering->by_content, attach_deep, &plans, error);
}

static void attach_tag(const Query *query, G_GNUC_UNUSED gconstpointer plan, Work *work)
{
    guint n = g_strv_length(work->tags);

    work->tags = g_renew(char *, work->tags, n + 2);
    work->tags[n] = g_strdup(query_text(query, "tag"));
    work->tags[n + 1] = NULL;
}

static gboolean read_tags(const Gathering *gathering, GError **error)
{
    g_autoptr(Query) query = gathering_open(gathering, "works-tags", error);

    return query && merge(gathering, query, "number", gathering->by_number, attach_tag, NULL, error);
}

static void attach_attachment(const Query *query, G_GNUC_UNUSED gconstpointer plan, Work *work)
{
    g_ptr_array_add(work->attachments, g_strdup(query_text(query, "path")));
}

static gboolean read_attachments(const Gathering *gathering, GError **error)
{
    g_autoptr(Query) query = gathering_open(gathering, "works-attachments", error);

    return query && merge(gathering, query, "number", gathering->by_number, attach_attachment, NULL, error);
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

static gboolean read_for_table(Gathering *gathering, GPtrArray *works, GError **error)
{
    return read_works(gathering, works, error) &&
           read_members(gathering, "works-findings", "number", gathering->by_number, finding_members,
                        attach_finding, error) &&
           read_members(gathering, "works-decisions", "number", gathering->by_number, decision_members,
                        attach_decision, error) &&
           read_tags(gathering, error);
}

static gboolean read_pictures(const Gathering *gathering, GError **error)
{
    return read_members(gathering, "works-pictures", "content_id", gathering->by_content, picture_members,
                        attach_picture, error);
}

static gboolean read_for_lines(const Gathering *gathering, GError **error)
{
    return read_streams(gathering, error) &&
           read_members(gathering, "works-posters", "content_id", gathering->by_content, poster_members,
                        attach_poster, error) &&
           read_deep(gathering, error) &&
           read_members(gathering, "works-proxies", "content_id", gathering->by_content, proxy_members,
                        attach_proxy, error);
}

static gboolean read_for_rules(const Gathering *gathering, GError **error)
{
    return read_members(gathering, "works-forms", "number", gathering->by_number, form_members, attach_form,
                        error) &&
           read_members(gathering, "works-samples", "number", gathering->by_number, sample_members,
                        attach_sample, error) &&
           read_versions(gathering, error) && read_captions(gathering, error) &&
           read_attachments(gathering, error);
}

static gboolean read_for_pages(const Gathering *gathering, GError **error)
{
    return read_version_streams(gathering, error) &&
           read_members(gathering, "works-strips", "content_id", gathering->by_content, strip_members,
                        attach_strip, error);
}

static Gathering gathering_of_all(Store *store, const char *edition, Extent extent)
{
    return (Gathering){
        .store = store,
        .edition = edition,
        .extent = extent,
        .for_pages = extent == FOR_PAGES,
        .for_table = extent == FOR_TABLE,
        .last_number = G_MAXINT64,
        .by_number = g_array_new(FALSE, FALSE, sizeof(Link)),
        .by_content = g_array_new(FALSE, FALSE, sizeof(Link)),
    };
}

static GPtrArray *gather(Gathering *gathering, GError **error)
{
    g_autoptr(GPtrArray) works = g_ptr_array_new_with_free_func((GDestroyNotify)work_free);

    if (!read_for_table(gathering, works, error) ||
        (gathering->extent == FOR_TABLE && !read_pictures(gathering, error)) ||
        (gathering->extent >= FOR_LINES && !read_for_lines(gathering, error)) ||
        (gathering->extent >= FOR_RULES && !read_for_rules(gathering, error)) ||
        (gathering->extent >= FOR_PAGES && !read_for_pages(gathering, error)))
        return NULL;
    apply_withdrawals(works);
    return g_steal_pointer(&works);
}

static GPtrArray *gather_all(Store *store, const char *edition, Extent extent, GError **error)
{
    g_auto(Gathering) gathering = gathering_of_all(store, edition, extent);

    return gather(&gathering, error);
}

GPtrArray *store_works(Store *store, const char *edition, GError **error)
{
    return gather_all(store, edition, FOR_RULES, error);
}

GPtrArray *store_works_for_table(Store *store, const char *edition, GError **error)
{
    return gather_all(store, edition, FOR_TABLE, error);
}

GPtrArray *store_works_for_lines(Store *store, const char *edition, GError **error)
{
    return gather_all(store, edition, FOR_LINES, error);
}

GPtrArray *store_works_for_pages(Store *store, const char *edition, GError **error)
{
    return gather_all(store, edition, FOR_PAGES, error);
}

static gboolean narrow(Gathering *gathering, gint64 number, const char *entry_no, GError **error)
{
    g_autoptr(Query) query = gathering_open(gathering, "works-named", error);

    if (!query)
        return FALSE;
    query_bind_int(query, ":number", number);
    query_bind_text(query, ":entry_no", entry_no);
    if (!query_next(query, error))
        return FALSE;
    gathering->first_number = query_int(query, "first_number");
    gathering->last_number = query_int(query, "last_number");
    return TRUE;
}

GPtrArray *store_works_named(Store *store, const char *edition, gint64 number, const char *entry_no,
                             GError **error)
{
    g_auto(Gathering) gathering = gathering_of_all(store, edition, FOR_RULES);

    return narrow(&gathering, number, entry_no, error) ? gather(&gathering, error) : NULL;
}
