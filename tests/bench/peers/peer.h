/* What the C programs that are measured beside ours have in common. */
#ifndef LOOPSCOPE_BENCH_PEER_H
#define LOOPSCOPE_BENCH_PEER_H

#include <stddef.h>
#include <sys/types.h>

struct peer_bytes
{
    char *data;
    size_t size;
};

double peer_seconds(void);
/* Of this process, user and system. */
double peer_cpu_seconds(void);
void peer_die(const char *what);
/* A positive number, or the end. */
long peer_number(const char *text, const char *what);
/* One connection to 127.0.0.1 without delays. */
int peer_connect(int port);
/* On a free port of 127.0.0.1, which is printed for whoever started this. */
int peer_listen(void);
void peer_send_all(int socket, const char *data, size_t size);
/* `count` copies behind each other. */
struct peer_bytes peer_repeat(struct peer_bytes once, size_t count);
/* One line of JSON: requests per second and the CPU time of each. */
void peer_report(long requests, double seconds, double cpu_seconds);

#endif
