#include "indexer/index/bearers.h"

#include <string.h>
#include <unistd.h>

typedef struct {
    char *root, *path; /* NULL: no file at hand */
    FileStamp stamp;
    char *sha256; /* NULL: not taken yet */
} Bearer;

struct Bearers {
    GHashTable *by_content;
};

static void bearer_free(gpointer data)
{
    Bearer *bearer = data;

    g_free(bearer->root);
    g_free(bearer->path);
    g_free(bearer->sha256);
    g_free(bearer);
}

Bearers *bearers_new(void)
{
    Bearers *self = g_new0(Bearers, 1);

    self->by_content = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, bearer_free);
    return self;
}

void bearers_free(Bearers *self)
{
    if (!self)
        return;
    g_hash_table_unref(self->by_content);
    g_free(self);
}

static Bearer *bearer_of(Bearers *self, const char *content)
{
    Bearer *bearer = g_hash_table_lookup(self->by_content, content);

    if (!bearer) {
        bearer = g_new0(Bearer, 1);
        g_hash_table_insert(self->by_content, g_strdup(content), bearer);
    }
    return bearer;
}

void bearers_add_file(Bearers *self, const char *content, const char *root, const char *path,
                      const FileStamp *stamp)
{
    Bearer *bearer = bearer_of(self, content);

    if (bearer->path)
        return;
    bearer->root = g_strdup(root);
    bearer->path = g_strdup(path);
    bearer->stamp = *stamp;
}

void bearers_add_sha256(Bearers *self, const char *content, const char *sha256)
{
    Bearer *bearer = bearer_of(self, content);

    g_free(bearer->sha256);
    bearer->sha256 = g_strdup(sha256);
}

/* What the file at hand holds; left unknown where it cannot be read. */
static void read_bearer(Bearer *bearer)
{
    int fd = bearer->path ? identity_open(bearer->root, bearer->path, &bearer->stamp, NULL) : -1;

    if (fd < 0)
        return;
    bearer->sha256 = identity_sha256(fd, 0, NULL, NULL);
    close(fd);
}

/* Read in full: `content` where its bytes are those of `sha256`. */
static char *compare(const char *content, const char *sha256, const char *root, const char *path,
                     const FileStamp *stamp, GError **error)
{
    int fd = identity_open(root, path, stamp, error);
    g_autofree char *own = fd < 0 ? NULL : identity_sha256(fd, 0, NULL, error);
    g_autofree char *whole = NULL;

    if (own)
        whole = strcmp(own, sha256) == 0 ? g_strdup(content) : identity_content_whole(fd, stamp->size, error);
    if (whole && !identity_still_holds(fd, stamp, error))
        g_clear_pointer(&whole, g_free);
    if (fd >= 0)
        close(fd);
    return g_steal_pointer(&whole);
}

char *bearers_confirm(Bearers *self, const char *content, const char *root, const char *path,
                      const FileStamp *stamp, GError **error)
{
    Bearer *bearer = g_hash_table_lookup(self->by_content, content);

    if (stamp->size <= IDENTITY_WHOLE_MAX || stamp->size > IDENTITY_READ_MAX)
        return g_strdup(content);
    if (bearer && !bearer->sha256)
        read_bearer(bearer);
    if (bearer && bearer->sha256)
        return compare(content, bearer->sha256, root, path, stamp, error);
    bearers_add_file(self, content, root, path, stamp);
    return g_strdup(content);
}
