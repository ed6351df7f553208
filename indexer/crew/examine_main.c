/* pianmu-examine [--no-sandbox]
 *
 * Started by pianmu alone, with the control socket as descriptor 3; see control.h.
 */
#include "indexer/crew/control.h"
#include "indexer/crew/examiner.h"

#include <sys/socket.h>
#include <unistd.h>

static gboolean was_started_by_pianmu(void)
{
    int type = 0;
    socklen_t length = sizeof type;

    return getsockopt(CONTROL_FD, SOL_SOCKET, SO_TYPE, &type, &length) == 0 && type == SOCK_SEQPACKET;
}

int main(int argc, char **argv)
{
    static const char explanation[] = "pianmu-examine is part of pianmu, which starts it when it needs it\n";
    const ExaminerParams params = { .no_sandbox = argc == 2 && g_strcmp0(argv[1], "--no-sandbox") == 0 };

    if (!was_started_by_pianmu())
        return write(STDERR_FILENO, explanation, sizeof explanation - 1) < 0 ? 1 : 2;
    return examiner_run(&params);
}
