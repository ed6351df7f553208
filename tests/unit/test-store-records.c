/* What people and forms say of works, what deep checks find, which bytes a work had: in and out again. */
#include "store_fixture.h"

#define ANOTHER "ffeeddccbbaa99887766554433221100"
#define THIRD   "0123456789abcdef0123456789abcdef"

/* Sets the file of a work with that number anew. */
static void put_bytes(Store *store, FileRow *row, const char *content)
{
    g_free(row->content);
    row->content = g_strdup(content);
    put_file(store, row);
}

static const Work *only_work(GPtrArray *works)
{
    g_assert_cmpuint(works->len, ==, 1);
    return works->pdata[0];
}

/* ---- decisions ---- */

static void add(Store *store, gint64 number, DecisionKind kind, const char *subject, const char *answer,
                const char *content)
{
    g_autoptr(Decision) decision = decision_new();
    g_autoptr(GError) error = NULL;

    decision->number = number;
    decision->kind = kind;
    decision->subject = g_strdup(subject);
    decision->answer = g_strdup(answer);
    decision->decided_by = g_strdup("张三");
    decision->why = g_strdup("理由 '; DROP TABLE decisions; --");
    decision->content = g_strdup(content);
    decision->decided_us = 1772323200000000;
    store_add_decision(store, EDITION, decision, &error);
    g_assert_no_error(error);
}

static void decisions_come_back_in_order_and_none_is_lost(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    gint64 number = put_film(store, "a.mp4"), other = put_film(store, "b.mp4");
    g_autoptr(GPtrArray) works = NULL;
    const Decision *decision;
    const Work *work;

    add(store, number, DECISION_WAIVER, "duration", WAIVER_GRANTED, CONTENT);
    add(store, other, DECISION_STATE, NULL, STATE_INELIGIBLE, NULL);
    add(store, number, DECISION_WAIVER, "duration", WAIVER_REVOKED, CONTENT);
    add(store, number, DECISION_CHECK, "watermark", CHECK_NO, ANOTHER);
    add(store, number, DECISION_NOTE, NULL, NULL, NULL);
    works = works_of(store, EDITION);
    work = works->pdata[0];
    g_assert_cmpuint(work->decisions->len, ==, 4);
    g_assert_cmpuint(((Work *)works->pdata[1])->decisions->len, ==, 1);
    decision = work->decisions->pdata[2];
    g_assert_cmpint(decision->number, ==, number);
    g_assert_cmpint(decision->kind, ==, DECISION_CHECK);
    g_assert_cmpstr(decision->subject, ==, "watermark");
    g_assert_cmpstr(decision->answer, ==, CHECK_NO);
    g_assert_cmpstr(decision->decided_by, ==, "张三");
    g_assert_cmpstr(decision->why, ==, "理由 '; DROP TABLE decisions; --");
    g_assert_cmpstr(decision->content, ==, ANOTHER);
    g_assert_cmpint(decision->decided_us, ==, 1772323200000000);
    decision = decision_last(work->decisions, DECISION_WAIVER, "duration");
    g_assert_cmpstr(decision->answer, ==, WAIVER_REVOKED);
    g_assert_null(((Decision *)work->decisions->pdata[3])->content);
}

static void a_decision_about_no_work_is_refused(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autoptr(Decision) decision = decision_new();
    g_autoptr(GError) error = NULL;

    decision->number = 7;
    decision->kind = DECISION_NOTE;
    g_assert_false(store_add_decision(store, EDITION, decision, &error));
    g_assert_error(error, STORE_ERROR, STORE_ERROR_FAILED);
    g_clear_error(&error);
    g_assert_false(store_put_tag(store, EDITION, 7, "x", TRUE, NULL, &error));
    g_assert_error(error, STORE_ERROR, STORE_ERROR_FAILED);
}

