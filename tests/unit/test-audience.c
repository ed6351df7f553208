#include "catalog/gallery/name_mask.h"
#include "catalog/gallery/stand_in.h"
#include "tests/gallery/contest.h"
#include "tests/unit/folders.h"

#include <glib/gstdio.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *bytes, gsize length); /* tests/fuzz/fuzz-names.c */

#define SECRET "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void assert_holds(const char *text, const char *wanted)
{
    if (!strstr(text, wanted))
        g_error("not there: %s", wanted);
}

/* The one file of the published gallery whose path begins so and ends with ".js". */
static char *read_hashed(const Contest *contest, const char *prefix)
{
    g_autofree char *folder_name = g_path_get_dirname(prefix);
    g_autofree char *base = g_path_get_basename(prefix);
    g_autofree char *inside = g_build_filename("gallery", folder_name, NULL);
    g_autofree char *path = contest_path(contest, inside);
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);

    for (const char *name; folder && (name = g_dir_read_name(folder));) {
        g_autofree char *file = g_build_filename(folder_name, name, NULL);
        if (g_str_has_prefix(name, base) && g_str_has_suffix(name, ".js"))
            return contest_read(contest, file);
    }
    g_error("no such file: %s", prefix);
}

/* ---- stand-ins ---- */

static void every_work_has_a_number_of_its_own_that_leads_back(void)
{
    g_autoptr(StandIns) stand_ins = stand_ins_new(SECRET, 5000);
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);

    for (gint64 number = 1; number <= 5000; number++) {
        gint64 stand_in = stand_ins_of_work(stand_ins, number);

        g_assert_cmpint(stand_in, >=, 10000);
        g_assert_cmpint(stand_in, <=, 99999);
        g_assert_true(g_hash_table_add(seen, GINT_TO_POINTER((int)stand_in)));
        g_assert_cmpint(stand_ins_work(stand_ins, stand_in), ==, number);
    }
    g_assert_cmpint(stand_ins_work(stand_ins, 37), ==, 0);
    g_assert_cmpint(stand_ins_work(stand_ins, 100000), ==, 0);
}

static void works_that_are_added_later_move_no_stand_in(void)
{
    g_autoptr(StandIns) few = stand_ins_new(SECRET, 300);
    g_autoptr(StandIns) many = stand_ins_new(SECRET, 50000);

    for (gint64 number = 1; number <= 300; number++)
        g_assert_cmpint(stand_ins_of_work(few, number), ==, stand_ins_of_work(many, number));
}

static void there_is_room_for_as_many_as_have_five_digits(void)
{
    g_autoptr(StandIns) all = stand_ins_new(SECRET, STAND_INS_WORKS);
    gint64 sum = 0;

    for (gint64 number = 1; number <= STAND_INS_WORKS; number++)
        sum += stand_ins_of_work(all, number);
    g_assert_cmpint(sum, ==, (gint64)(STAND_IN_LEAST + STAND_IN_MOST) * STAND_INS_WORKS / 2);
}

static void another_secret_gives_other_numbers_and_names(void)
{
    g_autoptr(StandIns) ours = stand_ins_new(SECRET, 1000);
    g_autoptr(StandIns) theirs = stand_ins_new("theirs", 1000);
    g_autofree char *blind = stand_in_content(SECRET, AUDIENCE_BLIND, "00ff");
    g_autofree char *public = stand_in_content(SECRET, AUDIENCE_PUBLIC, "00ff");
    g_autofree char *other = stand_in_content("theirs", AUDIENCE_BLIND, "00ff");
    g_autofree char *review = stand_in_content(SECRET, AUDIENCE_REVIEW, "00ff");
    int same = 0;

    for (gint64 number = 1; number <= 1000; number++)
        same += stand_ins_of_work(ours, number) == stand_ins_of_work(theirs, number);
    g_assert_cmpint(same, <, 20);
    g_assert_cmpuint(strlen(blind), ==, 32);
    g_assert_cmpstr(blind, !=, public); /* so that one gallery does not explain the other */
    g_assert_cmpstr(blind, !=, other);
    g_assert_cmpstr(review, ==, "00ff");
}

/* ---- what an exhibit brings along ---- */

