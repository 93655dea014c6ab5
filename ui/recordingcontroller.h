#pragma once

#include "core/base/steadytime.h"
#include "ui/recordingfile.h"

#include <QObject>
#include <QPointer>

#include <deque>
#include <memory>

class QFileDialog;
class QWidget;

namespace Loopscope::Session {
struct RunReport;
class Session;
} // namespace Loopscope::Session
namespace Loopscope::Panels {
class MessageBar;
class StatusPanel;
} // namespace Loopscope::Panels

namespace Loopscope::Ui {

class AttachedProgram;
class ProgramRecording;
class RunController;

/// Ctrl+R and Ctrl+S: records the run that goes on or the next one, and copies a finished recording to a
/// place of the user's choice. Every run, and every program that is observed, is recorded to a temporary
/// file, its last ten minutes at least: so Ctrl+S saves also a run that nobody thought of recording, and
/// Ctrl+R keeps one from its begin. Copying is done on another thread. GUI thread.
class RecordingController final : public QObject
{
    Q_OBJECT

public:
    /// Temporary recordings of runs that are not the newest take at most so many bytes.
    static constexpr qint64 mostTemporaryBytes = 512 * 1024 * 1024;

    struct Parts
    {
        Session::Session *session;
        RunController *run;
        Panels::StatusPanel *status;
        Panels::MessageBar *messages;
        QWidget *window; ///< parent of the file dialog
    };

    /// All parts must outlive the controller.
    explicit RecordingController(const Parts &parts, QObject *parent = nullptr);
    ~RecordingController() override;

    /// Where recordings go: the documents folder, else the current one.
    void setFolder(const QString &folder) { m_folder = folder; }
    /// The next run will be recorded.
    bool isArmed() const { return m_armed; }
    /// The recording of what is shown, once it is whole; empty when there is none.
    QString finished() const;
    /// A program's recording is wanted and not whole yet; written() tells.
    bool isWriting() const;
    /// The file dialog while it is open.
    QFileDialog *dialog() const { return m_dialog; }

public Q_SLOTS:
    /// Starts, stops, or has the next run recorded; keeps what is recorded of a program, or does not.
    void toggle();
    /// Asks for a name, beside everything else, and copies the recording of what is shown there.
    void saveAs();
    /// The recording of what is shown.
    void copyTo(const QString &path);
    /// A program is observed from now on, in place of the slides.
    void observe(Loopscope::Ui::AttachedProgram *program);
    /// It is not shown any more; it is there until this returns.
    void leaveProgram();
    /// Once per frame; a few times a second the size is looked at.
    void refresh();

Q_SIGNALS:
    /// Empty reason: it worked.
    void copied(const QString &path, const QString &reason);
    /// A program's recording is closed.
    void written();

private:
    struct FinishedRun
    {
        std::weak_ptr<const Session::RunReport> run;
        RecordingFile file;
    };
    QString freshPath() const;
    RecordingFile shownFile() const;
    void prepareRun();
    void finishRun();
    void keepFinished(const RecordingFile &file);
    void showState();
    void tellNothingToSave();
    void reportFailure(const QString &reason);
    void copy(const RecordingFile &file, const QString &path);
    void reportCopy(const QString &path, const QString &reason);
    void tellWhere(const QString &path);
    void toggleProgram();
    void finishProgram(ProgramRecording *recording);
    void showProgram();
    void showProgramFailed();
    void keepProgram(const ProgramRecording &recording);

    Parts m_parts;
    QString m_folder;
    RecordingFile m_current;
    std::deque<FinishedRun> m_finished; // the newest is the last
    Base::SteadyTime m_refreshedAt;
    bool m_isWanted = false; // the temporary recording that goes on: it will be kept
    bool m_armed = false;
    bool m_failed = false;
    ProgramRecording *m_program = nullptr; // that is shown
    QPointer<QFileDialog> m_dialog;
    QString m_askedFor; // where the dialog's copy goes
};

} // namespace Loopscope::Ui
