/* The limit of a job in another process: 14 bytes to a child over a socket pair and back, blocking.
 *     raw_jobs JOBS */
#include "peer.h"
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum
{
    job_size = 14
};

static void echo(int socket)
{
    char job[job_size];
    for (;;) {
        const ssize_t count = recv(socket, job, sizeof job, MSG_WAITALL);
        if (count != job_size)
            _exit(0);
        peer_send_all(socket, job, sizeof job);
    }
}

int main(int argc, char **argv)
{
    const long jobs = peer_number(argc > 1 ? argv[1] : NULL, "JOBS");
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
        peer_die("socketpair");
    const pid_t child = fork();
    if (child < 0)
        peer_die("fork");
    if (child == 0) {
        close(ends[0]);
        echo(ends[1]);
    }
    close(ends[1]);
    const char job[job_size + 1] = "fourteen bytes";
    char answer[job_size];
    const double begin = peer_seconds();
    const double cpu_begin = peer_cpu_seconds();
    for (long i = 0; i < jobs; ++i) {
        peer_send_all(ends[0], job, job_size);
        if (recv(ends[0], answer, sizeof answer, MSG_WAITALL) != job_size ||
            memcmp(job, answer, job_size) != 0)
            peer_die("recv");
    }
    peer_report(jobs, peer_seconds() - begin, peer_cpu_seconds() - cpu_begin);
    close(ends[0]);
    waitpid(child, NULL, 0);
    return 0;
}