static void add_strip(const Contest *contest, Work *work)
{
    WorkStrip *strip = work->strip = work_strip_new();

    strip->sprite_path = g_strdup_printf("thumbs/%.2s/%s-s1.jpg", work->content, work->content);
    strip->strip_path = g_strdup_printf("thumbs/%.2s/%s-k1.jpg", work->content, work->content);
    strip->tile_width = 160;
    strip->tile_height = 90;
    strip->columns = 10;
    strip->times = g_strdup("0 2000000 4500000");
    strip->frame_width = 320;
    strip->frame_height = 180;
    strip->strip_times = g_strdup("1000000 3000000");
    folder_write(contest->folder, strip->sprite_path, "sprite");
    folder_write(contest->folder, strip->strip_path, "strip");
}

static void add_proxy(const Contest *contest, Work *work)
{
    WorkProxy *proxy = work->proxy = work_proxy_new();

    proxy->path = g_strdup_printf("proxies/%.2s/%s-p1.mp4", work->content, work->content);
    proxy->width = 1280;
    proxy->height = 720;
    proxy->size = 5;
    proxy->duration = work->facts->file.duration;
    folder_write(contest->folder, proxy->path, "proxy");
}

static void add_caption(Work *work, const char *language, const char *text)
{
    WorkCaption *caption = work_caption_new();

    caption->language = g_strdup(language);
    caption->cues = 1;
    caption->webvtt = g_strdup_printf("WEBVTT\n\n00:01.000 --> 00:02.000\n%s\n", text);
    g_ptr_array_add(work->captions, caption);
}

static void frames_are_told_with_their_times(void)
{
    g_autoptr(Contest) contest = contest_new();

    add_strip(contest, contest_add(contest, "juqing", "片", NULL));
    contest_publish(contest);

    g_autofree char *frames = contest_read(contest, "data/f/0000000000000000000000009e3779b9-s1.js");
    g_autofree char *rows = read_hashed(contest, "data/works-000.");
    assert_holds(frames, "\"sprite\":\"s/0000000000000000000000009e3779b9-s1.jpg\"");
    assert_holds(frames, "\"columns\":10,\"width\":160,\"height\":90,\"times\":[0,2000,4500]");
    assert_holds(rows, ",\"-s1.jpg\",[\"-k1.jpg\",2,320,180]]");
    g_assert_true(contest_has(contest, "s/0000000000000000000000009e3779b9-s1.jpg"));
}

static void frames_whose_picture_is_gone_are_left_out(void)
{
    g_autoptr(Contest) contest = contest_new();
    Work *work = contest_add(contest, "juqing", "片", NULL);

    add_strip(contest, work);
    g_autofree char *sprite = contest_path(contest, work->strip->sprite_path);
    g_assert_cmpint(g_unlink(sprite), ==, 0);
    replace_text(&work->strip->strip_times, "1000000 x");
    contest_publish(contest);
    g_assert_false(contest_has(contest, "s"));
    g_assert_false(contest_has(contest, "k"));
    g_assert_false(contest_has(contest, "data/f"));
}

static void a_film_that_browsers_do_not_play_is_shown_by_its_copy(void)
{
    g_autoptr(Contest) contest = contest_new();
    Work *work = contest_add(contest, "juqing", "片", NULL);

    work_set_video(work, "mov", "prores", "Standard");
    add_proxy(contest, work);
    add_caption(work, "chi", "你好");
    contest_publish(contest);

    g_autofree char *page = contest_read(contest, "w/0001.html");
    assert_holds(page, "src=\"../m/0000000000000000000000009e3779b9-p1.mp4\"");
    g_assert_true(contest_has(contest, "m/0000000000000000000000009e3779b9.mov"));
    g_assert_true(contest_has(contest, "m/0000000000000000000000009e3779b9-1.vtt"));
}

static void subtitles_are_a_script_too_for_pages_from_a_folder(void)
{
    g_autoptr(Contest) contest = contest_new();

    add_caption(contest_add(contest, "juqing", "片", NULL), "chi", "</script>");
    contest_publish(contest);

    g_autofree char *script = contest_read(contest, "m/0000000000000000000000009e3779b9-1.vtt.js");
    assert_holds(script, "pianmu.take(\"captions\",{\"id\":\"0000000000000000000000009e3779b9-1.vtt\",");
    assert_holds(script, "\"text\":\"WEBVTT\\u000A");
    g_assert_null(strstr(script, "</script>"));
}

