/* What goes into the catalogue comes out of it, and only what is new is written. */
#include "store_fixture.h"

/* ---- files and entries ---- */

static void assert_same_file(const FileRow *a, const FileRow *b)
{
    g_assert_cmpint(a->id, ==, b->id);
    g_assert_cmpint(a->number, ==, b->number);
    g_assert_cmpstr(a->root, ==, b->root);
    g_assert_cmpstr(a->path, ==, b->path);
    g_assert_cmpint(a->size, ==, b->size);
    g_assert_cmpint(a->modified_ns, ==, b->modified_ns);
    g_assert_cmpint(a->changed_ns, ==, b->changed_ns);
    g_assert_cmpint(a->device, ==, b->device);
    g_assert_cmpint(a->inode, ==, b->inode);
    g_assert_cmpstr(a->content, ==, b->content);
    g_assert_cmpint(a->status, ==, b->status);
    g_assert_cmpstr(a->reason, ==, b->reason);
    g_assert_cmpstr(a->category, ==, b->category);
    g_assert_cmpstr(a->title, ==, b->title);
    g_assert_cmpstr(a->unit, ==, b->unit);
    g_assert_cmpint(a->kind, ==, b->kind);
    g_assert_cmpint(a->attached_to, ==, b->attached_to);
    g_assert_cmpint(a->missing_scans, ==, b->missing_scans);
    g_assert_cmpint(a->missing_since_us, ==, b->missing_since_us);
    g_assert_cmpint(a->first_seen_us, ==, b->first_seen_us);
}

static void a_file_comes_back_as_it_was_put(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autoptr(FileRow) row = film("剧情/末班车.mp4");
    g_autoptr(GPtrArray) files = NULL;

    row->content = g_strdup(CONTENT);
    row->reason = g_strdup("truncated");
    row->status = STATUS_MISSING;
    row->missing_scans = 2;
    row->missing_since_us = 1700000002000000;
    put_file(store, row);
    g_assert_cmpint(row->id, >, 0);
    g_assert_cmpint(row->number, ==, 1);
    files = files_of(store);
    g_assert_cmpuint(files->len, ==, 1);
    assert_same_file(files->pdata[0], row);
}

static void an_updated_file_comes_back_updated(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autoptr(FileRow) row = film("a.mp4");
    g_autoptr(FileRow) update = film("b.mp4");
    g_autoptr(GPtrArray) files = NULL;

    put_file(store, row);
    update->id = row->id;
    update->number = row->number;
    update->size = 1;
    update->modified_ns = 2;
    update->changed_ns = 3;
    update->device = 4;
    update->inode = 5;
    update->content = g_strdup(CONTENT);
    update->status = STATUS_BROKEN;
    update->reason = g_strdup("no-index");
    g_free(update->category);
    update->category = NULL;
    g_free(update->title);
    update->title = g_strdup("新");
    g_free(update->unit);
    update->unit = NULL;
    update->missing_scans = 6;
    update->missing_since_us = 7;
    update->first_seen_us = 8;
    put_file(store, update);
    files = files_of(store);
    g_assert_cmpuint(files->len, ==, 1);
    assert_same_file(files->pdata[0], update);
}

static void paths_keep_their_bytes(void)
{
    const char *const names[] = { "line\nbreak", "\xff\xfe\x80",          "\xed\xa0\x80",
                                  "\xc0\xaf",    "quote'\"`;--",          "\x1b]0;x\x07",
                                  " ",           "\xc4\xa9\xb0\xe0.mp4",  "%s%n",
                                  "-rf",         "\xe2\x80\xae\x34pm.exe" };
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autoptr(GPtrArray) files = NULL;

    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        put_film(store, names[i]);
    commit(store);
    files = files_of(store);
    g_assert_cmpuint(files->len, ==, G_N_ELEMENTS(names));
    for (guint i = 0; i < files->len; i++)
        g_assert_cmpstr(((FileRow *)files->pdata[i])->path, ==, names[i]);
}

static void a_very_long_path_is_kept_whole(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autofree char *path = g_strnfill(10000, 'x');
    g_autoptr(GPtrArray) files = NULL;

    put_film(store, path);
    files = files_of(store);
    g_assert_cmpstr(((FileRow *)files->pdata[0])->path, ==, path);
}

static void numbers_rise_and_are_never_given_twice(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);

    g_assert_cmpint(put_film(store, "a"), ==, 1);
    g_assert_cmpint(put_film(store, "b"), ==, 2);
    commit(store);
    store_close(g_steal_pointer(&store));
    run_sql(dir, "DELETE FROM files WHERE path = x'62'; DELETE FROM entries WHERE number = 2");
    store = opened(dir, STORE_WRITE);
    begin(store);
    g_assert_cmpint(put_film(store, "c"), ==, 3);
}

static void each_edition_counts_for_itself(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autoptr(FileRow) other = film("a");
    g_autoptr(GError) error = NULL;

    put_film(store, "a");
    put_film(store, "b");
    put_edition(store, "2027");
    g_assert_true(store_put_file(store, "2027", other, &error));
    g_assert_cmpint(other->number, ==, 1);
}

