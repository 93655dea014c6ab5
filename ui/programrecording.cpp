#include "ui/programrecording.h"

#include "ui/attachedprogram.h"

#include <utility>

namespace Loopscope::Ui {

ProgramRecording::ProgramRecording(AttachedProgram *program, QObject *parent)
    : QObject(parent)
    , m_name(program->name())
{
    open(program);
    connect(program, &AttachedProgram::observed, this, [this, program] { takeName(program); });
    connect(program, &AttachedProgram::ended, this, [this, program] {
        m_isOfNothing = !program->isObserved();
        finish();
    });
}

void ProgramRecording::open(AttachedProgram *program)
{
    m_file = temporaryRecording(m_name + recordingEnding);
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
}

// A launcher became the program: the trace has its name from the begin, and nothing was recorded yet.
void ProgramRecording::takeName(AttachedProgram *program)
{
    const QString former = std::exchange(m_name, program->name());
    if (m_name == former || !isOpen())
        return;
    m_recording->discard();
    open(program);
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
