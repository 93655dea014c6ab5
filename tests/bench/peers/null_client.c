/* The limit that a client can reach: sends a block of requests that was made before, counts the bytes that
 * come back, polls in between. No request is written, no reply is read.
 *     null_client resp|gibson PORT DEPTH REQUESTS */
#include "peer.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

struct protocol
{
    const char *name;
    struct peer_bytes set; /* the key with a value of 16 bytes */
    struct peer_bytes set_reply;
    struct peer_bytes get;
    size_t get_reply;
};

#define BYTES(text)                                                                                          \
    {                                                                                                        \
        (char[]){text}, sizeof(text) - 1                                                                     \
    }

static const struct protocol protocols[] = {
    {"resp", BYTES("*3\r\n$3\r\nSET\r\n$5\r\nkey:1\r\n$16\r\n0123456789abcdef\r\n"), BYTES("+OK\r\n"),
     BYTES("*2\r\n$3\r\nGET\r\n$5\r\nkey:1\r\n"), 5 + 16 + 2},
    {"gibson",
     BYTES("\x1a\0\0\0\1\0"
           "0 key:1 0123456789abcdef"),
     BYTES("\6\0\0\x10\0\0\0"
           "0123456789abcdef"),
     BYTES("\7\0\0\0\3\0"
           "key:1"),
     7 + 16},
};

static void receive(int socket, size_t size)
{
    static char buffer[256 * 1024];
    while (size > 0) {
        const ssize_t count = recv(socket, buffer, sizeof buffer, 0);
        if (count > 0 && (size_t)count <= size) {
            size -= (size_t)count;
        } else if (count < 0 && errno == EAGAIN) {
            struct pollfd wait = {socket, POLLIN, 0};
            poll(&wait, 1, -1);
        } else if (count >= 0 || errno != EINTR) {
            peer_die("recv");
        }
    }
}

int main(int argc, char **argv)
{
    const struct protocol *protocol = &protocols[argc > 1 && strcmp(argv[1], "gibson") == 0];
    if (argc != 5 || strcmp(argv[1], protocol->name) != 0) {
        fputs("null_client resp|gibson PORT DEPTH REQUESTS\n", stderr);
        return 2;
    }
    const int socket = peer_connect((int)peer_number(argv[2], "PORT"));
    const long depth = peer_number(argv[3], "DEPTH");
    const long rounds = (peer_number(argv[4], "REQUESTS") + depth - 1) / depth;
    fcntl(socket, F_SETFL, O_NONBLOCK);
    peer_send_all(socket, protocol->set.data, protocol->set.size);
    receive(socket, protocol->set_reply.size);

    const struct peer_bytes block = peer_repeat(protocol->get, (size_t)depth);
    const double begin = peer_seconds();
    const double cpu_begin = peer_cpu_seconds();
    for (long i = 0; i < rounds; ++i) {
        peer_send_all(socket, block.data, block.size);
        receive(socket, protocol->get_reply * (size_t)depth);
    }
    peer_report(rounds * depth, peer_seconds() - begin, peer_cpu_seconds() - cpu_begin);
    free(block.data);
    return 0;
}
