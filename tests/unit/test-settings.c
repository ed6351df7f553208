#include "catalog/rules/category_names.h"
#include "catalog/rules/rules_internal.h"
#include "catalog/rules/settings.h"

#include <glib/gstdio.h>
#include <string.h>

#define MUTANTS 2000

int LLVMFuzzerTestOneInput(const guint8 *bytes, gsize length); /* tests/fuzz/fuzz-settings.c */

#define EDITION "[edition]\nid=2024\nlanguage=en\n"
#define DRAMA   "[category juqing]\ntitle[zh_CN]=剧情\ntitle=Drama\n"

static Settings *parse(const char *text, GError **error)
{
    return settings_parse(text, strlen(text), "pianmu.ini", "/contest", error);
}

static Settings *good(const char *text)
{
    g_autoptr(GError) error = NULL;
    Settings *settings = parse(text, &error);

    g_assert_no_error(error);
    g_assert_nonnull(settings);
    return settings;
}

/* The complaints about EDITION DRAMA `rest`. */
static void assert_complaint(const char *rest, const char *want)
{
    g_autofree char *text = g_strconcat(EDITION DRAMA, rest, NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(Settings) settings = parse(text, &error);

    g_assert_null(settings);
    g_assert_error(error, SETTINGS_ERROR, SETTINGS_ERROR_WRONG);
    g_assert_cmpstr(error->message, ==, want);
}

static void the_template_is_right_and_has_the_six_categories(void)
{
    g_autoptr(Settings) settings = good(settings_template(NULL));
    static const char *const slugs[] = { "zhanshi", "zhuanti", "juqing", "dongman", "gongyi", "jishi" };

    g_assert_cmpuint(settings->categories->len, ==, G_N_ELEMENTS(slugs));
    for (gsize i = 0; i < G_N_ELEMENTS(slugs); i++) {
        const Category *category = settings->categories->pdata[i];
        g_autoptr(GPtrArray) lines = rules_lines(category->rules);

        g_assert_cmpstr(category->slug, ==, slugs[i]);
        g_assert_cmpuint(lines->len, ==, 3); /* readable, category, container */
        g_assert_cmpstr(((RuleLine *)lines->pdata[2])->key, ==, "container");
        g_assert_cmpstr(((RuleLine *)lines->pdata[2])->required.in[LANGUAGE_ZH], ==,
                        "MP4 或 QuickTime (MOV)");
    }
    g_assert_cmpstr(settings->title.in[LANGUAGE_ZH], ==, "微视频大赛");
    g_assert_cmpint(settings->language, ==, LANGUAGE_ZH);
}

/* What is commented out with "#key=" must be right too when the # is taken away. */
static void every_example_of_the_template_is_right(void)
{
    g_auto(GStrv) lines = g_strsplit(settings_template(NULL), "\n", -1);
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(Settings) settings = NULL;
    guint taken = 0;

    for (char **line = lines; *line; line++) {
        gboolean example = (*line)[0] == '#' && g_ascii_islower((*line)[1]);

        taken += example;
        g_string_append_printf(text, "%s\n", example ? *line + 1 : *line);
    }
    settings = good(text->str);
    g_assert_cmpuint(taken, >=, 20);
    g_assert_cmpstr(settings->roots[0], ==, "/mnt/nas/films");
    for (gsize i = 0; settings_default_ignore()[i]; i++)
        g_assert_cmpstr(settings->ignore[i], ==, settings_default_ignore()[i]);
}

static void each_example_of_the_template_is_right_by_itself(void)
{
    g_auto(GStrv) lines = g_strsplit(settings_template(NULL), "\n", -1);

    for (guint i = 0; lines[i]; i++) {
        g_autofree char *text = NULL;

        if (lines[i][0] != '#' || !g_ascii_islower(lines[i][1]))
            continue;
        lines[i][0] = ' ';
        text = g_strjoinv("\n", lines);
        settings_free(good(text));
        lines[i][0] = '#';
    }
}

static void what_is_not_given_has_its_default(void)
{
    g_autoptr(Settings) settings = good("[edition]\nid=x\n" DRAMA);

    g_assert_cmpstr(settings->edition, ==, "x");
    g_assert_cmpint(settings->language, ==, LANGUAGE_ZH);
    g_assert_cmpstr(settings->title.in[LANGUAGE_EN], ==, "x");
    g_assert_cmpstr(settings->subtitle.in[LANGUAGE_ZH], ==, "");
    g_assert_cmpstr(settings->roots[0], ==, "/contest/submissions");
    g_assert_null(settings->roots[1]);
    g_assert_cmpint(settings->settle_us, ==, 120 * G_USEC_PER_SEC);
    g_assert_cmpint(settings->poster_quality, ==, 85);
    g_assert_cmpint(settings->media, ==, MEDIA_HARDLINK);
    g_assert_cmpuint(strlen(settings->hash), ==, 64);
}

static void every_key_is_read(void)
{
    g_autoptr(Settings) settings =
        good("[edition]\nid=2.b_c-D\nlanguage=en_US\ntitle[zh_CN]=微视频大赛\ntitle=Contest\n"
             "subtitle=Second\\sedition\n"
             "[category juqing]\ntitle[zh_CN]=剧情\ntitle[en]=Drama\naliases=故事片, 剧\\,情\n"
             "[scan]\nroot=in, /mnt/a\\,b\nignore=*.bak, ~$*\nsettle=30s\n"
             "[thumbs]\nquality=70\n[gallery]\nmedia=copy\n");
    const Category *drama = settings_category(settings, "juqing");

    g_assert_cmpstr(settings->edition, ==, "2.b_c-D");
    g_assert_cmpint(settings->language, ==, LANGUAGE_EN);
    g_assert_cmpstr(settings->title.in[LANGUAGE_ZH], ==, "微视频大赛");
    g_assert_cmpstr(settings->title.in[LANGUAGE_EN], ==, "Contest");
    g_assert_cmpstr(settings->subtitle.in[LANGUAGE_ZH], ==, "Second edition");
    g_assert_cmpstr(drama->title.in[LANGUAGE_EN], ==, "Drama");
    g_assert_cmpstr(drama->aliases[0], ==, "故事片");
    g_assert_cmpstr(drama->aliases[1], ==, "剧,情");
    g_assert_cmpstr(settings->roots[0], ==, "/contest/in");
    g_assert_cmpstr(settings->roots[1], ==, "/mnt/a,b");
    g_assert_cmpstr(settings->ignore[1], ==, "~$*");
    g_assert_cmpint(settings->settle_us, ==, 30 * G_USEC_PER_SEC);
    g_assert_cmpint(settings->poster_quality, ==, 70);
    g_assert_cmpint(settings->media, ==, MEDIA_COPY);
    g_assert_null(settings_category(settings, "dongman"));
}

static void a_bom_and_crlf_do_not_matter(void)
{
    g_autoptr(Settings) plain = good(EDITION DRAMA "[rules]\nduration=60s..10m\n");
    g_autoptr(Settings) windows =
        good("\xef\xbb\xbf[edition]\r\nid=2024\r\nlanguage=en\r\n[category juqing]\r\ntitle[zh_CN]=剧情\r\n"
             "title=Drama\r\n[rules]\r\nduration=60s..10m\r\n");

    g_assert_cmpstr(plain->hash, ==, windows->hash);
}

static void assert_encoding(const char *text, const char *encoding, const char *mark, gsize mark_length,
                            const char *name)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    g_autofree char *converted = NULL;
    g_autofree char *want = g_strdup_printf("pianmu.ini: the file looks like %s; save it as UTF-8.", name);
    gsize length = 0;

    converted = g_convert(text, -1, encoding, "UTF-8", NULL, &length, &error);
    g_assert_no_error(error);
    g_byte_array_append(bytes, (const guint8 *)mark, (guint)mark_length);
    g_byte_array_append(bytes, (const guint8 *)converted, (guint)length);
    g_assert_null(settings_parse((const char *)bytes->data, bytes->len, "pianmu.ini", "/contest", &error));
    g_assert_error(error, SETTINGS_ERROR, SETTINGS_ERROR_WRONG);
    g_assert_cmpstr(error->message, ==, want);
}

