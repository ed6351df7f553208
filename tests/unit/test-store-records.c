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

static void put_facts(Store *store, const char *content, gint64 width)
{
    g_autoptr(ContentRow) row = content_row_new();
    g_autoptr(GError) error = NULL;

    row->content = g_strdup(content);
    row->facts = facts_new();
    row->facts->file.container = g_strdup("mp4");
    row->facts->has_video = TRUE;
    row->facts->video.display_width = width;
    facts_add_audio(row->facts)->codec_name = g_strdup("aac");
    store_put_content(store, row, &error);
    g_assert_no_error(error);
}

static const Facts *version_facts(GPtrArray *works, guint place, guint version)
{
    const Work *work = works->pdata[place];

    return ((WorkVersion *)work->versions->pdata[version])->facts;
}

static void versions_of_a_work_that_was_replaced_have_their_facts(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autoptr(FileRow) row = film("a.mp4"), other = film("b.mp4");
    g_autoptr(GPtrArray) works = NULL;

    put_file(store, row);
    put_file(store, other);
    put_facts(store, CONTENT, 1280);
    put_facts(store, ANOTHER, 1920);
    put_bytes(store, row, CONTENT);
    put_bytes(store, other, CONTENT);
    note_versions(store, 1);
    put_bytes(store, row, ANOTHER);
    note_versions(store, 2);
    put_bytes(store, row, THIRD);
    note_versions(store, 3);
    put_bytes(store, row, CONTENT);
    note_versions(store, 4);
    works = works_for_pages_of(store, EDITION);
    g_assert_cmpint(version_facts(works, 0, 0)->video.display_width, ==, 1280);
    g_assert_cmpint(version_facts(works, 0, 1)->video.display_width, ==, 1920);
    g_assert_null(version_facts(works, 0, 2)); /* not examined */
    g_assert_cmpint(version_facts(works, 0, 3)->video.display_width, ==, 1280);
    g_assert_cmpuint(version_facts(works, 0, 3)->audio->len, ==, 1);
    g_assert_cmpstr(version_facts(works, 0, 1)->file.container, ==, "mp4");
    g_assert_null(version_facts(works, 1, 0)); /* the only one */
}

static void the_verdicts_of_all_works_come_at_once(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    gint64 first = put_film(store, "a.mp4"), second = put_film(store, "b.mp4");
    g_autoptr(Judgement) fine = judgement_new(), bad = judgement_new();
    g_autoptr(GPtrArray) verdicts = NULL;
    g_autoptr(GError) error = NULL;

    fine->verdict = VERDICT_ELIGIBLE;
    bad->verdict = VERDICT_INELIGIBLE;
    put_judgement(store, second, fine, 0);
    put_judgement(store, first, bad, 0);
    put_judgement(store, first, fine, 0);
    verdicts = store_verdicts(store, EDITION, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(verdicts->len, ==, 3);
    g_assert_cmpint(((PastVerdict *)verdicts->pdata[0])->number, ==, first);
    g_assert_cmpint(((PastVerdict *)verdicts->pdata[0])->judgement->verdict, ==, VERDICT_INELIGIBLE);
    g_assert_cmpint(((PastVerdict *)verdicts->pdata[1])->judgement->verdict, ==, VERDICT_ELIGIBLE);
    g_assert_cmpint(((PastVerdict *)verdicts->pdata[2])->number, ==, second);
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

/* ---- stages that follow the examination ---- */

static StageRow *answered(void)
{
    StageRow *row = stage_row_new();

    row->content = g_strdup(CONTENT);
    row->status = STATUS_OK;
    row->version = 3;
    row->media_version = g_strdup("libavcodec 59");
    row->sandboxed = TRUE;
    return row;
}

static DeepFacts *measured(void)
{
    DeepFacts *deep = deep_facts_new();

    fill_group(&deep_facts_group, deep, 10);
    return deep;
}

static void put_deep(Store *store, const StageRow *row, const DeepFacts *deep)
{
    g_autoptr(GError) error = NULL;

    g_assert_true(store_put_stage(store, STAGE_DEEP, row, &error));
    store_put_deep(store, row->content, deep, &error);
    g_assert_no_error(error);
}

static StageRow *stage_of(Store *store, Stage stage)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GHashTable) rows = store_stage(store, stage, &error);
    StageRow *row;

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
    g_autoptr(StageRow) put = answered();
    g_autoptr(StageRow) back = NULL;
    g_autoptr(DeepFacts) deep = measured();
    g_autoptr(GPtrArray) works = NULL;
    g_autoptr(GError) error = NULL;

    content->content = g_strdup(CONTENT);
    content->facts = facts_new();
    content->facts_version = 1;
    g_assert_true(store_put_content(store, content, &error));
    put_bytes(store, row, CONTENT);
    put_deep(store, put, deep);
    back = stage_of(store, STAGE_DEEP);
    g_assert_cmpint(back->status, ==, STATUS_OK);
    g_assert_null(back->reason);
    g_assert_cmpint(back->version, ==, 3);
    g_assert_cmpstr(back->media_version, ==, "libavcodec 59");
    g_assert_true(back->sandboxed);
    g_assert_cmpint(back->attempts, ==, 0);
    works = works_of(store, EDITION);
    assert_same_group(&deep_facts_group, deep, only_work(works)->deep);
    g_assert_cmpint(only_work(works)->deep_status, ==, STATUS_OK);
    g_assert_cmpint(only_work(works)->deep_version, ==, 3);
    g_assert_cmpint(only_work(works)->facts->file.duration_content, ==, deep->duration_content);
}

