/* The limit that a gibson server can reach: one client, no store. It reads the size of each request and
 * answers with one reply that was made before.
 *     null_server        prints its port, ends with its client's last connection and the end of its input */
#include "peer.h"
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum
{
    buffer_size = 256 * 1024
};

static const char reply[] = {6,   0,   0,   16,  0,   0,   0,   '0', '1', '2', '3', '4',
                             '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

static void serve(int client)
{
    static char in[buffer_size];
    static char out[buffer_size * 4];
    size_t used = 0;
    for (;;) {
        struct pollfd wait = {client, POLLIN, 0};
        poll(&wait, 1, -1);
        const ssize_t count = recv(client, in + used, sizeof in - used, 0);
        if (count <= 0)
            return;
        used += (size_t)count;
        size_t at = 0;
        size_t written = 0;
        uint32_t size;
        while (used - at > sizeof size &&
               (memcpy(&size, in + at, sizeof size), used - at - sizeof size >= size) &&
               written + sizeof reply <= sizeof out) {
            memcpy(out + written, reply, sizeof reply);
            written += sizeof reply;
            at += sizeof size + size;
        }
        memmove(in, in + at, used - at);
        used -= at;
        peer_send_all(client, out, written);
    }
}

int main(void)
{
    const int listener = peer_listen();
    for (;;) {
        struct pollfd wait[] = {{listener, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
        poll(wait, 2, -1);
        if (wait[1].revents)
            return 0;
        const int client = accept(listener, NULL, NULL);
        if (client < 0)
            peer_die("accept");
        serve(client);
        close(client);
    }
}