static void other_encodings_are_refused_by_name(void)
{
    g_autoptr(GError) error = NULL;

    assert_encoding(settings_template(NULL), "GB18030", "", 0, "GB18030");
    assert_encoding(settings_template(NULL), "UTF-16LE", "\xff\xfe", 2, "UTF-16");
    assert_encoding(settings_template(NULL), "UTF-16BE", "\xfe\xff", 2, "UTF-16");
    assert_encoding(EDITION DRAMA, "UTF-16LE", "", 0, "UTF-16");
    assert_encoding(EDITION DRAMA, "UTF-32LE", "\xff\xfe\0\0", 4, "UTF-32");
    g_assert_null(settings_parse("\xff\xff\xff", 3, "pianmu.ini", "/contest", &error));
    g_assert_cmpstr(error->message, ==, "pianmu.ini: the file is not UTF-8; save it as UTF-8.");
}

static void a_section_or_key_given_twice_is_refused(void)
{
    assert_complaint(
        "[scan]\nsettle=1m\nsettle=2m\n",
        "pianmu.ini:9: [scan] settle=2m: this key is already given at line 8; keep one of the two.");
    assert_complaint("[scan]\nsettle=1m\n[scan]\nroot=in\n",
                     "pianmu.ini:9: [scan]: this section is already at line 7; merge the two.");
    assert_complaint("[category juqing]\naliases=x\n",
                     "pianmu.ini:7: [category juqing]: this section is already at line 4; merge the two.");
}

/* Where nothing is near, all there is. */
static void assert_all_keys_are_offered(void)
{
    g_autoptr(GPtrArray) keys = g_ptr_array_new();
    g_autofree char *all = NULL;
    g_autofree char *want = NULL;

    for (gsize i = 0; rule_key_names[i]; i++) {
        if (g_str_equal(rule_key_section(rule_key_names[i]), "rules"))
            g_ptr_array_add(keys, (gpointer)rule_key_names[i]);
    }
    g_ptr_array_add(keys, NULL);
    all = g_strjoinv(", ", (char **)keys->pdata);
    want = g_strdup_printf("pianmu.ini:8: [rules] weather-and-wind=fine: this section has no "
                           "such key. There are: %s.",
                           all);
    assert_complaint("[rules]\nweather-and-wind=fine\n", want);
}

static void what_is_unknown_is_refused_with_the_nearest(void)
{
    assert_complaint("[scna]\nroot=in\n",
                     "pianmu.ini:7: [scna]: there is no such section; did you mean [scan]?");
    assert_complaint("[rule juqing]\nfps=25\n",
                     "pianmu.ini:7: [rule juqing]: there is no such section; did you mean [rules juqing]?");
    assert_complaint("[Edition]\n",
                     "pianmu.ini:7: [Edition]: there is no such section; did you mean [edition]?");
    assert_complaint(
        "[ scan]\n",
        "pianmu.ini:7: [ scan]: there is no such section. There are: [edition], [category juqing], [rules], "
        "[outcome], [scan], [thumbs], [gallery], [units], [quota], [letter], [marks].");
    assert_complaint(
        "[weather]\nwind=3\n",
        "pianmu.ini:7: [weather]: there is no such section. There are: [edition], [category juqing], "
        "[rules], [outcome], [scan], [thumbs], [gallery], [units], [quota], [letter], [marks].");
    assert_complaint(
        "[rules]\nduratoin=..10m\n",
        "pianmu.ini:8: [rules] duratoin=..10m: this section has no such key; did you mean duration?");
    assert_all_keys_are_offered();
    assert_complaint("[outcome]\nfsp=off\n",
                     "pianmu.ini:8: [outcome] fsp=off: this section has no such key; did you mean fps?");
    assert_complaint("[scan]\ncontainer=mp4\n", "pianmu.ini:8: [scan] container=mp4: this section has no "
                                                "such key; it belongs into the section [rules].");
    assert_complaint("[outcome]\nframe.portrait=forbidden\n",
                     "pianmu.ini:8: [outcome] frame.portrait=forbidden: this section has no such key; it "
                     "belongs into the section [rules].");
    assert_complaint("[rules]\nframe=1080p\n",
                     "pianmu.ini:8: [rules] frame=1080p: this section has no such key; that "
                     "rule is written frame.landscape, frame.portrait.");
    assert_complaint("[rules]\ndeadline=2026-09-30\n",
                     "pianmu.ini:8: [rules] deadline=2026-09-30: this section has no such key; that rule is "
                     "written [edition] opens, closes.");
    assert_complaint("[rules]\nreadable=reject\n",
                     "pianmu.ini:8: [rules] readable=reject: this section has no "
                     "such key; it belongs into the section [outcome].");
    assert_complaint(
        "[outcome]\nfps=warn\n",
        "pianmu.ini:8: [outcome] fps=warn: “warn” is not one of: reject, review, note, deduct, off. "
        "Write for example fps=review.");
    assert_complaint("[scan]\nroots=a\n",
                     "pianmu.ini:8: [scan] roots=a: this section has no such key; did you mean root?");
    assert_complaint(
        "[rules juqin]\nfps=25\n",
        "pianmu.ini:7: [rules juqin]: there is no category “juqin”; did you mean [rules juqing]?");
    assert_complaint("[rules xyz]\nfps=25\n",
                     "pianmu.ini:7: [rules xyz]: there is no category “xyz”. There are: juqing.");
}

static void lines_that_are_neither_are_refused(void)
{
    assert_complaint("container mp4\n", "pianmu.ini:7: “container mp4” is neither [section] nor key=value; "
                                        "comments begin with # on a line of their own.");
    assert_complaint("[rules\n", "pianmu.ini:7: “[rules” is neither [section] nor key=value; comments begin "
                                 "with # on a line of their own.");
    assert_complaint("=x\n", "pianmu.ini:7: “=x” is neither [section] nor key=value; comments begin with # "
                             "on a line of their own.");
}

