#include "catalog/facts/caption_name.h"
#include "catalog/facts/charset.h"
#include "catalog/facts/cues.h"
#include "indexer/index/webvtt.h"
#include "indexer/media/cue_text.h"
#include "indexer/media/subtitle_file.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *bytes, gsize length); /* tests/fuzz/fuzz-captions.c */

#define DAMAGED 3000

static const char subrip[] = "1\r\n00:00:01,000 --> 00:00:02,500\r\n<i>你好，</i>世界\r\n\r\n"
                             "2\r\n00:01:00,040 --> 01:00:00,000 X1:1 X2:9\r\n{\\an8}第二条\r\n第二行\r\n";
static const char ass[] =
    "[Script Info]\nTitle: 片\n\n[V4+ Styles]\nFormat: Name\nStyle: Default\n\n[Events]\n"
    "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
    "Comment: 0,0:00:00.00,0:00:09.00,Default,,0,0,0,,不显示\n"
    "Dialogue: 0,0:00:05.10,0:00:06.00,Default,,0,0,0,,后一句\n"
    "Dialogue: "
    "0,0:00:01.25,0:00:02.00,Default,,0,0,0,,{\\fad(1,2)\\pos(3,4)}前一句,带逗号\\N{\\i1}第二行{\\i0}\n"
    "Dialogue: 1,0:00:01.25,0:00:02.00,Default,,0,0,0,,{\\p1}m 0 0 l 100 0 100 100{\\p0}\n";

static CueTrack *read_text(const char *text)
{
    CueTrack *track = subtitle_file_read(text);

    g_assert_nonnull(track);
    g_assert_true(cue_track_end(track));
    return track;
}

static void assert_cue(const CueTrack *track, guint i, gint64 start_ms, gint64 end_ms, const char *text)
{
    const Cue *cue;

    g_assert_cmpuint(i, <, track->cues->len);
    cue = &g_array_index(track->cues, Cue, i);
    g_assert_cmpint(cue->start_us, ==, start_ms * 1000);
    g_assert_cmpint(cue->end_us, ==, end_ms * 1000);
    g_assert_cmpstr(cue->text, ==, text);
}

/* ---- encodings ---- */

static void the_encoding_is_told_from_the_text(void)
{
    static const char simplified[] =
        "00:00:01,000 --> 00:00:02,000\n我们一起去山上看看那里的风景吧，好不好？\n";
    static const char traditional[] =
        "00:00:01,000 --> 00:00:02,000\n我們一起去山上看看那裡的風景吧，好不好？\n";
    static const struct {
        const char *text, *charset, *said, *mark;
    } cases[] = {
        { simplified, "UTF-8", "UTF-8", "" },       { simplified, "UTF-8", "UTF-8", "\xEF\xBB\xBF" },
        { simplified, "GB18030", "GB18030", "" },   { simplified, "GBK", "GB18030", "" },
        { traditional, "BIG5", "BIG5-HKSCS", "" },  { traditional, "GB18030", "GB18030", "" },
        { simplified, "UTF-16LE", "UTF-16LE", "" }, { simplified, "UTF-16BE", "UTF-16BE", "" },
        { traditional, "UTF-16", "UTF-16LE", "" }, /* glibc's begins with a mark */
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        gsize length = 0;
        const char *charset = NULL;
        g_autofree char *bytes = g_convert(cases[i].text, -1, cases[i].charset, "UTF-8", NULL, &length, NULL);
        g_autoptr(GString) marked = g_string_new(cases[i].mark);
        g_autofree char *text = NULL;

        g_string_append_len(marked, bytes, (gssize)length);
        text = charset_decode(marked->str, marked->len, &charset);
        g_test_message("%s as %s", cases[i].charset, charset);
        g_assert_cmpstr(text, ==, cases[i].text);
        g_assert_cmpstr(charset, ==, cases[i].said);
    }
}

