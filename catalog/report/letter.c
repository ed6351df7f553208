#include "catalog/report/letter.h"

#include "catalog/messages/display.h"
#include "catalog/report/others.h"
#include "catalog/rules/dates.h"

#include <string.h>

#define NAME_BYTES_MAX 200 /* of 255, which most file systems have */

/* ---- to whom ---- */

typedef struct {
    const char *unit, *pinyin;
} Addressee;

static int compare(gconstpointer a, gconstpointer b)
{
    const Addressee *one = a, *other = b;

    return units_compare(one->pinyin, one->unit, other->pinyin, other->unit);
}

static void add_addressee(GArray *list, GHashTable *seen, const char *unit, const char *pinyin)
{
    Addressee addressee = { unit, pinyin };

    if (unit && g_hash_table_add(seen, (gpointer)unit))
        g_array_append_val(list, addressee);
}

GPtrArray *letter_units(const ReportInput *input)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GArray) list = g_array_new(FALSE, FALSE, sizeof(Addressee));
    GPtrArray *units = g_ptr_array_new();

    for (guint i = 0; i < input->works->len; i++) {
        const Work *work = input->works->pdata[i];
        add_addressee(list, seen, work->unit, work->unit_pinyin);
    }
    for (guint i = 0; i < input->forms->len; i++) {
        const Form *form = input->forms->pdata[i];
        if (form_is_wanted(input, form))
            add_addressee(list, seen, form->unit, NULL);
    }
    g_array_sort(list, compare);
    for (guint i = 0; i < list->len; i++)
        g_ptr_array_add(units, (gpointer)g_array_index(list, Addressee, i).unit);
    return units;
}

/* ---- names of files ---- */

static gboolean is_device(const char *name)
{
    static const char *const devices[] = { "con", "prn", "aux", "nul" };
    g_autofree char *stem = g_ascii_strdown(name, (gssize)strcspn(name, "."));

    for (gsize i = 0; i < G_N_ELEMENTS(devices); i++) {
        if (g_str_equal(stem, devices[i]))
            return TRUE;
    }
    return (g_str_has_prefix(stem, "com") || g_str_has_prefix(stem, "lpt")) && g_ascii_isdigit(stem[3]) &&
           !stem[4];
}

/* Without what exFAT, NTFS or a shell would not take, nor a point that hides it. */
static char *legal_name(const char *unit)
{
    g_autofree char *shown = display_text(unit);
    g_autofree char *composed = g_utf8_normalize(shown, -1, G_NORMALIZE_NFC);
    GString *name = g_string_new(NULL);

    for (const char *p = composed; *p && name->len < NAME_BYTES_MAX; p = g_utf8_next_char(p)) {
        gboolean is_bad = strchr("<>:\"/\\|?*", *p) || (name->len == 0 && strchr(".- ", *p));

        if (is_bad)
            g_string_append_c(name, '_');
        else
            g_string_append_len(name, p, g_utf8_next_char(p) - p);
    }
    while (name->len > 0 && strchr(". ", name->str[name->len - 1]))
        g_string_truncate(name, name->len - 1);
    if (name->len == 0 || is_device(name->str))
        g_string_append_c(name, '_');
    return g_string_free(name, FALSE);
}

char *letter_file_name(const char *unit, Language language, GHashTable *taken)
{
    g_autofree char *stem = legal_name(unit);

    for (int n = 1;; n++) {
        g_autofree char *number = n > 1 ? g_strdup_printf("-%d", n) : g_strdup("");
        g_autofree char *name = g_strconcat(stem, number, language == LANGUAGE_EN ? ".en.txt" : ".txt", NULL);
        char *folded = g_utf8_casefold(name, -1);

        if (g_hash_table_add(taken, folded))
            return g_steal_pointer(&name);
    }
}

/* ---- the letter ---- */

typedef struct {
    GString *out;
    const ReportInput *input;
    const char *unit;
    Language language;
    GPtrArray *to_do, *fine, *gone; /* of Work *, borrowed */
    GPtrArray *expected;            /* of Form *: their films have not come */
    guint counts[N_COUNTED];
    int sections; /* begun so far */
} Letter;