static void wrong_values_are_refused_with_a_right_one(void)
{
    assert_complaint("[rules]\nduration=60..10m\n", "pianmu.ini:8: [rules] duration=60..10m: “60” has no "
                                                    "unit; there are ms, s, m and h. Write for example "
                                                    "duration=60s..10m.");
    assert_complaint("[rules]\nduration=10m\n", "pianmu.ini:8: [rules] duration=10m: “10m” is a single "
                                                "value; write a range: ..10m (at most), 10m.. (at least) or "
                                                "10m..10m (exactly). Write for example duration=60s..10m.");
    assert_complaint("[rules]\nduration=\n", "pianmu.ini:8: [rules] duration=: the value is empty; leave the "
                                             "line out if it is not wanted. Write for example "
                                             "duration=60s..10m.");
    assert_complaint("[rules]\nduration=..10m # ten\n",
                     "pianmu.ini:8: [rules] duration=..10m # ten: the value holds a #; comments go on a line "
                     "of their own. Write for "
                     "example duration=60s..10m.");
    assert_complaint("[rules]\ncontainer=mp5\n", "pianmu.ini:8: [rules] container=mp5: “mp5” is not one of "
                                                 "the choices; did you mean mp4? Write for example "
                                                 "container=mp4, mov.");
    assert_complaint("[rules]\nvcodec=h246\n", "pianmu.ini:8: [rules] vcodec=h246: “h246” is not one of the "
                                               "choices; did you mean h264? Write for example vcodec=h264.");
    assert_complaint("[rules]\nframe.landscape=1080x1920..\n",
                     "pianmu.ini:8: [rules] frame.landscape=1080x1920..: “1080x1920..” is higher than wide, "
                     "no landscape size; it belongs "
                     "to frame.portrait. Write for example frame.landscape=1280x720..3840x2160.");
    assert_complaint("[rules]\nframe.portrait=forbiden\n",
                     "pianmu.ini:8: [rules] frame.portrait=forbiden: “forbiden” is not one of the choices; "
                     "did you mean forbidden? Write "
                     "for example frame.portrait=forbidden.");
    assert_complaint("[rules]\nframe.landscape=forbidden\nframe.portrait=forbidden\n",
                     "pianmu.ini:9: [rules] frame.portrait=forbidden: landscape and portrait are both "
                     "forbidden, so that no work could pass.");
    assert_complaint("[rules]\naudio=yes\n",
                     "pianmu.ini:8: [rules] audio=yes: “yes” is not one of: optional, required, forbidden. "
                     "Write for example audio=required.");
    assert_complaint("[rules]\nduration.tolerance=2m\n",
                     "pianmu.ini:8: [rules] duration.tolerance=2m: “2m” is not within 0..60s. Write for "
                     "example duration.tolerance=500ms.");
    assert_complaint("[outcome]\nfps=note # later\n",
                     "pianmu.ini:8: [outcome] fps=note # later: the value holds a #; comments go on a line "
                     "of their own. Write for "
                     "example fps=review.");
    assert_complaint("[outcome]\nfps=rejected\n",
                     "pianmu.ini:8: [outcome] fps=rejected: “rejected” is not one of the choices; did you "
                     "mean reject? Write for example "
                     "fps=review.");
    assert_complaint("[outcome]\nreadable=off\n",
                     "pianmu.ini:8: [outcome] readable=off: the rule readable is always in force and cannot "
                     "be off; there are reject, review "
                     "and note. Write for example readable=review.");
    assert_complaint("[scan]\nsettle=2\n", "pianmu.ini:8: [scan] settle=2: “2” has no unit; there are ms, s, "
                                           "m and h. Write for example settle=2m.");
    assert_complaint("[scan]\nroot=/a, /a/b\n", "pianmu.ini:8: [scan] root=/a, /a/b: “/a/b” overlaps with "
                                                "“/a”, so that works would count twice. Write for example "
                                                "root=/mnt/nas/films.");
    assert_complaint("[scan]\nroot=D:\\films\n",
                     "pianmu.ini:8: [scan] root=D:\\films: a backslash has a meaning of its own here; write "
                     "two: \\\\. Write for example "
                     "root=/mnt/nas/films.");
    assert_complaint("[scan]\nignore=a/b\n", "pianmu.ini:8: [scan] ignore=a/b: “a/b” has a slash; only names "
                                             "are compared here, not paths. Write for example "
                                             "ignore=*.tmp, ~$*.");
    assert_complaint(
        "[scan]\nignore=*\n",
        "pianmu.ini:8: [scan] ignore=*: “*” would ignore every file. Write for example ignore=*.tmp, ~$*.");
    assert_complaint("[thumbs]\nquality=0\n", "pianmu.ini:8: [thumbs] quality=0: “0” is not a whole number "
                                              "from 1 to 100. Write for example quality=85.");
    assert_complaint("[gallery]\nmedia=hardlinks\n",
                     "pianmu.ini:8: [gallery] media=hardlinks: “hardlinks” is not one of the choices; did "
                     "you mean hardlink? Write for "
                     "example media=hardlink.");
    assert_complaint(
        "[category 剧]\n",
        "pianmu.ini:7: [category 剧]: a category's short name is lower-case letters, digits and hyphens, "
        "beginning with a letter: [category juqing].");
    assert_complaint(
        "[category dongman]\ntitle[fr]=Dessin\n",
        "pianmu.ini:8: [category dongman] title[fr]=Dessin: “fr” is no language here; write zh_CN or en.");
    assert_complaint("[category dongman]\naliases=剧情\n",
                     "pianmu.ini:7: [category dongman]: “剧情” already names the category juqing; folders "
                     "could not be told apart, choose "
                     "another.");
}

static void right_values_of_every_rule_are_accepted(void)
{
    static const char *const right[] = {
        "streams=single",
        "streams.audio=1",
        "streams.audio=0..2",
        "faststart=required",
        "faststart=optional",
        "integrity=Complete",
        "vprofile=Main, HIGH、high 4:2:2",
        "vprofile=main 10",
        "pixfmt=4:2:0 8bit",
        "pixfmt=420 8-bit，4:2:2  10位",
        "pixfmt=yuv420p, yuvj420p",
        "hdr=forbidden",
        "hdr=allowed",
        "duration.basis=content",
        "bars=forbidden",
        "bars.tolerance=0%",
        "fps.mode=constant",
        "bitrate.audio=128kbps..320kbps",
        "audio.codec=aac, MP3, pcm",
        "audio.channels=2",
        "audio.channels=1..2",
        "audio.channels=单声道、立体声",
        "audio.channels=Mono, 5.1",
        "audio.rate=44100, 48kHz",
        "audio.rate=44.1kHz..48000Hz",
        "audio.silent=forbidden",
        "loudness=-26LUFS..-14LUFS",
        "loudness=-23.5 LUFS..",
        "peak=..-1dBTP",
        "peak=..−1 dB",
        "black.head=..2s",
        "black.tail=1s..5s",
        "black.longest=..0",
        "freeze=..3s",
        "silence=..5s",
        "frame.landscape=1280x720, 1920x1080",
        "frame.landscape=1280x720, 1920x1080..3840x2160",
        "frame.portrait=720x1280、1080×1920",
        "duration=2:30..3:30, 8:30..11:30",
        "duration.over=10s:deduct:1, 2m:deduct:3, 5m:reject",
        "duration.over=2:30:review，5分钟：reject",
        "duration.under=0:note",
    };

    for (gsize i = 0; i < G_N_ELEMENTS(right); i++) {
        g_autofree char *text = g_strconcat(EDITION DRAMA "[rules]\n", right[i], "\n", NULL);

        g_test_message("%s", right[i]);
        settings_free(good(text));
    }
}

