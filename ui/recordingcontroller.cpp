#include "ui/recordingcontroller.h"

#include "core/session/session.h"
#include "ui/panels/messagebar.h"
#include "ui/panels/statuspanel.h"
#include "ui/runcontroller.h"

#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QStandardPaths>
#include <QThreadPool>

namespace Loopscope::Ui {

using Panels::Message;
using Panels::RecordingStatus;

namespace {

constexpr std::chrono::milliseconds refreshInterval{250};
constexpr std::chrono::minutes temporarilyKept{10};
const QString ending = QStringLiteral(".perfetto-trace");

QString usualFolder()
{
    const QString documents = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    const bool usable = QFileInfo(documents).isDir() && QFileInfo(documents).isWritable();
    return usable ? documents : QDir::currentPath();
}

/// Any thread. Empty: it worked. An existing file is replaced only when the copy is whole.
QString copyRecording(const QString &from, const QString &to)
{
    const QString part = to + QStringLiteral(".part");
    QFile::remove(part);
    QFile source(from);
    if (!source.copy(part))
        return source.errorString();
    QFile::remove(to);
    QFile copy(part);
    if (copy.rename(to))
        return {};
    const QString reason = copy.errorString();
    QFile::remove(part);
    return reason;
}

} // namespace

QString freshRecordingPath(const QString &folder, const QString &scenarioId, const QString &variantId)
{
    const QString base = QStringLiteral("%1-%2").arg(scenarioId, variantId);
    const QDir dir(folder);
    QString name = base + ending;
    for (int number = 2; dir.exists(name); ++number)
        name = QStringLiteral("%1-%2%3").arg(base).arg(number).arg(ending);
    return dir.filePath(name);
}

RecordingController::RecordingController(const Parts &parts, QObject *parent)
    : QObject(parent)
    , m_parts(parts)
    , m_folder(usualFolder())
{
    connect(parts.run, &RunController::runStarting, this, &RecordingController::prepareRun);
    connect(parts.run, &RunController::runEnded, this, &RecordingController::finishRun);
    connect(parts.session, &Session::Session::recordingFailed, this, &RecordingController::reportFailure);
}

QString RecordingController::freshPath() const
{
    const Session::RunPlan &plan = m_parts.session->plan();
    const bool running = m_parts.session->isRunning();
    const Scenario::Variant *variant = m_parts.run->variant();
    if (!running && !variant)
        return {};
    return freshRecordingPath(m_folder, running ? plan.scenarioId : m_parts.run->scenario()->id,
                              running ? plan.variantId : variant->id);
}

// Of this run alone; empty when there is no place for it.
QString RecordingController::temporaryPath()
{
    m_temporary = std::make_shared<QTemporaryDir>();
    return m_temporary->isValid() ? QDir(m_temporary->path()).filePath(QFileInfo(freshPath()).fileName())
                                  : QString();
}

void RecordingController::toggle()
{
    if (m_isTemporary && m_parts.session->isRecording()) {
        m_isWanted = !m_isWanted;
        if (!m_isWanted)
            m_parts.status->setRecording({});
        showState();
        return;
    }
    if (m_parts.session->isRecording()) {
        m_parts.session->stopRecording();
        finishRun();
    } else if (m_parts.session->isRunning()) {
        m_current = freshPath();
        m_failed = false;
        m_isTemporary = false;
        m_parts.session->startRecording(m_current);
        showState();
    } else {
        m_armed = !m_armed;
        showState();
    }
}

void RecordingController::prepareRun()
{
    m_current.clear();
    m_finished.clear();
    m_failed = false;
    m_isWanted = std::exchange(m_armed, false);
    m_isTemporary = !m_isWanted;
    m_parts.status->setRecording({});
    if (m_isWanted) {
        m_current = freshPath();
        m_parts.run->setNextRecordPath(m_current);
    } else {
        m_current = temporaryPath();
        m_parts.run->setNextRecordPath(m_current, temporarilyKept);
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
    if (m_armed) {
        m_parts.status->setRecording({RecordingStatus::Kind::Armed, freshPath(), 0, QString()});
    } else if (m_parts.session->isRecording()) {
        if (m_isWanted || !m_isTemporary)
            m_parts.status->setRecording({RecordingStatus::Kind::Recording, m_parts.session->recordingPath(),
                                          m_parts.session->recordedBytes(), QString()});
    } else if (m_current.isEmpty() && m_finished.isEmpty() && !m_failed) {
        m_parts.status->setRecording({});
    }
}

void RecordingController::finishRun()
{
    if (m_current.isEmpty() || m_failed || !QFileInfo::exists(m_current))
        return;
    m_finished = std::exchange(m_current, QString());
    if (m_isTemporary) {
        if (std::exchange(m_isWanted, false))
            copyTo(m_finished, freshRecordingPath(m_folder, m_parts.session->plan().scenarioId,
                                                  m_parts.session->plan().variantId));
        return;
    }
    m_parts.status->setRecording(
        {RecordingStatus::Kind::Saved, m_finished, QFileInfo(m_finished).size(), QString()});
}

void RecordingController::reportFailure(const QString &reason)
{
    m_failed = true;
    if (m_isTemporary && !m_isWanted)
        return;
    m_parts.status->setRecording({RecordingStatus::Kind::Stopped, m_current, 0, reason});
}

void RecordingController::saveAs()
{
    if (m_finished.isEmpty()) {
        m_parts.messages->showMessage({Message::Kind::Information, tr("Nothing recorded yet."),
                                       tr("Ctrl+R records the run that goes on, or the next one."),
                                       QString()});
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
    m_dialog->setNameFilter(tr("Perfetto traces (*%1)").arg(ending));
    m_dialog->setDirectory(m_isTemporary ? m_folder : QFileInfo(m_finished).absolutePath());
    m_dialog->selectFile(QFileInfo(m_finished).fileName());
    m_dialog->setDefaultSuffix(ending.mid(1));
    // The next run makes a file of its own; the dialog is about this one.
    connect(
        m_dialog, &QFileDialog::fileSelected, this,
        [this, from = m_finished, keptUntilThen = m_temporary](const QString &path) { copyTo(from, path); });
    m_dialog->show();
}

void RecordingController::copyTo(const QString &from, const QString &path)
{
    if (QFileInfo(path) == QFileInfo(from)) {
        reportCopy(path, QString());
        return;
    }
    const QPointer<RecordingController> self(this);
    QThreadPool::globalInstance()->start([self, from, kept = m_temporary, path] {
        const QString reason = copyRecording(from, path);
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
    Q_EMIT copied(path, reason);
}

} // namespace Loopscope::Ui
