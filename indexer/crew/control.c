#include "indexer/crew/control.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define DESCRIPTORS 2

typedef union {
    struct cmsghdr align;
    char bytes[CMSG_SPACE(DESCRIPTORS * sizeof(int))];
} Rights;

static gboolean send_message(int fd, const struct msghdr *message, gsize length)
{
    ssize_t sent;

    do
        sent = sendmsg(fd, message, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent == (ssize_t)length;
}

static ssize_t receive_message(int fd, struct msghdr *message)
{
    ssize_t received;

    do
        received = recvmsg(fd, message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    while (received < 0 && errno == EINTR);
    return received;
}

gboolean control_send_job(int fd, const ControlJob *job, int input, int result)
{
    const int descriptors[DESCRIPTORS] = { input, result };
    Rights rights = { 0 };
    struct iovec data = { (void *)job, sizeof *job };
    struct msghdr message = {
        .msg_iov = &data, .msg_iovlen = 1, .msg_control = rights.bytes, .msg_controllen = sizeof rights.bytes
    };
    struct cmsghdr *head = CMSG_FIRSTHDR(&message);

    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(sizeof descriptors);
    memcpy(CMSG_DATA(head), descriptors, sizeof descriptors);
    return send_message(fd, &message, sizeof *job);
}

static ControlResult nothing_received(ssize_t received)
{
    return received < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) ? CONTROL_EMPTY : CONTROL_CLOSED;
}

ControlResult control_receive_job(int fd, ControlJob *job, int *input, int *result)
{
    int descriptors[DESCRIPTORS];
    Rights rights;
    struct iovec data = { job, sizeof *job };
    struct msghdr message = {
        .msg_iov = &data, .msg_iovlen = 1, .msg_control = rights.bytes, .msg_controllen = sizeof rights.bytes
    };
    ssize_t received = receive_message(fd, &message);
    struct cmsghdr *head = received > 0 ? CMSG_FIRSTHDR(&message) : NULL;

    if (received <= 0)
        return nothing_received(received);
    if (received != sizeof *job || (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) || !head ||
        head->cmsg_type != SCM_RIGHTS || head->cmsg_len != CMSG_LEN(sizeof descriptors))
        return CONTROL_CLOSED;
    memcpy(descriptors, CMSG_DATA(head), sizeof descriptors);
    *input = descriptors[0];
    *result = descriptors[1];
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
    ssize_t received = receive_message(fd, &message);

    if (received <= 0)
        return nothing_received(received);
    return received == sizeof *answer && !(message.msg_flags & MSG_TRUNC) ? CONTROL_GOT : CONTROL_CLOSED;
}