static void technical_data_come_by_subject_and_part(void)
{
    g_autoptr(Contest) contest = contest_new();

    contest_add(contest, "juqing", "片", NULL);
    contest_publish(contest);

    g_autofree char *chinese = read_hashed(contest, "data/w/0001-zh.");
    g_autofree char *english = read_hashed(contest, "data/w/0001-en.");
    assert_holds(chinese, "[\"画面\",\"H.264 High\",\"1920×1080\",");
    assert_holds(english, "[\"Picture\",\"H.264 High\",\"1920×1080\",");
}

static void with_media_proxy_originals_stay_out_where_there_is_a_copy(void)
{
    g_autoptr(Contest) contest = contest_new();
    Work *heavy = contest_add(contest, "juqing", "有预览", NULL);

    contest_add(contest, "juqing", "直接播放", NULL);
    add_proxy(contest, heavy);
    work_set_video(contest_add(contest, "juqing", "不能播放", NULL), "mov", "prores", "Standard");

    GalleryParams params = contest_params(contest);
    GalleryResult result = { 0 };
    params.media = MEDIA_PROXY;
    g_assert_true(gallery_write(&params, &result, NULL));
    g_free(result.path);
    g_assert_true(contest_has(contest, "m/0000000000000000000000009e3779b9-p1.mp4"));
    g_assert_false(contest_has(contest, "m/0000000000000000000000009e3779b9.mp4"));
    g_assert_true(contest_has(contest, "m/0000000000000000000000013c6ef372.mp4"));
    g_assert_false(contest_has(contest, "m/000000000000000000000001daa66d2b.mov"));
}

/* ---- names in texts ---- */

static void assert_masked(const NameMask *mask, const char *text, const char *expected)
{
    g_autofree char *masked = name_mask_apply(mask, text);

    g_assert_cmpstr(masked, ==, expected);
}

static void names_are_found_however_they_are_written(void)
{
    g_autoptr(NameMask) mask = name_mask_new();

    name_mask_add(mask, "沧浪高新区");
    name_mask_add(mask, "沧浪");
    name_mask_add(mask, "Canglang HTZ");
    name_mask_add(mask, "云岭（北）");
    name_mask_add(mask, "区"); /* one character says nothing */
    name_mask_add(mask, NULL);
    assert_masked(mask, "沧浪高新区的春天", "××的春天");
    assert_masked(mask, "沧 浪　高新区与沧浪", "××与××");
    assert_masked(mask, "by ＣＡＮＧＬＡＮＧ　ｈｔｚ!", "by ××!");
    assert_masked(mask, "canglanghtz", "××");
    assert_masked(mask, "canglang\u200Bhtz", "××");
    assert_masked(mask, "云岭(北)一日", "××一日");
    assert_masked(mask, "沧·浪，沧浪—高新区，Canglang-HTZ、canglang_htz", "××，××，××、××");
    assert_masked(mask, "沧。浪", "沧。浪"); /* where one sentence ends and the next begins is no name */
    assert_masked(mask, "Recanglang HTZs", "Recanglang HTZs");
    assert_masked(mask, "Ａ 区，一切如常…", "Ａ 区，一切如常…"); /* and nothing else changes */
    assert_masked(mask, "", "");
    g_assert_null(name_mask_apply(mask, NULL));
}

static void a_number_is_not_found_inside_another(void)
{
    g_autoptr(NameMask) mask = name_mask_new();

    name_mask_add(mask, "108");
    assert_masked(mask, "1920×1080，编号 108，2108", "1920×1080，编号 ××，2108");
}

static void a_character_that_is_compared_as_two_is_hidden_once(void)
{
    g_autoptr(NameMask) mask = name_mask_new();

    name_mask_add(mask, "as");
    name_mask_add(mask, "sb");
    assert_masked(mask, "1 aß2, aßb", "1 ××2, ××b");
}

