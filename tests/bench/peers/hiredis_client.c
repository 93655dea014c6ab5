/* The async client of hiredis with a loop of poll: each answer is looked at and asks for the next.
 *     hiredis_client PORT DEPTH REQUESTS */
#include "peer.h"
#include <hiredis/async.h>
#include <hiredis/hiredis.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char value[] = "0123456789abcdef";

struct loop
{
    struct pollfd wait;
    long left;     /* requests to be sent */
    long expected; /* answers to come */
};

static void add_read(void *loop)
{
    ((struct loop *)loop)->wait.events |= POLLIN;
}

static void remove_read(void *loop)
{
    ((struct loop *)loop)->wait.events &= ~POLLIN;
}

static void add_write(void *loop)
{
    ((struct loop *)loop)->wait.events |= POLLOUT;
}

static void remove_write(void *loop)
{
    ((struct loop *)loop)->wait.events &= ~POLLOUT;
}

static void ask(redisAsyncContext *context, struct loop *loop);

static void answered(redisAsyncContext *context, void *answer, void *data)
{
    const redisReply *reply = answer;
    struct loop *loop = data;
    if (!reply || reply->type != REDIS_REPLY_STRING || strcmp(reply->str, value) != 0) {
        fputs("wrong answer\n", stderr);
        exit(1);
    }
    --loop->expected;
    if (loop->left > 0)
        ask(context, loop);
}

static void ask(redisAsyncContext *context, struct loop *loop)
{
    static const char *words[] = {"GET", "key:1"};
    static const size_t sizes[] = {3, 5};
    --loop->left;
    redisAsyncCommandArgv(context, answered, loop, 2, words, sizes);
}

static void turn(redisAsyncContext *context, struct loop *loop)
{
    poll(&loop->wait, 1, -1);
    const short ready = loop->wait.revents;
    if (ready & (POLLIN | POLLHUP | POLLERR))
        redisAsyncHandleRead(context);
    /* What was asked for meanwhile leaves at once, without another poll: it can be written nearly always. */
    if (loop->wait.events & POLLOUT)
        redisAsyncHandleWrite(context);
}

static void set_value(int port)
{
    redisContext *context = redisConnect("127.0.0.1", port);
    if (!context || context->err)
        peer_die("redisConnect");
    freeReplyObject(redisCommand(context, "SET key:1 %s", value));
    redisFree(context);
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fputs("hiredis_client PORT DEPTH REQUESTS\n", stderr);
        return 2;
    }
    const int port = (int)peer_number(argv[1], "PORT");
    const long depth = peer_number(argv[2], "DEPTH");
    const long requests = peer_number(argv[3], "REQUESTS");
    set_value(port);
    redisAsyncContext *context = redisAsyncConnect("127.0.0.1", port);
    if (!context || context->err)
        peer_die("redisAsyncConnect");
    struct loop loop = {{context->c.fd, 0, 0}, requests, requests};
    context->ev.data = &loop;
    context->ev.addRead = add_read;
    context->ev.delRead = remove_read;
    context->ev.addWrite = add_write;
    context->ev.delWrite = remove_write;

    const double begin = peer_seconds();
    const double cpu_begin = peer_cpu_seconds();
    for (long i = 0; i < depth && loop.left > 0; ++i)
        ask(context, &loop);
    while (loop.expected > 0)
        turn(context, &loop);
    peer_report(requests, peer_seconds() - begin, peer_cpu_seconds() - cpu_begin);
    redisAsyncFree(context);
    return 0;
}
