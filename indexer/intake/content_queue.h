/* indexer/intake/content_queue.h
 *
 * Content ids of files by sample, taken by several threads ahead of whoever asks for them one after the other:
 * a sample is mostly waiting for a disk, or copying.
 */
#pragma once

#include "indexer/intake/identity.h"

typedef struct ContentQueue ContentQueue;

/* `readers`: how many files are read at a time, at least 1. Whoever pops is one of them: with 1 there is no thread. */
ContentQueue *content_queue_new(int readers);
/* Waits for what is being read. What was not popped is dropped. */
void content_queue_free(ContentQueue *queue);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ContentQueue, content_queue_free)

/* The file `path` (bytes) below `root`, which is read if it bears `stamp`. */
void content_queue_push(ContentQueue *queue, const char *root, const char *path, const FileStamp *stamp);

/* The content id of the file that was pushed first of those not popped; there must be one. NULL and IDENTITY_ERROR: it could
 * not be read, or changed meanwhile. Owned by the caller. */
char *content_queue_pop(ContentQueue *queue, GError **error);

/* The same at once. */
char *content_of_file(const char *root, const char *path, const FileStamp *stamp, GError **error);
