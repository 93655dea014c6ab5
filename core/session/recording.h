#pragma once

#include "core/record/perfettowriter.h"
#include "core/session/runplan.h"
#include "core/trace/eventsource.h"

#include <QObject>

#include <memory>

namespace Loopscope::Session {

/// What a recording says of an observed program.
Record::RunDescription describeProgram(const QString &name, qint64 pid, Base::Duration threshold);

/// A trace file that is being written from a source, which must be there until finish() or discard() was
/// called, or the recording is gone. Session's thread.
class Recording final : public QObject
{
    Q_OBJECT

public:
    /// Opens the file and begins; see isOpen() and problem().
    Recording(Trace::EventSource *source, const RunPlan &plan, const QString &path);
    Recording(Trace::EventSource *source, Record::RunDescription description, const QString &path,
              Record::PerfettoWriter::Limits limits = Record::PerfettoWriter::Limits());
    ~Recording() override;

    bool isOpen() const { return m_state == State::Open; }
    bool isClosed() const { return m_state == State::Closed; }
    /// Why it could not be opened: one sentence.
    QString problem() const { return m_problem; }
    QString path() const { return m_path; }
    qint64 bytes() const { return m_writer->bytesWritten(); }
    Base::Duration cpuTime() const { return m_writer->cpuTime(); }

    /// Writes what is left; closed() follows.
    void finish(const Record::RunSummary &summary);
    /// Closes and deletes the file: its run never began.
    void discard();

Q_SIGNALS:
    void closed();
    /// The recording ended early; what was written is kept. closed() follows.
    void failed(const QString &reason);

private:
    enum class State
    {
        Open,
        Closing,
        Closed
    };

    void onClosed(Record::RecordError error);
    void leaveSource();

    Trace::EventSource *m_source; // null: nothing more is taken from it
    const QString m_path;
    const std::shared_ptr<Record::PerfettoWriter> m_writer;
    QString m_problem;
    State m_state = State::Closed;
};

} // namespace Loopscope::Session
