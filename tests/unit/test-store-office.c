#include "tests/unit/store_fixture.h"

#define OTHER_CONTENT "ffeeddccbbaa99887766554433221100"

static void put_form(Store *store, const Form *made)
{
    Form form = *made;
    g_autoptr(GError) error = NULL;

    store_put_form(store, EDITION, &form, &error);
    g_assert_no_error(error);
}

static void put_content(Store *store, const char *content, gint64 duration)
{
    g_autoptr(ContentRow) row = content_row_new();
    g_autoptr(GError) error = NULL;

    row->content = g_strdup(content);
    row->size = 1000;
    row->media_version = g_strdup("x");
    row->facts = facts_new();
    row->facts->file.duration = duration;
    store_put_content(store, row, &error);
    g_assert_no_error(error);
}

static void a_work_knows_of_private_fields_only_that_they_are_there(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    gint64 first = put_film(store, "a.mp4"), second = put_film(store, "b.mp4");
    g_autoptr(GPtrArray) works = NULL;
    const Form *form;

    put_form(store, &(Form){ .number = first,
                             .title = (char *)"甲",
                             .phone = (char *)"13800001111",
                             .contact = (char *)"某人",
                             .source = (char *)"a.csv" });
    put_form(store, &(Form){ .number = second, .title = (char *)"乙", .source = (char *)"a.csv" });
    works = works_of(store, EDITION);
    form = ((Work *)works->pdata[0])->form;
    g_assert_true(form->has_phone && form->has_contact && !form->has_email);
    g_assert_null(form->phone);
    g_assert_null(form->contact);
    form = ((Work *)works->pdata[1])->form;
    g_assert_true(!form->has_phone && !form->has_contact && !form->has_email);
}

static void a_form_gives_a_category_where_the_path_has_none(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    gint64 inside = put_film(store, "剧情/a.mp4");
    g_autoptr(FileRow) outside = film("b.mp4");
    g_autoptr(GPtrArray) works = NULL;

    g_clear_pointer(&outside->category, g_free);
    put_file(store, outside);
    put_form(store, &(Form){ .number = inside,
                             .title = (char *)"甲",
                             .category = (char *)"jishi",
                             .source = (char *)"a.csv" });
    put_form(store, &(Form){ .number = outside->number,
                             .title = (char *)"乙",
                             .category = (char *)"jishi",
                             .source = (char *)"a.csv" });
    works = works_of(store, EDITION);
    g_assert_cmpstr(((Work *)works->pdata[0])->category, ==, "juqing");
    g_assert_cmpstr(((Work *)works->pdata[1])->category, ==, "jishi");
}

static void a_sample_is_read_with_its_work_and_may_be_dropped(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    gint64 number = put_film(store, "剧情/末班车.mp4");
    g_autoptr(FileRow) sample = film("剧情/末班车_sample.mp4");
    g_autoptr(GPtrArray) works = NULL;
    g_autoptr(GPtrArray) after = NULL;
    g_autoptr(GError) error = NULL;
    const WorkSample *read;

    sample->number = 0;
    sample->kind = FILE_SAMPLE;
    sample->attached_to = number;
    sample->content = g_strdup(OTHER_CONTENT);
    put_file(store, sample);
    put_content(store, OTHER_CONTENT, 90 * G_USEC_PER_SEC);
    works = works_of(store, EDITION);
    g_assert_cmpuint(works->len, ==, 1);
    g_assert_cmpuint(((Work *)works->pdata[0])->samples->len, ==, 1);
    read = ((Work *)works->pdata[0])->samples->pdata[0];
    g_assert_cmpstr(read->path, ==, sample->path);
    g_assert_cmpint(read->size, ==, sample->size);
    g_assert_cmpint(read->duration, ==, 90 * G_USEC_PER_SEC);
    g_assert_null(read->likeness);
    g_assert_true(store_drop_file(store, sample->id, &error));
    after = works_of(store, EDITION);
    g_assert_cmpuint(((Work *)after->pdata[0])->samples->len, ==, 0);
}

static void a_work_elsewhere_goes_by_its_forms_title_and_has_its_sums(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autoptr(FileRow) work = film("a.mp4");
    g_autoptr(GPtrArray) elsewhere = NULL;
    g_autoptr(GError) error = NULL;
    const WorkElsewhere *other;

    work->content = g_strdup(CONTENT);
    put_file(store, work);
    put_content(store, CONTENT, 1);
    store_put_sha256(store, CONTENT, "0123", &error);
    g_assert_no_error(error);
    put_form(store,
             &(Form){ .number = work->number, .title = (char *)"表上的题名", .source = (char *)"a.csv" });
    put_edition(store, "2027");
    elsewhere = store_works_elsewhere(store, "2027", &error);
    g_assert_no_error(error);
    g_assert_cmpuint(elsewhere->len, ==, 1);
    other = elsewhere->pdata[0];
    g_assert_cmpstr(other->edition, ==, EDITION);
    g_assert_cmpstr(other->title, ==, "表上的题名");
    g_assert_cmpstr(other->unit, ==, "城南分公司");
    g_assert_cmpstr(other->content, ==, CONTENT);
    g_assert_cmpstr(other->sha256, ==, "0123");
}

static void assert_named(Store *store, gint64 number, const char *entry_no, gint64 first, gint64 last)
{
    g_autoptr(GPtrArray) works = works_named(store, number, entry_no);

    g_assert_cmpuint(works->len, ==, last - first + 1);
    for (gint64 i = first; i <= last; i++)
        g_assert_cmpint(((Work *)works->pdata[i - first])->number, ==, i);
}