static void line(Letter *letter, const char *text)
{
    g_string_append_printf(letter->out, "%s\n", text);
}

static void paragraph(Letter *letter, const char *text)
{
    g_string_append_printf(letter->out, "%s%s\n", letter->language == LANGUAGE_ZH ? "　　" : "", text);
}

static void section(Letter *letter, const char *heading)
{
    static const char *const numbers[] = { "一", "二", "三", "四", "五", "六" };
    g_autofree char *n = letter->language == LANGUAGE_ZH ? g_strdup(numbers[letter->sections])
                                                         : g_strdup_printf("%d", letter->sections + 1);
    g_autofree char *words = message_format(letter->language, "letter.section", "n", n, "heading",
                                            message(letter->language, heading), NULL);

    letter->sections++;
    g_string_append_printf(letter->out, "\n%s\n\n", words);
}

static char *contest_name(const Letter *letter)
{
    const char *title = letter->input->settings->title.in[letter->language];
    const char *subtitle = letter->input->settings->subtitle.in[letter->language];

    if (!*subtitle)
        return g_strdup(title);
    return message_format(letter->language, "letter.contest", "title", title, "subtitle", subtitle, NULL);
}

/* ---- which works belong where ---- */

/* The decision that took a work out of the contest, or NULL. */
static const Decision *barring(const Work *work)
{
    const Decision *state = decision_state(work->decisions);

    return state && g_strcmp0(state->answer, STATE_INELIGIBLE) == 0 ? state : NULL;
}

static gboolean asks_for_action(CountedAs as)
{
    return as == COUNTED_INELIGIBLE || as == COUNTED_UNREADABLE || as == COUNTED_REVIEW ||
           as == COUNTED_MISSING || as == COUNTED_PENDING;
}

static void sort_works(Letter *letter)
{
    for (guint i = 0; i < letter->input->works->len; i++) {
        Work *work = letter->input->works->pdata[i];
        CountedAs as = counted_as(work);

        if (g_strcmp0(work->unit, letter->unit) != 0)
            continue;
        letter->counts[as]++;
        if (as == COUNTED_WITHDRAWN || barring(work))
            g_ptr_array_add(letter->gone, work);
        else
            g_ptr_array_add(asks_for_action(as) ? letter->to_do : letter->fine, work);
    }
    for (guint i = 0; i < letter->input->forms->len; i++) {
        Form *form = letter->input->forms->pdata[i];
        if (form->number == 0 && form_is_wanted(letter->input, form) &&
            g_strcmp0(form->unit, letter->unit) == 0)
            g_ptr_array_add(letter->expected, form);
    }
}

/* ---- the beginning ---- */

static void append_counts(Letter *letter)
{
    g_autoptr(GString) list = g_string_new(NULL);
    guint all = 0;

    for (CountedAs as = COUNTED_ELIGIBLE; as < N_COUNTED; as++) {
        g_autofree char *n = g_strdup_printf("%u", letter->counts[as]);
        g_autofree char *key = g_strconcat("letter.count.", counted_slug(as), NULL);
        g_autofree char *words = message_format(letter->language, key, "n", n, NULL);

        all += letter->counts[as];
        if (letter->counts[as])
            g_string_append_printf(list, "%s%s", list->len ? message(letter->language, "list.separator") : "",
                                   words);
    }
    g_autofree char *n = g_strdup_printf("%u", all);
    g_autofree char *text =
        all ? message_format(letter->language, all == 1 ? "letter.counts.one" : "letter.counts", "n", n,
                             "list", list->str, NULL)
            : g_strdup(message(letter->language, "letter.counts.none"));
    paragraph(letter, text);
}

static void append_beginning(Letter *letter)
{
    Language language = letter->language;
    const Due as_of = { letter->input->revised_us, BEIJING_OFFSET_S };
    gboolean has_films = letter->to_do->len || letter->fine->len || letter->gone->len;
    g_autofree char *shown = display_text(letter->unit);
    g_autofree char *contest = contest_name(letter);
    g_autofree char *day = due_day_words(language, &as_of);
    g_autofree char *subject = message_format(language, "letter.subject", "contest", contest, NULL);
    g_autofree char *to = message_format(language, "letter.to", "unit", shown, NULL);
    g_autofree char *opening = message_format(language, has_films ? "letter.opening" : "letter.opening.none",
                                              "contest", contest, "day", day, NULL);

    line(letter, subject);
    line(letter, "");
    line(letter, to);
    line(letter, "");
    paragraph(letter, opening);
    section(letter, "letter.heading.summary");
    append_counts(letter);
}

