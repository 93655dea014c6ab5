#include "ui/speakernotes.h"

#include "core/base/words.h"

#include <QCoreApplication>
#include <QHash>

namespace Loopscope::Ui {

namespace {

QHash<QString, QStringList> makeNotes()
{
    return {
        {QStringLiteral("slow-callback"),
         {Words::tr("Run 1. The line climbs while the loop is asleep, not afterwards."),
          Words::tr("Queue, requests and heartbeat stop with it: they live on the same loop."),
          Words::tr(
              "asyncio prints a line afterwards (debug mode, slow_callback_duration). Here the line of code "
              "is "
              "marked while it blocks."),
          Words::tr("Press 2: the same wait, awaited. Nothing stops.")}},
        {QStringLiteral("http"),
         {Words::tr("200 GETs, each answered after 50 ms."),
          Words::tr("On the loop: ten seconds in which nothing else happens."),
          Words::tr("A pool of 4 saves the loop, but 196 requests queue: about 2.5 s."),
          Words::tr("A session on the loop waits for all of them at once: two rounds of 50 ms.")}},
        {QStringLiteral("connection-pool"),
         {Words::tr("500 GETs. Watch requests per second."),
          Words::tr("A connection each: a handshake before every answer, 500 connections accepted."),
          Words::tr("Kept ones: a handful of connections. With TLS on, the difference grows.")}},
        {QStringLiteral("request-reply"),
         {Words::tr("A binary protocol by hand: read 7 bytes of header, then as many bytes as it says."),
          Words::tr("Header: reply code in 2 bytes, encoding in 1, size in 4, little-endian."),
          Words::tr("The blocking socket stops the loop for the whole round."),
          Words::tr("Awaited, the loop is free, but every request waits for the answer before it.")}},
        {QStringLiteral("pipelining"),
         {Words::tr("20 000 GETs. First one at a time: the connection mostly waits."),
          Words::tr(
              "Then the slide's own queue.pop(): just as fast, and wrong. It pops the newest future, so "
              "answers "
              "reach the wrong caller."),
          Words::tr("First in, first out: fast and right, on one connection.")}},
        {QStringLiteral("database"),
         {Words::tr("An ODBC call blocks its thread, whatever the language."),
          Words::tr("On the loop: one stall per query, 40 of them."),
          Words::tr("In a pool of 4, with a connection per thread, the loop does not notice.")}},
        {QStringLiteral("interpreter-lock"),
         {Words::tr("A real Python in this process. The loop needs its lock every 5 ms."),
          Words::tr(
              "A driver that keeps the lock while it waits stalls the loop, although it sits in a pool."),
          Words::tr("Py_BEGIN_ALLOW_THREADS, or nogil in Cython: the calls overlap and the loop goes on.")}},
        {QStringLiteral("files"),
         {Words::tr("There is no asynchronous file I/O to wait for: a pool of threads is the only good way."),
          Words::tr("64 MiB written, flushed to disk and read back; the same checksum both ways."),
          Words::tr("On the loop it is one stall of the whole round.")}},
        {QStringLiteral("cpu-bound"),
         {Words::tr("24 primes of 15 digits, 112272535095293 first."),
          Words::tr("On the loop: one long stall."),
          Words::tr(
              "Python needs processes here. In C++ a pool of threads is as good: there is no interpreter "
              "lock."),
          Words::tr("A process per worker costs its start and a copy of every job.")}},
        {QStringLiteral("right-loop"),
         {Words::tr("Carry the loop: a coroutine belongs to one."),
          Words::tr("Resumed in a foreign thread, its timers and objects are in the wrong place: each use is "
                    "named."),
          Words::tr("A plain call of a method cannot be seen from outside."),
          Words::tr("Carried back, it goes on where it began.")}},
    };
}

} // namespace

QStringList speakerNotes(const QString &scenarioId)
{
    static const QHash<QString, QStringList> notes = makeNotes();
    return notes.value(scenarioId);
}

} // namespace Loopscope::Ui