static void an_unknown_edition_category_or_number_is_refused(void)
{
    g_autoptr(Contest) dir = contest_new();

    for (int i = 0; i < 3; i++) {
        g_autoptr(Store) store = begun(dir);
        g_autoptr(FileRow) row = film("a");
        g_autoptr(GError) error = NULL;

        if (i == 1)
            g_free(g_steal_pointer(&row->category)), row->category = g_strdup("nowhere");
        if (i == 2)
            row->number = 37;
        g_assert_false(store_put_file(store, i == 0 ? "1999" : EDITION, row, &error));
        g_assert_error(error, STORE_ERROR, STORE_ERROR_FAILED);
        g_assert_cmpint(row->id, ==, 0);
        g_clear_error(&error);
        g_assert_false(store_commit(store, &error)); /* half of a change is none */
        g_assert_error(error, STORE_ERROR, STORE_ERROR_FAILED);
    }
}

static void two_files_may_exchange_their_names(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autoptr(FileRow) a = film("a");
    g_autoptr(FileRow) b = film("b");
    char *swapped;

    put_file(store, a);
    put_file(store, b);
    commit(store);
    begin(store);
    swapped = a->path;
    a->path = b->path;
    b->path = swapped;
    put_file(store, a);
    put_file(store, b);
    commit(store);
}

static void two_present_files_cannot_share_a_place(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autoptr(FileRow) gone = film("a");
    g_autoptr(GError) error = NULL;

    gone->status = STATUS_WITHDRAWN;
    put_file(store, gone);
    put_film(store, "a");
    commit(store); /* one was there before the other */
    begin(store);
    put_film(store, "a");
    g_assert_false(store_commit(store, &error));
    g_assert_error(error, STORE_ERROR, STORE_ERROR_FAILED);
    g_assert_cmpint(number_by_sql(dir, "SELECT count(*) FROM files"), ==, 2);
}

static void the_current_file_of_a_work_is_the_one_that_is_there(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autoptr(FileRow) first = film("v1.mp4");
    g_autoptr(FileRow) second = film("v2.mp4");
    g_autoptr(GPtrArray) works = NULL;

    put_file(store, first);
    second->number = first->number;
    g_free(second->title);
    second->title = g_strdup("末班车（修订）");
    put_file(store, second);
    put_file(store, first); /* says nothing of the work any more */
    works = works_of(store, EDITION);
    g_assert_cmpuint(works->len, ==, 1);
    g_assert_cmpstr(((Work *)works->pdata[0])->path, ==, "v2.mp4");
    g_assert_cmpstr(((Work *)works->pdata[0])->title, ==, "末班车（修订）");
    g_ptr_array_unref(works);
    second->status = STATUS_MISSING;
    put_file(store, second);
    put_file(store, first);
    works = works_of(store, EDITION);
    g_assert_cmpstr(((Work *)works->pdata[0])->path, ==, "v1.mp4");
    g_assert_cmpstr(((Work *)works->pdata[0])->title, ==, "末班车");
}

static FileRow *beside(const char *path, FileKind kind, gint64 number)
{
    FileRow *row = film(path);

    row->number = 0;
    row->kind = kind;
    row->attached_to = number;
    g_clear_pointer(&row->title, g_free);
    g_clear_pointer(&row->unit, g_free);
    return row;
}