static void a_stage_that_was_begun_and_not_answered_counts(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autoptr(FileRow) row = film("a.mp4");
    g_autoptr(StageRow) put = answered();
    g_autoptr(DeepFacts) deep = measured();
    g_autoptr(StageRow) begun_row = NULL, again = NULL;
    g_autoptr(GHashTable) others = NULL;
    g_autoptr(GPtrArray) works = NULL;
    g_autoptr(GError) error = NULL;

    put_bytes(store, row, CONTENT);
    put->attempts = 1;
    put->next_attempt_run = 9;
    g_assert_true(store_begin_stage(store, STAGE_DEEP, put, &error));
    begun_row = stage_of(store, STAGE_DEEP);
    g_assert_cmpint(begun_row->status, ==, STATUS_PENDING);
    g_assert_cmpint(begun_row->attempts, ==, 1);
    g_assert_cmpint(begun_row->next_attempt_run, ==, 9);
    works = works_of(store, EDITION);
    g_assert_null(only_work(works)->deep); /* nothing is known of it yet */
    put->attempts = 0;
    put->next_attempt_run = 0;
    put_deep(store, put, deep);
    put->attempts = 2;
    g_assert_true(store_begin_stage(store, STAGE_DEEP, put, &error)); /* once more: what is known stays */
    again = stage_of(store, STAGE_DEEP);
    g_assert_cmpint(again->status, ==, STATUS_OK);
    g_assert_cmpint(again->attempts, ==, 2);
    others = store_stage(store, STAGE_PROXY, &error); /* each stage by itself */
    g_assert_cmpuint(g_hash_table_size(others), ==, 0);
}

static void a_stage_that_was_never_answered_can_be_forgotten(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autoptr(FileRow) row = film("a.mp4");
    g_autoptr(StageRow) begun_row = answered();
    g_autoptr(GHashTable) rows = NULL;
    g_autoptr(GError) error = NULL;

    put_bytes(store, row, CONTENT);
    g_assert_true(store_begin_stage(store, STAGE_STRIP, begun_row, &error));
    g_assert_true(store_put_stage(store, STAGE_PROXY, begun_row, &error));
    g_assert_true(store_forget_stage(store, STAGE_STRIP, CONTENT, &error));
    g_assert_true(store_forget_stage(store, STAGE_PROXY, CONTENT, &error)); /* which was answered */
    rows = store_stage(store, STAGE_STRIP, &error);
    g_assert_cmpuint(g_hash_table_size(rows), ==, 0);
    stage_row_free(stage_of(store, STAGE_PROXY));
}

