/* tests/fuzz/fuzz-marks.c
 *
 * libFuzzer's way to the reader of reviewers' files: any bytes become marks fit to be kept, or complaints fit to be shown. The unit tests call the
 * same entry point.
 */
#include "catalog/judging/marks_file.h"
#include "catalog/messages/display.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *bytes, gsize length);

static void check_mark(const Mark *mark)
{
    g_assert_cmpint(mark->number, >, 0);
    g_assert_true(!mark->content || strlen(mark->content) == 32);
    g_assert_true(!mark->note || g_utf8_validate(mark->note, -1, NULL));
    for (guint i = 0; i < mark->scores->len; i++) {
        const Score *score = mark->scores->pdata[i];

        g_assert_true(score->points >= 0 && score->points <= MARKS_POINTS_MAX);
        g_assert_true(display_is_plain(score->criterion));
    }
    for (guint i = 0; mark->opinions && i < mark->opinions->len; i++)
        g_assert_true(display_is_plain(((const Opinion *)mark->opinions->pdata[i])->check));
}

int LLVMFuzzerTestOneInput(const guint8 *bytes, gsize length)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(MarksFile) file = marks_file_read((const char *)bytes, length, LANGUAGE_EN, &error);

    g_assert_true((file == NULL) == (error != NULL));
    if (!file) {
        g_auto(GStrv) lines = g_strsplit(error->message, "\n", -1);
        for (char **line = lines; *line; line++)
            g_assert_true(display_is_plain(*line));
        return 0;
    }
    g_assert_true(display_is_plain(file->reviewer.name));
    for (guint i = 0; i < file->marks->len; i++)
        check_mark(file->marks->pdata[i]);
    return 0;
}
