/* tests/unit/folders.h: a temporary folder with files, for tests. */
#pragma once

#include <gio/gio.h>

/* A new folder; owned by the caller, removed with all it holds by folder_remove(). */
char *folder_new(void);
void folder_remove(const char *path);

/* Writes a file below the folder, making the folders between. */
void folder_write(const char *folder, const char *path, const char *bytes);
/* Moves a file's modification time this many seconds into the past. */
void folder_age(const char *folder, const char *path, gint64 seconds);