/* What rule sheets of contests say of the film itself, as one writes it down. */
static void rule_sheets_of_contests_can_be_written_down(void)
{
    static const char *const sheets[] = {
        "[rules]\ncontainer=mp4\nframe.landscape=1920x1080..\npeak=..0dB\n[rules juqing]\nduration=..15m\n"
        "[rules short]\nduration=..5m\n[rules micro]\nduration=..2m\n",
        "[rules]\ncontainer=mp4\nframe.landscape=1920x1080..\nframe.portrait=forbidden\naspect=16:9\n"
        "bars=forbidden\nduration=2m..5m\nfilesize=100MB..300MB\n",
        "[rules]\nvcodec=h264\nframe.landscape=1280x720, 1920x1080\nframe.portrait=720x1280, 1080x1920\n"
        "aspect=16:9, 9:16\nfps=25\nbitrate=1M..5M\n",
        "[rules]\ncontainer=mp4, wmv, mov, avi, flv, mpg\nframe.landscape=1920x1080..\n"
        "frame.portrait=1080x1920..\nduration=30s..5m\nfilesize=100M..\n",
        "[rules]\nframe.landscape=1280x720..\nframe.portrait=720x1280..\nfps=..60\nduration=30s..120s\n"
        "filesize=..300M\nbitrate=..10Mbps\n",
        "[rules]\nduration=..30s\nfilesize=..50M\n",
        "[rules]\nduration=..3分钟\nduration.tolerance=0\nfilesize=..200M\n",
        "[rules]\ncontainer=mov, wmv, mp4, mpg\nduration=2:30..4:30\nfilesize=..500M\n",
        "[rules]\ncontainer=mpg, avi, mp4, 3gp, mov\nduration=1m..5m\nfilesize=..1G\n",
        "[rules]\nduration=8:30..11:30, 2:30..3:30\n",
        "[rules]\nduration=3m..10m\n[outcome]\nduration=note\n",
        "[rules]\nvcodec=h264\nframe.landscape=1920x1080..1920x1080\naspect=16:9\nfps=25\nduration=..5m\n"
        "bitrate=10Mbps..\n",
        "[rules]\ncontainer=mp4\nvcodec=h264\nframe.landscape=720x576, 1280x720\naspect=4:3, 16:9\nfps=25\n"
        "scan=progressive\nfps.mode=constant\nduration=6m..10m\nfilesize=..100M\n"
        "bitrate.video=1024kbps..1280kbps\naudio.codec=aac\naudio.rate=48kHz\nbitrate.audio=128kbps..\n",
        "[rules]\ncontainer=mp4, mov\nduration=20s..180s\n",
        "[rules]\nduration=..50m\n",
        "[rules]\ncontainer=mp4, mxf, mov, avi\nvcodec=h264\naspect=16:9\naudio.channels=stereo\n"
        "audio.codec=aac, mp3\n",
        "[rules]\ncontainer=mp4, mov, avi, mpg\nframe.portrait=forbidden\nduration=30s..30s\n"
        "duration.tolerance=1s\nfilesize=..100MB\n",
        "[rules]\ncontainer=mov\nvcodec=prores, h264\nframe.landscape=1920x1080..1920x1080\n"
        "bitrate=15Mbps..30Mbps\naudio.channels=2\nblack.head=2s..\n",
        "[rules]\nvprofile=HQ, 4444\nframe.landscape=1998x1080, 2048x858\nfps=24, 25, 30\naudio.rate=48kHz\n",
        "[rules]\nduration=..30m\nduration.tolerance=0\n",
        "[rules]\nduration=..10m\nduration.over=10s:deduct:1, 2m:deduct:3, 5m:deduct:5, 12m:reject\n",
        "[rules]\nduration=40s..120s\nintegrity=complete\naudio.silent=forbidden\n[outcome]\n"
        "integrity=reject\naudio.silent=reject\n",
    };

    for (gsize i = 0; i < G_N_ELEMENTS(sheets); i++) {
        g_autofree char *text = g_strconcat(
            EDITION DRAMA "[category short]\ntitle=Short\n[category micro]\ntitle=Micro\n", sheets[i], NULL);

        g_test_message("%s", sheets[i]);
        settings_free(good(text));
    }
}

/* Each with what is said of it, in short; the example behind it is the table's. */
static void wrong_values_of_every_rule_are_refused(void)
{
    static const struct {
        const char *line, *fault;
    } wrong[] = {
        { "streams=double", "“double” is not one of: single." },
        { "streams.audio=one", "“one” is not a number." },
        { "streams.audio=1.5", "“1.5” is not a whole number." },
        { "faststart=requird", "did you mean required?" },
        { "integrity=yes", "“yes” is not one of: complete." },
        { "vprofile=hihg", "did you mean High?" },
        { "vprofile=,", "the value is empty" },
        { "vprofile.level=4.1", "“4.1” is a single value" },
        { "vprofile.level=..41", "“41” is no level of a codec" },
        { "vprofile.level=4.2..4.1", "has its minimum above its maximum" },
        { "vprofile.level=..", "has neither end" },
        { "pixfmt=4:2:1", "did you mean 4:2:0?" },
        { "pixfmt=8bit 10bit",
          "“10bit” says again what was said before; put commas between several formats." },
        { "pixfmt=beautiful", "“beautiful” is not one of: 4:2:0, 4:2:2, 4:4:4, 8bit" },
        { "pixfmt=、", "the value is empty" },
        { "hdr=forbiden", "did you mean forbidden?" },
        { "duration.basis=contents", "did you mean content?" },
        { "bars=no", "“no” is not one of: forbidden, allowed." },
        { "bars.tolerance=2", "“2” is not a percentage" },
        { "fps.mode=variable", "“variable” is not one of: constant." },
        { "bitrate.audio=128kbps", "“128kbps” is a single value" },
        { "audio.codec=acc", "did you mean aac?" },
        { "audio.channels=sterio", "did you mean stereo?" },
        { "audio.channels=2ch", "“2ch” is not a whole number." },
        { "audio.channels=3..2", "has its minimum above its maximum" },
        { "audio.rate=48kbps", "“48kbps” has an unknown unit; there are Hz and kHz." },
        { "loudness=-23LUFS", "“-23LUFS” is a single value" },
        { "loudness=..14LUFS", "“..14LUFS” is not within -70LUFS..0LUFS." },
        { "loudness=-26dB..", "“-26dB” has an unknown unit; loudness is written -23LUFS." },
        { "peak=..-1", "“-1” has no unit; a peak is written -1dBTP." },
        { "peak=..40dB", "“..40dB” is not within -100dBTP..20dBTP." },
        { "black.head=2s", "“2s” is a single value" },
        { "freeze=..3", "“3” has no unit" },
        { "frame.landscape=1920x1080", "“1920x1080” is a single value" },
        { "frame.landscape=1280x720, 1080", "“1080” is not WIDTHxHEIGHT; 1080p is 1920x1080" },
        { "frame.landscape=1280x720, 1080x1920", "“1080x1920” is higher than wide" },
        { "duration.over=10s", "“10s” is no step" },
        { "duration.over=10s:1", "“10s:1” is no step" },
        { "duration.over=10s:deduct", "deduct needs the points behind it: deduct:1." },
        { "duration.over=10s:deduct:0", "“0” is not within 1..100." },
        { "duration.over=10s:deduct:x", "“x” is not within 1..100." },
        { "duration.over=10s:rejct", "did you mean reject?" },
        { "duration.over=10:reject", "“10” has no unit" },
        { "duration.over=2m:reject, 10s:deduct:1",
          "“10s:deduct:1” comes later, so it has to lie further out" },
        { "duration.over=2m:reject, 10s:reject", "“10s:reject” comes later" },
        { "duration.over=10s:deduct:1, 10s:deduct:2", "“10s:deduct:2” comes later" },
        { "duration.over=10s:review, 2m:deduct:9", "“2m:deduct:9” comes later" },
        { "duration.over=10s:deduct:3, 2m:deduct:1", "must not be milder than the step before" },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autofree char *text = g_strconcat(EDITION DRAMA "[rules]\n", wrong[i].line, "\n", NULL);
        g_autoptr(GError) error = NULL;

        g_assert_null(parse(text, &error));
        g_test_message("%s: %s", wrong[i].line, error->message);
        g_assert_true(g_str_has_prefix(error->message, "pianmu.ini:8: [rules] "));
        g_assert_nonnull(strstr(error->message, wrong[i].fault));
        g_assert_nonnull(strstr(error->message, " Write for example "));
    }
}