static void a_decision_without_a_time_is_made_now(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autoptr(Decision) decision = decision_new();
    g_autoptr(GPtrArray) works = NULL;
    g_autoptr(GError) error = NULL;
    gint64 before_us = g_get_real_time();

    decision->number = put_film(store, "a.mp4");
    decision->kind = DECISION_NOTE;
    decision->why = g_strdup("x");
    g_assert_true(store_add_decision(store, EDITION, decision, &error));
    works = works_of(store, EDITION);
    decision->decided_us = ((Decision *)only_work(works)->decisions->pdata[0])->decided_us;
    g_assert_cmpint(decision->decided_us, >=, before_us);
    g_assert_cmpint(decision->decided_us, <=, g_get_real_time());
}

static void a_work_that_people_withdrew_is_withdrawn_until_they_clear_it(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autoptr(FileRow) row = film("a.mp4");
    g_autoptr(GPtrArray) withdrawn = NULL, cleared = NULL, files = NULL;

    row->reason = g_strdup("truncated");
    put_file(store, row);
    add(store, row->number, DECISION_STATE, NULL, STATE_WITHDRAWN, NULL);
    withdrawn = works_of(store, EDITION);
    g_assert_cmpint(only_work(withdrawn)->status, ==, STATUS_WITHDRAWN);
    g_assert_cmpint(work_file_status(only_work(withdrawn)), ==, STATUS_OK);
    g_assert_cmpstr(only_work(withdrawn)->reason, ==, "truncated");
    g_assert_nonnull(work_withdrawal(only_work(withdrawn)));
    g_assert_true(work_is_shown(only_work(withdrawn)));
    files = files_of(store); /* the file is as it was */
    g_assert_cmpint(((FileRow *)files->pdata[0])->status, ==, STATUS_OK);
    add(store, row->number, DECISION_STATE, NULL, STATE_CLEAR, NULL);
    cleared = works_of(store, EDITION);
    g_assert_cmpint(only_work(cleared)->status, ==, STATUS_OK);
    g_assert_cmpstr(only_work(cleared)->reason, ==, "truncated");
    g_assert_null(work_withdrawal(only_work(cleared)));
}

static void a_work_whose_file_is_long_gone_is_not_shown(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autoptr(FileRow) row = film("a.mp4");
    g_autoptr(GPtrArray) works = NULL;

    row->status = STATUS_WITHDRAWN;
    put_file(store, row);
    works = works_of(store, EDITION);
    g_assert_false(work_is_shown(only_work(works)));
}

/* ---- tags ---- */

static gboolean put_tag(Store *store, gint64 number, const char *tag, gboolean wanted)
{
    g_autoptr(GError) error = NULL;
    gboolean changed = FALSE;

    store_put_tag(store, EDITION, number, tag, wanted, &changed, &error);
    g_assert_no_error(error);
    return changed;
}

static void tags_are_a_set_in_order(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    gint64 number = put_film(store, "a.mp4"), other = put_film(store, "b.mp4");
    g_autoptr(GPtrArray) works = NULL;
    g_autofree char *tags = NULL;

    g_assert_true(put_tag(store, number, "春天", TRUE));
    g_assert_true(put_tag(store, number, "抗疫", TRUE));
    g_assert_true(put_tag(store, other, "春天", TRUE));
    g_assert_true(put_tag(store, number, "a", TRUE));
    g_assert_false(put_tag(store, number, "抗疫", TRUE));
    g_assert_true(put_tag(store, number, "春天", FALSE));
    g_assert_false(put_tag(store, number, "春天", FALSE));
    works = works_of(store, EDITION);
    tags = g_strjoinv(",", ((Work *)works->pdata[0])->tags);
    g_assert_cmpstr(tags, ==, "a,抗疫");
    g_assert_cmpstr(((Work *)works->pdata[1])->tags[0], ==, "春天");
}

/* ---- history ---- */