/* ---- one work ---- */

static void append_title(Letter *letter, guint n, const Work *work)
{
    Language language = letter->language;
    g_autofree char *shown = display_text(work->title);
    g_autofree char *number = g_strdup_printf("%u", n);
    g_autofree char *id = work_id(work);
    const char *category =
        work->category ? work->category_title.in[language] : message(language, "word.no-category");
    g_autofree char *words = verdict_words_of(work, language);
    g_autofree char *title = message_format(language, "letter.work", "n", number, "title", shown, NULL);
    g_autofree char *facts =
        message_format(language, "letter.facts", "id", id, "category", category, "verdict", words, NULL);

    line(letter, title);
    g_string_append_printf(letter->out, "   %s\n", facts);
}

/* What to do about what is not met: of the rule, else of all rules. NULL: the sentence asks for something itself. */
static const char *advice_of(const Letter *letter, const Finding *finding)
{
    g_autofree char *key = g_strconcat("letter.advice.", finding->rule, NULL);
    const char *sentence = finding->message.in[LANGUAGE_ZH];

    if (sentence && strstr(sentence, "请"))
        return NULL;
    return message(letter->language, message_exists(key) ? key : "letter.advice");
}

/* ": why" or nothing */
static char *reason_words(const Letter *letter, const Decision *decision)
{
    g_autofree char *why = decision && decision->why ? display_text(decision->why) : g_strdup("");

    return *why ? message_format(letter->language, "letter.why", "why", why, NULL) : g_strdup("");
}

/* Who of the organiser decided, and when, is nobody's business outside: what people decided is told anew. NULL: nobody decided anything. */
static char *decided_words(const Letter *letter, const Work *work, const Finding *finding, const char *rule,
                           const char *measured)
{
    const gboolean is_check = rule_is_check(finding->rule);
    const Decision *waiver = decision_last(work->decisions, DECISION_WAIVER, finding->rule);
    const Decision *check =
        is_check ? decision_last(work->decisions, DECISION_CHECK, finding->rule + strlen(RULE_OF_CHECK))
                 : NULL;
    const char *required = finding->required.in[letter->language];
    g_autofree char *why = reason_words(letter, check);

    if (finding->outcome == OUTCOME_WAIVED)
        return message_format(letter->language, "letter.waived", "rule", rule, NULL);
    if (is_check)
        return message_format(letter->language,
                              check && g_strcmp0(check->answer, CHECK_UNSURE) == 0 ? "letter.check-unsure"
                                                                                   : "letter.check",
                              "rule", rule, "why", why, NULL);
    if (waiver && required && measured) /* which no longer holds: the sentence names who gave it */
        return message_format(letter->language, "finding.measured", "rule", rule, "required", required,
                              "measured", measured, NULL);
    return NULL;
}

/* discreet: what was measured, without the works of others. A sentence that does not say it in the same words is told anew. */
static void put_discreet(const Letter *letter, GString *sentence, const Finding *finding, const char *rule,
                         const char *discreet)
{
    Language language = letter->language;
    const char *measured = finding->measured.in[language];
    g_autofree char *apart = g_strconcat(" ", measured, NULL);
    guint found = 0;

    if (language == LANGUAGE_ZH &&
        !g_ascii_isalnum(*discreet)) /* Chinese stands apart from a number, not from Chinese */
        found += g_string_replace(sentence, apart, discreet, 0);
    found += g_string_replace(sentence, measured, discreet, 0);
    if (!found) {
        g_autofree char *anew = message_format(language, "finding.measured", "rule", rule, "required",
                                               finding->required.in[language], "measured", discreet, NULL);
        g_string_assign(sentence, anew);
    }
    g_string_replace(sentence, message(language, "letter.organiser.keep"),
                     message(language, "letter.unit.explain"), 0);
}

