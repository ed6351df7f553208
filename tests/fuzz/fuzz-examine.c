/* tests/fuzz/fuzz-examine.c
 *
 * libFuzzer's way to everything that looks into a film: any bytes are examined and checked in depth, and each answer is one that may be
 * sent.
 */
#include "indexer/media/examine.h"

#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const guint8 *bytes, gsize length);

static int file_of(const guint8 *bytes, gsize length)
{
    int fd = memfd_create("film", MFD_CLOEXEC);

    g_assert_cmpint(fd, >=, 0);
    g_assert_cmpint(write(fd, bytes, length), ==, (gssize)length);
    return fd;
}

static void look_into(int fd, const ExamineParams *params)
{
    g_autoptr(Report) report = report_new();
    const FactField *wrong = NULL;

    examine(fd, params, report);
    g_assert_true(facts_are_plausible(report->facts, &wrong));
    g_assert_true(!report->deep || deep_facts_are_plausible(report->deep, &wrong));
    g_assert_cmpuint(report->pictures->len, <=, REPORT_PICTURES_MAX);
    for (guint i = 0; i < report->pictures->len; i++) {
        const ReportPicture *picture = report->pictures->pdata[i];

        g_assert_cmpint(MAX(picture->picture->width, picture->picture->height), <=, PICTURE_SIDE_MAX);
        g_assert_cmpint(picture->time_us, >=, 0);
    }
}

int LLVMFuzzerTestOneInput(const guint8 *bytes, gsize length)
{
    static gboolean warm;
    ExamineParams params = { .limits = { .read_bytes = 16 << 20, .pixels = 1 << 20 },
                             .pinned = length % 2,
                             .pin_us = (gint64)length * 1000 };
    int fd = file_of(bytes, length);

    if (!warm)
        media_warm_up();
    warm = TRUE;
    look_into(fd, &params);
    params.deep = TRUE;
    look_into(fd, &params);
    close(fd);
    return 0;
}
