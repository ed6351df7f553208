#include "indexer/media/strip.h"

#include "indexer/media/frames.h"
#include "indexer/media/probe.h"

#include <unistd.h>

/* CPU time for the frames, below what the child may use: a hundred key frames of 8K in HEVC take half of it. What is there by then is kept. */
#define CPU_US (30 * G_USEC_PER_SEC)

static ProbeOutcome make_sheets(Media *media, const Facts *facts, ProbeOutcome outcome, Report *report)
{
    g_autoptr(Frames) frames =
        frames_new(media, facts, &(FramesParams){ .cpu_us = CPU_US, .box = STRIP_BOX });
    g_auto(Sheets) sheets = { 0 };
    g_autoptr(GError) error = NULL;

    if (!sheets_make(frames_source(frames), &sheets, &error) &&
        g_error_matches(error, MEDIA_ERROR, MEDIA_ERROR_LIMIT))
        return (ProbeOutcome){ STATUS_LIMIT, REASON_LIMIT };
    if (!sheets.sprite.picture)
        return (ProbeOutcome){ STATUS_BROKEN, REASON_UNDECODABLE };
    report_add_sheets(report, &sheets);
    return outcome;
}

static ProbeOutcome strip_outcome(int fd, const MediaLimits *limits, Report *report)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Media) media = media_open(fd, limits, &error);
    g_autoptr(Facts) facts = facts_new();
    ProbeOutcome outcome;

    if (!media)
        return probe_refused(error, lseek(fd, 0, SEEK_END));
    probe(media, facts, &outcome);
    return outcome.status == STATUS_OK ? make_sheets(media, facts, outcome, report) : outcome;
}

void strip_examine(int fd, const MediaLimits *limits, Report *report)
{
    ProbeOutcome outcome = strip_outcome(fd, limits, report);

    report->status = outcome.status;
    g_free(report->reason);
    report->reason = g_strdup(outcome.reason);
}
