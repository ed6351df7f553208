#include "indexer/index/basis.h"

#include "indexer/config.h"

#include <sys/stat.h>

#define NOTE_BASIS "index.basis"

/* Names are folded by GLib's tables; all else that judges is in the program. */
char *basis_of(Store *store, const Settings *settings)
{
    Revision revision;
    struct stat program;

    if (!store_revision(store, &revision, NULL) || stat("/proc/self/exe", &program) < 0)
        return NULL;
    return g_strdup_printf("%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT
                           " %ld glib %u.%u.%u %s %s %" G_GINT64_FORMAT,
                           PIANMU_VERSION, (gint64)program.st_size, (gint64)program.st_mtim.tv_sec,
                           program.st_mtim.tv_nsec, glib_major_version, glib_minor_version,
                           glib_micro_version, settings->edition, settings->source_hash, revision.revision);
}

gboolean basis_is(const char *basis, const char *other)
{
    return basis && other && g_str_equal(basis, other);
}

gboolean basis_is_noted(Store *store, const char *basis)
{
    g_autofree char *noted = store_get_note(store, NOTE_BASIS, NULL);

    return basis_is(basis, noted);
}

gboolean basis_note(Store *store, const char *basis, GError **error)
{
    return store_put_note(store, NOTE_BASIS, basis, error);
}