static void any_names_are_hidden_in_any_text(void)
{
    static const char *const pieces[] = { "沧浪", "高新区", "ß",  "S",        "s",  "ﬁ",      "Ａ",
                                          "a",    " ",      "　", "\xCC\x81", "e",  "\u200B", "\n",
                                          "\xFF", "×",      "1",  "１",       "：", "İ",      "\xED\x95\x9C",
                                          "ᄒ",   "ㅏ" };
    g_autoptr(GRand) random = g_rand_new_with_seed(7);

    for (int i = 0; i < 20000; i++) {
        g_autoptr(GString) input = g_string_new(NULL);

        for (int n = g_rand_int_range(random, 0, 24); n > 0; n--)
            g_string_append(input, pieces[g_rand_int_range(random, 0, G_N_ELEMENTS(pieces))]);
        LLVMFuzzerTestOneInput((const guint8 *)input->str, input->len);
    }
}

/* ---- secrets ---- */

#define FOUND(path, secret) g_error("%s holds %s", path, secret)

static void search_file(const char *path, const char *shown_path, const char *const *secrets)
{
    g_autofree char *bytes = NULL;
    gsize length = 0;
    g_autoptr(GError) error = NULL;

    g_file_get_contents(path, &bytes, &length, &error);
    g_assert_no_error(error);
    for (; *secrets; secrets++)
        if (strstr(shown_path, *secrets) || memmem(bytes, length, *secrets, strlen(*secrets)))
            FOUND(shown_path, *secrets);
}

/* Every byte of every file, and their names. */
static guint search_folder(const char *path, const char *shown_path, const char *const *secrets)
{
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
    guint files = 0;

    for (const char *name; folder && (name = g_dir_read_name(folder));) {
        g_autofree char *below = g_build_filename(path, name, NULL);
        g_autofree char *shown_below = g_build_filename(shown_path, name, NULL);

        if (g_file_test(below, G_FILE_TEST_IS_DIR)) {
            files += search_folder(below, shown_below, secrets);
        } else {
            search_file(below, shown_below, secrets);
            files++;
        }
    }
    return files;
}

static void search_gallery(const Contest *contest, Audience audience, const char *const *secrets)
{
    g_autofree char *folder = contest_path(contest, gallery_name(audience));

    g_assert_cmpuint(search_folder(folder, "", secrets), >, 20);
}

static gboolean gallery_holds(const Contest *contest, Audience audience, const char *path, const char *text)
{
    g_autofree char *inside = g_build_filename(gallery_name(audience), path, NULL);
    g_autofree char *file = contest_path(contest, inside);
    g_autofree char *bytes = NULL;

    return g_file_get_contents(file, &bytes, NULL, NULL) && strstr(bytes, text);
}

static void publish_for(const Contest *contest, Audience audience)
{
    GalleryParams params = contest_params(contest);
    GalleryResult result = { 0 };
    g_autoptr(GError) error = NULL;

    params.audience = audience;
    gallery_write(&params, &result, &error);
    g_assert_no_error(error);
    g_free(result.path);
}

/* The page of the one work of a blind gallery. */
static char *first_page(const Contest *contest)
{
    g_autofree char *pages = contest_path(contest, "gallery-blind/w");
    g_autoptr(GDir) folder = g_dir_open(pages, 0, NULL);
    g_autofree char *path = g_build_filename(pages, g_dir_read_name(folder), NULL);
    char *page = NULL;

    g_assert_true(g_file_get_contents(path, &page, NULL, NULL));
    return page;
}

static void add_version(Work *work)
{
    WorkVersion *version = g_new0(WorkVersion, 1);

    version->content = g_strdup("0ec2e70ec2e7");
    version->sha256 = g_strdup("5ec2e75ec2e7");
    version->root = g_strdup("/secret-old-root");
    version->path = g_strdup("secret-old.mp4");
    version->first_seen_us = 1;
    g_ptr_array_add(work->versions, version);
}

static void add_sample(Work *work)
{
    WorkSample *sample = g_new0(WorkSample, 1);

    sample->path = g_strdup("secret-sample.mp4");
    g_ptr_array_add(work->samples, sample);
}

