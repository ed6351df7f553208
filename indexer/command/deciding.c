#include "indexer/command/deciding.h"

#include "catalog/messages/display.h"
#include "catalog/rules/category_names.h"
#include "catalog/rules/spelling.h"
#include "indexer/index/judging.h"

#include <stdarg.h>
#include <string.h>

/* ---- words ---- */

#define PAIRS_MAX 4

/* message_format() takes its pairs one by one; a name that is not used takes no place. */
static char *words_about(const Deciding *self, const char *key, va_list arguments)
{
    g_autofree char *id = work_id(self->work);
    g_autofree char *title = display_text(self->work->title);
    const char *pairs[2 * PAIRS_MAX] = { NULL };

    for (gsize i = 0; i < G_N_ELEMENTS(pairs) && (pairs[i] = va_arg(arguments, const char *)); i++)
        ;
    return message_format(self->contest->language, key, "id", id, "title", title, pairs[0], pairs[1],
                          pairs[2], pairs[3], pairs[4], pairs[5], pairs[6], pairs[7], NULL);
}

void deciding_say(const Deciding *self, const char *key, ...)
{
    g_autofree char *text = NULL;
    va_list arguments;

    if (self->contest->quiet)
        return;
    va_start(arguments, key);
    text = words_about(self, key, arguments);
    va_end(arguments);
    out_line(text);
}

int deciding_refuse(const Deciding *self, const char *key, ...)
{
    g_autofree char *text = NULL;
    va_list arguments;

    va_start(arguments, key);
    text = words_about(self, key, arguments);
    va_end(arguments);
    contest_complain(self->contest, text);
    return STATUS_USAGE;
}

/* ---- what people wrote ---- */

static char *with_single_spaces(const char *text)
{
    g_autoptr(GString) out = g_string_new(NULL);

    for (; *text; text = g_utf8_next_char(text)) {
        gunichar c = g_utf8_get_char(text);

        if (!g_unichar_isspace(c))
            g_string_append_unichar(out, c);
        else if (out->len > 0 && out->str[out->len - 1] != ' ')
            g_string_append_c(out, ' ');
    }
    g_strchomp(out->str);
    return g_strdup(out->str);
}

char *text_given(const Contest *contest, const char *option, const char *text, gsize bytes_max, int *status)
{
    g_autofree char *composed = g_utf8_normalize(text, -1, G_NORMALIZE_NFC);
    g_autofree char *clean = composed ? with_single_spaces(composed) : NULL;
    g_autofree char *max = g_strdup_printf("%" G_GSIZE_FORMAT, bytes_max);
    const char *key = !clean || !display_is_plain(clean) ? "error.unseen-text"
                      : !*clean                          ? "error.empty-text"
                      : strlen(clean) > bytes_max        ? "error.long-text"
                                                         : NULL;
    g_autofree char *complaint = NULL;

    if (!key)
        return g_steal_pointer(&clean);
    complaint = message_format(contest->language, key, "option", option, "max", max, NULL);
    contest_complain(contest, complaint);
    *status = STATUS_USAGE;
    return NULL;
}

/* NULL is no text. */
static char *text_needed(const Contest *contest, const char *option, const char *text, const char *missing,
                         gsize bytes_max, int *status)
{
    if (text)
        return text_given(contest, option, text, bytes_max, status);
    contest_complain(contest, message(contest->language, missing));
    *status = STATUS_USAGE;
    return NULL;
}

gboolean by_given(const Contest *contest, const char *by, Decision *decision, int *status)
{
    decision->decided_by = text_needed(contest, "--by", by, "error.needs-by", PERSON_BYTES_MAX, status);
    return decision->decided_by != NULL;
}

gboolean by_and_why_given(const Contest *contest, const char *by, const char *why, Decision *decision,
                          int *status)
{
    if (!by_given(contest, by, decision, status))
        return FALSE;
    decision->why = text_needed(contest, "--why", why, "error.needs-why", WHY_BYTES_MAX, status);
    return decision->why != NULL;
}

