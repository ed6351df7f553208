/* catalog/rules/settings.h
 *
 * pianmu.ini: edition, categories, rules, scan, posters and gallery settings of one contest. A GLib key file,
 * UTF-8 (a BOM and CRLF are accepted; other encodings, unknown sections and keys, and a key given twice are
 * refused by name, with file, section, key, value and the nearest right spelling).
 */
#pragma once

#include "catalog/messages/messages.h"
#include "catalog/rules/due.h"
#include "catalog/rules/proxy_when.h"
#include "catalog/rules/rules.h"

#define SETTINGS_FILE "pianmu.ini"

#define SETTINGS_ERROR settings_error_quark()
GQuark settings_error_quark(void);
typedef enum { SETTINGS_ERROR_READ, SETTINGS_ERROR_WRONG } SettingsError;

struct Category {
    char *slug;     /* "juqing" */
    Text title;     /* "剧情", "Drama" */
    char **aliases; /* other names of its folder; never NULL */
    char **folded;  /* by category_name_fold(): slug, titles and aliases; never NULL */
    Rules *rules;   /* in force here: the defaults and the category's own */
};

typedef enum {
    MEDIA_HARDLINK,
    MEDIA_COPY,
    MEDIA_LINK,
    MEDIA_PROXY, /* the copies that browsers play; originals only where there is none and they play */
    MEDIA_NONE
} MediaMode; /* --media: how the gallery holds the films */

/* [letter]: what letters to units say beside the findings. */
typedef struct {
    gboolean has_reply_by;
    Due reply_by;            /* until when units are asked to answer */
    Text contact, signature; /* of the organiser, lines; "" where they are not given */
} LetterSettings;

/* [marks]: one line that reviewers give points for. */
typedef struct {
    char *key;   /* slug, as marks are stored: "theme" */
    Text title;  /* "主题立意", "Theme" */
    int maximum; /* points, ≥ 1; the least is 0 */
} Criterion;

typedef struct {
    char *edition;         /* [edition] id */
    Language language;     /* [edition] language: of reports and of the pages' root */
    Text title;            /* of the contest */
    Text subtitle;         /* of the edition: "第二届"; may be empty strings */
    GPtrArray *categories; /* of Category *, owned, in the order of the file */
    Rules *rules;          /* of works outside any category: the defaults */
    char **roots;       /* [scan] root=, absolute; default: submissions/ of the contest folder; never empty */
    char **ignore;      /* [scan] ignore=, shell patterns on base names; default: settings_default_ignore() */
    gint64 settle_us;   /* [scan] settle=; default 120 s */
    int poster_quality; /* [thumbs] quality=, 1 … 100; default 85 */
    MediaMode media;    /* [gallery] media= */
    ProxyWhen proxy_when; /* [gallery] proxy.when= */
    GHashTable *
        units; /* [units]: every name of a unit, folded → the name it is shown by; settings_unit() reads it */
    LetterSettings letter;
    GPtrArray *criteria; /* of Criterion *, owned, in the order of the file; never NULL */
    char *source_hash;   /* SHA-256, hex, of the file's bytes */
    char *hash;          /* the same, of everything the pages and reports depend on */
    char *rules_hash;    /* the same, of what works are judged and marked by */
} Settings;

/* Reads DIR/pianmu.ini. NULL and complaints for people in `error`: one a line, each naming the file, in the
 * language of the settings (of the environment where they do not say). */
Settings *settings_load(const char *contest_dir, GError **error);
/* The same from any file; settings of the contest in that folder. */
Settings *settings_load_file(const char *path, const char *contest_dir, GError **error);
/* The same from bytes; `file` is what complaints call them. */
Settings *settings_parse(const char *bytes, gsize length, const char *file, const char *contest_dir,
                         GError **error);
void settings_free(Settings *settings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Settings, settings_free)

const Category *settings_category(const Settings *settings, const char *slug); /* NULL: no such category */
/* The category that a folder's name names: slug, title in either language, alias, each with 类, 类作品 or a
 * leading number (`01-展示`), in Unicode NFKC and caseless. NULL: none. */
const Category *settings_category_of_folder(const Settings *settings, const char *name);

const Criterion *settings_criterion(const Settings *settings,
                                    const char *key); /* NULL: there is none of that key */

/* The names of the manual checks of works in that category (NULL: in none); see rules_checks(). Borrowed. */
const char *const *settings_checks(const Settings *settings, const char *category);
/* Those of all works, each once, in order: of const char *, borrowed from the settings; the array is the caller's. */
GPtrArray *settings_all_checks(const Settings *settings);

/* The name by which [units] wants a unit to be shown: `written` may be any of its names, in Unicode NFKC, caseless and without spaces.
 * Borrowed; `written` itself where the settings do not know it. */
const char *settings_unit(const Settings *settings, const char *written);
gboolean settings_knows_unit(const Settings *settings, const char *written);

/* Names that the walk passes over, ended by NULL. Static. */
const char *const *settings_default_ignore(void);

/* "hardlink" "copy" "link" "proxy" "none" */
const char *media_mode_slug(MediaMode mode);
gboolean media_mode_from_slug(const char *slug, MediaMode *mode);

/* What `pianmu init` writes: the commented example, or one of those made after published calls for entries. Titled in
 * catalog/messages as template.NAME. Static text; NULL: there is none of that name. */
const char *settings_template(const char *name /* NULL: the plain one */);
extern const char *const settings_template_names[]; /* ends with NULL */
