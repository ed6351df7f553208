#include "indexer/command/doctor.h"

#include "catalog/store/lock.h"
#include "indexer/index/share.h"
#include "indexer/intake/identity.h"

#include <glib/gstdio.h>
#include <string.h>

#define SETTINGS  "doctor.settings"
#define CATALOGUE "doctor.catalogue"
#define FILMS     "doctor.films"
#define LAST_RUN  "doctor.last-run"
#define COPIES    "doctor.copies"

#define NIGHT_AGE_MAX_US (36 * G_TIME_SPAN_HOUR) /* one night may be missed by a machine that slept */
#define COPY_AGE_MAX_US  (8 * G_TIME_SPAN_DAY)

/* ---- settings ---- */

static void look_at_settings(Doctor *doctor)
{
    g_autoptr(GError) error = NULL;

    if (!doctor->contest->settings)
        doctor->contest->settings = settings_load(doctor->contest->contest_dir, &error);
    if (doctor->contest->settings)
        doctor_note(doctor, SETTINGS, FIT, "doctor.settings.fit", NULL);
    else
        doctor_note(doctor, SETTINGS, UNFIT, "doctor.settings.faults", "detail", g_strchomp(error->message),
                    NULL);
}

/* ---- the catalogue ---- */

/* Of films: what asks for somebody, each in a line; what the next night does by itself in one. */
static void look_at_films(Doctor *doctor, const StoreHealth *health)
{
    g_autofree char *parked = g_strdup_printf("%" G_GINT64_FORMAT, health->parked);
    g_autofree char *bare = g_strdup_printf("%" G_GINT64_FORMAT, health->without_sandbox);
    g_autofree char *pending = g_strdup_printf("%" G_GINT64_FORMAT, health->pending);
    g_autofree char *not_hashed = g_strdup_printf("%" G_GINT64_FORMAT, health->not_hashed);

    if (health->parked > 0)
        doctor_note(doctor, FILMS, DOUBTFUL, "doctor.films.parked", "n", parked, NULL);
    if (health->without_sandbox > 0)
        doctor_note(doctor, FILMS, DOUBTFUL, "doctor.films.without-sandbox", "n", bare, NULL);
    if (health->pending + health->not_hashed > 0)
        doctor_note(doctor, FILMS, FIT, "doctor.films.left", "pending", pending, "not-hashed", not_hashed,
                    NULL);
}

static void look_at_soundness(Doctor *doctor)
{
    const Settings *settings = doctor->contest->settings;
    const StoreExamineParams params = { .edition = settings ? settings->edition : NULL,
                                        .whole = !doctor->brief,
                                        .attempts_max = SHARE_ATTEMPTS_MAX,
                                        .read_max = IDENTITY_READ_MAX };
    g_auto(StoreHealth) health = { 0 };
    g_autoptr(GError) error = NULL;
    g_autofree char *step = NULL;

    if (!store_examine(doctor->store, &params, &health, &error)) {
        g_autofree char *words = contest_error_words(doctor->contest, error);
        doctor_note_words(doctor, CATALOGUE, UNFIT, words, "doctor.do.catalogue.damaged");
        return;
    }
    step = g_strdup_printf("%" G_GINT64_FORMAT, health.step);
    if (health.fault)
        doctor_note(doctor, CATALOGUE, UNFIT, "doctor.catalogue.damaged", "detail", health.fault, NULL);
    else
        doctor_note(doctor, CATALOGUE, FIT, "doctor.catalogue.fit", "step", step, NULL);
    look_at_films(doctor, &health);
}