static void every_verdict_that_differed_is_history(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    gint64 number = put_film(store, "a.mp4"), other = put_film(store, "b.mp4");
    g_autoptr(Judgement) first = judgement_of(VERDICT_INELIGIBLE, "11 分钟");
    g_autoptr(Judgement) second = judgement_of(VERDICT_REVIEW, "10 分钟");
    g_autoptr(GPtrArray) history = NULL, none = NULL;
    g_autoptr(GError) error = NULL;
    const PastVerdict *past;

    ((Finding *)second->findings->pdata[0])->outcome = OUTCOME_DEDUCT;
    ((Finding *)second->findings->pdata[0])->points = 3;
    put_judgement(store, number, first, 0);
    put_judgement(store, number, first, 0); /* no difference */
    put_judgement(store, number, second, 0);
    put_judgement(store, number, first, 0);
    history = store_history(store, EDITION, number, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(history->len, ==, 3);
    past = history->pdata[1];
    g_assert_true(judgements_equal(past->judgement, second));
    g_assert_cmpint(((Finding *)past->judgement->findings->pdata[0])->points, ==, 3);
    g_assert_cmpint(past->judged_us, >=, ((PastVerdict *)history->pdata[0])->judged_us);
    g_assert_true(judgements_equal(((PastVerdict *)history->pdata[2])->judgement, first));
    none = store_history(store, EDITION, other, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(none->len, ==, 0);
    g_assert_null(store_history(store, EDITION, 99, &error));
    g_assert_error(error, STORE_ERROR, STORE_ERROR_FAILED);
}

/* ---- versions ---- */

static void note_versions(Store *store, gint64 now_us)
{
    g_autoptr(GError) error = NULL;

    store_note_versions(store, EDITION, now_us, &error);
    g_assert_no_error(error);
}

static void a_version_is_noted_when_the_bytes_are_others(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autoptr(FileRow) row = film("剧情/\xC4\xE3.mp4");
    g_autoptr(GPtrArray) works = NULL, again = NULL;
    g_autoptr(GError) error = NULL;
    const WorkVersion *first, *second;

    put_file(store, row); /* bytes not known yet */
    note_versions(store, 1);
    put_bytes(store, row, CONTENT);
    store_put_sha256(store, CONTENT, "aa", &error);
    g_assert_no_error(error);
    note_versions(store, 2);
    note_versions(store, 3);
    row->size = 77;
    put_bytes(store, row, ANOTHER);
    note_versions(store, 4);
    put_bytes(store, row, CONTENT); /* the old one came back */
    note_versions(store, 5);
    works = works_of(store, EDITION);
    g_assert_cmpuint(only_work(works)->versions->len, ==, 3);
    first = only_work(works)->versions->pdata[0];
    second = only_work(works)->versions->pdata[1];
    g_assert_cmpstr(first->content, ==, CONTENT);
    g_assert_cmpstr(first->sha256, ==, "aa");
    g_assert_cmpstr(first->root, ==, row->root);
    g_assert_cmpstr(first->path, ==, row->path);
    g_assert_cmpint(first->size, ==, 612400000);
    g_assert_cmpint(first->modified_ns, ==, row->modified_ns);
    g_assert_cmpint(first->first_seen_us, ==, row->first_seen_us); /* when the file was first seen */
    g_assert_cmpstr(second->content, ==, ANOTHER);
    g_assert_null(second->sha256);
    g_assert_cmpint(second->size, ==, 77);
    g_assert_cmpint(second->first_seen_us, ==, 4);
    g_assert_cmpstr(((WorkVersion *)only_work(works)->versions->pdata[2])->content, ==, CONTENT);
    row->status = STATUS_MISSING;
    put_bytes(store, row, THIRD);
    note_versions(store, 6); /* what is not there has no new version */
    again = works_of(store, EDITION);
    g_assert_cmpuint(only_work(again)->versions->len, ==, 3);
}

/* ---- forms ---- */

static Form *form_of(const char *title, const char *entry_no)
{
    Form *form = form_new();

    form->title = g_strdup(title);
    form->entry_no = g_strdup(entry_no);
    form->source = g_strdup("报名表.csv");
    form->imported_us = 1772323200000000;
    return form;
}

static Form *filled_form(gint64 number)
{
    Form *form = form_of("末班车上的样机", "A-17");

    form->number = number;
    form->matched_by = g_strdup(MATCHED_BY_FILE);
    form->category = g_strdup("juqing");
    form->category_written = g_strdup("剧情类");
    form->unit = g_strdup("沧浪高新区");
    form->author = g_strdup("张三、李四");
    form->contact = g_strdup("王五");
    form->phone = g_strdup("13800000000");
    form->email = g_strdup("a@example.org");
    form->finished = g_strdup("2026-02-01");
    form->file_name = g_strdup("末班车.mp4");
    form->synopsis = g_strdup("一句话\"简介\"");
    form->pinyin = g_strdup("mo ban che");
    form->unit_pinyin = g_strdup("cang lang");
    form->link = g_strdup("https://example.org/v");
    form->received = g_strdup("2026-03-01");
    return form;
}

static void put_form(Store *store, Form *form)
{
    g_autoptr(GError) error = NULL;

    store_put_form(store, EDITION, form, &error);
    g_assert_no_error(error);
}

static GPtrArray *forms_of(Store *store)
{
    g_autoptr(GError) error = NULL;
    GPtrArray *forms = store_forms(store, EDITION, &error);

    g_assert_no_error(error);
    return forms;
}

static void assert_same_form(const Form *a, const Form *b, gboolean with_contacts)
{
    for (const Member *member = form_members; member->name; member++) {
        gboolean is_contact =
            g_strv_contains((const char *const[]){ "contact", "phone", "email", NULL }, member->name);

        if (member->kind == MEMBER_TEXT)
            g_assert_cmpstr(G_STRUCT_MEMBER(char *, b, member->offset), ==,
                            is_contact && !with_contacts ? NULL : G_STRUCT_MEMBER(char *, a, member->offset));
        else if (member->kind == MEMBER_INT64 && !g_str_equal(member->name, "id"))
            g_assert_cmpint(G_STRUCT_MEMBER(gint64, a, member->offset), ==,
                            G_STRUCT_MEMBER(gint64, b, member->offset));
    }
    g_assert_true(b->has_contact == (a->contact != NULL) && b->has_phone == (a->phone != NULL) &&
                  b->has_email == (a->email != NULL));
}

static void a_form_comes_back_as_it_was_put(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autoptr(Form) form = filled_form(put_film(store, "a.mp4"));
    g_autoptr(Form) bare = form_of("纸上园区", NULL);
    g_autoptr(GPtrArray) forms = NULL, updated = NULL;

    put_form(store, form);
    put_form(store, bare);
    g_assert_cmpint(form->id, >, 0);
    forms = forms_of(store);
    g_assert_cmpuint(forms->len, ==, 2);
    assert_same_form(form, forms->pdata[0], TRUE);
    assert_same_form(bare, forms->pdata[1], TRUE);
    g_free(form->phone);
    form->phone = g_strdup("13900000000");
    put_form(store, form);
    updated = forms_of(store);
    g_assert_cmpuint(updated->len, ==, 2);
    assert_same_form(form, updated->pdata[0], TRUE);
}

static void a_work_has_its_form_without_the_contacts(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autoptr(Form) form = filled_form(put_film(store, "a.mp4"));
    g_autoptr(GPtrArray) works = NULL;
    const Work *work;

    put_form(store, form);
    works = works_of(store, EDITION);
    work = only_work(works);
    assert_same_form(form, work->form, FALSE);
    g_assert_cmpstr(work->title, ==, "末班车上的样机"); /* the form's, not the path's */
    g_assert_cmpstr(work->path_title, ==, "末班车");
    g_assert_cmpstr(work->unit, ==, "沧浪高新区");
    g_assert_cmpstr(work->path_unit, ==, "城南分公司");
    g_assert_cmpstr(work->author, ==, "张三、李四");
    g_assert_cmpstr(work->entry_no, ==, "A-17");
}

static void a_form_of_no_work_or_of_one_that_has_one_is_refused(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autoptr(Form) form = filled_form(put_film(store, "a.mp4"));
    g_autoptr(Form) second = form_of("另一部", NULL);
    g_autoptr(GError) error = NULL;

    put_form(store, form);
    second->number = 99;
    g_assert_false(store_put_form(store, EDITION, second, &error));
    g_assert_nonnull(error);
    g_clear_error(&error);
    second->number = form->number;
    g_assert_false(store_put_form(store, EDITION, second, &error));
    g_assert_nonnull(error);
}

/* ---- readings ---- */

static void put_reading(Store *store, const char *text, const char *pinyin, gboolean given)
{
    Reading reading = { (char *)text, (char *)pinyin, (char *)"x", given };
    g_autoptr(GError) error = NULL;

    store_put_reading(store, &reading, &error);
    g_assert_no_error(error);
}

static void assert_reading(Store *store, const char *pinyin, gboolean given)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) readings = store_readings(store, &error);
    const Reading *reading;

    g_assert_no_error(error);
    g_assert_cmpuint(readings->len, ==, 1);
    reading = readings->pdata[0];
    g_assert_cmpstr(reading->text, ==, "长沙");
    g_assert_cmpstr(reading->pinyin, ==, pinyin);
    g_assert_cmpint(reading->given, ==, given);
}