/* Verdicts speak to organisers: what is theirs to decide, or names the works of others, is told otherwise to a unit. */
static char *told_to_units(const Letter *letter, const Finding *finding, const char *rule,
                           const char *discreet)
{
    g_autoptr(GString) words = g_string_new(finding->message.in[letter->language]);

    g_string_replace(words, message(letter->language, "letter.organiser.accept"),
                     message(letter->language, "letter.unit.accept"), 0);
    if (discreet)
        put_discreet(letter, words, finding, rule, discreet);
    return g_strdup(words->str);
}

static char *sentence_of(const Letter *letter, const Work *work, const Finding *finding)
{
    g_auto(Text) name = rule_text(finding->rule);
    const char *rule = name.in[letter->language];
    g_autofree char *discreet = measured_without_others(letter->input, work, finding, letter->language);
    g_autofree char *decided = decided_words(letter, work, finding, rule,
                                             discreet ? discreet : finding->measured.in[letter->language]);
    g_autofree char *told = finding->message.in[letter->language]
                                ? told_to_units(letter, finding, rule, discreet)
                                : g_strdup(rule);

    return display_text(decided ? decided : told);
}

static char *mark_of(const Letter *letter, const Finding *finding)
{
    g_autofree char *points = g_strdup_printf("%d", finding->points);
    g_autofree char *key = g_strconcat("outcome.", outcome_slug(finding->outcome), NULL);

    if (finding->outcome == OUTCOME_DEDUCT)
        return message_format(letter->language, "letter.deduct", "n", points, NULL);
    if (finding->outcome == OUTCOME_NOTE)
        return g_strdup(message(letter->language, "letter.note"));
    return g_strdup(message(letter->language, key));
}

/* Outcomes in the order in which they matter to who has to act. */
static const Outcome told[] = { OUTCOME_REJECT, OUTCOME_REVIEW, OUTCOME_DEDUCT, OUTCOME_NOTE,
                                OUTCOME_WAIVED };

static void append_finding(Letter *letter, const Work *work, const Finding *finding)
{
    g_autofree char *mark = mark_of(letter, finding);
    g_autofree char *sentence = sentence_of(letter, work, finding);
    g_autofree char *words =
        message_format(letter->language, "letter.finding", "mark", mark, "sentence", sentence, NULL);
    const char *advice = finding->outcome == OUTCOME_REJECT ? advice_of(letter, finding) : NULL;

    g_string_append_printf(letter->out, "   %s\n", words);
    if (advice)
        g_string_append_printf(letter->out, "     %s%s\n", message(letter->language, "letter.to-do"), advice);
}

/* from: the first of the outcomes that are told */
static void append_findings(Letter *letter, const Work *work, gsize from)
{
    for (gsize i = from; work->judgement && i < G_N_ELEMENTS(told); i++) {
        for (guint j = 0; j < work->judgement->findings->len; j++) {
            const Finding *finding = work->judgement->findings->pdata[j];
            if (finding->outcome == told[i])
                append_finding(letter, work, finding);
        }
    }
}

/* What to do about the work as a whole: a message, or NULL where its findings say it. */
static const char *advice_on(const Work *work)
{
    CountedAs as = counted_as(work);

    if (as == COUNTED_MISSING)
        return "letter.advice-on.missing";
    if (as == COUNTED_PENDING)
        return "letter.advice-on.pending";
    return work->judgement && judgement_count(work->judgement, OUTCOME_REVIEW) > 0 ? "letter.advice-on.review"
                                                                                   : NULL;
}

static void append_barring(Letter *letter, const Work *work)
{
    g_autofree char *why = reason_words(letter, barring(work));
    g_autofree char *words = message_format(letter->language, "letter.barred", "why", why, NULL);

    g_string_append_printf(letter->out, "   %s\n", words);
}

static void append_work_to_do(Letter *letter, guint n, const Work *work)
{
    const char *advice = advice_on(work);

    if (n > 1)
        line(letter, "");
    append_title(letter, n, work);
    if (counted_as(work) != COUNTED_MISSING)
        append_findings(letter, work, 0);
    if (advice)
        g_string_append_printf(letter->out, "   %s%s\n", message(letter->language, "letter.to-do"),
                               message(letter->language, advice));
}

