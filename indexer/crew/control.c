#include "indexer/crew/control.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define DESCRIPTORS_OF_ONE  2
#define DESCRIPTORS_OF_PAIR 4

typedef union {
    struct cmsghdr align;
    char bytes[CMSG_SPACE(DESCRIPTORS_OF_PAIR * sizeof(int))];
} Rights;

static gboolean send_message(int fd, const struct msghdr *message, gsize length)
{
    ssize_t sent;

    do
        sent = sendmsg(fd, message, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent == (ssize_t)length;
}

static gsize bytes_of_descriptors(const ControlJob *job)
{
    return (job_is_a_pair((JobKind)job->kind) ? DESCRIPTORS_OF_PAIR : DESCRIPTORS_OF_ONE) * sizeof(int);
}

gboolean control_send_job(int fd, const ControlJob *job, const ControlDescriptors *descriptors)
{
    const int sent[DESCRIPTORS_OF_PAIR] = { descriptors->input, descriptors->results[0],
                                            descriptors->results[1], descriptors->output };
    gsize length = bytes_of_descriptors(job);
    Rights rights = { 0 };
    struct iovec data = { (void *)job, sizeof *job };
    struct msghdr message = {
        .msg_iov = &data, .msg_iovlen = 1, .msg_control = rights.bytes, .msg_controllen = CMSG_SPACE(length)
    };
    struct cmsghdr *head = CMSG_FIRSTHDR(&message);

    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(length);
    memcpy(CMSG_DATA(head), sent, length);
    return send_message(fd, &message, sizeof *job);
}

static ControlResult nothing_received(ssize_t received)
{
    return received < 0 && errno == EAGAIN ? CONTROL_EMPTY : CONTROL_CLOSED;
}

ControlResult control_receive_job(int fd, ControlJob *job, ControlDescriptors *descriptors)
{
    int received_fds[DESCRIPTORS_OF_PAIR] = { -1, -1, -1, -1 };
    Rights rights;
    struct iovec data = { job, sizeof *job };
    struct msghdr message = {
        .msg_iov = &data, .msg_iovlen = 1, .msg_control = rights.bytes, .msg_controllen = sizeof rights.bytes
    };
    ssize_t received = recvmsg(fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    struct cmsghdr *head = received > 0 ? CMSG_FIRSTHDR(&message) : NULL;

    if (received <= 0)
        return nothing_received(received);
    if (received != sizeof *job || (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) || !head ||
        head->cmsg_type != SCM_RIGHTS || head->cmsg_len != CMSG_LEN(bytes_of_descriptors(job)))
        return CONTROL_CLOSED;
    memcpy(received_fds, CMSG_DATA(head), bytes_of_descriptors(job));
    *descriptors = (ControlDescriptors){ .input = received_fds[0],
                                         .results = { received_fds[1], received_fds[2] },
                                         .output = received_fds[3] };
    return CONTROL_GOT;
}

gboolean control_send_answer(int fd, const ControlAnswer *answer)
{
    struct iovec data = { (void *)answer, sizeof *answer };
    struct msghdr message = { .msg_iov = &data, .msg_iovlen = 1 };

    return send_message(fd, &message, sizeof *answer);
}

ControlResult control_receive_answer(int fd, ControlAnswer *answer)
{
    struct iovec data = { answer, sizeof *answer };
    struct msghdr message = { .msg_iov = &data, .msg_iovlen = 1 };
    ssize_t received = recvmsg(fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);

    if (received <= 0)
        return nothing_received(received);
    return received == sizeof *answer && !(message.msg_flags & MSG_TRUNC) ? CONTROL_GOT : CONTROL_CLOSED;
}