static void fill_form(Work *work)
{
    Form *form = work->form = form_new();

    form->entry_no = g_strdup("HX-037");
    form->title = g_strdup("表上的题名");
    form->unit = g_strdup("沧浪国家高新区");
    form->author = g_strdup("欧阳某、司徒某");
    form->contact = g_strdup("secret-contact");
    form->phone = g_strdup("secret-phone");
    form->email = g_strdup("secret-email");
    form->finished = g_strdup("2031-02-03");
    form->file_name = g_strdup("secret-form-file.mp4");
    form->synopsis = g_strdup("欧阳某记录沧浪 高新区的一夜。\n拍摄于ＣＬ－ＨＴＺ，文件 secret-file.mp4 即 "
                              "Secret-File，Canglang Gaoxinqu 出品");
    form->link = g_strdup("https://secret-link.example");
    form->received = g_strdup("2031-04-05");
    form->source = g_strdup("secret-source.csv");
    form->matched_by = g_strdup(MATCHED_BY_PERSON);
    form->category_written = g_strdup("secret-category");
}

static void decide(Work *work, DecisionKind kind, const char *subject, const char *answer, const char *why)
{
    work_decide(work, kind, answer, why);
    Decision *decision = g_ptr_array_index(work->decisions, work->decisions->len - 1);
    decision->subject = g_strdup(subject);
    replace_text(&decision->decided_by, "secret-judge");
}

/* In the middle of other things, where what hides names must find them and leave the rest alone. */
static void add_subtle_tales(Work *work)
{
    AudioFacts *sound = g_ptr_array_index(work->facts->audio, 0);

    replace_text(&sound->language, "沧浪高新区");
    add_caption(work, "沧浪高新区", "&lt;沧浪&amp;友&gt;出品");
    work_find(work, "deadline", OUTCOME_REVIEW, "secret-deadline", "secret-deadline");
    work_find(work, "replaced", OUTCOME_REVIEW, "secret-replaced", "secret-replaced");
    work_find(work, "metadata-date", OUTCOME_NOTE, "secret-metadata", "secret-metadata");
}

/* A work whose every field tells on it. */
static Work *add_telltale(Contest *contest)
{
    Work *work = contest_add(contest, "juqing", "CL-HTZ 沧浪高新区：守灯人", "沧浪高新区");
    static const char *const tags[] = { "沧浪高新区专场", "灯塔", NULL };

    g_hash_table_insert(contest->settings->units, g_strdup("cl-htz"), g_strdup("沧浪高新区"));
    g_hash_table_insert(contest->settings->units, g_strdup("沧浪&友"), g_strdup("沧浪高新区"));
    work->author = g_strdup("欧阳某、司徒某");
    work->entry_no = g_strdup("HX-037");
    work->path_title = g_strdup("secret-path-title");
    work->path_unit = g_strdup("沧浪区");
    work->title_pinyin = g_strdup("canglang gaoxinqu shou deng ren");
    work->title_initials = g_strdup("clgxqsdr");
    work->unit_pinyin = g_strdup("canglang gaoxinqu");
    work->unit_initials = g_strdup("clgxq");
    g_strfreev(work->tags);
    work->tags = g_strdupv((char **)tags);
    fill_form(work);
    replace_text(&work->path, "juqing/沧浪区/secret-file.mp4");
    folder_write(work->root, work->path, "film");
    work_take_stamp(work);
    for (guint i = 0; i < work->posters->len; i++)
        folder_write(contest->folder, ((WorkPoster *)g_ptr_array_index(work->posters, i))->path, "jpeg");
    add_strip(contest, work);
    add_proxy(contest, work);
    add_caption(work, "chi", "我是欧阳某，来自沧浪高新区。");
    add_subtle_tales(work);
    work->sha256 = g_strdup("5ec2e75ec2e7aa");
    g_ptr_array_add(work->attachments, g_strdup("juqing/secret-attachment.docx"));
    add_version(work);
    add_sample(work);
    decide(work, DECISION_NOTE, NULL, NULL, "与juqing-0002比较；沧浪区来电");
    decide(work, DECISION_WAIVER, "duration", WAIVER_GRANTED, "secret-waiver");
    decide(work, DECISION_CHECK, "advert", CHECK_NO, "secret-check");
    work_find(work, "naming", OUTCOME_REVIEW, "secret-naming", "secret-naming");
    work_find(work, "quota", OUTCOME_REVIEW, "secret-quota", "secret-quota");
    work_find(work, "companion.sample", OUTCOME_REVIEW, "secret-companion", "secret-companion");
    work_find(work, "duration", OUTCOME_WAIVED, "secret-waived", "secret-waived");
    work_find(work, "finished", OUTCOME_REVIEW, "完成日期：沧浪高新区所报为二月。",
              "Finished: CL-HTZ says so.");
    return work;
}