static void a_given_reading_is_only_replaced_by_a_given_one(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);

    put_reading(store, "长沙", "zhang sha", FALSE);
    assert_reading(store, "zhang sha", FALSE);
    put_reading(store, "长沙", "chang sha", TRUE);
    put_reading(store, "长沙", "zhang sha", FALSE);
    assert_reading(store, "chang sha", TRUE);
    put_reading(store, "长沙", "Changsha", TRUE);
    assert_reading(store, "Changsha", TRUE);
}

static void texts_want_a_reading_until_they_have_one(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autoptr(Form) form = filled_form(put_film(store, "a.mp4"));
    g_autoptr(GPtrArray) texts = NULL, works = NULL;
    g_autoptr(GError) error = NULL;

    put_form(store, form);
    put_reading(store, "沧浪高新区", "cang lang", FALSE);
    put_reading(store, "末班车上的样机", "mo ban che", FALSE);
    texts = store_texts_without_reading(store, EDITION, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(texts->len, ==, 2);
    g_assert_cmpstr(texts->pdata[0], ==, "城南分公司");
    g_assert_cmpstr(texts->pdata[1], ==, "末班车");
    works = works_of(store, EDITION);
    g_assert_cmpstr(only_work(works)->title_pinyin, ==, "mo ban che");
    g_assert_cmpstr(only_work(works)->unit_pinyin, ==, "cang lang");
    g_assert_cmpstr(only_work(works)->unit_initials, ==, "x");
}

/* ---- deep checks ---- */

static DeepRow *checked(void)
{
    DeepRow *row = deep_row_new();

    row->content = g_strdup(CONTENT);
    row->status = STATUS_OK;
    row->version = 3;
    row->media_version = g_strdup("libavcodec 59");
    row->sandboxed = TRUE;
    row->deep = deep_facts_new();
    fill_group(&deep_facts_group, row->deep, 10);
    return row;
}

static void put_deep(Store *store, const DeepRow *row)
{
    g_autoptr(GError) error = NULL;

    store_put_deep(store, row, &error);
    g_assert_no_error(error);
}

static DeepRow *deep_of(Store *store)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GHashTable) rows = store_deep(store, &error);
    DeepRow *row;

    g_assert_no_error(error);
    g_assert_cmpuint(g_hash_table_size(rows), ==, 1);
    row = g_hash_table_lookup(rows, CONTENT);
    g_assert_nonnull(row);
    g_hash_table_steal(rows, CONTENT);
    return row;
}

