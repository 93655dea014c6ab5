#include "ui/recordingcontroller.h"

#include "core/session/session.h"
#include "ui/panels/messagebar.h"
#include "ui/panels/statuspanel.h"
#include "ui/programrecording.h"
#include "ui/runcontroller.h"

#include <QDesktopServices>
#include <QFileDialog>
#include <QFileInfo>
#include <QThreadPool>
#include <QUrl>

namespace Loopscope::Ui {

using Panels::Message;
using Panels::RecordingStatus;

namespace {

constexpr std::chrono::milliseconds refreshInterval{250};

} // namespace

RecordingController::RecordingController(const Parts &parts, QObject *parent)
    : QObject(parent)
    , m_parts(parts)
    , m_folder(usualRecordingFolder())
{
    connect(parts.run, &RunController::runStarting, this, &RecordingController::prepareRun);
    connect(parts.run, &RunController::runEnded, this, &RecordingController::finishRun);
    connect(parts.session, &Session::Session::recordingFailed, this, &RecordingController::reportFailure);
}

RecordingController::~RecordingController() = default;

QString RecordingController::freshPath() const
{
    const Session::RunPlan &plan = m_parts.session->plan();
    const bool running = m_parts.session->isRunning();
    const Scenario::Variant *variant = m_parts.run->variant();
    if (!running && !variant)
        return {};
    return freshRecordingPath(m_folder, running ? plan.scenarioId + u'-' + plan.variantId
                                                : m_parts.run->scenario()->id + u'-' + variant->id);
}

RecordingFile RecordingController::shownFile() const
{
    if (m_program)
        return m_program->file();
    const auto shown = m_parts.run->shownReport();
    const auto found = std::find_if(m_finished.rbegin(), m_finished.rend(), [&shown](const auto &finished) {
        return shown && finished.run.lock() == shown;
    });
    return found == m_finished.rend() ? RecordingFile() : found->file;
}

QString RecordingController::finished() const
{
    const bool isWhole = !m_program || m_program->isClosed();
    return isWhole ? shownFile().path : QString();
}

void RecordingController::toggle()
{
    if (m_program) {
        toggleProgram();
    } else if (m_parts.session->isRecording() && m_current.isTemporary()) {
        m_isWanted = !m_isWanted;
        if (!m_isWanted)
            m_parts.status->setRecording({});
    } else if (m_parts.session->isRecording()) {
        m_parts.session->stopRecording();
        finishRun();
    } else if (m_parts.session->isRunning()) {
        m_current = {freshPath()};
        m_failed = false;
        m_parts.session->startRecording(m_current.path);
    } else {
        m_armed = !m_armed;
        if (!m_armed)
            m_parts.status->setRecording({});
    }
    showState();
}

void RecordingController::prepareRun()
{
    m_failed = false;
    m_isWanted = false;
    m_parts.status->setRecording({});
    if (std::exchange(m_armed, false)) {
        m_current = {freshPath()};
        m_parts.run->setNextRecordPath(m_current.path);
    } else {
        m_current = temporaryRecording(QFileInfo(freshPath()).fileName());
        m_parts.run->setNextRecordPath(m_current.path, temporarilyKept);
    }
}

void RecordingController::refresh()
{
    const Base::SteadyTime now = Base::now();
    if (now - m_refreshedAt < refreshInterval)
        return;
    m_refreshedAt = now;
    showState();
}

void RecordingController::showState()
{
    if (m_program)
        showProgram();
    else if (m_armed)
        m_parts.status->setRecording({RecordingStatus::Kind::Armed, freshPath(), 0, QString()});
    else if (m_parts.session->isRecording() && (m_isWanted || !m_current.isTemporary()))
        m_parts.status->setRecording({RecordingStatus::Kind::Recording, m_parts.session->recordingPath(),
                                      m_parts.session->recordedBytes(), QString()});
}

void RecordingController::finishRun()
{
    const RecordingFile file = std::exchange(m_current, RecordingFile());
    if (m_failed || !file.isThere())
        return;
    keepFinished(file);
    if (!file.isTemporary())
        m_parts.status->setRecording({RecordingStatus::Kind::Saved, file.path, file.size(), QString()});
    else if (std::exchange(m_isWanted, false))
        copy(file, freshRecordingPath(m_folder, QFileInfo(file.path).completeBaseName()));
}

// As long as its run is shown or kept, and there is room.
void RecordingController::keepFinished(const RecordingFile &file)
{
    std::erase_if(m_finished, [](const FinishedRun &finished) { return finished.run.expired(); });
    qint64 bytes = 0;
    for (const FinishedRun &finished : m_finished)
        bytes += finished.file.isTemporary() ? finished.file.size() : 0;
    while (bytes > mostTemporaryBytes) {
        const RecordingFile &oldest = m_finished.front().file;
        bytes -= oldest.isTemporary() ? oldest.size() : 0;
        m_finished.pop_front();
    }
    m_finished.push_back({m_parts.session->report(), file});
}

void RecordingController::reportFailure(const QString &reason)
{
    m_failed = true;
    if (m_current.isTemporary() && !m_isWanted)
        return;
    m_parts.status->setRecording({RecordingStatus::Kind::Stopped, m_current.path, 0, reason});
}

void RecordingController::tellNothingToSave()
{
    Message message;
    message.title = tr("Nothing recorded yet.");
    message.detail = tr("Ctrl+R records the run that goes on, or the next one.");
    if (m_program && m_program->isOfNothing()) {
        message.detail = tr("Nothing of this program was observed.");
    } else if (m_program) {
        message.title = tr("There is no recording of this program.");
        message.detail = m_program->problem();
    } else if (m_parts.run->shownReport()) {
        message.title = tr("There is no recording of this run any more.");
        message.detail = tr("Temporary ones go when there is no room for them. Ctrl+R records the next run.");
    }
    m_parts.messages->showMessage(message);
}

void RecordingController::saveAs()
{
    const RecordingFile file = shownFile();
    if (!file.isThere() || (m_program && m_program->isOfNothing())) {
        tellNothingToSave();
        return;
    }
    if (m_dialog) {
        m_dialog->raise();
        m_dialog->activateWindow();
        return;
    }
    m_dialog = new QFileDialog(m_parts.window, tr("Save the recording as"));
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    m_dialog->setPalette(m_parts.window->palette());
    m_dialog->setModal(false);
    m_dialog->setAcceptMode(QFileDialog::AcceptSave);
    m_dialog->setNameFilter(tr("Perfetto traces (*%1)").arg(recordingEnding));
    m_dialog->setDirectory(file.isTemporary() ? m_folder : QFileInfo(file.path).absolutePath());
    m_dialog->selectFile(m_program ? m_program->name() + recordingEnding : QFileInfo(file.path).fileName());
    m_dialog->setDefaultSuffix(recordingEnding.mid(1));
    // What is shown by then may be something else; the dialog is about this one.
    connect(m_dialog, &QFileDialog::fileSelected, this, [this, file](const QString &path) {
        m_askedFor = path;
        copy(file, path);
    });
    m_dialog->show();
}

void RecordingController::copyTo(const QString &path)
{
    copy(shownFile(), path);
}

void RecordingController::copy(const RecordingFile &file, const QString &path)
{
    if (QFileInfo(path) == QFileInfo(file.path)) {
        reportCopy(path, QString());
        return;
    }
    const QPointer<RecordingController> self(this);
    // The file is there until then.
    QThreadPool::globalInstance()->start([self, file, path] {
        const QString reason = copyRecording(file.path, path);
        // Delivered on the window's thread, and not at all when the window is gone.
        QMetaObject::invokeMethod(
            qApp,
            [self, path, reason] {
                if (self)
                    self->reportCopy(path, reason);
            },
            Qt::QueuedConnection);
    });
}

void RecordingController::reportCopy(const QString &path, const QString &reason)
{
    if (reason.isEmpty())
        m_parts.status->setRecording({RecordingStatus::Kind::Saved, path, QFileInfo(path).size(), QString()});
    else
        m_parts.messages->showMessage({Message::Kind::Information, tr("The recording could not be copied."),
                                       QStringLiteral("%1: %2").arg(path, reason), QString()});
    if (std::exchange(m_askedFor, QString()) == path && reason.isEmpty())
        tellWhere(path);
    Q_EMIT copied(path, reason);
}

// It stays until the next run, or until it is dismissed.
void RecordingController::tellWhere(const QString &path)
{
    Message message;
    message.kind = Message::Kind::Done;
    message.title = tr("The recording is saved.");
    message.detail = path;
    message.action = tr("Show folder");
    message.act = [path] { QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(path).absolutePath())); };
    m_parts.messages->showMessage(message);
}

} // namespace Loopscope::Ui