/* ---- the sections ---- */

static void append_to_do(Letter *letter)
{
    if (!letter->to_do->len)
        return;
    section(letter, "letter.heading.to-do");
    for (guint i = 0; i < letter->to_do->len; i++)
        append_work_to_do(letter, i + 1, letter->to_do->pdata[i]);
}

static void append_expected(Letter *letter)
{
    if (!letter->expected->len)
        return;
    section(letter, "letter.heading.expected");
    for (guint i = 0; i < letter->expected->len; i++) {
        const Form *form = letter->expected->pdata[i];
        g_autofree char *n = g_strdup_printf("%u", i + 1);
        g_autofree char *shown = display_text(form->title);
        g_autofree char *number = display_text(form->entry_no ? form->entry_no : "");
        g_autofree char *words = message_format(letter->language, *number ? "letter.form" : "letter.work",
                                                "n", n, "title", shown, "number", number, NULL);

        line(letter, words);
    }
    paragraph(letter, message(letter->language, "letter.expected"));
}

static void append_list(Letter *letter, const GPtrArray *works, const char *heading)
{
    if (!works->len)
        return;
    section(letter, heading);
    for (guint i = 0; i < works->len; i++) {
        append_title(letter, i + 1, works->pdata[i]);
        if (works == letter->fine)
            append_findings(letter, works->pdata[i], 2); /* points that were taken off, notes and waivers */
        else if (barring(works->pdata[i]))
            append_barring(letter, works->pdata[i]);
    }
}

/* Lines of the settings, each a paragraph of its own. */
static void append_lines(Letter *letter, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    for (char **one = lines; *one; one++) {
        g_autofree char *shown = display_text(*one);
        line(letter, shown);
    }
}

static void append_request(Letter *letter)
{
    const LetterSettings *settings = &letter->input->settings->letter;
    gboolean has_work = letter->to_do->len || letter->expected->len;
    gboolean again = letter->to_do->len > 0; /* else what is asked for never came */

    if (!has_work) {
        line(letter, "");
        paragraph(letter, message(letter->language, "letter.nothing-to-do"));
        return;
    }
    section(letter, "letter.heading.request");
    if (settings->has_reply_by && settings->reply_by.us > letter->input->revised_us) {
        g_autofree char *when = due_words(letter->language, &settings->reply_by);
        g_autofree char *text =
            message_format(letter->language, again ? "letter.by" : "letter.by.first", "when", when, NULL);
        paragraph(letter, text);
    } else {
        paragraph(letter, message(letter->language, again ? "letter.soon" : "letter.soon.first"));
    }
    paragraph(letter, message(letter->language, again ? "letter.how" : "letter.how.first"));
}

static void append_end(Letter *letter)
{
    const LetterSettings *settings = &letter->input->settings->letter;
    const char *contact = settings->contact.in[letter->language],
               *signature = settings->signature.in[letter->language];

    line(letter, "");
    paragraph(letter, message(letter->language, "letter.thanks"));
    if (*contact) {
        g_string_append_printf(letter->out, "\n%s\n", message(letter->language, "letter.contact"));
        append_lines(letter, contact);
    }
    if (*signature) {
        line(letter, "");
        append_lines(letter, signature);
    }
}

void letter_write(GString *out, const ReportInput *input, const char *unit, Language language)
{
    g_autoptr(GPtrArray) to_do = g_ptr_array_new(), fine = g_ptr_array_new(), gone = g_ptr_array_new(),
                         expected = g_ptr_array_new();
    Letter letter = { .out = out,
                      .input = input,
                      .unit = unit,
                      .language = language,
                      .to_do = to_do,
                      .fine = fine,
                      .gone = gone,
                      .expected = expected };

    sort_works(&letter);
    append_beginning(&letter);
    append_to_do(&letter);
    append_expected(&letter);
    append_list(&letter, fine, "letter.heading.fine");
    append_list(&letter, gone, "letter.heading.gone");
    append_request(&letter);
    append_end(&letter);
}