static void a_deep_check_comes_back_as_it_was_put(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autoptr(FileRow) row = film("a.mp4");
    g_autoptr(ContentRow) content = content_row_new();
    g_autoptr(DeepRow) put = checked();
    g_autoptr(DeepRow) back = NULL;
    g_autoptr(GPtrArray) works = NULL;
    g_autoptr(GError) error = NULL;

    content->content = g_strdup(CONTENT);
    content->facts = facts_new();
    content->facts_version = 1;
    g_assert_true(store_put_content(store, content, &error));
    put_bytes(store, row, CONTENT);
    put_deep(store, put);
    back = deep_of(store);
    g_assert_cmpint(back->status, ==, STATUS_OK);
    g_assert_null(back->reason);
    g_assert_cmpint(back->version, ==, 3);
    g_assert_cmpstr(back->media_version, ==, "libavcodec 59");
    g_assert_true(back->sandboxed);
    g_assert_cmpint(back->attempts, ==, 0);
    works = works_of(store, EDITION);
    assert_same_group(&deep_facts_group, put->deep, only_work(works)->deep);
    g_assert_cmpint(only_work(works)->deep_status, ==, STATUS_OK);
    g_assert_cmpint(only_work(works)->deep_version, ==, 3);
    g_assert_cmpint(only_work(works)->facts->file.duration_content, ==, put->deep->duration_content);
}

