#include "indexer/crew/crew.h"

#include "indexer/config.h"
#include "indexer/crew/control.h"
#include "indexer/crew/flight.h"
#include "indexer/crew/process.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#define HELLO_US         (30 * G_USEC_PER_SEC) /* libraries may have to come from a slow disk */
#define STARTS_MAX       3                     /* one after the other without a result between them */
#define RETRY_US         (G_USEC_PER_SEC / 10) /* after the system refused a process */
#define REFUSED_MAX_US   (5 * G_USEC_PER_SEC)  /* with no child running that could make room */
#define FALSE_STARTS_MAX 3                     /* of one job */

G_DEFINE_QUARK(pianmu_crew_error, crew_error)

struct Crew {
    char *program;
    gboolean no_sandbox;
    int room;          /* jobs at a time */
    gboolean of_pairs; /* each may take two children */
    Process process;
    gboolean ready; /* it has said hello */
    gint64 hello_by_us;
    int starts;              /* since the last result */
    gint64 refused_since_us; /* 0: the system refuses no process */
    gint64 retry_at_us;
    guint64 last_serial;
    GPtrArray *flights; /* of Flight *, owned; in the order they were submitted */
    char *media_version, *media_release;
    gboolean sandboxed;
    int landlock_abi;
};

void job_result_clear(JobResult *result)
{
    g_clear_pointer(&result->report, report_free);
}

static void flight_free_pointer(gpointer flight)
{
    flight_free(flight);
}

static Flight *flight_at(const Crew *crew, guint i)
{
    return crew->flights->pdata[i];
}

static int count(const Crew *crew, FlightState state)
{
    int n = 0;

    for (guint i = 0; i < crew->flights->len; i++)
        n += flight_at(crew, i)->state == state;
    return n;
}

/* The process is gone, or made to go; what was out waits for the next one. */
static void lose_process(Crew *crew)
{
    process_stop(&crew->process, TRUE);
    crew->ready = FALSE;
    for (guint i = 0; i < crew->flights->len; i++) {
        if (flight_at(crew, i)->state == FLIGHT_OUT)
            flight_call_back(flight_at(crew, i));
    }
}

static gboolean keep_process(Crew *crew, GError **error)
{
    if (crew->process.pid != 0)
        return TRUE;
    if (crew->starts >= STARTS_MAX) {
        g_autofree char *complaint = process_complaint(&crew->process);

        g_set_error(error, CREW_ERROR, CREW_ERROR_START, "%s could not be kept running: %s", crew->program,
                    complaint);
        return FALSE;
    }
    crew->starts++;
    crew->hello_by_us = g_get_monotonic_time() + HELLO_US;
    return process_start(&crew->process, crew->program, crew->no_sandbox, error);
}

static gboolean send_waiting(Crew *crew, GError **error)
{
    if (!crew->ready || g_get_monotonic_time() < crew->retry_at_us)
        return TRUE;
    for (guint i = 0; i < crew->flights->len; i++) {
        g_autoptr(GError) wrong = NULL;
        Flight *flight = flight_at(crew, i);

        if (flight->state != FLIGHT_WAITING || flight_send(flight, crew->process.control, &wrong))
            continue;
        if (wrong) {
            g_propagate_error(error, g_steal_pointer(&wrong));
            return FALSE;
        }
        lose_process(crew);
        return TRUE;
    }
    return TRUE;
}

/* What the process says. */

static gboolean sandbox_failed(GError **error, const char *why)
{
    g_set_error(error, CREW_ERROR, CREW_ERROR_SANDBOX,
                "the sandbox in which strangers' files are read cannot be set up on this system (%s); "
                "nothing was examined. "
                "With --no-sandbox files are examined all the same, without that protection",
                why);
    return FALSE;
}