static void what_is_no_text_of_ours_is_none(void)
{
    static const struct {
        const char *bytes;
        gsize length;
    } cases[] = {
        { "\0\0\1\xBA\x44\0\4", 7 },                        /* a film */
        { "caf\xE9 \xE0 la carte\n", 16 },                  /* Latin-1 */
        { "\x82\xB1\x82\xF1\x82\xC9\x82\xBF\x82\xCD", 10 }, /* Shift-JIS */
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const char *charset = NULL;
        g_autofree char *text = charset_decode(cases[i].bytes, cases[i].length, &charset);

        g_assert_null(text);
    }
}

static void damage_in_utf8_shows_and_the_rest_stays(void)
{
    static const char bytes[] = "山上的风景真是好\xE5\xA5 很好";
    const char *charset = NULL;
    g_autofree char *text = charset_decode(bytes, strlen(bytes), &charset);

    g_assert_cmpstr(text, ==, "山上的风景真是好�� 很好");
}

/* ---- what a cue says ---- */

static void markup_goes_and_what_only_looks_like_it_stays(void)
{
    static const struct {
        CueTextKind kind;
        const char *markup, *text;
    } cases[] = {
        { CUE_TEXT_SUBRIP, "<i>一</i> <b>二</b><font color=\"#fff\">三</font>", "一 二三" },
        { CUE_TEXT_SUBRIP, "1 < 2 & 3 > 2 <3", "1 < 2 & 3 > 2 <3" },
        { CUE_TEXT_SUBRIP, "</script><script>alert(1)</script>", "</script><script>alert(1)</script>" },
        { CUE_TEXT_SUBRIP, "{\\an8}上方{笑}", "上方{笑}" },
        { CUE_TEXT_SUBRIP, "一<br>二<br/>三", "一\n二\n三" },
        { CUE_TEXT_SUBRIP, "<i没有结尾", "<i没有结尾" },
        { CUE_TEXT_SUBRIP, "  一  \n\n \n 二 ", "一\n二" },
        { CUE_TEXT_SUBRIP, "&amp;", "&amp;" },
        { CUE_TEXT_WEBVTT, "<v 张三>好</v> <c.yellow>&lt;吗&gt;</c>&nbsp;<00:00:01.000>&amp;", "好 <吗> &" },
        { CUE_TEXT_ASS, "{\\b1}粗{\\b0}\\N下\\h行", "粗\n下 行" },
        { CUE_TEXT_ASS, "{\\p1}m 0 0{\\p0}图后", "图后" },
        { CUE_TEXT_ASS, "{\\pos(1,2)}位置", "位置" },
        { CUE_TEXT_ASS, "{没有结尾", "{没有结尾" },
        { CUE_TEXT_ASS, "{\\p1}m 0 0 l 9 9", "" },
        { CUE_TEXT_PLAIN, "<i>原样</i>{\\b1}", "<i>原样</i>{\\b1}" },
        { CUE_TEXT_PLAIN, "响\a铃\t\xEF\xBB\xBF\xE2\x80\x8B字", "响铃 字" },
        { CUE_TEXT_PLAIN,
          "坏\xFF"
          "字",
          "坏�字" },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = cue_text(cases[i].markup, strlen(cases[i].markup), cases[i].kind);

        g_assert_cmpstr(text, ==, cases[i].text);
    }
}

/* ---- files ---- */

static void subrip_is_read(void)
{
    g_autoptr(CueTrack) track = read_text(subrip);

    g_assert_cmpuint(track->cues->len, ==, 2);
    assert_cue(track, 0, 1000, 2500, "你好，世界");
    assert_cue(track, 1, 60040, 3600000, "第二条\n第二行");
}

static void subrip_that_people_typed_is_read(void)
{
    g_autoptr(CueTrack) track =
        read_text("1\n0:0:1.5-->0:0:2\n没有小时的零\n2\n00:03 --> 00:04\n没有空行\n\n空行之后\n\n"
                  "3\n00:00:05,000 --> 00:00:06,000\n2024\n\n"
                  "4\n00:00:07,000 --> 00:00:08,000\n一 --> 二");

    g_assert_cmpuint(track->cues->len, ==, 4);
    assert_cue(track, 0, 1500, 2000, "没有小时的零");
    assert_cue(track, 1, 3000, 4000, "没有空行\n空行之后");
    assert_cue(track, 2, 5000, 6000, "2024");
    assert_cue(track, 3, 7000, 8000, "一 --> 二");
}

