#pragma once

#include <QString>

#include <functional>

namespace Loopscope::Monitor {

/// What a reader calls the function whose demangled name this is: without return type, parameters, clones and
/// anonymous namespaces. A coroutine's resumable half is the coroutine, "sleeper()"; a lambda is
/// "lambda in Worker::start()".
QString readableFunctionName(const QString &demangled);
/// Whether a symbol, as the compiler made it, is a coroutine's half that runs when it is resumed or
/// destroyed.
bool isResumedCoroutine(QLatin1String symbol);

/// "Worker::process()" for the function that runs a queued call: `implementation` is the demangled name of
/// what Qt made of the connected function, or of the functor. Empty when only the call's word tells which
/// member or free function it is (see isFunctionPointer); "??" when it cannot be told.
QString queuedCallName(const QString &implementation);
/// The call's word is the address of the function.
bool isFunctionPointer(const QString &implementation);
/// "Worker" of a connected member function of Worker; else empty.
QString classOfMemberPointer(const QString &implementation);
/// The name of the whole call; empty when it cannot be known. `isWordOdd`: it is then, in a member pointer, a
/// place in the table of virtual functions. `symbolOfWord` gives the demangled name of the function there.
QString nameOfCall(const QString &implementation, bool isWordOdd,
                   const std::function<QString()> &symbolOfWord);

} // namespace Loopscope::Monitor