static const char *const secret_everywhere[] = { "not to be seen on any page",
                                                 "secret-contact",
                                                 "secret-phone",
                                                 "secret-email",
                                                 "secret-link",
                                                 "secret-source",
                                                 "secret-sample",
                                                 NULL };

static void a_review_gallery_has_everything_but_contacts(void)
{
    g_autoptr(Contest) contest = contest_new();

    add_telltale(contest);
    publish_for(contest, AUDIENCE_REVIEW);
    search_gallery(contest, AUDIENCE_REVIEW, secret_everywhere);
    g_assert_true(gallery_holds(contest, AUDIENCE_REVIEW, "w/0001.html", "secret-attachment.docx"));
    g_assert_true(gallery_holds(contest, AUDIENCE_REVIEW, "w/0001.html", "secret-naming"));
    g_assert_true(gallery_holds(contest, AUDIENCE_REVIEW, "w/0001.html", "secret-file.mp4"));
}

static void a_public_gallery_tells_what_a_programme_would(void)
{
    static const char *const private[] = { "secret",  "HX-037",    "表上的题名", "2031",   "来电",
                                           "沧浪区",  "9e3779b9",  "5ec2e7",     "0ec2e7", "合格",
                                           "seal ok", "seal wait", "所报为",     NULL };
    static const char *const no_more[] = { "secret",   "HX-037", "表上的题名", "2031",   "来电", "沧浪区",
                                           "9e3779b9", "5ec2e7", "0ec2e7",     "所报为", NULL };
    g_autoptr(Contest) contest = contest_new();

    add_telltale(contest);
    replace_text(&((Work *)g_ptr_array_index(contest->works, 0))->form->synopsis, "一夜。");
    contest_add_file(contest, FILE_ARCHIVE, "secret-other.zip");
    work_set_unreadable(contest_add(contest, "juqing", "读不了", NULL), STATUS_BROKEN, "no-index");
    contest_add(contest, "juqing", "不见了", NULL)->status = STATUS_MISSING;
    publish_for(contest, AUDIENCE_PUBLIC);
    search_gallery(contest, AUDIENCE_PUBLIC, no_more);
    for (guint i = 0; private[i];
         i++) /* the words of a verdict are among those of the script, and on no page */
        g_assert_false(gallery_holds(contest, AUDIENCE_PUBLIC, "w/0001.html", private[i]) ||
                       gallery_holds(contest, AUDIENCE_PUBLIC, "index.html", private[i]));
    g_assert_true(gallery_holds(contest, AUDIENCE_PUBLIC, "w/0001.html", "司徒某"));
    g_assert_true(gallery_holds(contest, AUDIENCE_PUBLIC, "w/0001.html", "一夜。"));
    g_assert_true(gallery_holds(contest, AUDIENCE_PUBLIC, "w/0001.html", "灯塔"));
    g_assert_true(gallery_holds(contest, AUDIENCE_PUBLIC, "w/0001.html", "1920×1080"));
    g_assert_false(gallery_holds(contest, AUDIENCE_PUBLIC, "w/0002.html", ""));
    g_assert_false(gallery_holds(contest, AUDIENCE_PUBLIC, "w/0003.html", ""));
}