static void a_deep_check_that_was_begun_and_not_answered_counts(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autoptr(FileRow) row = film("a.mp4");
    g_autoptr(DeepRow) put = checked();
    g_autoptr(DeepRow) begun_row = NULL, again = NULL;
    g_autoptr(GPtrArray) works = NULL;
    g_autoptr(GError) error = NULL;

    put_bytes(store, row, CONTENT);
    put->attempts = 1;
    put->next_attempt_run = 9;
    g_assert_true(store_begin_deep(store, put, &error));
    begun_row = deep_of(store);
    g_assert_cmpint(begun_row->status, ==, STATUS_PENDING);
    g_assert_cmpint(begun_row->attempts, ==, 1);
    g_assert_cmpint(begun_row->next_attempt_run, ==, 9);
    works = works_of(store, EDITION);
    g_assert_null(only_work(works)->deep); /* nothing is known of it yet */
    put->attempts = 0;
    put->next_attempt_run = 0;
    put_deep(store, put);
    put->attempts = 2;
    g_assert_true(store_begin_deep(store, put, &error)); /* once more: what is known stays */
    again = deep_of(store);
    g_assert_cmpint(again->status, ==, STATUS_OK);
    g_assert_cmpint(again->attempts, ==, 2);
}

static void a_deep_check_that_failed_has_no_facts(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autoptr(FileRow) row = film("a.mp4");
    g_autoptr(DeepRow) put = checked();
    g_autoptr(DeepFacts) unknown = deep_facts_new();
    g_autoptr(DeepRow) back = NULL;
    g_autoptr(GPtrArray) works = NULL;

    put_bytes(store, row, CONTENT);
    put_deep(store, put);
    put->status = STATUS_CRASHED;
    put->reason = g_strdup("memory");
    g_clear_pointer(&put->deep, deep_facts_free);
    put_deep(store, put);
    back = deep_of(store);
    g_assert_cmpint(back->status, ==, STATUS_CRASHED);
    g_assert_cmpstr(back->reason, ==, "memory");
    works = works_of(store, EDITION);
    g_assert_cmpint(only_work(works)->deep_status, ==, STATUS_CRASHED);
    assert_same_group(&deep_facts_group, unknown, only_work(works)->deep);
}

/* ---- other editions ---- */

