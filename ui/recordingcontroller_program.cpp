// The recording of an observed program; recordingcontroller.cpp has those of the slides' runs.
#include "ui/panels/statuspanel.h"
#include "ui/programrecording.h"
#include "ui/recordingcontroller.h"

#include <algorithm>

namespace Loopscope::Ui {

using Panels::RecordingStatus;

void RecordingController::observe(AttachedProgram *program)
{
    leaveProgram();
    m_program = new ProgramRecording(program, this);
    m_program->setWanted(std::exchange(m_armed, false));
    m_parts.status->setRecording({});
    connect(m_program, &ProgramRecording::closed, this,
            [this, recording = m_program] { finishProgram(recording); });
    connect(m_program, &ProgramRecording::failed, this, &RecordingController::showProgramFailed);
    showProgramFailed();
    showState();
}

// What is still written to its file ends by itself.
void RecordingController::leaveProgram()
{
    ProgramRecording *left = std::exchange(m_program, nullptr);
    if (!left)
        return;
    m_parts.status->setRecording({});
    if (left->isClosed())
        left->deleteLater();
    else
        left->finish();
}

void RecordingController::finishProgram(ProgramRecording *recording)
{
    if (recording->isOfNothing() && recording == m_program)
        m_parts.status->setRecording({});
    if (recording->isWanted())
        keepProgram(*recording);
    if (recording != m_program)
        recording->deleteLater();
    Q_EMIT written();
}

void RecordingController::keepProgram(const ProgramRecording &recording)
{
    if (recording.file().isThere() && recording.problem().isEmpty() && !recording.isOfNothing())
        copy(recording.file(), freshRecordingPath(m_folder, recording.name()));
}

bool RecordingController::isWriting() const
{
    const auto recordings = findChildren<ProgramRecording *>(QString(), Qt::FindDirectChildrenOnly);
    return std::ranges::any_of(recordings, [](const ProgramRecording *recording) {
        return recording->isWanted() && !recording->isClosed();
    });
}

// Of a program that has ended it is kept at once, and once.
void RecordingController::toggleProgram()
{
    if (m_program->isOfNothing()) {
        tellNothingToSave();
        return;
    }
    const bool wasWanted = m_program->isWanted();
    m_program->setWanted(!wasWanted || m_program->isClosed());
    if (!m_program->isClosed())
        m_parts.status->setRecording({});
    else if (!wasWanted)
        keepProgram(*m_program);
    showProgramFailed();
}

void RecordingController::showProgramFailed()
{
    if (m_program && m_program->isWanted() && !m_program->problem().isEmpty())
        m_parts.status->setRecording(
            {RecordingStatus::Kind::Stopped, m_program->file().path, 0, m_program->problem()});
}

void RecordingController::showProgram()
{
    if (m_program->isWanted() && m_program->isOpen())
        m_parts.status->setRecording(
            {RecordingStatus::Kind::Recording, m_program->file().path, m_program->bytes(), QString()});
}

} // namespace Loopscope::Ui