static void webvtt_is_read(void)
{
    g_autoptr(CueTrack) track = read_text(
        "WEBVTT - 片名\nKind: captions\n\nNOTE 不显示\n还是不显示\n\nSTYLE\n::cue { color: red }\n\n"
        "编号一\n00:01.000 --> 00:02.000 align:start\n第一条\n\n不显示\n\n01:00:00.000 --> "
        "01:00:01.000\n第二条\n");

    g_assert_cmpuint(track->cues->len, ==, 2);
    assert_cue(track, 0, 1000, 2000, "第一条");
    assert_cue(track, 1, 3600000, 3601000, "第二条");
}

static void substation_is_read_in_order_of_time(void)
{
    g_autoptr(CueTrack) track = read_text(ass);

    g_assert_cmpuint(track->cues->len, ==, 2);
    assert_cue(track, 0, 1250, 2000, "前一句,带逗号\n第二行");
    assert_cue(track, 1, 5100, 6000, "后一句");
}

static void the_old_substation_has_its_own_columns(void)
{
    g_autoptr(CueTrack) track = read_text("[Events]\nFormat: Marked, Start, End, Style, Text\nDialogue: "
                                          "Marked=0,0:00:01.00,0:00:02.00,X,字,幕\n");

    g_assert_cmpuint(track->cues->len, ==, 1);
    assert_cue(track, 0, 1000, 2000, "字,幕");
}

static void other_text_is_no_subtitle_file(void)
{
    static const char *const others[] = { "",
                                          "这是一份说明。\n",
                                          "{1}{50}按帧计时",
                                          "--> --> -->",
                                          "[Script Info]\n",
                                          "<tt><body><p begin=\"1s\">一</p></body></tt>" };

    for (gsize i = 0; i < G_N_ELEMENTS(others); i++) {
        g_autoptr(CueTrack) track = subtitle_file_read(others[i]);
        g_assert_null(track);
    }
}

static void impossible_times_are_passed_over(void)
{
    g_autoptr(CueTrack) track =
        read_text("1\n-00:00:01,000 --> 00:00:02,000\n负\n\n2\n00:00:05,000 --> 00:00:04,000\n倒\n\n"
                  "3\n00:00:06,000 --> 00:00:06,000\n零\n\n4\n00:99:00,000 --> 01:40:00,000\n分\n\n"
                  "5\n99999999999999999999:00:00,000 --> 99999999999999999999:00:01,000\n大\n\n"
                  "6\n00:00:07,000 --> 00:00:08,000\n好\n");

    g_assert_cmpuint(track->cues->len, ==, 1);
    assert_cue(track, 0, 7000, 8000, "好");
}

static void overlapping_stays_and_what_is_there_twice_is_there_once(void)
{
    g_autoptr(CueTrack) track = read_text("00:00:02,000 --> 00:00:09,000\n后\n\n00:00:01,000 --> "
                                          "00:00:05,000\n前\n\n00:00:02,000 --> 00:00:09,000\n后\n");

    g_assert_cmpuint(track->cues->len, ==, 2);
    assert_cue(track, 0, 1000, 5000, "前");
    assert_cue(track, 1, 2000, 9000, "后");
}

static void a_million_cues_are_cut_to_the_first_thousands(void)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(CueTrack) track = NULL;

    for (int i = 0; i < 1000000; i++)
        g_string_append_printf(text, "%02d:%02d:%02d,000 --> 99:00:00,000\n字\n\n", i / 3600 % 90,
                               i / 60 % 60, i % 60);
    track = subtitle_file_read(text->str);
    g_assert_nonnull(track);
    g_assert_false(cue_track_end(track));
    g_assert_cmpuint(track->cues->len, ==, CUES_MAX);
}