static void any_rule_may_deduct_points(void)
{
    g_autoptr(Settings) settings = good(EDITION DRAMA "[rules]\nfps=25\n[outcome]\nfps=deduct:3\n");
    g_autoptr(GPtrArray) lines = rules_lines(settings->rules);
    const RuleLine *line = lines->pdata[lines->len - 1];

    g_assert_cmpint(line->outcome, ==, OUTCOME_DEDUCT);
    g_assert_cmpint(line->points, ==, 3);
    assert_complaint(
        "[outcome]\nfps=deduct\n",
        "pianmu.ini:8: [outcome] fps=deduct: deduct needs the points behind it: deduct:1. Write for "
        "example fps=review.");
    assert_complaint("[outcome]\nfps=deduct:101\n",
                     "pianmu.ini:8: [outcome] fps=deduct:101: “101” is not within 1..100. Write for example "
                     "fps=review.");
}

static void grades_need_an_end_to_go_beyond(void)
{
    assert_complaint(
        "[rules]\nduration=60s..\nduration.over=0:review\n",
        "pianmu.ini:9: [rules] duration.over=0:review: duration.over says what happens above the "
        "maximum of duration, which has none; give it one or leave the line out.");
    assert_complaint(
        "[rules juqing]\nduration=..10m\nduration.under=0:review\n",
        "pianmu.ini:9: [rules juqing] duration.under=0:review: duration.under says what happens below "
        "the minimum of duration, which has none; give it one or leave the line out.");
    settings_free(good(EDITION DRAMA "[rules]\nduration.over=0:review\n[rules juqing]\nduration=..10m\n"));
}

static void a_category_may_take_a_rule_back(void)
{
    g_autoptr(Settings) settings =
        good(EDITION DRAMA "[rules]\nhdr=forbidden\nfaststart=required\n[rules juqing]\nhdr=allowed\n");
    const Rules *drama = settings_category(settings, "juqing")->rules;

    g_assert_true(rules_is_on(settings->rules, RULE_HDR));
    g_assert_false(rules_is_on(drama, RULE_HDR));
    g_assert_true(rules_is_on(drama, RULE_FASTSTART));
}

static void assert_whole(const char *text, const char *want)
{
    g_autoptr(GError) error = NULL;

    g_assert_null(parse(text, &error));
    g_assert_error(error, SETTINGS_ERROR, SETTINGS_ERROR_WRONG);
    g_assert_cmpstr(error->message, ==, want);
}

#define MARKS                                                                                                \
    "[marks]\ntheme=30\ntitle.theme[zh_CN]=主题立意\ntitle.theme=Theme\ncraft=２５\ntitle.craft="      \
    "视听制作\nreach=20\n"

static void criteria_have_a_maximum_and_a_title(void)
{
    g_autoptr(Settings) settings = good(EDITION DRAMA MARKS);
    static const struct {
        const char *key, *zh, *en;
        int maximum;
    } wanted[] = { { "theme", "主题立意", "Theme", 30 },
                   { "craft", "视听制作", "视听制作", 25 },
                   { "reach", "reach", "reach", 20 } };

    g_assert_cmpuint(settings->criteria->len, ==, G_N_ELEMENTS(wanted));
    for (guint i = 0; i < settings->criteria->len; i++) {
        const Criterion *criterion = settings->criteria->pdata[i];

        g_assert_cmpstr(criterion->key, ==, wanted[i].key);
        g_assert_cmpstr(criterion->title.in[LANGUAGE_ZH], ==, wanted[i].zh);
        g_assert_cmpstr(criterion->title.in[LANGUAGE_EN], ==, wanted[i].en);
        g_assert_cmpint(criterion->maximum, ==, wanted[i].maximum);
    }
    g_assert_true(settings_criterion(settings, "craft") == settings->criteria->pdata[1]);
    g_assert_null(settings_criterion(settings, "beauty"));
}

static void criteria_are_in_the_hashes(void)
{
    g_autoptr(Settings) without = good(EDITION DRAMA);
    g_autoptr(Settings) with = good(EDITION DRAMA "[marks]\ntheme=30\n");
    g_autoptr(Settings) more = good(EDITION DRAMA "[marks]\ntheme=40\n");
    g_autoptr(Settings) titled = good(EDITION DRAMA "[marks]\ntheme=40\ntitle.theme=Theme\n");

    g_assert_cmpstr(without->hash, !=, with->hash);
    g_assert_cmpstr(with->hash, !=, more->hash);
    g_assert_cmpstr(more->hash, !=, titled->hash);
    g_assert_cmpstr(without->rules_hash, !=, with->rules_hash);
    g_assert_cmpstr(with->rules_hash, !=, more->rules_hash);
    g_assert_cmpstr(more->rules_hash, ==, titled->rules_hash);
}

static void wrong_criteria_are_complained_of(void)
{
    assert_complaint(
        "[marks]\ntheme=30.5\n",
        "pianmu.ini:8: [marks] theme=30.5: “30.5” is not a whole number from 1 to 1000; here goes "
        "the most points of this criterion, for example 30.");
    assert_complaint("[marks]\ntheme=0\n",
                     "pianmu.ini:8: [marks] theme=0: “0” is not a whole number from 1 to 1000; here goes "
                     "the most points of this criterion, for example 30.");
    assert_complaint("[marks]\n主题=30\n",
                     "pianmu.ini:8: [marks] 主题=30: a criterion's key is lower-case letters, digits and "
                     "hyphens, beginning "
                     "with a letter: theme=30; what it is called goes into title.theme=Theme.");
    assert_complaint(
        "[marks]\ntheme=30\ntitle.thmee=Theme\n",
        "pianmu.ini:9: [marks] title.thmee=Theme: there is no criterion “thmee”; did you mean title.theme?");
    assert_complaint(
        "[marks]\ntheme=30\ntitle.beauty=Beauty\n",
        "pianmu.ini:9: [marks] title.beauty=Beauty: there is no criterion “beauty”; give its most "
        "points first, as in theme=30.");
    assert_complaint(
        "[marks]\ntheme=30\ntitle.theme[fr]=Sujet\n",
        "pianmu.ini:9: [marks] title.theme[fr]=Sujet: “fr” is no language here; write zh_CN or en.");
}

