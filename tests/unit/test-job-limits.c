#include "indexer/crew/job_limits.h"

#define SECOND ((gint64)G_USEC_PER_SEC)
#define MIB    (G_GINT64_CONSTANT(1) << 20)

static JobLimits limits_of(JobKind kind, gint64 bytes, gint64 duration_us)
{
    JobLimits limits;

    g_assert_true(job_limits(kind, (JobExtent){ bytes, duration_us }, &limits));
    return limits;
}

static void an_examination_has_the_same_limits_whatever_the_film(void)
{
    JobLimits small = limits_of(JOB_EXAMINE, 1000, SECOND);
    JobLimits large = limits_of(JOB_EXAMINE, 100000 * MIB, 7200 * SECOND);

    g_assert_cmpint(small.cpu_s, ==, 15);
    g_assert_cmpint(large.cpu_s, ==, 15);
    g_assert_cmpint(large.wall_us, ==, 20 * SECOND);
    g_assert_cmpint(large.read_bytes, ==, 256 * MIB);
}

static void a_deep_check_has_time_by_the_second_of_film(void)
{
    JobLimits limits = limits_of(JOB_DEEP, 100 * MIB, 600 * SECOND);

    g_assert_cmpint(limits.cpu_s, ==, 30 + 4 * 600);
    g_assert_cmpint(limits.wall_us, ==, 3 * limits.cpu_s * SECOND);
    g_assert_cmpint(limits.read_bytes, ==, (110 + 32) * MIB);
    g_assert_cmpint(limits.address_bytes, ==, 3072 * MIB);
}

static void the_two_halves_of_a_proxy_have_the_same_time(void)
{
    JobLimits decode = limits_of(JOB_DECODE, 100 * MIB, 600 * SECOND);

    g_assert_cmpint(decode.cpu_s, ==, 30 + 10 * 600);
    g_assert_cmpint(limits_of(JOB_ENCODE, 100 * MIB, 600 * SECOND).cpu_s, ==, decode.cpu_s);
    g_assert_cmpint(limits_of(JOB_ENCODE, 100 * MIB, 600 * SECOND).wall_us, ==, decode.wall_us);
}

static void the_half_that_encodes_alone_writes_a_file_and_never_one_of_4_gib(void)
{
    for (JobKind kind = JOB_EXAMINE; kind < JOB_ENCODE; kind++)
        g_assert_cmpint(limits_of(kind, 100000 * MIB, 600 * SECOND).file_bytes, ==, 0);
    g_assert_cmpint(limits_of(JOB_ENCODE, 100 * MIB, 600 * SECOND).file_bytes, ==, (2 * 600 + 64) * MIB);
    g_assert_cmpint(limits_of(JOB_ENCODE, 100000 * MIB, 36000 * SECOND).file_bytes, ==, 4096 * MIB - 1);
}

static void subtitles_have_time_by_the_byte(void)
{
    JobLimits small = limits_of(JOB_CAPTIONS, 1000, SECOND);
    JobLimits large = limits_of(JOB_CAPTIONS, 6400 * MIB, SECOND);

    g_assert_cmpint(small.wall_us, ==, 20 * SECOND);
    g_assert_cmpint(small.cpu_s, ==, 15);
    g_assert_cmpint(large.wall_us, ==, (20 + 800) * SECOND);
    g_assert_cmpint(large.cpu_s, ==, 15 + 100);
    g_assert_cmpint(large.read_bytes, >, 6400 * MIB);
}

static void a_header_that_claims_a_year_gets_no_year(void)
{
    gint64 year_us = G_GINT64_CONSTANT(366) * 24 * 3600 * SECOND;

    g_assert_cmpint(limits_of(JOB_DEEP, MIB, year_us).cpu_s, <, 3600);
    g_assert_cmpint(limits_of(JOB_DEEP, MIB, year_us).cpu_s, ==, limits_of(JOB_DEEP, MIB, G_MININT64).cpu_s);
}

static void there_are_no_other_kinds(void)
{
    JobLimits limits = { 0 };

    g_assert_false(job_limits((JobKind)(JOB_ENCODE + 1), (JobExtent){ 0 }, &limits));
    g_assert_null(limits.slug);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/job limits/an examination has the same limits whatever the film",
                    an_examination_has_the_same_limits_whatever_the_film);
    g_test_add_func("/job limits/a deep check has time by the second of film",
                    a_deep_check_has_time_by_the_second_of_film);
    g_test_add_func("/job limits/subtitles have time by the byte", subtitles_have_time_by_the_byte);
    g_test_add_func("/job limits/the two halves of a proxy have the same time",
                    the_two_halves_of_a_proxy_have_the_same_time);
    g_test_add_func("/job limits/the half that encodes alone writes a file, and never one of 4 GiB",
                    the_half_that_encodes_alone_writes_a_file_and_never_one_of_4_gib);
    g_test_add_func("/job limits/a header that claims a year gets no year",
                    a_header_that_claims_a_year_gets_no_year);
    g_test_add_func("/job limits/there are no other kinds", there_are_no_other_kinds);
    return g_test_run();
}