static void a_text_that_is_too_long_is_cut_at_a_character(void)
{
    g_autoptr(GString) text = g_string_new("00:00:01,000 --> 00:00:02,000\n");
    g_autoptr(GPtrArray) tracks = g_ptr_array_new();
    g_autoptr(CueTrack) track = NULL;

    for (int i = 0; i < 5000; i++)
        g_string_append(text, "长");
    track = read_text(text->str);
    g_assert_cmpuint(track->cues->len, ==, 1);
    g_assert_true(g_str_has_suffix(g_array_index(track->cues, Cue, 0).text, "长…"));
    g_ptr_array_add(tracks, track);
    g_assert_true(cue_tracks_are_plausible(tracks));
}

static void one_without_an_end_lasts_until_the_next_or_some_seconds(void)
{
    g_autoptr(CueTrack) track = cue_track_new("chi");

    cue_track_add(track, 20000000, 0, g_strdup("末"));
    cue_track_add(track, 1000000, 0, g_strdup("一"));
    cue_track_add(track, 1000000, 0, g_strdup("同时"));
    cue_track_add(track, 3000000, 0, g_strdup("二"));
    g_assert_true(cue_track_end(track));
    assert_cue(track, 0, 1000, 3000, "一");
    assert_cue(track, 1, 1000, 3000, "同时");
    assert_cue(track, 2, 3000, 8000, "二");
    assert_cue(track, 3, 20000, 25000, "末");
}

/* ---- WebVTT ---- */

static void what_is_published_acts_in_no_way(void)
{
    g_autoptr(CueTrack) track = cue_track_new(NULL);
    g_autofree char *webvtt = NULL;

    cue_track_add(track, 1000, 1500, g_strdup("很短"));
    cue_track_add(track, 3661001000, 3662000000,
                  g_strdup("</script> & 一 --> 二\nWEBVTT\n\xE2\x80\xAE"
                           "abc"));
    webvtt = webvtt_write(track);
    g_assert_cmpstr(
        webvtt, ==,
        "WEBVTT\n\n00:00:00.001 --> 00:00:00.002\n很短\n\n"
        "01:01:01.001 --> 01:01:02.000\n&lt;/script&gt; &amp; 一 --&gt; 二\nWEBVTT\n\\u{202E}abc\n");
}

/* ---- names ---- */

static void a_name_says_film_and_language(void)
{
    static const struct {
        const char *path, *film, *stem, *language;
    } cases[] = {
        { "剧情/片名.srt", "剧情/片名.mp4", "片名", NULL },
        { "片名.zh.srt", "片名.mp4", "片名", "zh" },
        { "片名.chs.srt", "片名.mp4", "片名", "zh-Hans" },
        { "片名.CHT.ass", "片名.mp4", "片名", "zh-Hant" },
        { "片名_简体中文字幕.srt", "片名.mp4", "片名", "zh-Hans" },
        { "片名（英文字幕）.vtt", "片名.mp4", "片名", "en" },
        { "片名【中英双语】.ass", "片名.mp4", "片名", "zh" },
        { "片名.zh-CN.srt", "片名.mp4", "片名", "zh-Hans" },
        { "片名.en.sdh.srt", "片名.mp4", "片名", "en" },
        { "片名字幕.srt", "片名.mp4", "片名", NULL },
        { "Title (English).vtt", "Title.mp4", "Title", "en" },
        { "Garden.srt", "Garden.mp4", "Garden", NULL },
        { "学英文.srt", "学英文.mp4", "学", NULL },
        { "学英文.en.srt", "学英文.mp4", "学", "en" },
        { "英文.srt", "英文.mp4", "英文", NULL },
        { ".en.srt", "片名.mp4", ".en", NULL },
        { "\xC6\xAC\xC3\xFB.chs.srt", "\xC6\xAC\xC3\xFB.mp4", "\xC6\xAC\xC3\xFB", "zh-Hans" },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *stem = caption_film_stem(cases[i].path);

        g_assert_cmpstr(stem, ==, cases[i].stem);
        g_assert_cmpstr(caption_language(cases[i].path, cases[i].film), ==, cases[i].language);
    }
}

