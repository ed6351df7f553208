/* indexer/command/doctor.h
 *
 * What `pianmu doctor` looks at. Each of these notes one sign or several; none writes anything.
 */
#pragma once

#include "indexer/command/command.h"

typedef enum {
    FIT,
    DOUBTFUL, /* a night can run all the same */
    UNFIT,    /* a night cannot run, or would see none of the films in a place */
} Fitness;

typedef struct {
    const char *key; /* of what is looked at: "doctor.kernel" */
    Fitness fitness;
    char *words;  /* what was found; owned */
    char *advice; /* what to do; owned; NULL */
} Sign;

typedef struct {
    Contest *contest;
    gboolean brief;
    Store *store;       /* NULL: none can be read */
    GArray *signs;      /* of Sign, in the order in which they are shown */
    gint64 last_run_us; /* when the last run began; 0: there was none */
} Doctor;

/* `found`: key of the sentence that tells what was found; that of what to do about it, where there is one, is called doctor.do.X for doctor.X.
 * Pairs of placeholder and value follow, for the first of them. */
void doctor_note(Doctor *doctor, const char *key, Fitness fitness, const char *found,
                 ...) G_GNUC_NULL_TERMINATED;
void doctor_note_words(Doctor *doctor, const char *key, Fitness fitness, const char *words,
                       const char *advice_key /* NULL: none */);

void doctor_look_at_machine(Doctor *doctor);   /* kernel, user, pianmu-examine and its sandbox, FFmpeg */
void doctor_look_at_disks(Doctor *doctor);     /* file systems, room, places where films are handed in */
void doctor_look_at_catalogue(Doctor *doctor); /* settings, catalogue, last run, copies */
