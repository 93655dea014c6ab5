#pragma once

#include "core/session/traceload.h"

#include <QJsonObject>
#include <QStringList>

namespace Loopscope::Session {

/// The stalls that one line of code caused, in both traces.
struct CulpritChange
{
    enum class Kind
    {
        Gone,
        New,
        Longer,
        Shorter,
        Same
    };
    struct Side
    {
        quint64 count = 0;
        Base::Duration longest{0};
        Base::Duration total{0};
    };
    QString culprit; ///< "sleeper() core/a.cpp:31"
    Kind kind = Kind::Same;
    Side before;
    Side after;

    QString kindId() const; ///< "gone", "new", "longer", "shorter", "same"
};

/// Two traces side by side.
struct TraceComparison
{
    QString beforePath;
    QString afterPath;
    const LoadedTrace *before = nullptr; ///< must outlive this
    const LoadedTrace *after = nullptr;
    std::vector<CulpritChange> stalls; ///< the longest first
    QStringList findings;              ///< sentences

    /// As CONTRACT.md gives it.
    QJsonObject toJson() const;
};

/// Stalls belong together when function and file are the same (lines move between versions). "Longer" and
/// "shorter" go by the longest stall, from a tenth and 2 ms on.
TraceComparison compareTraces(const QString &beforePath, const LoadedTrace &before, const QString &afterPath,
                              const LoadedTrace &after);

/// Of two documents of the same kind, with the same keys: each number as {"absolute", "relative"} (null where
/// before is 0), what is no number in both as null; entries of arrays by their name.
QJsonValue difference(const QJsonValue &before, const QJsonValue &after);

} // namespace Loopscope::Session