static void a_blind_gallery_does_not_tell_whose_it_is(void)
{
    static const char *const telling[] = { "secret",   "HX-037",   "表上的题名", "2031-0",   "沧浪",
                                           "CL-HTZ",   "ＣＬ",     "canglang",   "clgxq",    "欧阳",
                                           "司徒",     "9e3779b9", "5ec2e7",     "0ec2e7",   "0001.html",
                                           "juqing-0", "北辰",     "1970-",      "3c6ef372", NULL };
    g_autoptr(Contest) contest = contest_new();
    Work *other;

    add_telltale(contest);
    other = contest_add(contest, "juqing", "北辰来信", "北辰高新区");
    other->path_unit = g_strdup("北辰");
    folder_write(other->root, other->path, "film");
    work_take_stamp(other);
    for (guint i = 0; i < other->posters->len; i++)
        folder_write(contest->folder, ((WorkPoster *)g_ptr_array_index(other->posters, i))->path, "jpeg");
    contest_add_file(contest, FILE_ARCHIVE, "secret-other.zip");
    publish_for(contest, AUDIENCE_BLIND);
    search_gallery(contest, AUDIENCE_BLIND, telling);
    search_gallery(contest, AUDIENCE_BLIND, secret_everywhere);
}

static void a_blind_gallery_keeps_what_can_be_judged(void)
{
    g_autoptr(Contest) contest = contest_new();
    g_autoptr(StandIns) stand_ins = stand_ins_new("not to be seen on any page", 2);
    g_autofree char *page = g_strdup_printf("w/%d.html", (int)stand_ins_of_work(stand_ins, 1));

    add_telltale(contest);
    contest_add(contest, "jishi", "另一部", NULL);
    publish_for(contest, AUDIENCE_BLIND);
    g_assert_true(gallery_holds(contest, AUDIENCE_BLIND, page, "×× ××：守灯人"));
    g_assert_true(gallery_holds(contest, AUDIENCE_BLIND, page, "××记录××的一夜。"));
    g_assert_true(gallery_holds(contest, AUDIENCE_BLIND, page, "灯塔"));
    g_assert_true(gallery_holds(contest, AUDIENCE_BLIND, page, "盲评图录中从略"));
    g_assert_true(gallery_holds(contest, AUDIENCE_BLIND, page, "××来电"));
    g_assert_true(gallery_holds(contest, AUDIENCE_BLIND, page, "1920×1080"));
    g_assert_true(gallery_holds(contest, AUDIENCE_BLIND, page, "-p1.mp4\""));
    g_assert_true(gallery_holds(contest, AUDIENCE_BLIND, "index.html", "盲评图录"));
}

static void each_audience_has_a_gallery_that_the_others_leave_alone(void)
{
    g_autoptr(Contest) contest = contest_new();
    GalleryParams params;

    contest_add(contest, "juqing", "片", "单位");
    publish_for(contest, AUDIENCE_REVIEW);
    publish_for(contest, AUDIENCE_PUBLIC);
    publish_for(contest, AUDIENCE_BLIND);
    params = contest_params(contest);
    for (params.audience = AUDIENCE_REVIEW; params.audience <= AUDIENCE_BLIND; params.audience++)
        g_assert_true(gallery_is_current(&params));
    params.audience = AUDIENCE_REVIEW;
    params.category = "juqing";
    g_assert_false(gallery_is_current(&params));
    params.category = NULL;
    params.only = VERDICT_ELIGIBLE;
    g_assert_false(gallery_is_current(&params));
}

/* A folder called 00 is a unit as far as we know, and an entry may have the number 000: neither is a time or a figure. */
static void times_and_figures_are_no_names(void)
{
    g_autoptr(Contest) contest = contest_new();
    Work *work = contest_add(contest, "juqing", "片", "沧浪高新区");
    GDir *folder;
    g_autofree char *media = contest_path(contest, "gallery-blind/m"), *text = NULL;

    replace_text(&work->path_unit, "00");
    work->entry_no = g_strdup("000");
    add_caption(work, "chi", "沧浪高新区 00");
    work_find(work, "bitrate", OUTCOME_NOTE, "实测 3,000 kb/s", "3,000 kb/s");
    publish_for(contest, AUDIENCE_BLIND);
    folder = g_dir_open(media, 0, NULL);
    for (const char *name; (name = g_dir_read_name(folder));) {
        g_autofree char *path = g_build_filename(media, name, NULL);
        if (g_str_has_suffix(name, ".vtt"))
            g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    }
    g_dir_close(folder);
    g_assert_cmpstr(text, ==, "WEBVTT\n\n00:01.000 --> 00:02.000\n×× ××\n");
    g_autofree char *page = first_page(contest);
    assert_holds(page, "实测 3,000 kb/s");
}