static gboolean hear_hello(Crew *crew, const ControlHello *hello, GError **error)
{
    if (hello->version != CONTROL_VERSION || strcmp(hello->program, PIANMU_VERSION) != 0) {
        g_set_error(error, CREW_ERROR, CREW_ERROR_START, "%s belongs to another version of pianmu",
                    crew->program);
        return FALSE;
    }
    if (hello->fault == FAULT_SANDBOX)
        return sandbox_failed(error, hello->text);
    if (hello->fault != FAULT_NONE) {
        g_set_error(error, CREW_ERROR, CREW_ERROR_START, "%s cannot work here: %s", crew->program,
                    hello->text);
        return FALSE;
    }
    if (!hello->sandboxed && !hello->sanitized && !crew->no_sandbox)
        return sandbox_failed(error, "it was left out");
    g_free(crew->media_version);
    g_free(crew->media_release);
    crew->media_version = g_strdup(hello->text);
    crew->media_release = g_strdup(hello->release);
    crew->sandboxed = hello->sandboxed;
    crew->landlock_abi = hello->landlock_abi;
    crew->ready = TRUE;
    return TRUE;
}

static Flight *find_out(const Crew *crew, guint64 serial)
{
    for (guint i = 0; i < crew->flights->len; i++) {
        if (flight_at(crew, i)->serial == serial && flight_at(crew, i)->state == FLIGHT_OUT)
            return flight_at(crew, i);
    }
    return NULL;
}

static void hold_back(Crew *crew, Flight *flight)
{
    flight_call_back(flight);
    crew->retry_at_us = g_get_monotonic_time() + RETRY_US;
}

static void land(Crew *crew, Flight *flight)
{
    crew->starts = 0;
    if (flight_has_not_begun(flight) && ++flight->false_starts < FALSE_STARTS_MAX)
        hold_back(crew, flight);
}

static gboolean hear_ended(Crew *crew, const ControlEnded *ended)
{
    const ChildEnd end = { .seen = TRUE,
                           .wait_status = ended->wait_status,
                           .out_of_time = ended->out_of_time,
                           .with_other = ended->with_other,
                           .cpu_us = ended->cpu_us,
                           .peak_bytes = ended->peak_bytes };
    Flight *flight = find_out(crew, ended->serial);

    if (!flight || !flight_end_half(flight, ended->half, &end))
        return FALSE;
    crew->refused_since_us = 0;
    if (flight->state == FLIGHT_LANDED)
        land(crew, flight);
    return TRUE;
}

static gboolean hear_not_started(Crew *crew, const ControlEnded *refused)
{
    Flight *flight = find_out(crew, refused->serial);

    if (!flight)
        return FALSE;
    if (crew->refused_since_us == 0)
        crew->refused_since_us = g_get_monotonic_time();
    hold_back(crew, flight);
    return TRUE;
}

/* FALSE with an error: a fault of the run; without: the process talks nonsense. */
static gboolean hear(Crew *crew, const ControlAnswer *answer, GError **error)
{
    switch (answer->type) {
    case CONTROL_HELLO:
        return !crew->ready && hear_hello(crew, &answer->hello, error);
    case CONTROL_ENDED:
        return hear_ended(crew, &answer->ended);
    case CONTROL_NOT_STARTED:
        return hear_not_started(crew, &answer->ended);
    default:
        return FALSE;
    }
}

static gboolean listen_to_process(Crew *crew, GError **error)
{
    ControlAnswer answer;
    ControlResult got;

    while ((got = control_receive_answer(crew->process.control, &answer)) == CONTROL_GOT) {
        g_autoptr(GError) wrong = NULL;

        if (hear(crew, &answer, &wrong))
            continue;
        lose_process(crew);
        if (!wrong)
            return TRUE;
        g_propagate_error(error, g_steal_pointer(&wrong));
        return FALSE;
    }
    if (got == CONTROL_CLOSED)
        lose_process(crew);
    return TRUE;
}

/* Time. */

/* pianmu-examine should have stopped the job itself: it hangs, or the child does where no signal reaches it.
 */
