#pragma once

#include "core/trace/eventsource.h"

#include <QObject>
#include <QStringList>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace Loopscope::Ui {

/// A program that the window observes. Who can start programs implements it: this layer can't. GUI thread,
/// which it never blocks; the source calls its sinks there, too.
class AttachedProgram : public QObject
{
    Q_OBJECT

public:
    /// Empty, or one sentence that says why it could not be started. A program that has been started already
    /// is left as it is.
    [[nodiscard]] virtual QString start() = 0;
    /// Asks it to end; it may take its time, or not follow.
    virtual void terminate() = 0;

    virtual QStringList command() const = 0;
    virtual QString name() const = 0; ///< "my-app", also when a launcher became it
    virtual qint64 pid() const = 0;
    virtual std::chrono::milliseconds threshold() const = 0;
    virtual Trace::EventSource *source() = 0;
    virtual bool isObserved() const = 0;
    /// 128 + n when signal n ended it; none while it runs.
    virtual std::optional<int> exitStatus() const = 0;
    /// That ended it; 0: none.
    virtual int endSignal() const = 0;

Q_SIGNALS:
    /// Its loop is: only now the name is known for sure.
    void observed();
    /// It runs on unobserved, or one of its processes does: one sentence.
    void problem(const QString &sentence);
    /// It has ended, and everything that is known of it went to the sinks.
    void ended();
};

/// Makes a program of its command line; never null.
using ProgramMaker = std::function<std::unique_ptr<AttachedProgram>(const QStringList &command)>;

} // namespace Loopscope::Ui
