#include "tests/gallery/contest.h"

#include "tests/unit/folders.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#define NS_PER_S G_GINT64_CONSTANT(1000000000)

static const int widths[] = { 1280, 640, 320 };

static const char settings_text[] = "[edition]\n"
                                    "id=edition-2\n"
                                    "language=zh_CN\n"
                                    "title[zh_CN]=国家高新区微视频大赛\n"
                                    "title=High-tech Zones Short Film Contest\n"
                                    "subtitle[zh_CN]=第二届\n"
                                    "subtitle=Second edition\n"
                                    "[category zhanshi]\ntitle[zh_CN]=展示\ntitle=Showcase\n"
                                    "[category zhuanti]\ntitle[zh_CN]=专题\ntitle=Special topic\n"
                                    "[category juqing]\ntitle[zh_CN]=剧情\ntitle=Drama\n"
                                    "[category dongman]\ntitle[zh_CN]=动漫\ntitle=Animation\n"
                                    "[category gongyi]\ntitle[zh_CN]=公益\ntitle=Public interest\n"
                                    "[category jishi]\ntitle[zh_CN]=纪实\ntitle=Documentary\n"
                                    "[rules]\n"
                                    "container=mp4, mov\n"
                                    "duration=3m..10m\n"
                                    "[rules juqing]\n"
                                    "manual=watermark, subtitles-zh-Hans, original\n"
                                    "[rules dongman]\n"
                                    "duration=60s..5m\n";

static void free_work(gpointer work)
{
    work_free(work);
}

static void free_file_row(gpointer row)
{
    file_row_free(row);
}

char *contest_path(const Contest *contest, const char *path)
{
    return g_build_filename(contest->folder, path, NULL);
}

Contest *contest_new_in(const char *folder)
{
    Contest *contest = g_new0(Contest, 1);
    g_autoptr(GError) error = NULL;

    contest->folder = g_strdup(folder);
    folder_write(folder, SETTINGS_FILE, settings_text);
    contest->settings = settings_load(contest->folder, &error);
    g_assert_no_error(error);
    contest->works = g_ptr_array_new_with_free_func(free_work);
    contest->other_files = g_ptr_array_new_with_free_func(free_file_row);
    contest->verdicts = g_ptr_array_new_with_free_func((GDestroyNotify)past_verdict_free);
    contest->revision = (Revision){ 7, G_GINT64_CONSTANT(1600000000) * G_USEC_PER_SEC };
    return contest;
}

Contest *contest_new(void)
{
    g_autofree char *folder = folder_new();
    Contest *contest = contest_new_in(folder);

    contest->is_temporary = TRUE;
    return contest;
}

void contest_free(Contest *contest)
{
    if (contest->is_temporary)
        folder_remove(contest->folder);
    g_free(contest->folder);
    settings_free(contest->settings);
    g_ptr_array_unref(contest->works);
    g_ptr_array_unref(contest->other_files);
    g_ptr_array_unref(contest->verdicts);
    g_free(contest);
}

static void add_posters(const Contest *contest, Work *work)
{
    for (guint i = 0; i < G_N_ELEMENTS(widths); i++) {
        WorkPoster *poster = g_new0(WorkPoster, 1);

        poster->path = g_strdup_printf("thumbs/%.2s/%s-1-%d.jpg", work->content, work->content, widths[i]);
        poster->width = widths[i];
        poster->height = widths[i] * 9 / 16;
        g_ptr_array_add(work->posters, poster);
        folder_write(contest->folder, poster->path, poster->path);
    }
}

void work_take_stamp(Work *work)
{
    g_autofree char *file = g_build_filename(work->root, work->path, NULL);
    struct stat status;

    g_assert_cmpint(stat(file, &status), ==, 0);
    work->size = status.st_size;
    work->modified_ns = status.st_mtim.tv_sec * NS_PER_S + status.st_mtim.tv_nsec;
}

static void add_film(Work *work)
{
    folder_write(work->root, work->path, work->path);
    work_take_stamp(work);
}

static void set_facts(Work *work)
{
    AudioFacts *audio;

    work->facts = facts_new();
    work->facts->has_video = TRUE;
    work->facts->file.duration = 242 * G_USEC_PER_SEC;
    work->facts->file.bit_rate = 7900000;
    work->facts->file.faststart = 1;
    work->facts->video.pix_fmt = g_strdup("yuv420p");
    work->facts->video.avg_frame_rate = g_strdup("25/1");
    work->facts->video.display_aspect_ratio = g_strdup("16:9");
    work->facts->video.field_order = g_strdup("progressive");
    work->facts->video.color_primaries = g_strdup("bt709");
    work->facts->video.bits_per_raw_sample = 8;
    audio = facts_add_audio(work->facts);
    audio->codec_name = g_strdup("aac");
    audio->channels = 2;
    audio->sample_rate = 48000;
    audio->language = g_strdup("chi");
    work_set_frame(work, 1920, 1080);
    work_set_video(work, "mp4", "h264", "High");
}

