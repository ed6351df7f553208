/* indexer/command/command.h
 *
 * What the sub-commands share: the contest they work in, options, output. A command is one file here and a
 * row in main.c's table; it returns an exit status of this list.
 */
#pragma once

#include "catalog/rules/settings.h"
#include "catalog/store/store.h"

#define STATUS_DONE       0
#define STATUS_ANSWER_NO  1   /* check, verify: the answer is no */
#define STATUS_USAGE      2   /* wrong usage, or a fault in the settings; nothing was changed */
#define STATUS_INCOMPLETE 3   /* done, but something could not be read */
#define STATUS_CANNOT     4   /* could not run: locked, disk full, catalogue damaged */
#define STATUS_SIGNAL     128 /* + the signal's number */

typedef struct {
    const char *contest_dir; /* -C, else "." */
    gboolean quiet, verbose;
    Language language; /* the settings', once they are loaded */
    const char *command;
    Settings *settings; /* NULL until contest_load() */
} Contest;

typedef struct Command {
    const char *name;
    const char *arguments; /* as the help shows them: "[ID…]"; "" for none */
    int (*run)(Contest *contest, int argc, char **argv);
} Command;

extern const Command commands[]; /* ends with a row whose name is NULL; main.c */

int command_init(Contest *contest, int argc, char **argv);
int command_import(Contest *contest, int argc, char **argv);
int command_import_marks(Contest *contest, int argc, char **argv);
int command_match(Contest *contest, int argc, char **argv);
int command_index(Contest *contest, int argc, char **argv);
int command_rules(Contest *contest, int argc, char **argv);
int command_check(Contest *contest, int argc, char **argv);
int command_gallery(Contest *contest, int argc, char **argv);
int command_list(Contest *contest, int argc, char **argv);
int command_show(Contest *contest, int argc, char **argv);
int command_report(Contest *contest, int argc, char **argv);
int command_poster(Contest *contest, int argc, char **argv);
int command_waive(Contest *contest, int argc, char **argv);
int command_confirm(Contest *contest, int argc, char **argv);
int command_decide(Contest *contest, int argc, char **argv);
int command_tag(Contest *contest, int argc, char **argv);
int command_note(Contest *contest, int argc, char **argv);
int command_nightly(Contest *contest, int argc, char **argv);
int command_verify(Contest *contest, int argc, char **argv);
int command_doctor(Contest *contest, int argc, char **argv);
int command_backup(Contest *contest, int argc, char **argv);

/* ---- options ---- */

typedef enum { OPTION_FLAG, OPTION_TEXT, OPTION_COUNT, OPTION_TIME, OPTION_TEXTS } OptionKind;

typedef struct {
    const char *name; /* "jobs": --jobs; its help is the message help.COMMAND.jobs */
    OptionKind kind;
    const char *value; /* as the help shows it: "N"; NULL for flags */
    gpointer
        target; /* gboolean *, const char **, int * (≥ 1), gint64 * (µs), GPtrArray * of char * (may be given again) */
} Option;

/* Takes the options out of argv; what remains are the arguments, from argv[1]. FALSE: `status` says what the
 * command returns (help was asked for and printed, or the usage was wrong and the complaint printed).
 * `options` ends with a row whose name is NULL. */
gboolean options_parse(Contest *contest, const Option *options, int *argc, char ***argv, int least, int most,
                       int *status);

#define HELP_WIDTH 80 /* columns, on a terminal and elsewhere */

/* A row of a help text: an option or command, and what it means. */
void help_append(GString *out, const char *words, const char *meaning);

/* "90", "90s", "2m", "1h30m", "00:01:23.5" → microseconds. */
gboolean time_parse(const char *text, gint64 *us);

/* ---- output ---- */

void out_text(const char *text); /* to stdout, as it is */
void out_bytes(const void *bytes, gsize length);
void out_line(const char *text); /* and a line feed */
gboolean out_finish(void);       /* FALSE: some of it could not be written; a reader who left is no fault */
void contest_complain(const Contest *contest, const char *text); /* "pianmu: …" to stderr */
char *contest_error_words(const Contest *contest,
                          const GError *error);          /* the error for people; the caller's */
int cannot(const Contest *contest, const GError *error); /* complains; the exit status that fits the error */

/* ---- the contest ---- */

void contest_take_language(Contest *contest); /* the contest's, where its settings can be read; silent */
gboolean contest_load(Contest *contest, int *status); /* the settings; complains */

/* At most one byte more than `most`, by which one sees that there is too much; "-" is standard input. NULL: complained. */
GByteArray *contest_read_file(const Contest *contest, const char *path, const char *shown_path, gsize most);

/* Works of the edition as everything above the store wants them: roots absolute, categories named. NULL:
 * complained, *status set. */
GPtrArray *contest_works(Contest *contest, Store *store, int *status);
GPtrArray *contest_works_for_lines(Contest *contest, Store *store,
                                   int *status); /* see store_works_for_lines() */
GPtrArray *contest_works_for_table(Contest *contest, Store *store,
                                   int *status); /* see store_works_for_table() */
GPtrArray *contest_works_for_pages(Contest *contest, Store *store,
                                   int *status); /* see store_works_for_pages() */
/* Enough of them for contest_find() to find what `id` means. */
GPtrArray *contest_works_named(Contest *contest, Store *store, const char *id, int *status);
/* Their verdicts by today's rules, judged anew unless those that are kept stand (basis.h); what is no longer there keeps its last one. `works`: all of the edition.
 * FALSE: complained, *status set. */
gboolean contest_judge(const Contest *contest, Store *store, const GPtrArray *works, int *status);
Store *contest_read(Contest *contest, int *status);

/* Which works a command is about. */
typedef struct {
    const char *category, *unit, *status, *verdict, *tag;
} Selection;

/* The category of that name, by any of its names. NULL: there is none: complained, *status set. */
const Category *contest_category(const Contest *contest, const char *name, int *status);

/* Puts names of categories and units in their stored form. FALSE: something in it is not known: complained, *status set. */
gboolean selection_check(const Contest *contest, Selection *selection, int *status);

/* Narrows to the works that fit, and to those that `ids` name (NULL or empty: all). FALSE: complained,
 * *status set. */
gboolean contest_select(const Contest *contest, GPtrArray *works, const Selection *selection, char **ids,
                        int *status);

/* The one work that an ID names: juqing-0037, 0037, 37, any prefix, or the organiser's own number. Borrowed
 * from `works`. */
Work *contest_find(const Contest *contest, const GPtrArray *works, const char *id, int *status);

/* ---- signals ---- */

/* From now on SIGINT, SIGTERM and SIGHUP only set this; the work in hand is finished and kept. How children end can be learned, whoever started us. */
const gboolean *signals_watch(void);
int signals_seen(void); /* the signal's number, or 0 */
