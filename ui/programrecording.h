#pragma once

#include "core/session/recording.h"
#include "ui/recordingfile.h"

#include <QObject>

namespace Loopscope::Ui {

class AttachedProgram;

/// The recording of an observed program, from when the window has it to the program's end or finish(): to a
/// temporary file, its last ten minutes at least. GUI thread, which it never blocks: delete it when it is
/// closed.
class ProgramRecording final : public QObject
{
    Q_OBJECT

public:
    /// The program must be there until it has ended or finish() was called.
    explicit ProgramRecording(AttachedProgram *program, QObject *parent = nullptr);

    /// Of the program, as far as it is known.
    QString name() const { return m_name; }
    const RecordingFile &file() const { return m_file; }
    bool isOpen() const { return m_recording && m_recording->isOpen(); }
    /// Nothing is written any more.
    bool isClosed() const { return !m_recording || m_recording->isClosed(); }
    qint64 bytes() const { return m_recording ? m_recording->bytes() : 0; }
    /// Why there is none, or why it ended early: one sentence; else empty.
    QString problem() const { return m_problem; }
    /// The program has ended, and nothing of it was observed.
    bool isOfNothing() const { return m_isOfNothing; }
    /// Somebody wants it beyond this session.
    bool isWanted() const { return m_isWanted; }
    void setWanted(bool wanted) { m_isWanted = wanted; }

public Q_SLOTS:
    /// Nothing more is recorded; closed() follows.
    void finish();

Q_SIGNALS:
    void failed(const QString &reason);
    void closed();

private:
    void open(AttachedProgram *program);
    void takeName(AttachedProgram *program);
    void fail(const QString &reason);

    QString m_name;
    RecordingFile m_file;
    std::unique_ptr<Session::Recording> m_recording; // null: there was no place for it
    QString m_problem;
    bool m_isOfNothing = false;
    bool m_isWanted = false;
};

} // namespace Loopscope::Ui
