/* tests/fuzz/fuzz-examine.c
 *
 * libFuzzer's way to everything that looks into a film: any bytes are handed to every kind of job, and each answer is one that may be
 * sent.
 */
#include "indexer/crew/report_wire.h"
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
    g_autoptr(GError) error = NULL;

    examine(fd, params, report);
    report_check(report, &error);
    g_assert_no_error(error);
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
    for (params.kind = JOB_EXAMINE; params.kind <= JOB_STRIP; params.kind++)
        look_into(fd, &params);
    close(fd);
    return 0;
}