static void a_deep_check_that_failed_has_no_facts(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autoptr(FileRow) row = film("a.mp4");
    g_autoptr(StageRow) put = answered();
    g_autoptr(DeepFacts) deep = measured();
    g_autoptr(DeepFacts) unknown = deep_facts_new();
    g_autoptr(StageRow) back = NULL;
    g_autoptr(GPtrArray) works = NULL;

    put_bytes(store, row, CONTENT);
    put_deep(store, put, deep);
    put->status = STATUS_CRASHED;
    put->reason = g_strdup("memory");
    put_deep(store, put, NULL);
    back = stage_of(store, STAGE_DEEP);
    g_assert_cmpint(back->status, ==, STATUS_CRASHED);
    g_assert_cmpstr(back->reason, ==, "memory");
    works = works_of(store, EDITION);
    g_assert_cmpint(only_work(works)->deep_status, ==, STATUS_CRASHED);
    assert_same_group(&deep_facts_group, unknown, only_work(works)->deep);
}

/* ---- what they made ---- */

static WorkStrip *a_strip(void)
{
    WorkStrip *strip = work_strip_new();

    *strip = (WorkStrip){ g_strdup("thumbs/ab/s.jpg"),
                          160,
                          90,
                          10,
                          g_strdup("0 40000 80000"),
                          g_strdup("thumbs/ab/k.jpg"),
                          320,
                          180,
                          g_strdup("0 80000") };
    return strip;
}

static WorkCaption *a_caption(const char *language, int position)
{
    WorkCaption *caption = work_caption_new();

    *caption = (WorkCaption){ NULL, position, g_strdup(language), 1,
                              g_strdup("WEBVTT\n\n00:00.000 --> 00:01.000\n你好\n") };
    return caption;
}

static void what_stages_made_comes_with_the_work(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autoptr(FileRow) row = film("a.mp4");
    g_autoptr(WorkStrip) strip = a_strip();
    g_autoptr(GPtrArray) captions = g_ptr_array_new_with_free_func((GDestroyNotify)work_caption_free);
    WorkProxy proxy = { (char *)"proxies/ab/p.mp4", 1234, 1280, 720, 5 * G_USEC_PER_SEC };
    g_autoptr(GPtrArray) works = NULL, after = NULL;
    g_autoptr(GError) error = NULL;
    const Work *work;

    g_ptr_array_add(captions, a_caption("chi", 0));
    g_ptr_array_add(captions, a_caption("eng", 1));
    put_bytes(store, row, CONTENT);
    g_assert_true(store_put_strip(store, CONTENT, strip, &error));
    g_assert_true(store_put_captions(store, CONTENT, captions, &error));
    g_assert_true(store_put_proxy(store, CONTENT, &proxy, &error));
    works = works_for_pages_of(store, EDITION);
    work = only_work(works);
    g_assert_cmpstr(work->strip->sprite_path, ==, "thumbs/ab/s.jpg");
    g_assert_cmpint(work->strip->columns, ==, 10);
    g_assert_cmpstr(work->strip->strip_times, ==, "0 80000");
    g_assert_cmpuint(work->captions->len, ==, 2);
    g_assert_cmpstr(((const WorkCaption *)work->captions->pdata[1])->language, ==, "eng");
    g_assert_null(((const WorkCaption *)work->captions->pdata[1])->path);
    g_assert_cmpint(work->proxy->size, ==, 1234);
    g_assert_cmpint(work->proxy->duration, ==, 5 * G_USEC_PER_SEC);

    g_assert_true(store_put_strip(store, CONTENT, NULL, &error));
    g_assert_true(store_put_captions(store, CONTENT, NULL, &error));
    g_assert_true(store_put_proxy(store, CONTENT, NULL, &error));
    after = works_of(store, EDITION);
    work = only_work(after);
    g_assert_null(work->strip);
    g_assert_null(work->proxy);
    g_assert_cmpuint(work->captions->len, ==, 0);
}

