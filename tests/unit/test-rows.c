#include "catalog/gallery/rows.h"
#include "catalog/gallery/sounds.h"
#include "tests/gallery/contest.h"

#include <string.h>

#define BYTES_MAX 140 /* of a row of a usual work, its share of what works share among them */

static char *part_of(const Contest *contest, guint first, guint last)
{
    g_autoptr(Rows) rows = rows_new();
    GString *out = g_string_new(NULL);

    for (guint i = first; i < last; i++) {
        const Work *work = g_ptr_array_index(contest->works, i);
        g_autoptr(Exhibit) exhibit = exhibit_new(work, work);

        exhibit->shows_standing = TRUE;
        for (guint k = work->posters->len; k > 0; k--) {
            const WorkPoster *poster = g_ptr_array_index(work->posters, k - 1);
            Picture *picture = g_new0(Picture, 1);

            *picture = (Picture){ g_strconcat("p", strrchr(poster->path, '/'), NULL), poster->width,
                                  poster->height };
            g_ptr_array_add(exhibit->pictures, picture);
        }
        rows_add(rows, exhibit, "0123456789");
    }
    rows_append(rows, out);
    return g_string_free(out, FALSE);
}

/* ---- how much a row is ---- */

/* Signs and their sounds. */
static const char *const spoken[][2] = { { "末", "mo" },    { "班", "ban" },   { "车", "che" },
                                         { "上", "shang" }, { "样", "yang" },  { "机", "ji" },
                                         { "守", "shou" },  { "灯", "deng" },  { "人", "ren" },
                                         { "光", "guang" }, { "城", "cheng" }, { "芯", "xin" },
                                         { "片", "pian" },  { "高", "gao" },   { "新", "xin" },
                                         { "区", "qu" } };

/* So many signs, the same for the same seed, and how they are said. */
static char *invent(guint seed, guint length, char **pinyin, char **initials)
{
    GString *text = g_string_new(NULL), *said = g_string_new(NULL), *firsts = g_string_new(NULL);

    for (guint i = 0; i < length; i++) {
        const char *const *sign = spoken[(seed = seed * 69069 + 1) / 65536 % G_N_ELEMENTS(spoken)];

        g_string_append(text, sign[0]);
        g_string_append_printf(said, "%s%s", i ? " " : "", sign[1]);
        g_string_append_c(firsts, sign[1][0]);
    }
    *pinyin = g_string_free(said, FALSE);
    *initials = g_string_free(firsts, FALSE);
    return g_string_free(text, FALSE);
}

static Work *add_usual(Contest *contest, guint number)
{
    static const char *const categories[] = { "zhanshi", "juqing", "dongman", "gongyi" };
    Work *work = contest_add(contest, categories[number % G_N_ELEMENTS(categories)], "", NULL);

    g_free(work->title);
    work->title = invent(number, 8, &work->title_pinyin, &work->title_initials);
    work->unit = invent(number % 40, 5, &work->unit_pinyin, &work->unit_initials);
    work->number = 12000 + number;
    work->author = g_strdup("欧阳晓明");
    work->size = 612345678;
    work->facts->file.duration = (200000 + number) * (gint64)1000;
    g_free(work->content);
    work->content = g_compute_checksum_for_string(G_CHECKSUM_MD5, work->path, -1);
    for (guint i = 0; i < work->posters->len; i++) {
        WorkPoster *poster = g_ptr_array_index(work->posters, i);
        g_free(poster->path);
        poster->path = g_strdup_printf("thumbs/%s-1-%d.jpg", work->content, poster->width);
    }
    work_add_version(work, NULL, (int)number % 8);
    if (number % 5 == 0)
        work_find(work, "fps", OUTCOME_REVIEW, "x", "x");
    return work;
}

static guint count(const char *text, const char *wanted)
{
    guint n = 0;

    for (const char *at = text; (at = strstr(at, wanted)); at += strlen(wanted))
        n++;
    return n;
}

static void a_usual_work_takes_little_and_its_content_id_stands_once(void)
{
    g_autoptr(Contest) contest = contest_new();

    for (guint i = 0; i < 200; i++)
        add_usual(contest, i);
    g_autofree char *part = part_of(contest, 0, 200);
    g_test_message("%zu bytes a work", strlen(part) / 200);
    g_assert_cmpuint(strlen(part) / 200, <=, BYTES_MAX);
    for (guint i = 0; i < 200; i++) {
        const Work *work = g_ptr_array_index(contest->works, i);
        g_assert_cmpuint(count(part, work->content), ==, 1);
        g_assert_cmpuint(count(part, work->title_pinyin), ==, 0);
    }
    g_assert_cmpuint(count(part, "juqing"), ==, 1);
}

static void a_part_tells_of_its_own_works_alone(void)
{
    g_autoptr(Contest) contest = contest_new();

    for (guint i = 0; i < 8; i++)
        add_usual(contest, i);
    g_autofree char *first = part_of(contest, 0, 4), *second = part_of(contest, 4, 8);
    replace_text(&((Work *)g_ptr_array_index(contest->works, 1))->unit, "新来的单位");
    replace_text(&((Work *)g_ptr_array_index(contest->works, 1))->title, "新来的");
    add_usual(contest, 8);
    g_autofree char *first_after = part_of(contest, 0, 4), *second_after = part_of(contest, 4, 8);
    g_assert_cmpstr(first, !=, first_after);
    g_assert_cmpstr(second, ==, second_after);
}

static void what_is_none_is_not_written(void)
{
    g_autoptr(Contest) contest = contest_new();
    Work *work = contest_add(contest, NULL, "片", NULL);

    work->size = 5;
    replace_text(&work->content, "00ff");
    g_ptr_array_set_size(work->posters, 0);
    g_autofree char *part = part_of(contest, 0, 1);
    g_assert_nonnull(strstr(part, "\"lists\":[[0],\n[0],\n[0,[1920,1080,\"H.264\"]],"));
    g_assert_nonnull(strstr(part, "\n[1,\"片\",\"00ff\",\"0123456789\",0,0,1,1,0,242000,5]]}"));
}

/* ---- how it is said ---- */

static void sounds_are_told_once_and_readings_where_they_differ(void)
{
    g_autoptr(Sounds) sounds = sounds_new();
    g_autofree char *usual = sounds_take(sounds, "长城ＭＶ，第 2 集", "chang cheng mv di 2 ji", "ccmvd2j");
    g_autofree char *again = sounds_take(sounds, "城", "cheng", "c");
    g_autofree char *other = sounds_take(sounds, "班长", "ban zhang", "bz");
    g_autofree char *given = sounds_take(sounds, "灯塔", "Dengta", "dt");
    g_autofree char *none = sounds_take(sounds, "片", NULL, NULL);

    g_assert_null(usual);
    g_assert_null(again);
    g_assert_cmpstr(other, ==, "banzhang bz");
    g_assert_cmpstr(given, ==, "dengta dt");
    g_assert_null(none);
    g_assert_cmpstr(sounds_text(sounds), ==, "长chang城cheng第di集ji班ban");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/rows/a usual work takes little, and its content id stands once",
                    a_usual_work_takes_little_and_its_content_id_stands_once);
    g_test_add_func("/rows/a part tells of its own works alone", a_part_tells_of_its_own_works_alone);
    g_test_add_func("/rows/what is none is not written", what_is_none_is_not_written);
    g_test_add_func("/rows/sounds are told once, and readings where they differ",
                    sounds_are_told_once_and_readings_where_they_differ);
    return g_test_run();
}
