#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

namespace Loopscope::Trace {

/// An address as the file of its program or library knows it.
struct CodePlace
{
    QString module;     ///< full path; empty: there is none
    QByteArray buildId; ///< empty: the module has none
    quint64 offset = 0;

    friend bool operator==(const CodePlace &, const CodePlace &) = default;
};

/// Where the function of a queued call lies. Stands for its name where no symbols are read (in an attached
/// program), until a process that has them takes its place.
struct CallPlace
{
    CodePlace runner;       ///< what Qt made of the connected function or of the functor
    CodePlace word;         ///< what lies behind it in the call, where that points into a module
    bool isVirtual = false; ///< it does not, and is odd, as a pointer to a virtual member function is

    friend bool operator==(const CallPlace &, const CallPlace &) = default;
};

/// A name with a place in it: "QObject (MetaCall)", the place, " ← QTimer::timeout()".
struct PlacedName
{
    QString before; ///< counts when the place cannot be named
    CallPlace place;
    QString after; ///< counts always
};

/// The place in a form that stands between other texts; empty when a path in it makes that impossible.
QString toText(const CallPlace &place);
/// None when there is no place in it.
std::optional<PlacedName> placedName(const QString &name);

} // namespace Loopscope::Trace
