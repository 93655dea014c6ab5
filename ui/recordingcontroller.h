#pragma once

#include "core/base/steadytime.h"

#include <QObject>
#include <QPointer>
#include <QString>
#include <QTemporaryDir>

#include <memory>

class QFileDialog;
class QWidget;

namespace Loopscope::Session {
class Session;
}
namespace Loopscope::Panels {
class MessageBar;
class StatusPanel;
} // namespace Loopscope::Panels

namespace Loopscope::Ui {

class RunController;

/// Ctrl+R and Ctrl+S: records the run that goes on or the next one, and copies a finished recording to a
/// place of the user's choice. Every run is recorded to a temporary file, its last ten minutes at least: so
/// Ctrl+S saves also a run that nobody thought of recording, and Ctrl+R during a run keeps it from its begin.
/// Copying is done on another thread. GUI thread.
class RecordingController final : public QObject
{
    Q_OBJECT

public:
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

    /// Where recordings go: the documents folder, else the current one.
    void setFolder(const QString &folder) { m_folder = folder; }
    /// The next run will be recorded.
    bool isArmed() const { return m_armed; }
    /// The last recording that is whole; empty when there is none.
    QString finished() const { return m_finished; }
    /// The file dialog while it is open.
    QFileDialog *dialog() const { return m_dialog; }

public Q_SLOTS:
    /// Starts, stops, or has the next run recorded.
    void toggle();
    /// Asks for a name, beside everything else, and copies the finished recording there.
    void saveAs();
    void copyTo(const QString &from, const QString &path);
    /// Once per frame; a few times a second the size is looked at.
    void refresh();

Q_SIGNALS:
    /// Empty reason: it worked.
    void copied(const QString &path, const QString &reason);

private:
    QString freshPath() const;
    QString temporaryPath();
    void prepareRun();
    void finishRun();
    void showState();
    void reportFailure(const QString &reason);
    void reportCopy(const QString &path, const QString &reason);

    Parts m_parts;
    QString m_folder;
    QString m_current;
    QString m_finished;
    Base::SteadyTime m_refreshedAt;
    std::shared_ptr<QTemporaryDir> m_temporary; // as long as something is copied from it
    bool m_isTemporary = false;                 // the recording that goes on
    bool m_isWanted = false;                    // and it will be kept
    bool m_armed = false;
    bool m_failed = false;
    QPointer<QFileDialog> m_dialog;
};

/// "slow-callback-blocking.perfetto-trace" in the folder; "-2" and so on when there is one already.
QString freshRecordingPath(const QString &folder, const QString &scenarioId, const QString &variantId);

} // namespace Loopscope::Ui