Work *contest_add(Contest *contest, const char *category, const char *title, const char *unit)
{
    Work *work = work_new();

    work->number = contest->works->len + 1;
    work->edition = g_strdup("2");
    work->category = g_strdup(category);
    work->title = g_strdup(title);
    work->unit = g_strdup(unit);
    work->root = contest_path(contest, "submissions");
    work->path =
        g_strdup_printf("%s/work %" G_GINT64_FORMAT ".mp4", category ? category : "else", work->number);
    work->content = g_strdup_printf("%032" G_GINT64_MODIFIER "x", work->number * 0x9e3779b9);
    work->poster_time_us = 60 * G_USEC_PER_SEC;
    work->sandboxed = TRUE;
    set_facts(work);
    add_posters(contest, work);
    add_film(work);
    work->judgement = judgement_new();
    work->judgement->verdict = VERDICT_ELIGIBLE;
    g_ptr_array_add(contest->works, work);
    return work;
}

void contest_add_file(Contest *contest, FileKind kind, const char *path)
{
    FileRow *row = file_row_new();

    row->kind = kind;
    row->path = g_strdup(path);
    row->size = 1234567;
    g_ptr_array_add(contest->other_files, row);
}

void replace_text(char **text, const char *value)
{
    g_free(*text);
    *text = g_strdup(value);
}

void work_set_frame(Work *work, gint64 width, gint64 height)
{
    VideoFacts *video = &work->facts->video;

    video->width = video->coded_width = video->display_width = width;
    video->height = video->coded_height = video->display_height = height;
    for (guint i = 0; i < work->posters->len; i++) {
        WorkPoster *poster = g_ptr_array_index(work->posters, i);
        poster->width = (int)(width >= height ? widths[i] : widths[i] * width / height);
        poster->height = (int)(width >= height ? widths[i] * height / width : widths[i]);
    }
}

void work_set_video(Work *work, const char *container, const char *codec, const char *profile)
{
    replace_text(&work->facts->file.container, container);
    replace_text(&work->facts->video.codec_name, codec);
    replace_text(&work->facts->video.profile, profile);
}

void work_set_unreadable(Work *work, Status status, const char *reason)
{
    g_clear_pointer(&work->facts, facts_free);
    g_ptr_array_set_size(work->posters, 0);
    work->status = status;
    replace_text(&work->reason, reason);
    work->judgement->verdict = VERDICT_UNREADABLE;
}

void work_find(Work *work, const char *rule, Outcome outcome, const char *zh, const char *en)
{
    static const Verdict verdicts[] = {
        [OUTCOME_REVIEW] = VERDICT_REVIEW, [OUTCOME_REJECT] = VERDICT_INELIGIBLE
    };
    Finding *finding = judgement_add(work->judgement, rule, outcome);

    finding->message.in[LANGUAGE_ZH] = g_strdup(zh);
    finding->message.in[LANGUAGE_EN] = g_strdup(en);
    if (outcome == OUTCOME_REVIEW || outcome == OUTCOME_REJECT)
        work->judgement->verdict = MAX(work->judgement->verdict, verdicts[outcome]);
}

void work_decide(Work *work, DecisionKind kind, const char *answer, const char *why)
{
    Decision *decision = decision_new();

    decision->kind = kind;
    decision->answer = g_strdup(answer);
    decision->decided_by = g_strdup("张三");
    decision->why = g_strdup(why);
    decision->decided_us = G_GINT64_CONSTANT(1772323200) * G_USEC_PER_SEC;
    g_ptr_array_add(work->decisions, decision);
}

/* ---- what the stages make ---- */

static char *times_of(gint64 duration, int frames)
{
    GString *times = g_string_new(NULL);

    for (int i = 0; i < frames; i++)
        g_string_append_printf(times, "%s%" G_GINT64_FORMAT, i ? " " : "",
                               duration * (2 * i + 1) / (2 * frames));
    return g_string_free(times, FALSE);
}

static int width_of(const Work *work, int height)
{
    return (int)(work->facts->video.display_width * height / work->facts->video.display_height);
}

