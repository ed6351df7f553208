/* pianmu doctor: is everything fit to run. Writes nothing. */
#include "indexer/command/doctor.h"

#include "catalog/messages/display.h"
#include "catalog/report/wrap.h"

#include <string.h>

#define WORD_COLUMNS 7
#define KEY_COLUMNS  14

static const struct {
    const char *word;  /* of a line, in the reader's language */
    const char *brief; /* of --brief, for programs that watch: the same in every language */
} fitnesses[] = {
    [FIT] = { "doctor.fit", "OK" },
    [DOUBTFUL] = { "doctor.doubtful", "WARNING" },
    [UNFIT] = { "doctor.unfit", "CRITICAL" },
};

static void sign_clear(gpointer data)
{
    Sign *sign = data;

    g_free(sign->words);
    g_free(sign->advice);
}

/* ---- noting ---- */

void doctor_note_words(Doctor *doctor, const char *key, Fitness fitness, const char *words,
                       const char *advice_key)
{
    const char *advice = advice_key ? message(doctor->contest->language, advice_key) : NULL;
    Sign sign = { key, fitness, g_strdup(words), g_strdup(advice) };

    g_array_append_val(doctor->signs, sign);
}

void doctor_note(Doctor *doctor, const char *key, Fitness fitness, const char *found, ...)
{
    g_autofree char *advice_key = g_strconcat("doctor.do.", found + strlen("doctor."), NULL);
    g_autofree char *words = NULL;
    va_list values;

    va_start(values, found);
    words = message_format_values(doctor->contest->language, found, values);
    va_end(values);
    doctor_note_words(doctor, key, fitness, words, message_exists(advice_key) ? advice_key : NULL);
}

/* ---- telling ---- */

static Fitness worst_of(const Doctor *doctor, int *n_doubtful)
{
    Fitness worst = FIT;

    *n_doubtful = 0;
    for (guint i = 0; i < doctor->signs->len; i++) {
        const Sign *sign = &g_array_index(doctor->signs, Sign, i);

        worst = MAX(worst, sign->fitness);
        *n_doubtful += sign->fitness != FIT;
    }
    return worst;
}

static void append_padded(GString *out, const char *text, int columns)
{
    g_string_append(out, text);
    for (int i = display_width(text); i < columns; i++)
        g_string_append_c(out, ' ');
    g_string_append(out, "  ");
}

static void append_sign(GString *out, const Doctor *doctor, const Sign *sign)
{
    Language language = doctor->contest->language;
    g_autoptr(GString) first = g_string_new(NULL);
    g_autofree char *blank = g_strnfill(WORD_COLUMNS + KEY_COLUMNS + 4, ' ');

    append_padded(first, message(language, fitnesses[sign->fitness].word), WORD_COLUMNS);
    append_padded(first, message(language, sign->key), KEY_COLUMNS);
    text_append_wrapped(out, first->str, blank, sign->words, HELP_WIDTH);
    if (sign->advice && sign->fitness != FIT) {
        g_autofree char *arrow = g_strdup_printf("%.*s→ ", (int)strlen(blank), blank);
        g_autofree char *below = g_strconcat(blank, "  ", NULL);
        text_append_wrapped(out, arrow, below, sign->advice, HELP_WIDTH);
    }
}

static void tell(const Doctor *doctor, Fitness worst, int n_doubtful)
{
    static const char *const sentences[] = { "doctor.all-fit", "doctor.some-doubtful", "doctor.cannot-run" };
    g_autoptr(GString) out = g_string_new(NULL);
    g_autofree char *n = g_strdup_printf("%d", n_doubtful);
    g_autofree char *sentence = message_format(doctor->contest->language, sentences[worst], "n", n, NULL);

    for (guint i = 0; i < doctor->signs->len; i++) {
        const Sign *sign = &g_array_index(doctor->signs, Sign, i);

        if (!doctor->contest->quiet || sign->fitness != FIT)
            append_sign(out, doctor, sign);
    }
    g_string_append_printf(out, "%s%s\n", out->len > 0 ? "\n" : "", sentence);
    out_text(out->str);
}

static char *last_run_words(const Doctor *doctor)
{
    g_autoptr(GDateTime) then = g_date_time_new_from_unix_local(doctor->last_run_us / G_USEC_PER_SEC);
    g_autofree char *when = g_date_time_format(then, "%Y-%m-%d %H:%M");

    if (doctor->last_run_us == 0)
        return g_strdup(message(doctor->contest->language, "doctor.brief-no-run"));
    return message_format(doctor->contest->language, "doctor.brief-run", "when", when, NULL);
}

/* One line, without what the protocol of such programs gives a meaning to. */
static void tell_briefly(const Doctor *doctor, Fitness worst)
{
    g_autoptr(GString) out = g_string_new(fitnesses[worst].brief);
    g_autofree char *run = last_run_words(doctor);
    const char *separator = " - ";

    for (int fitness = UNFIT; fitness > FIT; fitness--) {
        for (guint i = 0; i < doctor->signs->len; i++) {
            const Sign *sign = &g_array_index(doctor->signs, Sign, i);

            if ((int)sign->fitness != fitness)
                continue;
            g_string_append_printf(out, "%s%s: %s", separator, message(doctor->contest->language, sign->key),
                                   sign->words);
            separator = "; ";
        }
    }
    if (worst == FIT)
        g_string_append_printf(out, "%s%s", separator, run);
    g_strdelimit(out->str, "\n|", ' ');
    out_line(out->str);
}

int command_doctor(Contest *contest, int argc, char **argv)
{
    Doctor doctor = { .contest = contest };
    const Option options[] = {
        { "brief", OPTION_FLAG, NULL, &doctor.brief },
        { 0 },
    };
    g_autofree char *settings = g_build_filename(contest->contest_dir, SETTINGS_FILE, NULL);
    int status = STATUS_DONE, n_doubtful;
    Fitness worst;

    if (!options_parse(contest, options, &argc, &argv, 0, 0, &status))
        return status;
    /* Settings with a fault are a sign among others; a folder without any is the wrong folder. */
    if (!g_file_test(settings, G_FILE_TEST_EXISTS) && !contest_load(contest, &status))
        return status;
    doctor.signs = g_array_new(FALSE, FALSE, sizeof(Sign));
    g_array_set_clear_func(doctor.signs, sign_clear);
    doctor_look_at_machine(&doctor);
    doctor_look_at_catalogue(&doctor);
    doctor_look_at_disks(&doctor);
    worst = worst_of(&doctor, &n_doubtful);
    if (doctor.brief)
        tell_briefly(&doctor, worst);
    else
        tell(&doctor, worst, n_doubtful);
    store_close(doctor.store);
    g_array_unref(doctor.signs);
    return worst == UNFIT ? STATUS_CANNOT : STATUS_DONE;
}