static void attachments_lie_beside_their_work_and_others_alone(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    gint64 number = put_film(store, "剧情/末班车.mp4");
    g_autoptr(FileRow) form = beside("剧情/\xff登记表.docx", FILE_ATTACHMENT, number);
    g_autoptr(FileRow) archive = beside("剧情/作品.zip", FILE_ARCHIVE, 0);
    g_autoptr(GPtrArray) files = NULL;
    g_autoptr(GPtrArray) works = NULL;
    g_autoptr(GPtrArray) others = NULL;
    g_autoptr(GError) error = NULL;

    put_file(store, form);
    put_file(store, archive);
    files = files_of(store);
    assert_same_file(files->pdata[1], form);
    works = works_of(store, EDITION);
    g_assert_cmpuint(works->len, ==, 1);
    g_assert_cmpuint(((Work *)works->pdata[0])->attachments->len, ==, 1);
    g_assert_cmpstr(((Work *)works->pdata[0])->attachments->pdata[0], ==, form->path);
    others = store_other_files(store, EDITION, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(others->len, ==, 1);
    assert_same_file(others->pdata[0], archive);
}

static void an_attachment_can_be_dropped_and_a_work_cannot(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autoptr(FileRow) work = film("a.mp4");
    g_autoptr(FileRow) form = NULL;
    g_autoptr(GError) error = NULL;

    put_file(store, work);
    form = beside("a.docx", FILE_ATTACHMENT, work->number);
    put_file(store, form);
    g_assert_true(store_drop_file(store, form->id, &error));
    g_assert_no_error(error);
    g_assert_false(store_drop_file(store, work->id, &error));
    g_assert_error(error, STORE_ERROR, STORE_ERROR_FAILED);
}

/* ---- contents ---- */

static Facts *filled_facts(void)
{
    Facts *facts = facts_new();

    fill_group(&file_facts_group, &facts->file, 0);
    facts->has_video = TRUE;
    fill_group(&video_facts_group, &facts->video, 100);
    for (int i = 0; i < FACTS_STREAMS_MAX; i++)
        fill_group(&audio_facts_group, facts_add_audio(facts), 200 + i);
    for (int i = 0; i < 3; i++)
        fill_group(&subtitle_facts_group, facts_add_subtitle(facts), 300 + i);
    return facts;
}

static void assert_same_facts(const Facts *a, const Facts *b)
{
    g_assert_cmpint(a->has_video, ==, b->has_video);
    assert_same_group(&file_facts_group, &a->file, &b->file);
    assert_same_group(&video_facts_group, &a->video, &b->video);
    g_assert_cmpuint(a->audio->len, ==, b->audio->len);
    for (guint i = 0; i < a->audio->len; i++)
        assert_same_group(&audio_facts_group, a->audio->pdata[i], b->audio->pdata[i]);
    g_assert_cmpuint(a->subtitles->len, ==, b->subtitles->len);
    for (guint i = 0; i < a->subtitles->len; i++)
        assert_same_group(&subtitle_facts_group, a->subtitles->pdata[i], b->subtitles->pdata[i]);
}

static ContentRow *examined(const char *content)
{
    ContentRow *row = content_row_new();

    row->content = g_strdup(content);
    row->size = 612400000;
    row->status = STATUS_LIMIT;
    row->reason = g_strdup("time");
    row->facts_version = 3;
    row->media_version = g_strdup("libavformat 59");
    row->sandboxed = TRUE;
    row->attempts = 2;
    row->next_attempt_run = 7;
    row->poster_recipe = 4;
    row->poster_time_us = 83000000;
    row->poster_pinned = TRUE;
    return row;
}

static void put_content(Store *store, const ContentRow *row)
{
    g_autoptr(GError) error = NULL;

    store_put_content(store, row, &error);
    g_assert_no_error(error);
}

static void put_posters(Store *store, const char *content)
{
    g_autoptr(GPtrArray) posters = g_ptr_array_new_with_free_func((GDestroyNotify)work_poster_free);
    g_autoptr(GError) error = NULL;

    g_ptr_array_add(posters, work_poster_new("thumbs/00/320.jpg", 320, 180));
    g_ptr_array_add(posters, work_poster_new("thumbs/00/1280.jpg", 1280, 720));
    store_put_posters(store, content, posters, &error);
    g_assert_no_error(error);
}

static GHashTable *contents_of(Store *store)
{
    g_autoptr(GError) error = NULL;
    GHashTable *contents = store_contents(store, &error);

    g_assert_no_error(error);
    return contents;
}

static void a_content_comes_back_as_it_was_put(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autoptr(ContentRow) row = examined(CONTENT);
    g_autoptr(GHashTable) contents = NULL;
    const ContentRow *back;

    row->sha256 = g_strdup("beef");
    put_content(store, row);
    contents = contents_of(store);
    back = g_hash_table_lookup(contents, CONTENT);
    g_assert_nonnull(back);
    g_assert_cmpint(back->size, ==, row->size);
    g_assert_cmpint(back->status, ==, row->status);
    g_assert_cmpstr(back->reason, ==, row->reason);
    g_assert_cmpint(back->facts_version, ==, row->facts_version);
    g_assert_cmpstr(back->media_version, ==, row->media_version);
    g_assert_cmpint(back->sandboxed, ==, row->sandboxed);
    g_assert_cmpint(back->attempts, ==, row->attempts);
    g_assert_cmpint(back->next_attempt_run, ==, row->next_attempt_run);
    g_assert_cmpint(back->poster_recipe, ==, row->poster_recipe);
    g_assert_cmpint(back->poster_time_us, ==, row->poster_time_us);
    g_assert_cmpint(back->poster_pinned, ==, row->poster_pinned);
    g_assert_cmpstr(back->sha256, ==, row->sha256);
}

static void a_content_that_was_only_named_is_not_examined(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autoptr(FileRow) row = film("a.mp4");
    g_autoptr(GHashTable) contents = NULL;
    g_autoptr(GPtrArray) works = NULL;

    row->content = g_strdup(CONTENT);
    put_file(store, row);
    contents = contents_of(store);
    g_assert_cmpuint(g_hash_table_size(contents), ==, 0);
    works = works_of(store, EDITION);
    g_assert_cmpstr(((Work *)works->pdata[0])->content, ==, CONTENT);
    g_assert_null(((Work *)works->pdata[0])->facts);
}

static void every_fact_survives(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autoptr(FileRow) row = film("a.mp4");
    g_autoptr(ContentRow) content = examined(CONTENT);
    g_autoptr(GPtrArray) works = NULL;

    row->content = g_strdup(CONTENT);
    put_file(store, row);
    content->facts = filled_facts();
    put_content(store, content);
    works = works_of(store, EDITION);
    assert_same_facts(((Work *)works->pdata[0])->facts, content->facts);
}

static void unknown_facts_stay_unknown(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autoptr(FileRow) row = film("a.mp4");
    g_autoptr(ContentRow) content = examined(CONTENT);
    g_autoptr(Facts) unknown = facts_new();
    g_autoptr(GPtrArray) works = NULL;

    row->content = g_strdup(CONTENT);
    put_file(store, row);
    content->facts = filled_facts();
    put_content(store, content);
    facts_free(content->facts);
    content->facts = facts_new();
    put_content(store, content);
    works = works_of(store, EDITION);
    assert_same_facts(((Work *)works->pdata[0])->facts, unknown);
}

static void facts_stay_where_none_are_given(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autoptr(FileRow) row = film("a.mp4");
    g_autoptr(ContentRow) content = examined(CONTENT);
    g_autoptr(Facts) facts = filled_facts();
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) works = NULL;

    row->content = g_strdup(CONTENT);
    put_file(store, row);
    content->facts = filled_facts();
    put_content(store, content);
    g_assert_true(store_put_sha256(store, CONTENT, "beef", &error));
    g_clear_pointer(&content->facts, facts_free);
    put_content(store, content);
    works = works_of(store, EDITION);
    assert_same_facts(((Work *)works->pdata[0])->facts, facts);
    g_assert_cmpstr(((Work *)works->pdata[0])->sha256, ==, "beef");
}