/* ---- names of rules ---- */

/* Every way to write a rule: its slug, a check's own name, its name in both languages. */
#define SPELLINGS (2 + LANGUAGES)

static gsize spellings_of(const char *rule, const char *spellings[SPELLINGS])
{
    gsize n = 0;

    spellings[n++] = rule;
    if (rule_is_check(rule))
        spellings[n++] = rule + strlen(RULE_OF_CHECK);
    for (Language language = LANGUAGE_ZH; language < LANGUAGES; language++)
        spellings[n++] = rule_words(rule, language);
    return n;
}

static gboolean is_the_same_name(const char *folded, const char *name)
{
    g_autofree char *other = category_name_fold(name);

    return g_str_equal(folded, other);
}

const char *rule_named(const GPtrArray *rules, const char *word, const char **nearest)
{
    g_autofree char *folded = category_name_fold(word);
    g_autoptr(GPtrArray) right = g_ptr_array_new();

    for (guint i = 0; i < rules->len; i++) {
        const char *spellings[SPELLINGS];
        gsize n = spellings_of(rules->pdata[i], spellings);

        for (gsize j = 0; j < n; j++) {
            if (is_the_same_name(folded, spellings[j]))
                return rules->pdata[i];
            g_ptr_array_add(right, (gpointer)spellings[j]);
        }
    }
    g_ptr_array_add(right, NULL);
    *nearest = *folded ? spelling_nearest(folded, (const char *const *)right->pdata) : NULL;
    return NULL;
}

const char *answer_named(const char *const *answers, const char *prefix, const char *word)
{
    g_autofree char *folded = category_name_fold(word);

    for (; *answers; answers++) {
        g_autofree char *key = g_strconcat(prefix, *answers, NULL);

        if (is_the_same_name(folded, *answers) || is_the_same_name(folded, message(LANGUAGE_ZH, key)) ||
            is_the_same_name(folded, message(LANGUAGE_EN, key)))
            return *answers;
    }
    return NULL;
}

/* As it is read, and as it is easily typed. */
static void append_rule(GString *list, const char *rule, Language language)
{
    const char *words = rule_words(rule, language);
    const char *slug = rule_is_check(rule) ? rule + strlen(RULE_OF_CHECK) : rule;

    g_string_append(list, words);
    if (!g_str_equal(words, slug))
        g_string_append_printf(list, language == LANGUAGE_ZH ? "（%s）" : " (%s)", slug);
}

char *rules_listed(const GPtrArray *rules, Language language)
{
    GString *list = g_string_new(NULL);

    for (guint i = 0; i < rules->len; i++) {
        if (i > 0)
            g_string_append(list, message(language, "list.separator"));
        append_rule(list, rules->pdata[i], language);
    }
    return g_string_free(list, FALSE);
}

/* ---- the transaction ---- */

static gboolean give_up(const Deciding *self, const GError *error, int *status)
{
    *status = cannot(self->contest, error);
    return FALSE;
}

/* Opening it for writing would make one. */
static gboolean has_catalogue(const Contest *contest, int *status)
{
    g_autofree char *path = g_build_filename(contest->contest_dir, STORE_FILE, NULL);

    if (g_file_test(path, G_FILE_TEST_EXISTS))
        return TRUE;
    contest_complain(contest, message(contest->language, "error.no-catalogue"));
    *status = STATUS_CANNOT;
    return FALSE;
}

static gboolean read_works(Deciding *self, GPtrArray **works, GPtrArray **judgements, int *status)
{
    const Settings *settings = self->contest->settings;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) elsewhere = NULL;

    *works = contest_works(self->contest, self->store, status);
    if (!*works)
        return FALSE;
    elsewhere = store_works_elsewhere(self->store, settings->edition, &error);
    if (!elsewhere)
        return give_up(self, error, status);
    *judgements = judge_works(settings, *works, elsewhere);
    return TRUE;
}