static void land_the_late(Crew *crew)
{
    gint64 now_us = g_get_monotonic_time();
    gboolean any = FALSE;

    for (guint i = 0; i < crew->flights->len; i++) {
        Flight *flight = flight_at(crew, i);

        if (flight->state == FLIGHT_OUT && flight->deadline_us <= now_us) {
            flight_give_up(flight);
            any = TRUE;
        }
    }
    if (any)
        crew->starts = 0;
    if (any || (crew->process.pid != 0 && !crew->ready && crew->hello_by_us <= now_us))
        lose_process(crew);
}

static gboolean is_refused_for_good(const Crew *crew, GError **error)
{
    if (crew->refused_since_us == 0 || count(crew, FLIGHT_OUT) > 0 ||
        g_get_monotonic_time() - crew->refused_since_us < REFUSED_MAX_US)
        return FALSE;
    g_set_error(error, CREW_ERROR, CREW_ERROR_START, "the system lets %s make no process", crew->program);
    return TRUE;
}

/* While none has landed; there always is one: its hello, or a flight's. */
static gint64 next_moment(const Crew *crew, gint64 until_us)
{
    gint64 next_us = until_us;

    if (!crew->ready)
        next_us = MIN(next_us, crew->hello_by_us);
    for (guint i = 0; i < crew->flights->len; i++) {
        const Flight *flight = flight_at(crew, i);

        if (flight->state == FLIGHT_OUT)
            next_us = MIN(next_us, flight->deadline_us);
        else if (crew->ready)
            next_us = MIN(next_us, crew->retry_at_us);
    }
    return next_us;
}

static int milliseconds_to(gint64 moment_us)
{
    return (int)CLAMP((moment_us - g_get_monotonic_time() + 999) / 1000, 0, G_MAXINT);
}

/* One turn: waits for something to happen, and deals with it. */

typedef enum { TURN_DONE, TURN_INTERRUPTED, TURN_FAILED } Turn;

static int watch(const Crew *crew, struct pollfd *events)
{
    int n = 0;

    events[n++] = (struct pollfd){ .fd = crew->process.control, .events = POLLIN };
    events[n++] = (struct pollfd){ .fd = crew->process.complaints, .events = POLLIN };
    for (guint i = 0; i < crew->flights->len; i++) {
        const Flight *flight = flight_at(crew, i);

        for (int half = 0; half < flight->n_halves; half++)
            events[n++] = (struct pollfd){ .fd = flight->halves[half].result, .events = POLLIN };
    }
    return n;
}

static gboolean deal_with(Crew *crew, const struct pollfd *events, GError **error)
{
    for (guint i = 0, n = 2; i < crew->flights->len; i++) {
        Flight *flight = flight_at(crew, i);

        for (int half = 0; half < flight->n_halves; half++) {
            if (events[n++].revents)
                flight_read(flight);
        }
    }
    if (events[1].revents)
        process_hear(&crew->process);
    return !events[0].revents || listen_to_process(crew, error);
}

static Turn turn(Crew *crew, gint64 until_us, GError **error)
{
    struct pollfd events[2 + CONTROL_JOBS_MAX];
    int happened;

    if (!keep_process(crew, error) || !send_waiting(crew, error))
        return TURN_FAILED;
    happened = poll(events, (nfds_t)watch(crew, events), milliseconds_to(next_moment(crew, until_us)));
    if (happened < 0)
        return TURN_INTERRUPTED;
    if (happened > 0 && !deal_with(crew, events, error))
        return TURN_FAILED;
    land_the_late(crew);
    return is_refused_for_good(crew, error) ? TURN_FAILED : TURN_DONE;
}

/* The door. */

static int room_for(const CrewParams *params)
{
    int children = MIN(params->jobs > 0 ? params->jobs : (int)g_get_num_processors(), CONTROL_JOBS_MAX);

    return params->of_pairs ? MAX(children / 2, 1) : children;
}