static void works_of_other_editions_are_known_by_their_bytes(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autoptr(FileRow) here = film("a.mp4"), there = film("b.mp4"), gone = film("c.mp4");
    g_autoptr(GPtrArray) elsewhere = NULL;
    g_autoptr(GError) error = NULL;
    const WorkElsewhere *one;

    put_edition(store, "2024");
    put_bytes(store, here, CONTENT);
    there->content = g_strdup(ANOTHER);
    g_assert_true(store_put_file(store, "2024", there, &error));
    g_assert_true(store_put_file(store, "2024", gone, &error)); /* its bytes are not known */
    elsewhere = store_works_elsewhere(store, EDITION, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(elsewhere->len, ==, 1);
    one = elsewhere->pdata[0];
    g_assert_cmpstr(one->edition, ==, "2024");
    g_assert_cmpint(one->number, ==, 1);
    g_assert_cmpstr(one->title, ==, "末班车");
    g_assert_cmpstr(one->unit, ==, "城南分公司");
    g_assert_cmpstr(one->content, ==, ANOTHER);
}

/* ---- the revision ---- */

typedef void (*Change)(Store *store, gint64 number);

static void change_decision(Store *store, gint64 number)
{
    add(store, number, DECISION_NOTE, NULL, NULL, NULL);
}

static void change_tag(Store *store, gint64 number)
{
    put_tag(store, number, "x", TRUE);
}

static void change_form(Store *store, gint64 number)
{
    g_autoptr(Form) form = filled_form(number);

    put_form(store, form);
}

static void change_reading(Store *store, G_GNUC_UNUSED gint64 number)
{
    put_reading(store, "长沙", "chang sha", TRUE);
}

static void change_deep(Store *store, G_GNUC_UNUSED gint64 number)
{
    g_autoptr(DeepRow) row = checked();

    put_deep(store, row);
}

static void change_versions(Store *store, G_GNUC_UNUSED gint64 number)
{
    note_versions(store, 5);
}

static void each_of_them_raises_the_revision_once(void)
{
    static const Change changes[] = { change_decision, change_tag,  change_form,
                                      change_reading,  change_deep, change_versions };

    for (gsize i = 0; i < G_N_ELEMENTS(changes); i++) {
        g_autoptr(Contest) dir = contest_new();
        g_autoptr(Store) store = begun(dir);
        g_autoptr(FileRow) row = film("a.mp4");
        gint64 before;

        put_bytes(store, row, CONTENT);
        commit(store);
        before = revision_of(store);
        begin(store);
        changes[i](store, row->number);
        commit(store);
        g_assert_cmpint(revision_of(store), ==, before + 1);
        if (changes[i] == change_decision || changes[i] == change_deep || changes[i] == change_form)
            continue; /* a second one is another one */
        begin(store);
        changes[i](store, row->number);
        commit(store);
        g_assert_cmpint(revision_of(store), ==, before + 1);
    }
}

/* ---- a catalogue of step 1 ---- */

#define OF_STEP_1                                                                                            \
    "INSERT INTO editions (id, slug, next_number) VALUES (1, '2026', 3);"                                    \
    "INSERT INTO categories VALUES (1, 'juqing', '剧情', 'Drama', 0);"                                     \
    "INSERT INTO contents (id, content) VALUES (1, '" CONTENT "'), (2, '" ANOTHER "');"                      \
    "INSERT INTO entries (id, edition_id, number, category, title) VALUES (1, 1, 1, 'juqing', '甲'), "      \
    "(2, 1, 2, NULL, '乙');"                                                                                \
    "INSERT INTO files (edition_id, entry_id, kind, root, path, category, content_id, status, size, "        \
    "modified_ns, changed_ns, device, inode, missing_scans, first_seen_us) VALUES "                          \
    "(1, 1, 'work', x'73', x'61', 'juqing', 1, 'withdrawn', 5, 1, 1, 1, 1, 3, 11), "                         \
    "(1, 1, 'work', x'73', x'62', 'juqing', 2, 'ok', 6, 2, 2, 2, 2, 0, 12), "                                \
    "(1, 2, 'work', x'73', x'63', NULL, NULL, 'pending', 7, 3, 3, 3, 3, 0, 13);"                             \
    "INSERT INTO decisions (entry_id, kind, decided_us, time_us, content_id) VALUES (1, 'pin', 9, 8, 2);"

static void make_step_1(const Contest *dir)
{
    g_auto(GStrv) steps = schema_steps();
    g_autoptr(GError) error = NULL;
    Store *store;

    g_clear_pointer(&steps[1], g_free);
    store = store_open_with(dir, STORE_WRITE, &(StoreOptions){ JOURNAL_WAL, 0, steps }, &error);
    g_assert_no_error(error);
    store_close(store);
    run_sql(dir, OF_STEP_1);
    g_assert_cmpint(number_by_sql(dir, "PRAGMA user_version"), ==, 1);
}

static void a_catalogue_of_step_1_is_brought_up_to_date_with_all_that_is_in_it(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = NULL;
    g_autoptr(GPtrArray) works = NULL, pins = NULL;
    g_autoptr(GError) error = NULL;
    const Work *first;

    make_step_1(dir);
    g_assert_null(store_open(dir, STORE_READ, &error)); /* a reader cannot */
    g_assert_error(error, STORE_ERROR, STORE_ERROR_OLDER);
    g_clear_error(&error);
    store_close(opened(dir, STORE_WRITE));
    store = opened(dir, STORE_READ);
    works = works_of(store, EDITION);
    g_assert_cmpuint(works->len, ==, 2);
    first = works->pdata[0];
    g_assert_cmpstr(first->title, ==, "甲");
    g_assert_cmpstr(first->content, ==, ANOTHER);
    g_assert_cmpuint(first->versions->len, ==, 2); /* the last is what it has */
    g_assert_cmpstr(((WorkVersion *)first->versions->pdata[0])->content, ==, CONTENT);
    g_assert_cmpstr(((WorkVersion *)first->versions->pdata[1])->content, ==, ANOTHER);
    g_assert_cmpint(((WorkVersion *)first->versions->pdata[1])->first_seen_us, ==, 12);
    g_assert_cmpuint(first->decisions->len, ==, 0); /* a pin is none */
    g_assert_cmpuint(((Work *)works->pdata[1])->versions->len, ==, 0);
    pins = store_pins(store, EDITION, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(pins->len, ==, 1);
    g_assert_cmpint(((Pin *)pins->pdata[0])->pin_us, ==, 8);
}

#define CASE(function)                                                                                       \
    {                                                                                                        \
#function, function                                                                                  \
    }

static const struct {
    const char *name;
    void (*run)(void);
} cases[] = {
    CASE(decisions_come_back_in_order_and_none_is_lost),
    CASE(a_decision_about_no_work_is_refused),
    CASE(a_decision_without_a_time_is_made_now),
    CASE(a_work_that_people_withdrew_is_withdrawn_until_they_clear_it),
    CASE(a_work_whose_file_is_long_gone_is_not_shown),
    CASE(tags_are_a_set_in_order),
    CASE(every_verdict_that_differed_is_history),
    CASE(a_version_is_noted_when_the_bytes_are_others),
    CASE(a_form_comes_back_as_it_was_put),
    CASE(a_work_has_its_form_without_the_contacts),
    CASE(a_form_of_no_work_or_of_one_that_has_one_is_refused),
    CASE(a_given_reading_is_only_replaced_by_a_given_one),
    CASE(texts_want_a_reading_until_they_have_one),
    CASE(a_deep_check_comes_back_as_it_was_put),
    CASE(a_deep_check_that_was_begun_and_not_answered_counts),
    CASE(a_deep_check_that_failed_has_no_facts),
    CASE(works_of_other_editions_are_known_by_their_bytes),
    CASE(each_of_them_raises_the_revision_once),
    CASE(a_catalogue_of_step_1_is_brought_up_to_date_with_all_that_is_in_it),
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
