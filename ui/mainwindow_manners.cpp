// What the window remembers, its themes and the round of its panels; mainwindow.cpp has its parts.
#include "ui/charts/chartcolumn.h"
#include "ui/charts/flamechart.h"
#include "ui/charts/latencychart.h"
#include "ui/charts/timelinechart.h"
#include "ui/comparecontroller.h"
#include "ui/mainwindow.h"
#include "ui/panels/codepanel.h"
#include "ui/panels/codeview.h"
#include "ui/panels/comparepanel.h"
#include "ui/panels/headerpanel.h"
#include "ui/panels/heartbeat.h"
#include "ui/panels/listview.h"
#include "ui/panels/messagebar.h"
#include "ui/panels/slidelist.h"
#include "ui/panels/stalllistpanel.h"
#include "ui/panels/stallpanel.h"
#include "ui/panels/statuspanel.h"
#include "ui/panels/textbutton.h"
#include "ui/panels/variantbutton.h"
#include "ui/panels/wirepanel.h"
#include "ui/presentercontroller.h"
#include "ui/replaystage.h"
#include "ui/runcontroller.h"
#include "ui/workarea.h"

#include <QGuiApplication>
#include <QSettings>

namespace Loopscope::Ui {

namespace {

const QString geometryKey = QStringLiteral("window/geometry");
const QString themeKey = QStringLiteral("window/theme");
const QString sizesKey = QStringLiteral("window/sizes");
const QString slidesKey = QStringLiteral("window/slides");
const QString codeKey = QStringLiteral("window/code");
const QString listKey = QStringLiteral("window/list");
const QString motionKey = QStringLiteral("window/less-motion");
const QString lengthKey = QStringLiteral("window/seconds");
const QString linearKey = QStringLiteral("window/linear");
const QString typeKey = QStringLiteral("presenter/type");

struct NamedTheme
{
    Theme::ThemeKind kind;
    QString name;
};

const std::array<NamedTheme, 3> &themes()
{
    static const std::array<NamedTheme, 3> all{
        {{Theme::ThemeKind::Dark, QStringLiteral("dark")},
         {Theme::ThemeKind::Light, QStringLiteral("light")},
         {Theme::ThemeKind::HighContrast, QStringLiteral("high-contrast")}}};
    return all;
}

// As desktops for high contrast have it.
bool isHighContrast(const QPalette &palette)
{
    const QColor window = palette.color(QPalette::Window);
    const QColor text = palette.color(QPalette::WindowText);
    return (window == Qt::black && text == Qt::white) ||
           (window == Qt::white && text == Qt::black && palette.color(QPalette::Button) == Qt::white);
}

} // namespace

void MainWindow::toggleTheme()
{
    const auto now = std::ranges::find(themes(), m_theme.kind(), &NamedTheme::kind);
    const auto next = std::next(now) == themes().end() ? themes().begin() : std::next(now);
    m_theme.setKind(next->kind);
}

void MainWindow::toggleMotion()
{
    m_lessMotion = !m_lessMotion;
    m_status->heartbeat()->setReducedMotion(m_lessMotion);
}

void MainWindow::remember() const
{
    if (!m_options.remember)
        return;
    QSettings settings;
    // Presenter mode is not how the window is.
    if (!m_presenter->isActive())
        settings.setValue(geometryKey, saveGeometry());
    settings.setValue(themeKey, std::ranges::find(themes(), m_theme.kind(), &NamedTheme::kind)->name);
    if (m_slidesWanted)
        settings.setValue(slidesKey, *m_slidesWanted);
    settings.setValue(motionKey, m_lessMotion);
    settings.setValue(linearKey, m_charts->isLinear());
    settings.setValue(typeKey, m_presenter->view()->textScale());
    settings.setValue(codeKey, m_work->isOpen(WorkArea::Panel::Code));
    settings.setValue(listKey, m_work->isOpen(WorkArea::Panel::List));
    settings.setValue(lengthKey, Base::toSeconds(m_charts->timeView()->chosenLength()));
    QVariantList sizes;
    for (const int size : m_work->sizes())
        sizes << size;
    if (!sizes.isEmpty())
        settings.setValue(sizesKey, sizes);
    writeChoices(m_runs->choices(), &settings);
}

void MainWindow::recall()
{
    if (!m_options.remember)
        return;
    const QSettings settings;
    restoreGeometry(settings.value(geometryKey).toByteArray());
    const auto theme = std::ranges::find(themes(), settings.value(themeKey).toString(), &NamedTheme::name);
    if (theme != themes().end())
        m_theme.setKind(theme->kind);
    else if (isHighContrast(QGuiApplication::palette()))
        m_theme.setKind(Theme::ThemeKind::HighContrast);
    if (settings.value(motionKey, false).toBool())
        toggleMotion();
    if (settings.contains(slidesKey)) {
        m_slidesWanted = settings.value(slidesKey).toBool();
        m_replayStage->showSide(*m_slidesWanted);
    }
    if (settings.value(linearKey, false).toBool() != m_charts->isLinear())
        m_charts->toggleLinear();
    if (const double type = settings.value(typeKey, 1).toDouble(); type > 0)
        m_presenter->view()->setTextScale(type);
    m_work->setOpen(WorkArea::Panel::Code, settings.value(codeKey, true).toBool());
    m_work->setOpen(WorkArea::Panel::List, settings.value(listKey, true).toBool());
    QList<int> sizes;
    for (const QVariant &size : settings.value(sizesKey).toList())
        sizes << size.toInt();
    m_work->restoreSizes(sizes);
}

void MainWindow::showFirstSlide()
{
    QString shownId;
    if (m_options.remember) {
        const SlideChoices choices = readChoices(QSettings());
        m_runs->setChoices(choices);
        shownId = choices.shownId;
    }
    m_runs->showScenario(shownId.isEmpty() ? Scenario::allScenarios().front().id : shownId);
}

void MainWindow::recallView()
{
    if (!m_options.remember)
        return;
    const QSettings settings;
    using Charts::TimeView;
    const Base::Duration length = Base::fromMilliseconds(settings.value(lengthKey, 0).toDouble() * 1000);
    if (length >= TimeView::shortest && length <= TimeView::longest)
        m_charts->timeView()->setLength(length);
    const bool isFirstStart = !settings.contains(geometryKey);
    if (isFirstStart && m_messages->isHidden())
        m_messages->showMessage(
            {Panels::Message::Kind::Information, tr("Press Space to run this slide."),
             tr("PageDown goes to the next one, 1 and 2 choose a variant, F5 is for an audience. "
                "F1 shows all keys."),
             QString()});
}

std::vector<QWidget *> MainWindow::focusStops() const
{
    QWidget *header = m_header->runButton();
    for (Panels::VariantButton *button : m_header->variantButtons())
        header = button->isChecked() ? button : header;
    std::vector<QWidget *> stops{m_slides->view(), header};
    if (m_compares->isShown()) {
        stops.push_back(m_comparePage->codeView());
        stops.push_back(m_comparePage->tableView());
        return stops;
    }
    if (m_work->page() == WorkArea::Page::Stall) {
        const bool isList = !m_stallPage->flameList()->isHidden();
        stops.push_back(isList ? static_cast<QWidget *>(m_stallPage->flameList()) : m_stallPage->flame());
        stops.push_back(m_stallPage->frameView());
    } else {
        stops.push_back(m_charts->latencyChart());
        stops.push_back(m_charts->timelineChart());
    }
    if (m_work->isWireOpen()) {
        stops.push_back(m_wire->closeButton());
        return stops;
    }
    stops.push_back(m_code->shownView());
    stops.push_back(m_stallList->view());
    return stops;
}

// Out of the other tab, and out of where it was closed to.
void MainWindow::bringIntoSight(QWidget *stop)
{
    if (m_comparePage->isAncestorOf(stop))
        return;
    if (m_code->isAncestorOf(stop))
        m_work->setOpen(WorkArea::Panel::Code, true);
    if (stop == m_stallList->view())
        m_work->setOpen(WorkArea::Panel::List, true);
    if (!m_work->isTabbed() || m_slides->isAncestorOf(stop) || m_header->isAncestorOf(stop))
        return;
    if (m_code->isAncestorOf(stop) || stop == m_stallList->view())
        m_work->showSide();
    else
        m_work->showPage(m_work->page());
}

void MainWindow::focusNextPanel()
{
    const std::vector<QWidget *> stops = focusStops();
    std::size_t at = stops.size() - 1;
    for (std::size_t i = 0; i < stops.size(); ++i) {
        const bool isInHeader = m_header->isAncestorOf(stops[i]) && m_header->isAncestorOf(focusWidget());
        at = stops[i]->hasFocus() || isInHeader ? i : at;
    }
    for (std::size_t step = 1; step <= stops.size(); ++step) {
        QWidget *next = stops[(at + step) % stops.size()];
        bringIntoSight(next);
        if (next->isVisible()) {
            next->setFocus(Qt::ShortcutFocusReason);
            break;
        }
    }
}

} // namespace Loopscope::Ui
