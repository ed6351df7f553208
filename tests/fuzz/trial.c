#include "tests/fuzz/trial.h"

#include "indexer/media/proxy.h"
#include "tests/integration/processes.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define MEMORY_MOST    ((gint64)1 << 30)   /* of a child */
#define GROWTH_MOST    ((gint64)5 << 20)   /* of pianmu over a run */
#define GROWS_UP_UNTIL 100                 /* inputs: by then whatever is allocated once has been */
#define LATE_US        SUPERVISOR_GRACE_US /* after which the crew itself takes the examiner to be stuck */

typedef struct {
    TrialInput input;
    JobKind kind;
    int output; /* of a pair; -1: none */
    JobExtent extent;
    gint64 began_us;
    gboolean patient;
} Run;

typedef struct {
    const TrialParams *params;
    TrialSums *sums;
    Crew *crew;
    GQueue waiting; /* of Run *: between two jobs */
    GQueue patient; /* of Run *: the wall clock alone ended them; tried once more, alone, at the end */
    guint64 over;
    gboolean dry; /* no input is left */
    gint64 grown_up_bytes;
} Trial;

/* ---- memory of this process ---- */

static gint64 own_bytes(void)
{
    g_autofree char *status = NULL;
    const char *line;

    g_file_get_contents("/proc/self/status", &status, NULL, NULL);
    line = status ? strstr(status, "\nRssAnon:") : NULL;
    return line ? g_ascii_strtoll(line + strlen("\nRssAnon:"), NULL, 10) * 1024 : 0;
}

/* ---- judging ---- */

static gint64 allowed_us(const Run *run)
{
    JobLimits limits, other;
    gint64 wall_us;

    job_limits(run->kind, run->extent, &limits);
    wall_us = limits.wall_us;
    if (job_is_a_pair(run->kind) && job_limits(JOB_ENCODE, run->extent, &other))
        wall_us = MAX(wall_us, other.wall_us);
    return wall_us * (run->patient ? JOB_PATIENCE : 1) + LATE_US;
}

static gboolean pictures_are_bounded(const Report *report)
{
    for (guint i = 0; i < report->pictures->len; i++) {
        const ReportPicture *one = report->pictures->pdata[i];
        int most = one->kind == PICTURE_POSTER ? PICTURE_SIDE_MAX : SHEET_SIDE_MAX;

        if (MIN(one->picture->width, one->picture->height) < 1 ||
            MAX(one->picture->width, one->picture->height) > most)
            return FALSE;
    }
    return TRUE;
}

/* A decoder may crash: that is what it is shut in for. What our own code does not allow itself is a fault. */
static const char *fault_of(const Trial *self, const Run *run, const JobResult *result, gint64 took_us)
{
    const Report *report = result->report;

    if (g_strcmp0(report->reason, REASON_BAD_ANSWER) == 0)
        return "its answer is not valid";
    if (g_strcmp0(report->reason, REASON_SANDBOX) == 0)
        return "it tried what the sandbox forbids";
    if (report->status == STATUS_CRASHED)
        return "it crashed";
    if (g_strcmp0(report->reason, REASON_DISK) == 0)
        return "it lays what the film is at the door of the disk";
    if (report->status == STATUS_PENDING)
        return "it did not come to an end";
    if (!pictures_are_bounded(report))
        return "a picture is too large or too small";
    if (took_us > allowed_us(run) && !self->params->sanitized)
        return "it ended too late";
    if (result->peak_bytes > MEMORY_MOST && !self->params->sanitized)
        return "it took too much memory";
    return NULL;
}

/* ---- one input after the other ---- */

static int new_output(void)
{
    return memfd_create("copy", MFD_CLOEXEC);
}

static gboolean hand_out(Trial *self, Run *run, GError **error)
{
    const Job job = { .id = (guint64)(gsize)run,
                      .kind = run->kind,
                      .fd = run->input.fd,
                      .output = run->output = run->kind == JOB_DECODE ? new_output() : -1,
                      .extent = run->extent,
                      .patient = run->patient };

    run->began_us = g_get_monotonic_time();
    return crew_submit(self->crew, &job, error);
}

static gboolean has_another_job(Run *run)
{
    do {
        if (run->kind == JOB_DECODE)
            return FALSE;
        run->kind++;
    } while (!(run->input.kinds & 1U << run->kind));
    return TRUE;
}

static void end_run(Trial *self, Run *run)
{
    if (self->params->over)
        self->params->over(self->params->user, &run->input);
    close(run->input.fd);
    g_free(run);
    self->over++;
    if (self->over == GROWS_UP_UNTIL)
        self->grown_up_bytes = own_bytes();
}

