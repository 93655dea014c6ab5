#include "core/record/counterwords.h"

#include <array>
#include <utility>

namespace Loopscope::Record {

namespace {

using Trace::CounterKind;

constexpr std::array<std::pair<CounterKind, const char *>, 8> words{{
    {CounterKind::JobsWaiting, "jobs waiting"},
    {CounterKind::JobsRunning, "jobs running"},
    {CounterKind::RequestsPerSecond, "requests per second"},
    {CounterKind::RequestsInFlight, "requests in flight"},
    {CounterKind::Completed, "completed"},
    {CounterKind::BytesPerSecond, "bytes per second"},
    {CounterKind::WrongAnswers, "wrong answers"},
    {CounterKind::Other, "other"},
}};

} // namespace

QString wordsOf(Trace::CounterKind kind)
{
    for (const auto &[known, text] : words) {
        if (known == kind)
            return QString::fromLatin1(text);
    }
    return {};
}

Trace::CounterKind counterKindOf(const QString &text)
{
    for (const auto &[kind, known] : words) {
        if (text == QLatin1String(known))
            return kind;
    }
    return CounterKind::Other;
}

} // namespace Loopscope::Record
