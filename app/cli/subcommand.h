#pragma once

#include <QObject>

#include <functional>
#include <memory>

namespace Loopscope::Cli {

/// A command that goes on in the event loop. start() begins it; finished() tells the exit status.
class Command : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    virtual void start() = 0;
    /// SIGINT or SIGTERM came: end in order. finished() follows.
    virtual void stop() { Q_EMIT finished(1); }

Q_SIGNALS:
    void finished(int exitStatus);
};

} // namespace Loopscope::Cli
