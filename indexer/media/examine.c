#include "indexer/media/examine.h"

#include "indexer/media/captions.h"
#include "indexer/media/deep.h"
#include "indexer/media/frames.h"
#include "indexer/media/probe.h"
#include "indexer/media/strip.h"
#include "thumbs/poster.h"

#include <unistd.h>

/* Bytes that the facts of nearly every film take, and that the pictures of one do. */
#define FACTS_BYTES    (8 << 20)
#define PICTURES_BYTES (28 << 20)

/* The boxes that posters fit into, largest first. A size that would come out no smaller than the one before
 * is left out. */
static const int boxes[] = { PICTURE_SIDE_MAX, 640, 320 };

static void add_sizes(Report *report, PosterChoice *choice)
{
    Picture *largest = g_steal_pointer(&choice->picture), *last = largest;

    report_add_picture(report, PICTURE_POSTER, choice->time_us, largest);
    for (gsize i = 1; i < G_N_ELEMENTS(boxes); i++) {
        int width, height;

        picture_fit(largest->width, largest->height, boxes[i], &width, &height);
        if (width == last->width && height == last->height)
            continue;
        last = picture_shrink(last, width, height);
        report_add_picture(report, PICTURE_POSTER, choice->time_us, last);
    }
}

/* That no poster can be had, for whatever reason, takes nothing from the facts. */
static void make_posters(Media *media, const ExamineParams *params, Report *report)
{
    const PosterParams poster = { .box = boxes[0], .pinned = params->pinned, .pin_us = params->pin_us };
    g_autoptr(Frames) frames = frames_new(media, report->facts, &(FramesParams){ .looks_ahead = TRUE });
    g_auto(PosterChoice) choice = { 0 };

    media_use_large_pages(PICTURES_BYTES);
    if (!poster_choose(frames_source(frames), &poster, &choice, NULL) || !choice.picture)
        return;
    report->poster_is_cover = choice.cover;
    add_sizes(report, &choice);
}

static void set_outcome(Report *report, const ProbeOutcome *outcome)
{
    report->status = outcome->status;
    g_free(report->reason);
    report->reason = g_strdup(outcome->reason);
}

static void examine_depth(int fd, const ExamineParams *params, Report *report)
{
    deep_examine(fd, &(DeepParams){ .limits = params->limits }, report);
}

static void examine_strip(int fd, const ExamineParams *params, Report *report)
{
    strip_examine(fd, &params->limits, report);
}

static void examine_facts(int fd, const ExamineParams *params, Report *report)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Media) media = NULL;
    ProbeOutcome outcome;

    media_use_large_pages(FACTS_BYTES);
    media = media_open(fd, &params->limits, &error);
    if (!media) {
        outcome = probe_refused(error, lseek(fd, 0, SEEK_END));
        set_outcome(report, &outcome);
        return;
    }
    probe(media, report->facts, &outcome);
    set_outcome(report, &outcome);
    if (!params->no_posters && outcome.status != STATUS_LIMIT)
        make_posters(media, params, report);
}

static void examine_captions(int fd, const ExamineParams *params, Report *report)
{
    captions_examine(fd, &params->limits, report);
}

void examine(int fd, const ExamineParams *params, Report *report)
{
    static void (*const kinds[])(int fd, const ExamineParams *params, Report *report) = {
        [JOB_EXAMINE] = examine_facts,
        [JOB_DEEP] = examine_depth,
        [JOB_STRIP] = examine_strip,
        [JOB_CAPTIONS] = examine_captions,
    };

    g_assert((gsize)params->kind < G_N_ELEMENTS(kinds) && kinds[params->kind]);
    kinds[params->kind](fd, params, report);
}