void work_add_strip(const Contest *contest, Work *work)
{
    WorkStrip *strip = work->strip = work_strip_new();

    *strip = (WorkStrip){ .tile_width = width_of(work, 90),
                          .tile_height = 90,
                          .columns = SPRITE_COLUMNS,
                          .times = times_of(work->facts->file.duration, SPRITE_FRAMES),
                          .frame_width = width_of(work, 180),
                          .frame_height = 180,
                          .strip_times = times_of(work->facts->file.duration, STRIP_FRAMES) };
    strip->sprite_path = g_strdup_printf("thumbs/%.2s/%s-s1.jpg", work->content, work->content);
    strip->strip_path = g_strdup_printf("thumbs/%.2s/%s-k1.jpg", work->content, work->content);
    folder_write(contest->folder, strip->sprite_path, strip->sprite_path);
    folder_write(contest->folder, strip->strip_path, strip->strip_path);
}

void work_add_caption(Work *work, const char *path, const char *language)
{
    WorkCaption *caption = work_caption_new();

    caption->path = g_strdup(path);
    caption->language = g_strdup(language);
    caption->position = (int)work->captions->len;
    caption->cues = 2;
    caption->webvtt = g_strdup("WEBVTT\n\n00:00:00.500 --> 00:00:02.000\n凌晨四点，\n\n"
                               "00:00:02.200 --> 00:00:03.800\n园区只有一栋楼亮着灯。\n");
    g_ptr_array_add(work->captions, caption);
}

void work_add_proxy(const Contest *contest, Work *work)
{
    WorkProxy *proxy = work->proxy = work_proxy_new();

    proxy->path = g_strdup_printf("proxies/%.2s/%s-p1.mp4", work->content, work->content);
    proxy->width = 640;
    proxy->height = 360;
    proxy->duration = work->facts->file.duration;
    folder_write(contest->folder, proxy->path, proxy->path);
    proxy->size = (gint64)strlen(proxy->path);
}

gint64 contest_day(int days)
{
    return (G_GINT64_CONSTANT(1772337600) + days * G_GINT64_CONSTANT(86400)) * G_USEC_PER_SEC;
}

WorkVersion *work_add_version(Work *work, const char *content, int days)
{
    WorkVersion *version = g_new0(WorkVersion, 1);

    version->content = g_strdup(content ? content : work->content);
    version->root = g_strdup(work->root);
    version->path = g_strdup(work->path);
    version->size = work->size;
    version->modified_ns = work->modified_ns;
    version->first_seen_us = contest_day(days);
    version->facts = work->facts ? facts_copy(work->facts) : NULL;
    g_ptr_array_add(work->versions, version);
    return version;
}

void contest_add_verdict(Contest *contest, const Work *work, Verdict verdict, int days)
{
    g_ptr_array_add(contest->verdicts, past_verdict_new(work->number, contest_day(days), verdict));
}

void contest_add_criterion(Contest *contest, const char *key, const char *zh, const char *en, int maximum)
{
    Criterion *criterion = g_new0(Criterion, 1);

    criterion->key = g_strdup(key);
    criterion->title.in[LANGUAGE_ZH] = g_strdup(zh);
    criterion->title.in[LANGUAGE_EN] = g_strdup(en);
    criterion->maximum = maximum;
    g_ptr_array_add(contest->settings->criteria, criterion);
}

/* ---- what was published ---- */

char *contest_read(const Contest *contest, const char *path)
{
    g_autofree char *file = g_build_filename(contest->folder, "gallery", path, NULL);
    g_autoptr(GError) error = NULL;
    char *text = NULL;

    g_file_get_contents(file, &text, NULL, &error);
    g_assert_no_error(error);
    return text;
}

gboolean contest_has(const Contest *contest, const char *path)
{
    g_autofree char *file = g_build_filename(contest->folder, "gallery", path, NULL);

    return g_file_test(file, G_FILE_TEST_EXISTS);
}

GalleryParams contest_params(const Contest *contest)
{
    return (GalleryParams){
        .contest_dir = contest->folder,
        .settings = contest->settings,
        .works = contest->works,
        .other_files = contest->other_files,
        .verdicts = contest->verdicts,
        .revision = contest->revision,
        .media_version = "FFmpeg 5.1.6",
        .catalogue_id = "0123456789abcdef",
        .secret = "not to be seen on any page",
    };
}

void contest_publish(const Contest *contest)
{
    const GalleryParams params = contest_params(contest);
    GalleryResult result = { 0 };
    g_autoptr(GError) error = NULL;

    gallery_write(&params, &result, &error);
    g_assert_no_error(error);
    g_free(result.path);
}
