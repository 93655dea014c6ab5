#include "ui/exportcontroller.h"

#include "core/base/words.h"
#include "ui/charts/chartcolumn.h"
#include "ui/charts/chartexport.h"
#include "ui/charts/latencychart.h"
#include "ui/charts/pairchart.h"
#include "ui/charts/queuechart.h"
#include "ui/charts/requestschart.h"
#include "ui/charts/timelinechart.h"
#include "ui/panels/comparepanel.h"
#include "ui/panels/messagebar.h"
#include "ui/panels/stallpanel.h"
#include "ui/replaystage.h"
#include "ui/theme/format.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QFileInfo>
#include <QSaveFile>
#include <QSysInfo>
#include <QThread>
#include <QThreadPool>

namespace Loopscope::Ui {

using Panels::Message;

namespace {

const QString svgEnding = QStringLiteral("svg");
const QString pngEnding = QStringLiteral("png");

QString writeFile(const QString &path, const std::function<bool(QIODevice *)> &write)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || !write(&file) || !file.commit())
        return file.error() == QFileDevice::NoError ? Words::tr("this kind of picture cannot be written")
                                                    : file.errorString();
    return {};
}

// The figures are this machine's.
QString machineText()
{
    return ExportController::tr("Loopscope on %1, %2")
        .arg(
            QSysInfo::prettyProductName(),
            Theme::formatPlural(ExportController::tr("%n processor(s)", nullptr, QThread::idealThreadCount()),
                                QThread::idealThreadCount()));
}

} // namespace

ExportController::ExportController(const Parts &parts, QObject *parent)
    : QObject(parent)
    , m_parts(parts)
{}

QWidget *ExportController::target() const
{
    if (m_parts.stage->mode() == ReplayStage::Mode::Two)
        return m_parts.stage->pairChart();
    for (QWidget *page :
         {static_cast<QWidget *>(m_parts.comparison), static_cast<QWidget *>(m_parts.stallPage)}) {
        if (page->isVisible())
            return page;
    }
    const Charts::ChartColumn *charts = m_parts.charts;
    const QWidget *focus = m_parts.window->focusWidget();
    for (QWidget *chart :
         {static_cast<QWidget *>(charts->latencyChart()), static_cast<QWidget *>(charts->queueChart()),
          static_cast<QWidget *>(charts->requestsChart()), static_cast<QWidget *>(charts->timelineChart())}) {
        if (focus && (chart == focus || chart->isAncestorOf(focus)))
            return chart;
    }
    return m_parts.charts;
}

QFileDialog *ExportController::dialog() const
{
    return m_dialog;
}

QString ExportController::dialogTitle() const
{
    if (m_target == m_parts.charts)
        return tr("Export the charts as");
    if (m_target == m_parts.comparison)
        return tr("Export the comparison as");
    return tr("Export \u201c%1\u201d as").arg(m_target->accessibleName());
}

void ExportController::ask()
{
    if (m_dialog) {
        m_dialog->raise();
        m_dialog->activateWindow();
        return;
    }
    m_target = target();
    m_dialog = new QFileDialog(m_parts.window, dialogTitle());
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    m_dialog->setPalette(m_parts.window->palette());
    m_dialog->setAcceptMode(QFileDialog::AcceptSave);
    m_dialog->setNameFilters({tr("PNG picture (*.png)"), tr("SVG drawing (*.svg)")});
    m_dialog->setDefaultSuffix(pngEnding);
    connect(m_dialog, &QFileDialog::filterSelected, m_dialog,
            [dialog = m_dialog.data()](const QString &filter) {
                dialog->setDefaultSuffix(filter.contains(svgEnding) ? svgEnding : pngEnding);
            });
    m_dialog->selectFile(m_parts.names().file + u'.' + pngEnding);
    connect(m_dialog, &QFileDialog::fileSelected, this, &ExportController::exportTo);
    m_dialog->open();
}

// What is scrolled out of sight is in the picture.
void ExportController::setForPicture(const QWidget *part, bool taken)
{
    if (part == m_parts.comparison)
        m_parts.comparison->setForPicture(taken);
    if (part == m_parts.stage->pairChart())
        m_parts.stage->pairChart()->setForPicture(taken);
    if (part == m_parts.charts || part == m_parts.charts->timelineChart())
        m_parts.charts->setForPicture(taken);
}

void ExportController::exportTo(const QString &path)
{
    QWidget *part = m_target ? m_target.data() : target();
    m_target = nullptr;
    setForPicture(part, true);
    const Charts::PictureCaption caption{m_parts.names().title, machineText()};
    const QString ending = QFileInfo(path).suffix().toLower();
    std::function<bool(QIODevice *)> write;
    if (ending == svgEnding) {
        write = [svg = Charts::chartSvg(part, caption, *m_parts.theme)](QIODevice *file) {
            return file->write(svg) == svg.size();
        };
    } else {
        const QByteArray format = ending.isEmpty() ? pngEnding.toLatin1() : ending.toLatin1();
        write = [image = Charts::chartPicture(part, caption, *m_parts.theme), format](QIODevice *file) {
            return image.save(file, format.constData());
        };
    }
    setForPicture(part, false);
    const QPointer<ExportController> self(this);
    QThreadPool::globalInstance()->start([self, path, write] {
        const QString reason = writeFile(path, write);
        QMetaObject::invokeMethod(
            qApp,
            [self, path, reason] {
                if (self)
                    self->report(path, reason);
            },
            Qt::QueuedConnection);
    });
}

// Where it can be seen.
Panels::MessageBar *ExportController::messages() const
{
    if (m_parts.stage->mode() != ReplayStage::Mode::Live)
        return m_parts.stage->messages();
    return m_parts.comparison->isVisible() ? m_parts.comparison->messages() : m_parts.messages;
}

void ExportController::report(const QString &path, const QString &reason)
{
    if (reason.isEmpty())
        messages()->showMessage({Message::Kind::Done, tr("Exported."), path, QString()});
    else
        messages()->showMessage({Message::Kind::Error, tr("The picture could not be exported."),
                                 QStringLiteral("%1: %2").arg(path, reason), QString()});
    Q_EMIT exported(path, reason);
}

} // namespace Loopscope::Ui
