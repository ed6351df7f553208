#include "indexer/command/doctor.h"
#include "indexer/command/ffmpeg_faults.h"
#include "indexer/crew/crew.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#define KERNEL   "doctor.kernel"
#define USER     "doctor.user"
#define EXAMINER "doctor.examiner"
#define FFMPEG   "doctor.ffmpeg"

/* ---- the kernel: what the program cannot do without ---- */

static gboolean has_openat2(void)
{
    struct open_how how = { .flags = O_PATH | O_DIRECTORY | O_CLOEXEC };
    int fd = (int)syscall(SYS_openat2, AT_FDCWD, "/", &how, sizeof how);

    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

static gboolean has_pidfd(void)
{
    int fd = (int)syscall(SYS_pidfd_open, getpid(), 0);

    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

static gboolean has_close_range(void)
{
    return close_range(~0u, ~0u, 0) == 0 || errno != ENOSYS;
}

static void look_at_kernel(Doctor *doctor)
{
    const struct {
        const char *name;
        gboolean there;
    } calls[] = { { "openat2", has_openat2() },
                  { "pidfd_open", has_pidfd() },
                  { "close_range", has_close_range() } };
    g_autoptr(GString) absent = g_string_new(NULL);

    for (gsize i = 0; i < G_N_ELEMENTS(calls); i++) {
        if (!calls[i].there)
            g_string_append_printf(absent, "%s%s", absent->len ? ", " : "", calls[i].name);
    }
    if (absent->len > 0)
        doctor_note(doctor, KERNEL, UNFIT, "doctor.kernel.old", "calls", absent->str, NULL);
    else
        doctor_note(doctor, KERNEL, FIT, "doctor.kernel.fit", NULL);
}

/* ---- the user ---- */

static void look_at_user(Doctor *doctor)
{
    if (geteuid() == 0)
        doctor_note(doctor, USER, DOUBTFUL, "doctor.user.root", NULL);
    else if (access(doctor->contest->contest_dir, W_OK | X_OK) != 0)
        doctor_note(doctor, USER, UNFIT, "doctor.user.no-rights", "user", g_get_user_name(), NULL);
    else
        doctor_note(doctor, USER, FIT, "doctor.user.fit", "user", g_get_user_name(), NULL);
}

/* ---- pianmu-examine ---- */

/* The newest that the release has; one that has a name tells more than one that has none. NULL: none. */
static const FfmpegFault *fault_of(int major, int minor, int patch, gboolean *known)
{
    const FfmpegFault *fault = NULL;

    *known = FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(ffmpeg_faults); i++) {
        const FfmpegFault *row = &ffmpeg_faults[i];

        if (row->major != major || row->minor != minor)
            continue;
        *known = TRUE;
        if (patch < row->fixed && (!fault || (!fault->names && row->names)))
            fault = row;
    }
    return fault;
}

/* 0: no number. */
static int number_of(const char *digits)
{
    guint64 number = 0;

    return digits && g_ascii_string_to_unsigned(digits, 10, 0, G_MAXINT, &number, NULL) ? (int)number : 0;
}

/* "5.1.9-0+deb12u1", "n5.1.9"; what was built from the middle of a branch is of none. */
static void look_at_ffmpeg(Doctor *doctor, const char *release)
{
    g_auto(GStrv) numbers = g_strsplit_set(release + (*release == 'n'), ".-+", 4);
    gboolean known = FALSE;
    const FfmpegFault *fault = NULL;

    if (g_strv_length(numbers) >= 2)
        fault = fault_of(number_of(numbers[0]), number_of(numbers[1]), number_of(numbers[2]), &known);
    if (fault)
        doctor_note(doctor, FFMPEG, DOUBTFUL, fault->names ? "doctor.ffmpeg.faults" : "doctor.ffmpeg.old",
                    "release", release, "names", fault->names ? fault->names : "", NULL);
    else
        doctor_note(doctor, FFMPEG, FIT, known ? "doctor.ffmpeg.fit" : "doctor.ffmpeg.other", "release",
                    release, "until", FFMPEG_FAULTS_UNTIL, NULL);
}

static void look_at_sandbox(Doctor *doctor, const Crew *crew)
{
    g_autofree char *abi = g_strdup_printf("%d", crew_landlock_abi(crew));

    if (!crew_is_sandboxed(crew)) /* as was not asked for: a build for finding faults */
        doctor_note(doctor, EXAMINER, UNFIT, "doctor.examiner.sanitized", NULL);
    else if (crew_landlock_abi(crew) == 0)
        doctor_note(doctor, EXAMINER, DOUBTFUL, "doctor.examiner.no-landlock", NULL);
    else
        doctor_note(doctor, EXAMINER, FIT, "doctor.examiner.fit", "abi", abi, NULL);
}

/* It is started as in a night: it has then proved that it is of this version and that its sandbox holds. */
static void look_at_examiner(Doctor *doctor)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Crew) crew = crew_open(&(CrewParams){ .jobs = 1 }, &error);

    if (!crew) {
        g_autofree char *words = contest_error_words(doctor->contest, error);
        doctor_note_words(doctor, EXAMINER, UNFIT, words, "doctor.do.examiner");
        return;
    }
    look_at_sandbox(doctor, crew);
    look_at_ffmpeg(doctor, crew_media_release(crew));
}

void doctor_look_at_machine(Doctor *doctor)
{
    look_at_kernel(doctor);
    look_at_user(doctor);
    look_at_examiner(doctor);
    doctor_note(doctor, "doctor.fonts", FIT, "doctor.fonts.fit", NULL);
}