static void attempts_are_remembered_until_they_are_answered(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autoptr(GPtrArray) handed_out = g_ptr_array_new();
    g_autoptr(GPtrArray) answered = g_ptr_array_new();
    g_autoptr(GPtrArray) left = NULL;
    g_autoptr(GError) error = NULL;

    g_ptr_array_add(handed_out, (char *)"aa");
    g_ptr_array_add(handed_out, (char *)"bb");
    g_assert_true(store_put_attempts(store, handed_out, 0, &error));
    g_assert_true(store_put_attempts(store, handed_out, 0, &error));
    g_ptr_array_add(answered, (char *)"aa");
    g_ptr_array_add(answered, (char *)"never heard of");
    g_assert_true(store_clear_attempts(store, answered, &error));
    left = store_attempts(store, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(left->len, ==, 1);
    g_assert_cmpstr(left->pdata[0], ==, "bb");
}

/* ---- verdicts and decisions ---- */

static void a_verdict_comes_back_with_both_languages(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    gint64 number = put_film(store, "a.mp4");
    g_autoptr(Judgement) judgement = judgement_of(VERDICT_INELIGIBLE, "10 分 42 秒");
    g_autoptr(GPtrArray) works = NULL;

    g_assert_true(put_judgement(store, number, judgement, 0));
    works = works_of(store, EDITION);
    g_assert_true(judgements_equal(((Work *)works->pdata[0])->judgement, judgement));
}

static void only_a_verdict_that_differs_makes_history(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    gint64 number = put_film(store, "a.mp4");
    g_autoptr(Judgement) first = judgement_of(VERDICT_INELIGIBLE, "10:42");
    g_autoptr(Judgement) second = judgement_of(VERDICT_ELIGIBLE, "9:42");
    g_autoptr(GPtrArray) works = NULL;
    g_autoptr(GError) error = NULL;
    RunRow run = { .command = (char *)"index", .ended_us = FACT_UNKNOWN };

    g_assert_true(store_begin_run(store, &run, &error));
    g_assert_true(put_judgement(store, number, first, run.id));
    g_assert_false(put_judgement(store, number, first, run.id));
    g_assert_true(store_begin_run(store, &run, &error));
    g_assert_true(put_judgement(store, number, second, run.id));
    commit(store);
    g_assert_cmpint(number_by_sql(dir, "SELECT count(*) FROM verdicts"), ==, 2);
    g_assert_cmpint(number_by_sql(dir, "SELECT run_id FROM verdicts WHERE verdict = 'ineligible'"), ==, 1);
    g_assert_cmpint(number_by_sql(dir, "SELECT run_id FROM verdicts WHERE verdict = 'eligible'"), ==, 2);
    g_assert_cmpint(number_by_sql(dir, "SELECT count(*) FROM findings"), ==, 4);
    works = works_of(store, EDITION);
    g_assert_true(judgements_equal(((Work *)works->pdata[0])->judgement, second));
}

static void the_same_verdict_by_other_rules_is_no_news(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    gint64 number = put_film(store, "a.mp4"), revision;
    g_autoptr(Judgement) judgement = judgement_of(VERDICT_ELIGIBLE, "9:42");
    g_autoptr(GPtrArray) works = NULL;

    g_assert_true(put_judgement(store, number, judgement, 0));
    commit(store);
    revision = revision_of(store);
    begin(store);
    g_free(judgement->rules_hash);
    judgement->rules_hash = g_strdup("ef01");
    g_assert_false(put_judgement(store, number, judgement, 0));
    commit(store);
    works = works_of(store, EDITION);
    g_assert_cmpstr(((Work *)works->pdata[0])->judgement->rules_hash, ==, "ef01");
    g_assert_cmpint(revision_of(store), ==, revision);
}

static void a_work_that_is_pending_can_lose_its_verdict(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    gint64 number = put_film(store, "a.mp4");
    g_autoptr(Judgement) judgement = judgement_of(VERDICT_ELIGIBLE, "9:42");
    g_autoptr(Judgement) none = judgement_new();
    g_autoptr(GPtrArray) works = works_of(store, EDITION);

    g_assert_null(((Work *)works->pdata[0])->judgement);
    put_judgement(store, number, judgement, 0);
    put_judgement(store, number, none, 0);
    g_ptr_array_unref(works);
    works = works_of(store, EDITION);
    g_assert_true(judgements_equal(((Work *)works->pdata[0])->judgement, none));
}

static void put_pin(Store *store, gint64 number, gint64 pin_us)
{
    g_autoptr(GError) error = NULL;

    store_put_pin(store, EDITION, number, pin_us, CONTENT, &error);
    g_assert_no_error(error);
}

static GPtrArray *pins_of(Store *store)
{
    g_autoptr(GError) error = NULL;
    GPtrArray *pins = store_pins(store, EDITION, &error);

    g_assert_no_error(error);
    return pins;
}

static void a_pin_is_kept_replaced_and_taken_back(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    gint64 number = put_film(store, "a.mp4");
    g_autoptr(GPtrArray) pins = NULL;

    put_pin(store, number, 83000000);
    put_pin(store, number, 0);
    pins = pins_of(store);
    g_assert_cmpuint(pins->len, ==, 1);
    g_assert_cmpint(((Pin *)pins->pdata[0])->number, ==, number);
    g_assert_cmpint(((Pin *)pins->pdata[0])->pin_us, ==, 0);
    g_assert_cmpstr(((Pin *)pins->pdata[0])->content, ==, CONTENT);
    g_ptr_array_unref(pins);
    put_pin(store, number, FACT_UNKNOWN);
    pins = pins_of(store);
    g_assert_cmpuint(pins->len, ==, 0);
}

/* ---- runs, notes, editions ---- */

static void a_run_comes_back_as_it_ended(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autoptr(GError) error = NULL;
    RunRow run = { .command = (char *)"index", .started_us = 1, .ended_us = FACT_UNKNOWN };
    RunRow back = { 0 };
    gboolean found = FALSE;

    g_assert_true(store_last_run(store, NULL, &back, &found, &error));
    g_assert_false(found);
    g_assert_true(store_begin_run(store, &run, &error));
    g_assert_no_error(error);
    g_assert_true(store_last_run(store, "index", &back, &found, &error));
    g_assert_true(found);
    g_assert_cmpint(back.ended_us, ==, FACT_UNKNOWN);
    run_row_clear(&back);
    run = (RunRow){ run.id, (char *)"index", 1, 2, TRUE, 3, 4, 5, 6, 7, 8, 9, 10, TRUE, (char *)"句子" };
    g_assert_true(store_end_run(store, &run, &error));
    g_assert_true(store_last_run(store, NULL, &back, &found, &error));
    g_assert_cmpint(back.id, ==, run.id);
    g_assert_cmpstr(back.command, ==, "index");
    g_assert_cmpint(back.started_us, ==, 1);
    g_assert_cmpint(back.ended_us, ==, 2);
    g_assert_true(back.complete);
    g_assert_cmpint(back.found, ==, 3);
    g_assert_cmpint(back.added, ==, 4);
    g_assert_cmpint(back.changed, ==, 5);
    g_assert_cmpint(back.moved, ==, 6);
    g_assert_cmpint(back.missing, ==, 7);
    g_assert_cmpint(back.examined, ==, 8);
    g_assert_cmpint(back.failed, ==, 9);
    g_assert_cmpint(back.exit_code, ==, 10);
    g_assert_true(back.sandboxed);
    g_assert_cmpstr(back.note, ==, "句子");
    run_row_clear(&back);
    g_assert_true(store_last_run(store, "gallery", &back, &found, &error));
    g_assert_false(found);
}

static void a_note_is_kept_replaced_and_taken_back(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autoptr(GError) error = NULL;
    g_autofree char *value = NULL;

    g_assert_null(store_get_note(store, "gallery.published", &error));
    g_assert_true(store_put_note(store, "gallery.published", "a", &error));
    g_assert_true(store_put_note(store, "gallery.published", "b", &error));
    value = store_get_note(store, "gallery.published", &error);
    g_assert_cmpstr(value, ==, "b");
    g_assert_true(store_put_note(store, "gallery.published", NULL, &error));
    g_assert_null(store_get_note(store, "gallery.published", &error));
    g_assert_no_error(error);
}

static void a_category_the_settings_drop_keeps_its_works(void)
{
    const StoreCategory one = { "jishi", "纪录", "Documentary" };
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) works = NULL;

    put_film(store, "a.mp4");
    g_assert_true(store_put_edition(store, EDITION, "第二届", "Second", &one, 1, &error));
    commit(store);
    g_assert_cmpint(number_by_sql(dir, "SELECT position IS NULL FROM categories WHERE slug = 'juqing'"), ==,
                    1);
    g_assert_cmpint(number_by_sql(dir, "SELECT title_zh = '纪录' FROM categories WHERE slug = 'jishi'"), ==,
                    1);
    works = works_of(store, EDITION);
    g_assert_cmpstr(((Work *)works->pdata[0])->category, ==, "juqing");
}