static void what_only_pages_show_is_not_read_for_others(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autoptr(FileRow) row = film("a.mp4");
    g_autoptr(WorkStrip) strip = a_strip();
    g_autoptr(GPtrArray) captions = g_ptr_array_new_with_free_func((GDestroyNotify)work_caption_free);
    g_autoptr(GPtrArray) plain = NULL, for_pages = NULL;
    g_autoptr(GError) error = NULL;

    put_facts(store, CONTENT, 1280);
    put_facts(store, ANOTHER, 1920);
    put_bytes(store, row, CONTENT);
    note_versions(store, 1);
    put_bytes(store, row, ANOTHER);
    note_versions(store, 2);
    g_ptr_array_add(captions, a_caption("chi", 0));
    g_assert_true(store_put_strip(store, ANOTHER, strip, &error));
    g_assert_true(store_put_captions(store, ANOTHER, captions, &error));
    plain = works_of(store, EDITION);
    g_assert_null(only_work(plain)->strip);
    g_assert_cmpstr(((const WorkCaption *)only_work(plain)->captions->pdata[0])->language, ==, "chi");
    g_assert_null(((const WorkCaption *)only_work(plain)->captions->pdata[0])->webvtt);
    g_assert_null(version_facts(plain, 0, 0));
    for_pages = works_for_pages_of(store, EDITION);
    g_assert_nonnull(only_work(for_pages)->strip);
    g_assert_nonnull(((const WorkCaption *)only_work(for_pages)->captions->pdata[0])->webvtt);
    g_assert_nonnull(version_facts(for_pages, 0, 0));
}

static void subtitles_beside_a_film_have_the_language_of_their_name_and_say_what_is_wrong(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autoptr(FileRow) row = film("a.mp4"), beside = film("a.chs.srt");
    g_autoptr(StageRow) stage = answered();
    g_autoptr(GPtrArray) captions = g_ptr_array_new_with_free_func((GDestroyNotify)work_caption_free);
    g_autoptr(GPtrArray) works = NULL;
    g_autoptr(GError) error = NULL;
    const WorkCaption *caption;
    const WorkCaptionFault *fault;

    put_bytes(store, row, CONTENT);
    beside->number = 0;
    beside->kind = FILE_ATTACHMENT;
    beside->attached_to = row->number;
    g_free(beside->content);
    beside->content = g_strdup(ANOTHER);
    g_assert_true(store_put_file(store, EDITION, beside, &error));
    g_ptr_array_add(captions, a_caption(NULL, 0));
    g_assert_true(store_put_captions(store, ANOTHER, captions, &error));
    g_free(stage->content);
    stage->content = g_strdup(ANOTHER);
    stage->reason = g_strdup("captions-cut");
    g_assert_true(store_put_stage(store, STAGE_CAPTIONS, stage, &error));
    works = works_of(store, EDITION);
    g_assert_cmpuint(only_work(works)->captions->len, ==, 1);
    caption = only_work(works)->captions->pdata[0];
    g_assert_cmpstr(caption->path, ==, "a.chs.srt");
    g_assert_cmpstr(caption->language, ==, "zh-Hans");
    g_assert_cmpuint(only_work(works)->caption_faults->len, ==, 1);
    fault = only_work(works)->caption_faults->pdata[0];
    g_assert_cmpstr(fault->path, ==, "a.chs.srt");
    g_assert_cmpstr(fault->reason, ==, "captions-cut");
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
    g_autoptr(DeepFacts) deep = measured();
    g_autoptr(GError) error = NULL;

    g_assert_true(store_put_deep(store, CONTENT, deep, &error));
}

static void change_stage(Store *store, G_GNUC_UNUSED gint64 number)
{
    g_autoptr(StageRow) row = answered();
    g_autoptr(GError) error = NULL;

    g_assert_true(store_put_stage(store, STAGE_STRIP, row, &error));
}

static void change_versions(Store *store, G_GNUC_UNUSED gint64 number)
{
    note_versions(store, 5);
}

static void each_of_them_raises_the_revision_once(void)
{
    static const Change changes[] = { change_decision, change_tag,   change_form,    change_reading,
                                      change_deep,     change_stage, change_versions };

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
        if (changes[i] == change_decision || changes[i] == change_deep || changes[i] == change_form ||
            changes[i] == change_stage)
            continue; /* a second one is another one */
        begin(store);
        changes[i](store, row->number);
        commit(store);
        g_assert_cmpint(revision_of(store), ==, before + 1);
    }
}