static void works_are_read_by_their_number_or_the_organisers(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autoptr(GPtrArray) none = NULL;

    for (int i = 1; i <= 5; i++) {
        g_autofree char *path = g_strdup_printf("%d.mp4", i);

        put_film(store, path);
    }
    put_form(store, &(Form){ .number = 4,
                             .title = (char *)"甲",
                             .entry_no = (char *)"HX-02",
                             .source = (char *)"a.csv" });
    put_form(store, &(Form){ .number = 5,
                             .title = (char *)"乙",
                             .entry_no = (char *)"1",
                             .counts_rows = TRUE,
                             .source = (char *)"a.csv" });
    assert_named(store, 1, "1", 1, 1);
    assert_named(store, 0, "HX-02", 4, 4);
    assert_named(store, 2, "HX-02", 2, 4); /* one of the two it may mean, and what lies between */
    none = works_named(store, 6, "6");
    g_assert_cmpuint(none->len, ==, 0);
}

static void a_work_read_alone_has_all_that_is_its_own(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autoptr(GPtrArray) works = NULL;
    const Work *work;

    put_content(store, CONTENT, 61000000);
    put_content(store, OTHER_CONTENT, 62000000);
    for (int i = 1; i <= 3; i++) {
        g_autofree char *path = g_strdup_printf("%d.mp4", i);
        g_autoptr(FileRow) row = film(path);
        g_autofree char *document_path = g_strdup_printf("%d.docx", i);
        g_autoptr(FileRow) document = film(document_path);

        row->content = g_strdup(i == 2 ? OTHER_CONTENT : CONTENT);
        put_file(store, row);
        document->number = 0;
        document->kind = FILE_ATTACHMENT;
        document->attached_to = row->number;
        put_file(store, document);
        put_form(store, &(Form){ .number = i, .title = path, .source = (char *)"a.csv" });
    }
    works = works_named(store, 2, "2");
    g_assert_cmpuint(works->len, ==, 1);
    work = works->pdata[0];
    g_assert_cmpint(work->facts->file.duration, ==, 62000000);
    g_assert_cmpstr(work->form->title, ==, "2.mp4");
    g_assert_cmpuint(work->attachments->len, ==, 1);
    g_assert_cmpstr(work->attachments->pdata[0], ==, "2.docx");
}

static void put_film_of_a_minute(Store *store, FileRow *row)
{
    row->content = g_strdup(CONTENT);
    put_content(store, CONTENT, 61000000);
    put_file(store, row);
}

static void a_work_for_a_line_has_its_forms_word_and_not_the_form(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autoptr(FileRow) row = film("a.mp4");
    g_autoptr(GPtrArray) works = NULL;
    g_autoptr(GError) error = NULL;
    const Work *work;

    put_film_of_a_minute(store, row);
    put_form(store, &(Form){ .number = row->number, .title = (char *)"甲", .source = (char *)"a.csv" });
    works = store_works_for_lines(store, EDITION, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(works->len, ==, 1);
    work = works->pdata[0];
    g_assert_cmpstr(work->title, ==, "甲");
    g_assert_cmpint(work->facts->file.duration, ==, 61000000);
    g_assert_null(work->form);
}

static void a_work_for_a_table_has_its_picture_and_what_is_wrong_with_it(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = begun(dir);
    g_autoptr(FileRow) row = film("a.mp4");
    g_autoptr(Judgement) judgement = judgement_new();
    g_autoptr(GPtrArray) works = NULL;
    g_autoptr(GError) error = NULL;
    const Work *work;

    put_film_of_a_minute(store, row);
    judgement->verdict = VERDICT_REVIEW;
    judgement_add(judgement, "container", OUTCOME_PASS);
    judgement_add(judgement, "duration", OUTCOME_REVIEW);
    g_assert_true(store_put_judgement(store, EDITION, row->number, judgement, 0, NULL, &error));
    g_assert_no_error(error);
    works = store_works_for_table(store, EDITION, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(works->len, ==, 1);
    work = works->pdata[0];
    g_assert_cmpint(work->facts->file.duration, ==, 61000000);
    g_assert_cmpint(work->judgement->verdict, ==, VERDICT_REVIEW);
    g_assert_cmpuint(work->judgement->findings->len, ==, 1);
    g_assert_cmpuint(judgement_count(work->judgement, OUTCOME_REVIEW), ==, 1);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/store/a work knows of private fields only that they are there",
                    a_work_knows_of_private_fields_only_that_they_are_there);
    g_test_add_func("/store/a form gives a category where the path has none",
                    a_form_gives_a_category_where_the_path_has_none);
    g_test_add_func("/store/a sample is read with its work and may be dropped",
                    a_sample_is_read_with_its_work_and_may_be_dropped);
    g_test_add_func("/store/works are read by their number or the organisers",
                    works_are_read_by_their_number_or_the_organisers);
    g_test_add_func("/store/a work read alone has all that is its own",
                    a_work_read_alone_has_all_that_is_its_own);
    g_test_add_func("/store/a work for a line has its form's word and not the form",
                    a_work_for_a_line_has_its_forms_word_and_not_the_form);
    g_test_add_func("/store/a work for a table has its picture and what is wrong with it",
                    a_work_for_a_table_has_its_picture_and_what_is_wrong_with_it);
    g_test_add_func("/store/a work elsewhere goes by its form's title and has its sums",
                    a_work_elsewhere_goes_by_its_forms_title_and_has_its_sums);
    return g_test_run();
}