/* ---- works ---- */

static void a_work_has_everything_at_once(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autoptr(FileRow) row = film("剧情/\xff.mp4");
    g_autoptr(ContentRow) content = examined(CONTENT);
    g_autoptr(GPtrArray) works = NULL;
    const Work *work;

    row->content = g_strdup(CONTENT);
    row->reason = g_strdup("truncated");
    put_file(store, row);
    put_content(store, content);
    put_posters(store, CONTENT);
    works = works_of(store, EDITION);
    work = works->pdata[0];
    g_assert_cmpint(work->number, ==, 1);
    g_assert_cmpstr(work->edition, ==, EDITION);
    g_assert_cmpstr(work->category, ==, "juqing");
    g_assert_cmpstr(work->title, ==, "末班车");
    g_assert_cmpstr(work->unit, ==, "城南分公司");
    g_assert_null(work->author);
    g_assert_null(work->tags[0]);
    g_assert_cmpstr(work->root, ==, row->root);
    g_assert_cmpstr(work->path, ==, row->path);
    g_assert_cmpint(work->status, ==, STATUS_OK);
    g_assert_cmpstr(work->reason, ==, "truncated");
    g_assert_cmpint(work->size, ==, row->size);
    g_assert_cmpint(work->modified_ns, ==, row->modified_ns);
    g_assert_cmpint(work->poster_time_us, ==, 83000000);
    g_assert_true(work->poster_pinned);
    g_assert_cmpuint(work->posters->len, ==, 2);
    g_assert_cmpint(((WorkPoster *)work->posters->pdata[0])->width, ==, 1280);
    g_assert_cmpint(((WorkPoster *)work->posters->pdata[0])->height, ==, 720);
    g_assert_cmpstr(((WorkPoster *)work->posters->pdata[1])->path, ==, "thumbs/00/320.jpg");
}