static void only_those_who_know_verdicts_learn_that_one_film_came_twice(void)
{
    g_autoptr(Contest) contest = contest_new();
    const char *heading = message(LANGUAGE_ZH, "page.same-file");

    replace_text(&contest_add(contest, "juqing", "一", "甲地")->content, "00ff00ff");
    replace_text(&contest_add(contest, "juqing", "二", "乙地")->content, "00ff00ff");
    publish_for(contest, AUDIENCE_REVIEW);
    publish_for(contest, AUDIENCE_PUBLIC);
    g_assert_true(gallery_holds(contest, AUDIENCE_REVIEW, "w/0001.html", heading));
    g_assert_false(gallery_holds(contest, AUDIENCE_PUBLIC, "w/0001.html", heading));
    g_assert_true(gallery_holds(contest, AUDIENCE_REVIEW, "report.html", "w/0001.html"));
    g_assert_false(gallery_holds(contest, AUDIENCE_PUBLIC, "report.html", "w/0001.html"));
}

static void a_part_of_the_works_can_be_asked_for(void)
{
    g_autoptr(Contest) contest = contest_new();
    GalleryParams params = contest_params(contest);
    GalleryResult result = { 0 };

    contest_add(contest, "juqing", "一", NULL);
    contest_add(contest, "jishi", "二", NULL);
    work_find(contest_add(contest, "juqing", "三", NULL), "fps", OUTCOME_REJECT, "x", "x");
    params.category = "juqing";
    params.only = VERDICT_ELIGIBLE;
    g_assert_true(gallery_write(&params, &result, NULL));
    g_free(result.path);
    g_assert_true(contest_has(contest, "w/0001.html"));
    g_assert_false(contest_has(contest, "w/0002.html"));
    g_assert_false(contest_has(contest, "w/0003.html"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define CASE(name, function) g_test_add_func("/audience/" name, function)
    CASE("every work has a number of its own that leads back",
         every_work_has_a_number_of_its_own_that_leads_back);
    CASE("works that are added later move no stand-in", works_that_are_added_later_move_no_stand_in);
    CASE("there is room for as many as have five digits", there_is_room_for_as_many_as_have_five_digits);
    CASE("another secret gives other numbers and names", another_secret_gives_other_numbers_and_names);
    CASE("frames are told with their times", frames_are_told_with_their_times);
    CASE("frames whose picture is gone are left out", frames_whose_picture_is_gone_are_left_out);
    CASE("a film that browsers do not play is shown by its copy",
         a_film_that_browsers_do_not_play_is_shown_by_its_copy);
    CASE("subtitles are a script too, for pages from a folder",
         subtitles_are_a_script_too_for_pages_from_a_folder);
    CASE("technical data come by subject and part", technical_data_come_by_subject_and_part);
    CASE("with --media proxy originals stay out where there is a copy",
         with_media_proxy_originals_stay_out_where_there_is_a_copy);
    CASE("names are found however they are written", names_are_found_however_they_are_written);
    CASE("a number is not found inside another", a_number_is_not_found_inside_another);
    CASE("a character that is compared as two is hidden once",
         a_character_that_is_compared_as_two_is_hidden_once);
    CASE("any names are hidden in any text", any_names_are_hidden_in_any_text);
    CASE("a review gallery has everything but contacts", a_review_gallery_has_everything_but_contacts);
    CASE("a public gallery tells what a programme would", a_public_gallery_tells_what_a_programme_would);
    CASE("a blind gallery does not tell whose it is", a_blind_gallery_does_not_tell_whose_it_is);
    CASE("a blind gallery keeps what can be judged", a_blind_gallery_keeps_what_can_be_judged);
    CASE("each audience has a gallery that the others leave alone",
         each_audience_has_a_gallery_that_the_others_leave_alone);
    CASE("times and figures are no names", times_and_figures_are_no_names);
    CASE("only those who know verdicts learn that one film came twice",
         only_those_who_know_verdicts_learn_that_one_film_came_twice);
    CASE("a part of the works can be asked for", a_part_of_the_works_can_be_asked_for);
    return g_test_run();
}
