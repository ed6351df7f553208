/* Which files a sample has: runs one after the other come to all of them. */
#include "indexer/index/verifying.h"

/* Of files 1 … n, after the one that ended with *last. Gives how many it has, and marks them. */
static guint take_sample(guint n, int percent, gint64 *last, gboolean *seen)
{
    g_autofree gint64 *ids = g_new(gint64, n);
    guint count = verify_sample_size(n, percent), start;

    for (guint i = 0; i < n; i++)
        ids[i] = i + 1;
    start = verify_sample_start(ids, n, *last);
    for (guint i = 0; i < count; i++) {
        *last = ids[(start + i) % n];
        seen[*last - 1] = TRUE;
    }
    return count;
}

static void samples_come_to_everything(void)
{
    static const int percents[] = { 1, 7, 10, 33, 50, 99, 100 };

    for (guint n = 1; n <= 120; n += 17) {
        for (gsize i = 0; i < G_N_ELEMENTS(percents); i++) {
            g_autofree gboolean *seen = g_new0(gboolean, n);
            gint64 last = 50; /* wherever it begins */
            guint count = 0, runs = 0;

            do {
                count += take_sample(n, percents[i], &last, seen);
                runs++;
            } while (count < n);
            g_assert_cmpuint(runs, <=, (100 + percents[i] - 1) / percents[i]);
            for (guint file = 0; file < n; file++)
                g_assert_true(seen[file]);
        }
    }
}

static void what_came_meanwhile_is_come_to_as_well(void)
{
    gboolean seen[30] = { FALSE };
    gint64 last = 0;

    for (int run = 0; run < 4; run++)
        take_sample(10, 20, &last, seen);
    for (int run = 0; run < 4; run++)
        take_sample(30, 20, &last, seen);
    for (int file = 0; file < 30; file++)
        g_assert_true(seen[file] || file < 2);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/verifying/samples come to everything", samples_come_to_everything);
    g_test_add_func("/verifying/what came meanwhile is come to as well",
                    what_came_meanwhile_is_come_to_as_well);
    return g_test_run();
}