static void works_of_the_same_bytes_each_have_their_facts(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autoptr(ContentRow) content = examined(CONTENT);
    g_autoptr(GPtrArray) works = NULL;

    content->facts = filled_facts();
    put_content(store, content);
    put_posters(store, CONTENT);
    for (int i = 0; i < 3; i++) {
        g_autofree char *path = g_strdup_printf("%d.mp4", i);
        g_autoptr(FileRow) row = film(path);

        row->content = i == 1 ? NULL : g_strdup(CONTENT);
        put_file(store, row);
    }
    works = works_of(store, EDITION);
    g_assert_cmpuint(works->len, ==, 3);
    for (guint i = 0; i < 3; i += 2) {
        assert_same_facts(((Work *)works->pdata[i])->facts, content->facts);
        g_assert_cmpuint(((Work *)works->pdata[i])->posters->len, ==, 2);
    }
    g_assert_null(((Work *)works->pdata[1])->facts);
    g_assert_cmpint(((Work *)works->pdata[1])->poster_time_us, ==, FACT_UNKNOWN);
}

static void works_come_in_order_of_number_each_with_what_is_its_own(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autoptr(GPtrArray) works = NULL;

    for (int i = 0; i < 40; i++) {
        g_autofree char *path = g_strdup_printf("%d.mp4", i);
        put_film(store, path);
    }
    for (int i = 40; i > 0; i -= 3) {
        g_autofree char *measured = g_strdup_printf("%d", i);
        g_autofree char *path = g_strdup_printf("%d.docx", i);
        g_autoptr(Judgement) judgement = judgement_of(VERDICT_REVIEW, measured);
        g_autoptr(FileRow) form = beside(path, FILE_ATTACHMENT, i);

        put_judgement(store, i, judgement, 0);
        put_file(store, form);
    }
    works = works_of(store, EDITION);
    for (guint i = 1; i <= works->len; i++) {
        const Work *work = works->pdata[i - 1];
        g_autofree char *measured = g_strdup_printf("%u", i);
        g_autoptr(Judgement) judgement = judgement_of(VERDICT_REVIEW, measured);

        g_assert_cmpint(work->number, ==, i);
        g_assert_cmpuint(work->attachments->len, ==, i % 3 == 1);
        if (i % 3 == 1)
            g_assert_true(judgements_equal(work->judgement, judgement));
        else
            g_assert_null(work->judgement);
    }
}

static void a_work_is_called_by_category_and_number(void)
{
    g_autofree char *with = work_id(&(Work){ .number = 37, .category = (char *)"juqing" });
    g_autofree char *without = work_id(&(Work){ .number = 12345 });

    g_assert_cmpstr(with, ==, "juqing-0037");
    g_assert_cmpstr(without, ==, "12345");
}

/* ---- what is new is written, and nothing else ---- */

