#pragma once

#include <QObject>
#include <QPointer>

class QFileDialog;
class QWidget;

namespace Loopscope::Charts {
class ChartColumn;
}
namespace Loopscope::Panels {
class MessageBar;
}

namespace Loopscope::Ui {

class ReplayStage;

/// Ctrl+E: the chart that has the focus, or all of them, as PNG or SVG. GUI thread; the file is written on
/// another.
class ExportController final : public QObject
{
    Q_OBJECT

public:
    struct Parts
    {
        Charts::ChartColumn *charts;
        ReplayStage *stage;
        Panels::MessageBar *messages;
        QWidget *window;
    };

    /// All parts must outlive the controller.
    explicit ExportController(const Parts &parts, QObject *parent = nullptr);

    /// The chart with the focus, else all.
    QWidget *target() const;
    QFileDialog *dialog() const;

public Q_SLOTS:
    /// Asks for a name, beside everything else.
    void ask();
    /// ".svg" or a picture of another kind, by the name's ending; PNG without one.
    void exportTo(const QString &path);

Q_SIGNALS:
    /// Empty reason: it worked.
    void exported(const QString &path, const QString &reason);

private:
    void report(const QString &path, const QString &reason);

    Parts m_parts;
    QPointer<QWidget> m_target; // as it was when the dialog came up
    QPointer<QFileDialog> m_dialog;
};

} // namespace Loopscope::Ui