Crew *crew_start(const CrewParams *params, GError **error)
{
    g_autoptr(Crew) crew = g_new0(Crew, 1);

    process_init(&crew->process);
    crew->flights = g_ptr_array_new_with_free_func(flight_free_pointer);
    crew->no_sandbox = params->no_sandbox;
    crew->of_pairs = params->of_pairs;
    crew->room = room_for(params);
    crew->program = process_find_program(params->examiner, error);
    if (!crew->program || !keep_process(crew, error))
        return NULL;
    return g_steal_pointer(&crew);
}

/* Whoever waits is as patient with what has long been starting as with what starts now. */
gboolean crew_await(Crew *crew, GError **error)
{
    crew->hello_by_us = g_get_monotonic_time() + HELLO_US;
    while (!crew->ready) {
        if (turn(crew, G_MAXINT64, error) == TURN_FAILED)
            return FALSE;
    }
    return TRUE;
}

Crew *crew_open(const CrewParams *params, GError **error)
{
    g_autoptr(Crew) crew = crew_start(params, error);

    return crew && crew_await(crew, error) ? g_steal_pointer(&crew) : NULL;
}

void crew_close(Crew *crew)
{
    process_clear(&crew->process);
    g_ptr_array_unref(crew->flights);
    g_free(crew->program);
    g_free(crew->media_version);
    g_free(crew->media_release);
    g_free(crew);
}

int crew_jobs(const Crew *crew)
{
    return (int)crew->flights->len;
}

static gboolean one_is_patient(const Crew *crew)
{
    return crew->flights->len > 0 && flight_at(crew, 0)->job.patient;
}

gboolean crew_has_room(const Crew *crew)
{
    return crew_jobs(crew) < crew->room && !one_is_patient(crew);
}

gboolean crew_submit(Crew *crew, const Job *job, GError **error)
{
    Flight *flight;

    g_assert(crew_has_room(crew) && (crew->of_pairs || !job_is_a_pair(job->kind)) &&
             (!job->patient || crew_jobs(crew) == 0) &&
             job_limits(job->kind, job->extent, &(JobLimits){ 0 }));
    flight = flight_new(++crew->last_serial, job, error);
    if (!flight)
        return FALSE;
    g_ptr_array_add(crew->flights, flight);
    if (send_waiting(crew, error))
        return TRUE;
    g_ptr_array_remove_index(crew->flights, crew->flights->len - 1);
    return FALSE;
}

static gboolean take_landed(Crew *crew, JobResult *result)
{
    for (guint i = 0; i < crew->flights->len; i++) {
        if (flight_at(crew, i)->state != FLIGHT_LANDED)
            continue;
        flight_judge(flight_at(crew, i), result);
        g_ptr_array_remove_index(crew->flights, i);
        return TRUE;
    }
    return FALSE;
}

CrewNext crew_next(Crew *crew, int timeout_ms, JobResult *result, GError **error)
{
    gint64 until_us = timeout_ms < 0 ? G_MAXINT64 : g_get_monotonic_time() + (gint64)timeout_ms * 1000;

    while (crew->flights->len > 0) {
        Turn what;

        if (take_landed(crew, result))
            return CREW_RESULT;
        what = turn(crew, until_us, error);
        if (what != TURN_DONE)
            return what == TURN_FAILED ? CREW_FAILED : CREW_NOTHING;
        if (g_get_monotonic_time() >= until_us && count(crew, FLIGHT_LANDED) == 0)
            return CREW_NOTHING;
    }
    return CREW_NOTHING;
}

const char *crew_media_release(const Crew *crew)
{
    return crew->media_release;
}

const char *crew_media_version(const Crew *crew)
{
    return crew->media_version;
}

gboolean crew_is_sandboxed(const Crew *crew)
{
    return crew->sandboxed;
}

int crew_landlock_abi(const Crew *crew)
{
    return crew->landlock_abi;
}