static void what_cannot_be_seen_is_refused(void)
{
    static const char *const lines[] = {
        "[rules]\ncompanion.sample=*\x1b[31m*",
        "[outcome]\nduration=\u200breview",
        "[category gongyi]\ntitle=公\u202e益",
        "[units]\n云岭=云\x07岭",
        "[units]\n云\u200b岭=云岭",
        "[letter]\ncontact=\x1b[2J",
        "[marks]\ntheme=30\ntitle.theme=主\u200b题",
    };

    for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autofree char *text = g_strconcat(EDITION DRAMA, lines[i], "\n", NULL);
        g_autoptr(GError) error = NULL;

        g_assert_null(settings_parse(text, strlen(text), "pianmu.ini", "/contest", &error));
        g_assert_nonnull(strstr(error->message, "cannot be seen"));
        for (const char *p = error->message; *p; p++)
            g_assert_true(*p == '\n' || !g_ascii_iscntrl(*p));
    }
    settings_free(good(EDITION DRAMA "[rules]\naspect=16:9,\t4:3\n"));
}

static void an_edition_and_a_category_there_must_be(void)
{
    g_setenv("LC_ALL", "C", TRUE);
    assert_whole(
        "", "pianmu.ini: the section [edition] is missing; write [edition] and id=, for example id=2024.");
    assert_whole("[edition]\n" DRAMA,
                 "pianmu.ini: id= is missing; give the edition a short name, for example id=2024.");
    assert_whole(EDITION,
                 "pianmu.ini: there is no category; write at least one, for example [category juqing].");
    assert_whole("[edition]\nid=../x\n" DRAMA,
                 "pianmu.ini:2: [edition] id=../x: use letters, digits, dots, underscores and hyphens, at "
                 "most 64. Write for example id=2024.");
    assert_whole("id=x\n" EDITION DRAMA,
                 "pianmu.ini:1: “id=x” comes before any section; begin with one such as [edition].");
}

static void all_complaints_are_listed_one_a_line(void)
{
    assert_complaint("[rules]\nduration=10\nfps=x\n[rules juqing]\naudio=maybe\n",
                     "pianmu.ini:8: [rules] duration=10: “10” is no range; write least..greatest, "
                     "..greatest for at most, or least.. for at least. Write for example duration=60s..10m.\n"
                     "pianmu.ini:9: [rules] fps=x: “x” is not a frame rate. Write for example fps=24, 25, "
                     "30000/1001, 30.\n"
                     "pianmu.ini:11: [rules juqing] audio=maybe: “maybe” is not one of: optional, required, "
                     "forbidden. Write for example "
                     "audio=required.");
}

static void complaints_are_in_the_language_of_the_settings(void)
{
    g_setenv("LC_ALL", "C", TRUE);
    assert_whole("[edition]\nid=x\nlanguage=zh_CN\n" DRAMA "[rules]\nduratoin=..10m\nduration=60..10m\n",
                 "pianmu.ini 第 8 行 [rules] duratoin=..10m：这一节没有这个键，是否应为 duration？\n"
                 "pianmu.ini 第 9 行 [rules] duration=60..10m：“60”缺少单位，可用 "
                 "ms、s、m、h（毫秒、秒、分、时）。正确写法如 duration=60s..10m。");
    g_setenv("LC_ALL", "zh_CN.UTF-8", TRUE);
    assert_whole("[edition]\nid=x\nlanguage=fr\n" DRAMA,
                 "pianmu.ini 第 3 行 [edition] language=fr：“fr”不是可用的语言，请写 zh_CN 或 en。正确写法如 "
                 "language=zh_CN。");
    g_unsetenv("LC_ALL");
}

static void control_characters_never_reach_a_complaint(void)
{
    g_autoptr(GError) error = NULL;

    g_assert_null(parse(EDITION DRAMA "[rules]\nfps=\x1b[31m\n", &error));
    g_assert_null(strchr(error->message, '\x1b'));
}

static void an_absent_file_says_what_to_do(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *dir = g_dir_make_tmp("pianmu-settings-XXXXXX", &error);

    g_setenv("LC_ALL", "C", TRUE);
    g_assert_null(settings_load(dir, &error));
    g_assert_error(error, SETTINGS_ERROR, SETTINGS_ERROR_READ);
    g_assert_nonnull(strstr(error->message, "run pianmu init"));
    g_assert_nonnull(strstr(error->message, dir));
    g_rmdir(dir);
}

