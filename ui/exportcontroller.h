#pragma once

#include "ui/theme/theme.h"

#include <QObject>
#include <QPointer>

#include <functional>

class QFileDialog;
class QWidget;

namespace Loopscope::Charts {
class ChartColumn;
}
namespace Loopscope::Panels {
class ComparePanel;
class MessageBar;
class StallPanel;
} // namespace Loopscope::Panels

namespace Loopscope::Ui {

class ReplayStage;

/// What an exported picture is about.
struct ExportNames
{
    QString title; ///< "Slow callback, Blocking: 9 stalls, longest 100.1 ms"
    QString file;  ///< without an ending: "slow-callback-blocking"
};

/// Ctrl+E: what is shown as PNG or SVG: the comparison, a stall, the chart that has the focus, or all charts.
/// GUI thread; the file is written on another.
class ExportController final : public QObject
{
    Q_OBJECT

public:
    struct Parts
    {
        Charts::ChartColumn *charts;
        Panels::ComparePanel *comparison;
        Panels::StallPanel *stallPage;
        ReplayStage *stage;
        Panels::MessageBar *messages;
        QWidget *window;
        const Theme::Theme *theme;
        std::function<ExportNames()> names;
    };

    /// All parts must outlive the controller.
    explicit ExportController(const Parts &parts, QObject *parent = nullptr);

    /// The page that is shown; of the charts the one with the focus, else all.
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
    QString dialogTitle() const;
    void setForPicture(const QWidget *part, bool taken);
    Panels::MessageBar *messages() const;
    void report(const QString &path, const QString &reason);

    Parts m_parts;
    QPointer<QWidget> m_target; // as it was when the dialog came up
    QPointer<QFileDialog> m_dialog;
};

} // namespace Loopscope::Ui
