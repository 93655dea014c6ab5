#include "peer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static double seconds_of(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

double peer_seconds(void)
{
    return seconds_of(CLOCK_MONOTONIC);
}

double peer_cpu_seconds(void)
{
    return seconds_of(CLOCK_PROCESS_CPUTIME_ID);
}

void peer_die(const char *what)
{
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    exit(1);
}

long peer_number(const char *text, const char *what)
{
    char *end = NULL;
    const long number = text ? strtol(text, &end, 10) : 0;
    if (number <= 0 || *end != '\0') {
        fprintf(stderr, "%s has to be a positive number\n", what);
        exit(2);
    }
    return number;
}

static struct sockaddr_in loopback(int port)
{
    struct sockaddr_in address;
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons((unsigned short)port);
    return address;
}

int peer_connect(int port)
{
    const struct sockaddr_in address = loopback(port);
    const int on = 1;
    const int result = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (result < 0 || connect(result, (const struct sockaddr *)&address, sizeof address) != 0)
        peer_die("connect");
    setsockopt(result, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return result;
}

int peer_listen(void)
{
    struct sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    const int result = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (result < 0 || bind(result, (struct sockaddr *)&address, size) != 0 || listen(result, 128) != 0 ||
        getsockname(result, (struct sockaddr *)&address, &size) != 0)
        peer_die("listen");
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    return result;
}

void peer_send_all(int socket, const char *data, size_t size)
{
    while (size > 0) {
        const ssize_t count = send(socket, data, size, MSG_NOSIGNAL);
        if (count > 0) {
            data += count;
            size -= (size_t)count;
        } else if (errno == EAGAIN) {
            struct pollfd wait = {socket, POLLOUT, 0};
            poll(&wait, 1, -1);
        } else if (errno != EINTR) {
            peer_die("send");
        }
    }
}

struct peer_bytes peer_repeat(struct peer_bytes once, size_t count)
{
    struct peer_bytes all = {malloc(once.size * count), once.size * count};
    if (!all.data)
        peer_die("malloc");
    for (size_t i = 0; i < count; ++i)
        memcpy(all.data + i * once.size, once.data, once.size);
    return all;
}

void peer_report(long requests, double seconds, double cpu_seconds)
{
    printf("{\"per_second\": %.1f, \"cpu_ns\": %.1f}\n", (double)requests / seconds,
           cpu_seconds / (double)requests * 1e9);
}