/* ---- catalogues of earlier steps ---- */

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

#define OF_STEP_2                                                                                            \
    OF_STEP_1 "INSERT INTO deep (content_id, status, version, media_version, sandboxed, attempts, "          \
              "next_attempt_run, frames) VALUES (2, 'ok', 1, 'libavcodec 59', 1, 0, 0, 50), "                \
              "(1, NULL, 1, NULL, 0, 2, 9, NULL);"

/* As it was made and filled when there were no more steps than these. */
static void make_of_steps(const Contest *dir, int n, const char *content)
{
    g_auto(GStrv) all = schema_steps();
    char *steps[] = { all[0], n > 1 ? all[1] : NULL, NULL };
    g_autoptr(GError) error = NULL;
    Store *store = store_open_with(dir, STORE_WRITE, &(StoreOptions){ JOURNAL_WAL, 0, steps }, &error);

    g_assert_no_error(error);
    store_close(store);
    run_sql(dir, content);
    g_assert_cmpint(number_by_sql(dir, "PRAGMA user_version"), ==, n);
}

static void a_catalogue_of_step_1_is_brought_up_to_date_with_all_that_is_in_it(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = NULL;
    g_autoptr(GPtrArray) works = NULL, pins = NULL;
    g_autoptr(GError) error = NULL;
    const Work *first;

    make_of_steps(dir, 1, OF_STEP_1);
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

static void a_catalogue_of_step_2_keeps_its_deep_checks(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = NULL;
    g_autoptr(GHashTable) rows = NULL;
    g_autoptr(GPtrArray) works = NULL;
    g_autoptr(GError) error = NULL;
    const StageRow *done, *begun_row;

    make_of_steps(dir, 2, OF_STEP_2);
    store_close(opened(dir, STORE_WRITE));
    store = opened(dir, STORE_READ);
    rows = store_stage(store, STAGE_DEEP, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(g_hash_table_size(rows), ==, 2);
    done = g_hash_table_lookup(rows, ANOTHER);
    g_assert_cmpint(done->status, ==, STATUS_OK);
    g_assert_cmpstr(done->media_version, ==, "libavcodec 59");
    begun_row = g_hash_table_lookup(rows, CONTENT);
    g_assert_cmpint(begun_row->status, ==, STATUS_PENDING);
    g_assert_cmpint(begun_row->attempts, ==, 2);
    g_assert_cmpint(begun_row->next_attempt_run, ==, 9);
    works = works_of(store, EDITION);
    g_assert_cmpint(((Work *)works->pdata[0])->deep->frames, ==, 50);
    g_assert_cmpint(((Work *)works->pdata[0])->deep_version, ==, 1);
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
    CASE(versions_of_a_work_that_was_replaced_have_their_facts),
    CASE(the_verdicts_of_all_works_come_at_once),
    CASE(a_form_comes_back_as_it_was_put),
    CASE(a_work_has_its_form_without_the_contacts),
    CASE(a_form_of_no_work_or_of_one_that_has_one_is_refused),
    CASE(a_given_reading_is_only_replaced_by_a_given_one),
    CASE(texts_want_a_reading_until_they_have_one),
    CASE(a_deep_check_comes_back_as_it_was_put),
    CASE(a_stage_that_was_begun_and_not_answered_counts),
    CASE(a_stage_that_was_never_answered_can_be_forgotten),
    CASE(what_stages_made_comes_with_the_work),
    CASE(what_only_pages_show_is_not_read_for_others),
    CASE(subtitles_beside_a_film_have_the_language_of_their_name_and_say_what_is_wrong),
    CASE(a_deep_check_that_failed_has_no_facts),
    CASE(works_of_other_editions_are_known_by_their_bytes),
    CASE(each_of_them_raises_the_revision_once),
    CASE(a_catalogue_of_step_1_is_brought_up_to_date_with_all_that_is_in_it),
    CASE(a_catalogue_of_step_2_keeps_its_deep_checks),
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
