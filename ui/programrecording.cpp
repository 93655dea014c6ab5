#include "ui/programrecording.h"

#include "ui/attachedprogram.h"

namespace Loopscope::Ui {

ProgramRecording::ProgramRecording(AttachedProgram *program, QObject *parent)
    : QObject(parent)
    , m_name(program->name())
    , m_file(temporaryRecording(m_name + recordingEnding))
{
    if (m_file.path.isEmpty()) {
        fail(tr("There is no place for temporary files."));
        return;
    }
    Record::PerfettoWriter::Limits limits;
    limits.keepLast = temporarilyKept;
    m_recording = std::make_unique<Session::Recording>(
        program->source(), Session::describeProgram(m_name, program->pid(), program->threshold()),
        m_file.path, limits);
    if (!m_recording->isOpen()) {
        fail(m_recording->problem());
        return;
    }
    connect(m_recording.get(), &Session::Recording::failed, this, &ProgramRecording::fail);
    connect(m_recording.get(), &Session::Recording::closed, this, &ProgramRecording::closed);
    connect(program, &AttachedProgram::observed, this, [this, program] { m_name = program->name(); });
    connect(program, &AttachedProgram::ended, this, [this, program] {
        m_isOfNothing = !program->isObserved();
        finish();
    });
}

void ProgramRecording::finish()
{
    if (isOpen())
        m_recording->finish({});
}

void ProgramRecording::fail(const QString &reason)
{
    m_problem = reason;
    Q_EMIT failed(reason);
}

} // namespace Loopscope::Ui