static void a_file_is_read_from_its_folder(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *dir = g_dir_make_tmp("pianmu-settings-XXXXXX", &error);
    g_autofree char *path = g_build_filename(dir, SETTINGS_FILE, NULL);
    g_autofree char *submissions = g_build_filename(dir, "submissions", NULL);
    g_autoptr(Settings) settings = NULL;

    g_assert_true(g_file_set_contents(path, settings_template(NULL), -1, &error));
    settings = settings_load(dir, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(settings->roots[0], ==, submissions);
    g_unlink(path);
    g_rmdir(dir);
}

/* What plain names are spared. */
static char *folded_step_by_step(const char *name)
{
    g_autofree char *normal = g_utf8_normalize(name, -1, G_NORMALIZE_NFKC);
    g_autofree char *folded = g_utf8_casefold(normal, -1);

    return g_strstrip(g_utf8_normalize(folded, -1, G_NORMALIZE_NFKC));
}

static void assert_folds(const gunichar *characters, glong n)
{
    g_autofree char *name = g_ucs4_to_utf8(characters, n, NULL, NULL, NULL);
    g_autofree char *folded = category_name_fold(name), *want = folded_step_by_step(name);

    g_assert_cmpstr(folded, ==, want);
}

/* Alone; what is no ideograph and no Hangul also between plain ones, and what joins: an acute accent, a Hangul vowel, a variation selector. */
static void names_fold_in_one_way_whatever_they_are_made_of(void)
{
    static const gunichar beside[] = { 'A', 0x5267, 0x301, 0x1161, 0xFE00 };

    for (gunichar c = 1; c < 0x10000; c++) {
        if (!g_unichar_validate(c))
            continue;
        assert_folds(&c, 1);
        for (gsize i = 0; i < G_N_ELEMENTS(beside) && (c < 0x3400 || c >= 0xF900); i++)
            assert_folds((const gunichar[]){ beside[i], c, beside[i] }, 3);
    }
    g_autofree char *of_bytes = category_name_fold("\xff");
    g_assert_cmpstr(of_bytes, ==, "");
}

static void a_folder_names_its_category(void)
{
    g_autoptr(Settings) settings =
        good(EDITION
             "[category zhanshi]\ntitle[zh_CN]=展示\ntitle=Showcase\naliases=形象片，宣传片、ＰＲ\n" DRAMA);
    static const char *const showcase[] = {
        "展示",     "展示类", "展示类作品", "01-展示", "1.展示",     "1、展示类", "（1）展示",
        "一、展示", "2 展示", "zhanshi",    "ZhanShi", "01_zhanshi", "Showcase",  "SHOWCASE",
        " 展示 ",   "形象片", "形象片类",   "宣传片",  "pr",         "ＰＲ",      "1展示",
    };
    static const char *const none[] = { "",       "展",  "展示厅", "展示类作品集", "一展示",
                                        "新展示", "01-", "1",      "dongman",      "\xff展示" };

    for (gsize i = 0; i < G_N_ELEMENTS(showcase); i++) {
        const Category *category = settings_category_of_folder(settings, showcase[i]);

        g_test_message("folder %u", (guint)i);
        g_assert_nonnull(category);
        g_assert_cmpstr(category->slug, ==, "zhanshi");
    }
    for (gsize i = 0; i < G_N_ELEMENTS(none); i++) {
        g_test_message("folder %u", (guint)i);
        g_assert_null(settings_category_of_folder(settings, none[i]));
    }
    g_assert_cmpstr(settings_category_of_folder(settings, "剧情")->slug, ==, "juqing");
}

static char *hash_with(const char *rest)
{
    g_autofree char *text = g_strconcat(EDITION DRAMA, rest, NULL);
    g_autoptr(Settings) settings = good(text);

    return g_strdup(settings->hash);
}

static char *rules_hash_with(const char *rest)
{
    g_autofree char *text = g_strconcat(EDITION DRAMA, rest, NULL);
    g_autoptr(Settings) settings = good(text);

    return g_strdup(rules_hash(settings_category(settings, "juqing")->rules));
}

static void assert_same(char *(*hash)(const char *), const char *a, const char *b, gboolean same)
{
    g_autofree char *first = hash(a);
    g_autofree char *second = hash(b);

    if (same)
        g_assert_cmpstr(first, ==, second);
    else
        g_assert_cmpstr(first, !=, second);
}

static void a_unit_goes_by_the_name_that_the_settings_give_it(void)
{
    g_autoptr(Settings) settings =
        good(EDITION DRAMA "[units]\n成都高新区=成都高新技术产业开发区, 成都市高新区、Chengdu Hi-tech\n"
                           "中关村科学城=海淀园\n");
    g_autofree char *example = g_strdup(settings_template(NULL));
    char *unit = strstr(example, "#成都高新区=");
    g_autoptr(Settings) from_template = NULL;

    g_assert_cmpstr(settings_unit(settings, "成都市高新区"), ==, "成都高新区");
    g_assert_cmpstr(settings_unit(settings, " 成都 高新区　"), ==, "成都高新区");
    g_assert_cmpstr(settings_unit(settings, "ＣＨＥＮＧＤＵ hi-tech"), ==, "成都高新区");
    g_assert_cmpstr(settings_unit(settings, "海淀园"), ==, "中关村科学城");
    g_assert_cmpstr(settings_unit(settings, "咸阳高新区"), ==, "咸阳高新区");
    g_assert_true(settings_knows_unit(settings, "海淀园"));
    g_assert_false(settings_knows_unit(settings, "咸阳高新区"));
    g_assert_nonnull(unit);
    *unit = ' ';
    from_template = good(example);
    g_assert_cmpstr(settings_unit(from_template, "成都市高新区"), ==, "成都高新区");
}

static void a_name_belongs_to_one_unit(void)
{
    assert_complaint(
        "[units]\nA=x, y\nB=z, Ｙ\n",
        "pianmu.ini:9: [units] B=z, Ｙ: “Ｙ” already names the unit “A”; a name can belong to one "
        "unit only.");
    assert_complaint(
        "[units]\nA=x\nX=z\n",
        "pianmu.ini:9: [units] X=z: “X” already names the unit “A”; a name can belong to one unit "
        "only.");
    settings_free(good(EDITION DRAMA "[units]\nA=a, A\n"));
}

static void the_hash_of_rules_changes_with_what_is_in_force_only(void)
{
    const char *base = "[rules]\ncontainer=mp4, mov\nduration=60s..10m\n";

    assert_same(rules_hash_with, base, "# why\n[rules]\n# what\nduration=1m..600s\ncontainer=MP4,mov\n",
                TRUE);
    assert_same(rules_hash_with, base, "[rules]\ncontainer=mp4, mov\n[rules juqing]\nduration=60s..10m\n",
                TRUE);
    assert_same(rules_hash_with, base,
                "[rules]\ncontainer=mp4, mov\nduration=60s..10m\nduration.tolerance=500ms\n", TRUE);
    assert_same(rules_hash_with, base,
                "[rules]\ncontainer=mp4, mov\nduration=60s..10m\naspect.tolerance=2%\n", TRUE);
    assert_same(rules_hash_with, base,
                "[rules]\ncontainer=mp4, mov\nduration=60s..10m\nfps=25\n[outcome]\nfps=off\n", TRUE);
    assert_same(rules_hash_with, base,
                "[rules]\ncontainer=mp4, mov\nduration=60s..10m\n[outcome]\nduration=reject\nfps=reject\n",
                TRUE);
    assert_same(rules_hash_with, base, "[rules]\ncontainer=mp4, mov\nduration=60s..10m\naudio=optional\n",
                TRUE);
    assert_same(rules_hash_with, base, "[rules]\ncontainer=mp4\nduration=60s..10m\n", FALSE);
    assert_same(rules_hash_with, base, "[rules]\ncontainer=mp4, mov\nduration=60s..601s\n", FALSE);
    assert_same(rules_hash_with, base,
                "[rules]\ncontainer=mp4, mov\nduration=60s..10m\nduration.tolerance=1s\n", FALSE);
    assert_same(rules_hash_with, base,
                "[rules]\ncontainer=mp4, mov\nduration=60s..10m\n[outcome]\nduration=review\n", FALSE);
    assert_same(rules_hash_with, base,
                "[rules]\ncontainer=mp4, mov\nduration=60s..10m\n[outcome juqing]\nduration=note\n", FALSE);
    assert_same(rules_hash_with, base, "[rules]\ncontainer=mp4, mov\nduration=60s..10m\naudio=required\n",
                FALSE);
}

static void the_hash_of_settings_changes_with_what_pages_show(void)
{
    assert_same(hash_with, "", "[scan]\nroot=elsewhere\nsettle=9m\n", TRUE);
    assert_same(hash_with, "", "# a comment\n", TRUE);
    assert_same(hash_with, "", "[gallery]\nmedia=copy\n", FALSE);
    assert_same(hash_with, "", "[thumbs]\nquality=84\n", FALSE);
    assert_same(hash_with, "", "[category dongman]\ntitle=动漫\n", FALSE);
    assert_same(hash_with, "", "[rules]\nfps=25\n", FALSE);
}

/* Bytes in, out and changed, and lines of the template where they do not belong. */
static void damage(GByteArray *bytes, GRand *random)
{
    static const char *const tokens[] = {
        "..",   "[rules juqing]\n",     "=",    "\r\n", "\xef\xbb\xbf", "\\", "#", "60s..10m", "title[zh]=",
        "\n\n", "99999999999999999999", "16:9", "x",    "\xff",         "\0"
    };

    for (int n = g_rand_int_range(random, 1, 6); n > 0 && bytes->len > 2; n--) {
        guint at = (guint)g_rand_int_range(random, 0, (gint32)bytes->len - 1);
        const char *token = tokens[g_rand_int_range(random, 0, G_N_ELEMENTS(tokens))];

        switch (g_rand_int_range(random, 0, 3)) {
        case 0:
            bytes->data[at] = (guint8)g_rand_int(random);
            break;
        case 1:
            g_byte_array_remove_range(bytes, at,
                                      (guint)g_rand_int_range(random, 0, MIN(40, (gint32)(bytes->len - at))));
            break;
        default: {
            guint size = (guint)MAX(strlen(token), 1), rest = bytes->len - at;

            g_byte_array_append(bytes, (const guint8 *)token, size);
            memmove(bytes->data + at + size, bytes->data + at, rest);
            memcpy(bytes->data + at, token, size);
        }
        }
    }
}

static void damaged_settings_are_read_or_refused(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(1);
    g_auto(GStrv) lines = g_strsplit(settings_template(NULL), "\n", -1);
    g_autoptr(GString) text = g_string_new(NULL);

    for (char **line = lines; *line; line++) { /* without the prose, with the examples */
        if ((*line)[0] != '#' || g_ascii_islower((*line)[1]))
            g_string_append_printf(text, "%s\n", (*line)[0] == '#' ? *line + 1 : *line);
    }
    for (int i = 0; i < MUTANTS; i++) {
        g_autoptr(GByteArray) bytes = g_byte_array_new();

        g_byte_array_append(bytes, (const guint8 *)text->str, (guint)text->len);
        damage(bytes, random);
        LLVMFuzzerTestOneInput(bytes->data, bytes->len);
    }
}

static void odd_settings_are_read_or_refused(void)
{
    static const char *const odd[] = {
        "",
        "\n",
        "[",
        "[]",
        "[[]]",
        "=",
        "[edition]\n=\n",
        "[edition]\nid",
        "[edition]\nid=\n",
        "[edition]\n[zh]=x\n",
        "[edition]\ntitle[]=x\n",
        "[edition]\ntitle[zh=x\n",
        "[category ]\n",
        "[category  juqing]\n",
        "[category\tjuqing]\n",
        "[rules]\nfps=1/0\n",
        "[rules]\nfps=..\n",
        "[rules]\nfps=1..2..3\n",
        "[rules]\naspect=1:1000000000000\n",
        "[rules]\nframe.landscape=1x1..1x2\n",
        "[rules]\ncontainer=,\n",
        "[scan]\nroot=,,\n",
        "[scan]\nroot=\\\n",
        "[edition]\nid=x\n[category a]\n[category b]\naliases=a\n",
        "[edition]\nid=x\n[category a]\n[rules]\naspect=1:1,16:9,4:3\n",
        "[edition]\nid=x\n[category a]\n[rules]\nfps=1/999999999..,0.000001\n",
        "[edition]\nid=x\n[category a]\n[rules]\nduration=0..0\nfilesize=0..0\nbitrate=0..0\n",
    };

    for (gsize i = 0; i < G_N_ELEMENTS(odd); i++)
        LLVMFuzzerTestOneInput((const guint8 *)odd[i], strlen(odd[i]));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/settings/the template is right and has the six categories",
                    the_template_is_right_and_has_the_six_categories);
    g_test_add_func("/settings/every example of the template is right",
                    every_example_of_the_template_is_right);
    g_test_add_func("/settings/each example of the template is right by itself",
                    each_example_of_the_template_is_right_by_itself);
    g_test_add_func("/settings/what is not given has its default", what_is_not_given_has_its_default);
    g_test_add_func("/settings/every key is read", every_key_is_read);
    g_test_add_func("/settings/a BOM and CRLF do not matter", a_bom_and_crlf_do_not_matter);
    g_test_add_func("/settings/other encodings are refused by name", other_encodings_are_refused_by_name);
    g_test_add_func("/settings/a section or key given twice is refused",
                    a_section_or_key_given_twice_is_refused);
    g_test_add_func("/settings/what is unknown is refused with the nearest",
                    what_is_unknown_is_refused_with_the_nearest);
    g_test_add_func("/settings/lines that are neither are refused", lines_that_are_neither_are_refused);
    g_test_add_func("/settings/right values of every rule are accepted",
                    right_values_of_every_rule_are_accepted);
    g_test_add_func("/settings/rule sheets of contests can be written down",
                    rule_sheets_of_contests_can_be_written_down);
    g_test_add_func("/settings/wrong values of every rule are refused",
                    wrong_values_of_every_rule_are_refused);
    g_test_add_func("/settings/any rule may deduct points", any_rule_may_deduct_points);
    g_test_add_func("/settings/grades need an end to go beyond", grades_need_an_end_to_go_beyond);
    g_test_add_func("/settings/a category may take a rule back", a_category_may_take_a_rule_back);
    g_test_add_func("/settings/wrong values are refused with a right one",
                    wrong_values_are_refused_with_a_right_one);
    g_test_add_func("/settings/criteria have a maximum and a title", criteria_have_a_maximum_and_a_title);
    g_test_add_func("/settings/criteria are in the hashes", criteria_are_in_the_hashes);
    g_test_add_func("/settings/wrong criteria are complained of", wrong_criteria_are_complained_of);
    g_test_add_func("/settings/what cannot be seen is refused", what_cannot_be_seen_is_refused);
    g_test_add_func("/settings/an edition and a category there must be",
                    an_edition_and_a_category_there_must_be);
    g_test_add_func("/settings/all complaints are listed, one a line", all_complaints_are_listed_one_a_line);
    g_test_add_func("/settings/complaints are in the language of the settings",
                    complaints_are_in_the_language_of_the_settings);
    g_test_add_func("/settings/control characters never reach a complaint",
                    control_characters_never_reach_a_complaint);
    g_test_add_func("/settings/an absent file says what to do", an_absent_file_says_what_to_do);
    g_test_add_func("/settings/a file is read from its folder", a_file_is_read_from_its_folder);
    g_test_add_func("/settings/names fold in one way whatever they are made of",
                    names_fold_in_one_way_whatever_they_are_made_of);
    g_test_add_func("/settings/a folder names its category", a_folder_names_its_category);
    g_test_add_func("/settings/a unit goes by the name that the settings give it",
                    a_unit_goes_by_the_name_that_the_settings_give_it);
    g_test_add_func("/settings/a name belongs to one unit", a_name_belongs_to_one_unit);
    g_test_add_func("/settings/the hash of rules changes with what is in force only",
                    the_hash_of_rules_changes_with_what_is_in_force_only);
    g_test_add_func("/settings/the hash of settings changes with what pages show",
                    the_hash_of_settings_changes_with_what_pages_show);
    g_test_add_func("/settings/damaged settings are read or refused", damaged_settings_are_read_or_refused);
    g_test_add_func("/settings/odd settings are read or refused", odd_settings_are_read_or_refused);
    return g_test_run();
}