static void give_end(Trial *self, const Run *run, const JobResult *result)
{
    TrialEnd end = { &run->input, run->kind, result, g_get_monotonic_time() - run->began_us, NULL };

    end.fault = fault_of(self, run, result, end.took_us);
    self->sums->longest_us = MAX(self->sums->longest_us, end.took_us);
    self->sums->largest_bytes = MAX(self->sums->largest_bytes, result->peak_bytes);
    self->params->ended(self->params->user, &end);
}

static void take(Trial *self, const JobResult *result)
{
    Run *run =
        (Run *)(gsize)result->id; /* NOLINT(performance-no-int-to-ptr): the crew gives back what it got */
    gboolean is_film = run->kind != JOB_EXAMINE || result->report->status == STATUS_OK;

    if (run->output >= 0)
        close(run->output);
    if (result->wall_only && !run->patient) {
        run->patient = TRUE;
        g_queue_push_tail(&self->patient, run);
        return;
    }
    give_end(self, run, result);
    run->patient = FALSE;
    if (run->kind == JOB_EXAMINE)
        run->extent.duration_us = result->report->facts->file.duration;
    if ((is_film || !run->input.only_films) && has_another_job(run))
        g_queue_push_tail(&self->waiting, run);
    else
        end_run(self, run);
}

static Run *next_run(Trial *self)
{
    Run *run = g_queue_pop_head(&self->waiting);
    TrialInput input = { .fd = -1 };

    if (run || self->dry)
        return run;
    self->dry = !self->params->next(self->params->user, &input);
    if (self->dry)
        return NULL;
    run = g_new0(Run, 1);
    run->input = input;
    run->extent.bytes = lseek(input.fd, 0, SEEK_END);
    return run;
}

static gboolean fill_crew(Trial *self, GError **error)
{
    Run *run;

    while (crew_has_room(self->crew) && (run = next_run(self))) {
        if (!hand_out(self, run, error))
            return FALSE;
    }
    if (crew_jobs(self->crew) == 0 && (run = g_queue_pop_head(&self->patient)))
        return hand_out(self, run, error);
    return TRUE;
}

static gboolean run_all(Trial *self, GError **error)
{
    for (;;) {
        g_auto(JobResult) result = { 0 };

        if (!fill_crew(self, error))
            return FALSE;
        if (crew_jobs(self->crew) == 0)
            return TRUE;
        switch (crew_next(self->crew, -1, &result, error)) {
        case CREW_RESULT:
            take(self, &result);
            break;
        case CREW_NOTHING:
            break;
        case CREW_FAILED:
            return FALSE;
        }
    }
}

/* ---- the whole ---- */

typedef struct {
    pid_t examiner;
    int ours, its;
} Held;

static Held held_now(void)
{
    pid_t examiner = the_examiner();

    return (Held){ examiner, count_descriptors(getpid()), count_descriptors(examiner) };
}

static void complain_unless(gboolean right, TrialSums *sums, const char *fault)
{
    if (!right)
        g_ptr_array_add(sums->faults, g_strdup(fault));
}

static void judge_crew(const Trial *self, Held before)
{
    Held after = held_now();
    TrialSums *sums = self->sums;

    sums->growth_bytes = self->over > GROWS_UP_UNTIL ? own_bytes() - self->grown_up_bytes : 0;
    complain_unless(after.examiner == before.examiner, sums, "pianmu-examine had to be started anew");
    complain_unless(count_processes(process_is_child_of, after.examiner, NULL) == 0, sums,
                    "a child is left, or what remains of one");
    complain_unless(after.ours == before.ours, sums, "descriptors are left open here");
    complain_unless(after.its == before.its, sums, "descriptors are left open in pianmu-examine");
    complain_unless(sums->growth_bytes < GROWTH_MOST || self->params->sanitized, sums,
                    "this process has grown by 5 MiB or more");
}

void trial_sums_clear(TrialSums *sums)
{
    g_clear_pointer(&sums->faults, g_ptr_array_unref);
}

gboolean trial_run(const TrialParams *params, TrialSums *sums, GError **error)
{
    /* room for a pair and another job */
    g_autoptr(Crew) crew =
        crew_open(&(CrewParams){ .examiner = params->examiner, .jobs = 4, .of_pairs = TRUE }, error);
    Trial self = { .params = params, .sums = sums, .crew = crew };
    Held before;

    if (!crew)
        return FALSE;
    g_queue_init(&self.waiting);
    g_queue_init(&self.patient);
    sums->faults = g_ptr_array_new_with_free_func(g_free);
    before = held_now();
    if (!run_all(&self, error))
        return FALSE;
    judge_crew(&self, before);
    return TRUE;
}