gboolean deciding_begin(Deciding *self, Contest *contest, const char *id, int *status)
{
    g_autoptr(GError) error = NULL;

    *self = (Deciding){ .contest = contest };
    if (!has_catalogue(contest, status))
        return FALSE;
    self->store = store_open(contest->contest_dir, STORE_WRITE, &error);
    if (!self->store || !store_begin(self->store, &error))
        return give_up(self, error, status);
    if (!read_works(self, &self->works, &self->judgements, status))
        return FALSE;
    self->work = contest_find(contest, self->works, id, status);
    return self->work != NULL;
}

void deciding_clear(Deciding *self)
{
    g_clear_pointer(&self->store, store_close);
    g_clear_pointer(&self->works, g_ptr_array_unref);
    g_clear_pointer(&self->judgements, g_ptr_array_unref);
    self->work = NULL;
}

const Judgement *deciding_judgement(const Deciding *self)
{
    guint index = 0;

    g_ptr_array_find(self->works, self->work, &index);
    return self->judgements->pdata[index];
}

/* What is not there keeps its last verdict, unless it is itself what was decided about. */
static gboolean keeps_its_verdict(const Deciding *self, const Work *work)
{
    if (work->number == self->work->number)
        return FALSE;
    return work->status == STATUS_MISSING || work->status == STATUS_WITHDRAWN;
}

/* Those that this decision changed; what the rules changed since the last run is that run's to tell. */
static gboolean put_judgements(Deciding *self, const GPtrArray *works, const GPtrArray *judgements,
                               GError **error)
{
    for (guint i = 0; i < works->len; i++) {
        const Work *work = works->pdata[i];
        const Judgement *before = self->judgements->pdata[i], *after = judgements->pdata[i];

        if (after->verdict == VERDICT_NONE || keeps_its_verdict(self, work) ||
            judgements_equal(before, after))
            continue;
        if (!store_put_judgement(self->store, work->edition, work->number, after, 0, NULL, error))
            return FALSE;
    }
    return TRUE;
}

static Work *work_numbered(const GPtrArray *works, gint64 number)
{
    for (guint i = 0; i < works->len; i++) {
        Work *work = works->pdata[i];

        if (work->number == number)
            return work;
    }
    return NULL;
}

gboolean deciding_finish(Deciding *self, int *status)
{
    g_autoptr(GPtrArray) works = NULL, judgements = NULL;
    g_autoptr(GError) error = NULL;

    if (!read_works(self, &works, &judgements, status))
        return FALSE;
    if (!put_judgements(self, works, judgements, &error) || !store_commit(self->store, &error))
        return give_up(self, error, status);
    self->work = work_numbered(works, self->work->number);
    g_ptr_array_unref(self->works);
    g_ptr_array_unref(self->judgements);
    self->works = g_steal_pointer(&works);
    self->judgements = g_steal_pointer(&judgements);
    return TRUE;
}

gboolean deciding_keep(Deciding *self, Decision *decision, int *status)
{
    g_autoptr(GError) error = NULL;

    decision->number = self->work->number;
    if (!store_add_decision(self->store, self->work->edition, decision, &error))
        return give_up(self, error, status);
    return deciding_finish(self, status);
}

/* ---- bytes that were watched ---- */

gboolean deciding_can_be_watched(const Deciding *self, int *status)
{
    const Work *work = self->work;
    const Judgement *judgement = deciding_judgement(self);
    g_autofree char *key = g_strconcat("status.", status_slug(work->status), NULL);

    if (work->content && judgement->verdict != VERDICT_NONE && judgement->verdict != VERDICT_UNREADABLE)
        return TRUE;
    *status =
        deciding_refuse(self, "error.nothing-to-watch", "state", message(self->contest->language, key), NULL);
    return FALSE;
}