static void put_everything(Store *store, FileRow *row, const ContentRow *content, const Judgement *judgement)
{
    g_autoptr(GError) error = NULL;

    put_edition(store, EDITION);
    put_file(store, row);
    put_content(store, content);
    put_posters(store, CONTENT);
    g_assert_true(store_put_sha256(store, CONTENT, "beef", &error));
    put_judgement(store, row->number, judgement, 0);
    put_pin(store, row->number, 5);
    g_assert_true(store_put_note(store, "gallery.published", "a", &error));
}

static void what_is_put_again_unchanged_changes_no_byte(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autoptr(FileRow) row = film("a.mp4");
    g_autoptr(ContentRow) content = examined(CONTENT);
    g_autoptr(Judgement) judgement = judgement_of(VERDICT_REVIEW, "1");
    g_autoptr(GBytes) before = NULL;
    g_autoptr(GBytes) after = NULL;
    gint64 revision;

    row->content = g_strdup(CONTENT);
    content->facts = filled_facts();
    put_everything(store, row, content, judgement);
    commit(store);
    revision = revision_of(store);
    store_close(store);
    before = contest_bytes(dir, STORE_FILE);
    store = opened(dir, STORE_WRITE);
    begin(store);
    put_everything(store, row, content, judgement);
    commit(store);
    g_assert_cmpint(revision_of(store), ==, revision);
    store_close(g_steal_pointer(&store));
    after = contest_bytes(dir, STORE_FILE);
    g_assert_true(g_bytes_equal(before, after));
}

typedef void (*Change)(Store *store, FileRow *row, ContentRow *content);

static void change_path(Store *store, FileRow *row, G_GNUC_UNUSED ContentRow *content)
{
    g_free(row->path);
    row->path = g_strdup("moved.mp4");
    put_file(store, row);
}

static void change_status(Store *store, FileRow *row, G_GNUC_UNUSED ContentRow *content)
{
    row->status = STATUS_MISSING;
    put_file(store, row);
}

static void change_title(Store *store, FileRow *row, G_GNUC_UNUSED ContentRow *content)
{
    g_free(row->title);
    row->title = g_strdup("别的");
    put_file(store, row);
}

static void change_fact(Store *store, G_GNUC_UNUSED FileRow *row, ContentRow *content)
{
    content->facts->video.width--;
    put_content(store, content);
}

static void change_last_subtitle(Store *store, G_GNUC_UNUSED FileRow *row, ContentRow *content)
{
    g_ptr_array_remove_index(content->facts->subtitles, content->facts->subtitles->len - 1);
    put_content(store, content);
}

static void change_poster(Store *store, G_GNUC_UNUSED FileRow *row, G_GNUC_UNUSED ContentRow *content)
{
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    g_autoptr(GError) error = NULL;

    g_assert_true(store_put_posters(store, CONTENT, none, &error));
}

static void change_hash(Store *store, G_GNUC_UNUSED FileRow *row, G_GNUC_UNUSED ContentRow *content)
{
    g_autoptr(GError) error = NULL;

    g_assert_true(store_put_sha256(store, CONTENT, "f00d", &error));
}

static void change_verdict(Store *store, FileRow *row, G_GNUC_UNUSED ContentRow *content)
{
    g_autoptr(Judgement) judgement = judgement_of(VERDICT_REVIEW, "2");

    put_judgement(store, row->number, judgement, 0);
}

static void change_pin(Store *store, FileRow *row, G_GNUC_UNUSED ContentRow *content)
{
    put_pin(store, row->number, 6);
}

static void change_traces_of_file(Store *store, FileRow *row, G_GNUC_UNUSED ContentRow *content)
{
    row->device++;
    row->missing_scans++;
    put_file(store, row);
}

static void change_traces_of_content(Store *store, G_GNUC_UNUSED FileRow *row, ContentRow *content)
{
    content->facts_version++;
    content->attempts = 0;
    put_content(store, content);
}

static void change_run(Store *store, G_GNUC_UNUSED FileRow *row, G_GNUC_UNUSED ContentRow *content)
{
    g_autoptr(GError) error = NULL;
    RunRow run = { .command = (char *)"index", .ended_us = FACT_UNKNOWN };

    g_assert_true(store_begin_run(store, &run, &error));
    g_assert_true(store_end_run(store, &run, &error));
    g_assert_true(store_put_note(store, "gallery.published", "b", &error));
}

static void each_change_raises_the_revision_and_runs_do_not(void)
{
    const struct {
        Change change;
        gboolean raises;
    } changes[] = {
        { change_path, TRUE },
        { change_status, TRUE },
        { change_title, TRUE },
        { change_fact, TRUE },
        { change_last_subtitle, TRUE },
        { change_poster, TRUE },
        { change_hash, TRUE },
        { change_verdict, TRUE },
        { change_pin, TRUE },
        { change_traces_of_file, FALSE },
        { change_traces_of_content, FALSE },
        { change_run, FALSE },
    };
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autoptr(FileRow) row = film("a.mp4");
    g_autoptr(ContentRow) content = examined(CONTENT);
    g_autoptr(Judgement) judgement = judgement_of(VERDICT_REVIEW, "1");

    row->content = g_strdup(CONTENT);
    content->facts = filled_facts();
    put_everything(store, row, content, judgement);
    commit(store);
    for (gsize i = 0; i < G_N_ELEMENTS(changes); i++) {
        gint64 revision = revision_of(store);

        begin(store);
        changes[i].change(store, row, content);
        changes[i].change(store, row, content);
        commit(store);
        g_assert_cmpint(revision_of(store), ==, revision + changes[i].raises);
    }
}