static void codes_of_streams_become_tags_of_pages(void)
{
    g_assert_cmpstr(caption_language_of_code("chi"), ==, "zh");
    g_assert_cmpstr(caption_language_of_code("eng"), ==, "en");
    g_assert_cmpstr(caption_language_of_code("zh-CN"), ==, "zh-Hans");
    g_assert_cmpstr(caption_language_of_code("pol"), ==, "pol");
    g_assert_null(caption_language_of_code("und"));
    g_assert_null(caption_language_of_code(NULL));
}

static void only_names_of_formats_that_are_read_are_subtitles(void)
{
    g_assert_true(caption_name_is_one("片.SRT"));
    g_assert_true(caption_name_is_one("a/b.vtt"));
    g_assert_true(caption_name_is_one("b.ssa"));
    g_assert_false(caption_name_is_one("b.sub"));
    g_assert_false(caption_name_is_one("b.srt/c"));
    g_assert_false(caption_name_is_one("srt"));
}

/* ---- anything at all ---- */

static void damaged_files_do_no_harm(void)
{
    static const char *const whole[] = { subrip, ass, "WEBVTT\n\n00:01.000 --> 00:02.000\n<c>&lt;一</c>\n" };
    g_autoptr(GRand) random = g_rand_new_with_seed(8);

    for (int i = 0; i < DAMAGED; i++) {
        g_autofree char *bytes = g_strdup(whole[i % 3]);
        gsize length = strlen(bytes);

        for (int n = g_rand_int_range(random, 1, 6); n > 0; n--)
            bytes[g_rand_int_range(random, 0, (gint32)length)] = (char)g_rand_int(random);
        LLVMFuzzerTestOneInput((const guint8 *)bytes, (gsize)g_rand_int_range(random, 0, (gint32)length + 1));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/captions/the encoding is told from the text", the_encoding_is_told_from_the_text);
    g_test_add_func("/captions/what is no text of ours is none", what_is_no_text_of_ours_is_none);
    g_test_add_func("/captions/damage in UTF-8 shows and the rest stays",
                    damage_in_utf8_shows_and_the_rest_stays);
    g_test_add_func("/captions/markup goes and what only looks like it stays",
                    markup_goes_and_what_only_looks_like_it_stays);
    g_test_add_func("/captions/SubRip is read", subrip_is_read);
    g_test_add_func("/captions/SubRip that people typed is read", subrip_that_people_typed_is_read);
    g_test_add_func("/captions/WebVTT is read", webvtt_is_read);
    g_test_add_func("/captions/SubStation is read in order of time", substation_is_read_in_order_of_time);
    g_test_add_func("/captions/the old SubStation has its own columns",
                    the_old_substation_has_its_own_columns);
    g_test_add_func("/captions/other text is no subtitle file", other_text_is_no_subtitle_file);
    g_test_add_func("/captions/impossible times are passed over", impossible_times_are_passed_over);
    g_test_add_func("/captions/overlapping stays, and what is there twice is there once",
                    overlapping_stays_and_what_is_there_twice_is_there_once);
    g_test_add_func("/captions/a million cues are cut to the first thousands",
                    a_million_cues_are_cut_to_the_first_thousands);
    g_test_add_func("/captions/a text that is too long is cut at a character",
                    a_text_that_is_too_long_is_cut_at_a_character);
    g_test_add_func("/captions/one without an end lasts until the next or some seconds",
                    one_without_an_end_lasts_until_the_next_or_some_seconds);
    g_test_add_func("/captions/what is published acts in no way", what_is_published_acts_in_no_way);
    g_test_add_func("/captions/a name says film and language", a_name_says_film_and_language);
    g_test_add_func("/captions/codes of streams become tags of pages", codes_of_streams_become_tags_of_pages);
    g_test_add_func("/captions/only names of formats that are read are subtitles",
                    only_names_of_formats_that_are_read_are_subtitles);
    g_test_add_func("/captions/damaged files do no harm", damaged_files_do_no_harm);
    return g_test_run();
}