static void look_at_last_run(Doctor *doctor)
{
    g_autoptr(GError) error = NULL;
    RunRow run = { 0 }, night = { 0 };
    gboolean found = FALSE, found_night = FALSE;

    if (!store_last_run(doctor->store, NULL, &run, &found, &error) ||
        !store_last_run(doctor->store, "nightly", &night, &found_night, &error)) {
        run_row_clear(&run);
        return; /* what is wrong with the catalogue was noted before */
    }
    if (!found) {
        doctor_note(doctor, LAST_RUN, FIT, "doctor.last-run.none", NULL);
        return;
    }
    g_autoptr(GDateTime) then = g_date_time_new_from_unix_local(run.started_us / G_USEC_PER_SEC);
    g_autofree char *when = g_date_time_format(then, "%Y-%m-%d %H:%M");
    g_autofree char *age =
        format_duration(doctor->contest->language,
                        MAX(g_get_real_time() - night.started_us, 0) / G_TIME_SPAN_HOUR * G_TIME_SPAN_HOUR);

    doctor->last_run_us = run.started_us;
    if (run.ended_us == FACT_UNKNOWN && lock_is_held(doctor->contest->contest_dir))
        doctor_note(doctor, LAST_RUN, FIT, "doctor.last-run.at-work", "command", run.command, "when", when,
                    NULL);
    else if (run.ended_us == FACT_UNKNOWN)
        doctor_note(doctor, LAST_RUN, DOUBTFUL, "doctor.last-run.broken-off", "command", run.command, "when",
                    when, NULL);
    else if (run.exit_code != STATUS_DONE)
        doctor_note(doctor, LAST_RUN, DOUBTFUL, "doctor.last-run.incomplete", "command", run.command, "when",
                    when, NULL);
    else
        doctor_note(doctor, LAST_RUN, FIT, "doctor.last-run.fit", "command", run.command, "when", when, NULL);
    if (found_night && g_get_real_time() - night.started_us > NIGHT_AGE_MAX_US)
        doctor_note(doctor, LAST_RUN, DOUBTFUL, "doctor.last-run.long-ago", "age", age, NULL);
    run_row_clear(&run);
    run_row_clear(&night);
}

/* The newest one that nightly made. */
static void look_at_copies(Doctor *doctor)
{
    g_autoptr(GPtrArray) names = store_snapshots(doctor->contest->contest_dir);
    g_autofree char *path = g_build_filename(doctor->contest->contest_dir, STORE_BACKUPS,
                                             names->len ? names->pdata[0] : "", NULL);
    g_autofree char *n = g_strdup_printf("%u", names->len);
    g_autofree char *folder = g_build_filename(doctor->contest->contest_dir, STORE_BACKUPS, NULL);
    GStatBuf info = { 0 };

    if (g_file_test(folder, G_FILE_TEST_EXISTS) && g_access(folder, R_OK | W_OK | X_OK) != 0)
        doctor_note(doctor, COPIES, UNFIT, "doctor.copies.no-rights", NULL);
    else if (names->len == 0)
        doctor_note(doctor, COPIES, FIT, "doctor.copies.none", NULL);
    else if (g_stat(path, &info) == 0 &&
             g_get_real_time() - (gint64)info.st_mtime * G_USEC_PER_SEC > COPY_AGE_MAX_US)
        doctor_note(doctor, COPIES, DOUBTFUL, "doctor.copies.old", "name", names->pdata[0], NULL);
    else
        doctor_note(doctor, COPIES, FIT, "doctor.copies.fit", "n", n, "name", names->pdata[0], NULL);
}

void doctor_look_at_catalogue(Doctor *doctor)
{
    g_autoptr(GError) error = NULL;

    look_at_settings(doctor);
    doctor->store = store_open(doctor->contest->contest_dir, STORE_READ, &error);
    if (g_error_matches(error, STORE_ERROR, STORE_ERROR_ABSENT)) {
        doctor_note(doctor, CATALOGUE, FIT, "doctor.catalogue.none", NULL);
    } else if (g_error_matches(error, STORE_ERROR, STORE_ERROR_OLDER)) {
        doctor_note(doctor, CATALOGUE, DOUBTFUL, "doctor.catalogue.older", NULL);
    } else if (error) {
        g_autofree char *words = contest_error_words(doctor->contest, error);
        gboolean damaged = g_error_matches(error, STORE_ERROR, STORE_ERROR_DAMAGED);
        doctor_note_words(doctor, CATALOGUE, UNFIT, words, damaged ? "doctor.do.catalogue.damaged" : NULL);
    } else {
        look_at_soundness(doctor);
        look_at_last_run(doctor);
    }
    look_at_copies(doctor);
}