static void the_revision_says_when(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autoptr(GError) error = NULL;
    gint64 before = g_get_real_time();
    Revision revision = { 0 };

    put_film(store, "a.mp4");
    commit(store);
    g_assert_true(store_revision(store, &revision, &error));
    g_assert_cmpint(revision.revised_us, >=, before);
}

/* ---- statements ---- */

static void every_statement_fits_the_newest_schema(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    GHashTableIter iter;
    gpointer name, sql;

    g_assert_cmpuint(g_hash_table_size(store->sql), >, 50);
    g_hash_table_iter_init(&iter, store->sql);
    while (g_hash_table_iter_next(&iter, &name, &sql)) {
        sqlite3_stmt *statement = NULL;
        const char *tail = NULL;
        int result = sqlite3_prepare_v2(store->db, sql, -1, &statement, &tail);

        if (result != SQLITE_OK)
            g_error("%s: %s", (char *)name, sqlite3_errmsg(store->db));
        for (const char *p = tail; p && *p; p++) /* one statement, and then at most comments */
            g_assert_true(g_ascii_isspace(*p) || g_str_has_prefix(tail, "--"));
        sqlite3_finalize(statement);
    }
}

static char *own_sources(void)
{
    g_autofree char *folder = g_build_filename(SOURCE_ROOT, "catalog", "store", NULL);
    g_autoptr(GDir) files = g_dir_open(folder, 0, NULL);
    GString *sources = g_string_new(NULL);

    g_assert_nonnull(files);
    for (const char *name; (name = g_dir_read_name(files));) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_autofree char *text = NULL;

        if (g_str_has_suffix(name, ".c") && g_file_get_contents(path, &text, NULL, NULL))
            g_string_append(sources, text);
    }
    return g_string_free(sources, FALSE);
}

static void every_statement_is_used(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autofree char *sources = own_sources();
    GHashTableIter iter;
    gpointer name;

    g_hash_table_iter_init(&iter, store->sql);
    while (g_hash_table_iter_next(&iter, &name, NULL)) {
        g_autofree char *quoted = g_strdup_printf("\"%s\"", (char *)name);

        if (!strstr(sources, quoted))
            g_error("nobody uses the statement '%s'", (char *)name);
    }
}

#define CASE(function)                                                                                       \
    {                                                                                                        \
#function, function                                                                                  \
    }

static const struct {
    const char *name;
    void (*run)(void);
} cases[] = {
    CASE(a_file_comes_back_as_it_was_put),
    CASE(an_updated_file_comes_back_updated),
    CASE(paths_keep_their_bytes),
    CASE(a_very_long_path_is_kept_whole),
    CASE(numbers_rise_and_are_never_given_twice),
    CASE(each_edition_counts_for_itself),
    CASE(an_unknown_edition_category_or_number_is_refused),
    CASE(two_files_may_exchange_their_names),
    CASE(two_present_files_cannot_share_a_place),
    CASE(the_current_file_of_a_work_is_the_one_that_is_there),
    CASE(attachments_lie_beside_their_work_and_others_alone),
    CASE(an_attachment_can_be_dropped_and_a_work_cannot),
    CASE(a_content_comes_back_as_it_was_put),
    CASE(a_content_that_was_only_named_is_not_examined),
    CASE(every_fact_survives),
    CASE(unknown_facts_stay_unknown),
    CASE(facts_stay_where_none_are_given),
    CASE(attempts_are_remembered_until_they_are_answered),
    CASE(a_verdict_comes_back_with_both_languages),
    CASE(only_a_verdict_that_differs_makes_history),
    CASE(the_same_verdict_by_other_rules_is_no_news),
    CASE(a_work_that_is_pending_can_lose_its_verdict),
    CASE(a_pin_is_kept_replaced_and_taken_back),
    CASE(a_run_comes_back_as_it_ended),
    CASE(a_note_is_kept_replaced_and_taken_back),
    CASE(a_category_the_settings_drop_keeps_its_works),
    CASE(a_work_has_everything_at_once),
    CASE(works_of_the_same_bytes_each_have_their_facts),
    CASE(works_come_in_order_of_number_each_with_what_is_its_own),
    CASE(a_work_is_called_by_category_and_number),
    CASE(what_is_put_again_unchanged_changes_no_byte),
    CASE(each_change_raises_the_revision_and_runs_do_not),
    CASE(the_revision_says_when),
    CASE(every_statement_fits_the_newest_schema),
    CASE(every_statement_is_used),
};

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *sentence = g_strdelimit(g_strdup(cases[i].name), "_", ' ');
        g_autofree char *path = g_strdup_printf("/store/%s", sentence);

        g_test_add_func(path, cases[i].run);
    }
    return g_test_run();
}
