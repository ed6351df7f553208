#include "indexer/intake/content_queue.h"

#include <unistd.h>

typedef struct {
    char *root, *path;
    FileStamp stamp;
    char *content;
    GError *error;
    gboolean begun, done;
} Item;

struct ContentQueue {
    GThreadPool *others; /* NULL: whoever pops reads alone */
    GMutex mutex;        /* guards the items and what they point to, except while one is begun and not done */
    GCond done;
    GQueue items; /* of Item *, the first pushed first */
};

static void item_free(gpointer data)
{
    Item *item = data;

    g_free(item->root);
    g_free(item->path);
    g_free(item->content);
    g_clear_error(&item->error);
    g_free(item);
}

char *content_of_file(const char *root, const char *path, const FileStamp *stamp, GError **error)
{
    int fd = identity_open(root, path, stamp, error);
    g_autofree char *content = NULL;

    if (fd < 0)
        return NULL;
    content = identity_content(fd, stamp->size, error);
    if (content && !identity_still_holds(fd, stamp, error))
        g_clear_pointer(&content, g_free);
    close(fd);
    return g_steal_pointer(&content);
}

static Item *first_waiting(const ContentQueue *self)
{
    for (GList *link = self->items.head; link; link = link->next) {
        Item *item = link->data;
        if (!item->begun)
            return item;
    }
    return NULL;
}

/* With the mutex held, which is let go meanwhile. FALSE: all are begun. */
static gboolean read_one(ContentQueue *self)
{
    Item *item = first_waiting(self);

    if (!item)
        return FALSE;
    item->begun = TRUE;
    g_mutex_unlock(&self->mutex);
    item->content = content_of_file(item->root, item->path, &item->stamp, &item->error);
    g_mutex_lock(&self->mutex);
    item->done = TRUE;
    g_cond_signal(&self->done);
    return TRUE;
}

static void read_beside(gpointer data, gpointer user)
{
    ContentQueue *self = user;

    (void)data;
    g_mutex_lock(&self->mutex);
    read_one(self);
    g_mutex_unlock(&self->mutex);
}

ContentQueue *content_queue_new(int readers)
{
    ContentQueue *self = g_new0(ContentQueue, 1);

    g_mutex_init(&self->mutex);
    g_cond_init(&self->done);
    g_queue_init(&self->items);
    if (readers > 1)
        self->others = g_thread_pool_new(read_beside, self, readers - 1, FALSE, NULL);
    return self;
}

void content_queue_free(ContentQueue *self)
{
    if (!self)
        return;
    if (self->others)
        g_thread_pool_free(self->others, TRUE, TRUE);
    g_queue_clear_full(&self->items, item_free);
    g_cond_clear(&self->done);
    g_mutex_clear(&self->mutex);
    g_free(self);
}

void content_queue_push(ContentQueue *self, const char *root, const char *path, const FileStamp *stamp)
{
    Item *item = g_new0(Item, 1);

    *item = (Item){ .root = g_strdup(root), .path = g_strdup(path), .stamp = *stamp };
    g_mutex_lock(&self->mutex);
    g_queue_push_tail(&self->items, item);
    g_mutex_unlock(&self->mutex);
    if (self->others)
        g_thread_pool_push(self->others, self, NULL); /* where no thread can be had, whoever pops reads it */
}

char *content_queue_pop(ContentQueue *self, GError **error)
{
    Item *item;
    char *content;

    g_mutex_lock(&self->mutex);
    item = g_queue_peek_head(&self->items);
    g_assert(item);
    while (!item->done) {
        if (!read_one(self))
            g_cond_wait(&self->done, &self->mutex);
    }
    g_queue_pop_head(&self->items);
    g_mutex_unlock(&self->mutex);
    content = g_steal_pointer(&item->content);
    if (item->error)
        g_propagate_error(error, g_steal_pointer(&item->error));
    item_free(item);
    return content;
}
