#include "ui/panels/comparepanel.h"

#include "ui/models/comparisonmodel.h"
#include "ui/panels/comparepictures.h"
#include "ui/panels/comparetable.h"
#include "ui/panels/differencepanel.h"
#include "ui/panels/diffview.h"
#include "ui/panels/look.h"
#include "ui/panels/messagebar.h"
#include "ui/panels/rolelabel.h"
#include "ui/panels/textbutton.h"
#include "ui/panels/verdictband.h"

#include <QClipboard>
#include <QFontMetrics>
#include <QGuiApplication>
#include <QHBoxLayout>

#include <algorithm>

namespace Loopscope::Panels {

using Charts::OverlayChart;
using Models::ComparisonModel;

namespace {

constexpr int footHeight = 36;
constexpr double sideShare = 0.41;
constexpr int sideNarrowest = 360;
constexpr int sideWidest = 640;
constexpr int codeLowest = 264; // a change of nine lines
constexpr int mainLowest = 150;
constexpr int smallHeight = 96;
constexpr int latencyHeight = 132; // the time axis included

} // namespace

ComparePanel::ComparePanel(const Theme::Theme *theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_messages(new MessageBar(theme, this))
    , m_verdict(new VerdictBand(theme, this))
    , m_back(new TextButton(theme, TextButton::Weight::Quiet, this))
    , m_progress(new OverlayChart(theme, OverlayChart::Labels::AtTheEnds, this))
    , m_flight(new OverlayChart(theme, OverlayChart::Labels::Stacked, this))
    , m_waiting(new OverlayChart(theme, OverlayChart::Labels::Stacked, this))
    , m_latency(new OverlayChart(theme, OverlayChart::Labels::Stacked, this))
    , m_difference(new DifferencePanel(theme, this))
    , m_distribution(new Charts::DistributionChart(theme, this))
    , m_table(new CompareTable(theme, this))
    , m_foot(makeFoot())
{
    setAccessibleName(tr("Comparison"));
    m_latency->setTimeAxis(true);
    m_back->setContent(tr("Back to the run"), std::nullopt, tr("Esc"));
    connect(m_back, &TextButton::clicked, this, &ComparePanel::backRequested);
    m_messages->installEventFilter(this);
    connect(theme, &Theme::Theme::changed, this, [this] {
        place();
        update();
    });
}

QWidget *ComparePanel::codeView() const
{
    return m_difference->view();
}

QWidget *ComparePanel::tableView() const
{
    return m_table;
}

QWidget *ComparePanel::makeFoot()
{
    auto *foot = new QWidget(this);
    auto *row = new QHBoxLayout(foot);
    row->setContentsMargins(edge, 0, edge / 2, 0);
    m_note = new RoleLabel(m_theme, FontRole::Label, ColorRole::Text2, foot);
    m_copy = new TextButton(m_theme, TextButton::Weight::Quiet, foot);
    m_copy->setContent(tr("Copy table"), std::nullopt, tr("Ctrl+C"));
    row->addWidget(m_note, 1);
    row->addWidget(m_copy);
    connect(m_copy, &TextButton::clicked, this, &ComparePanel::copy);
    return foot;
}

void ComparePanel::showModel(ComparisonModel *model)
{
    if (m_model)
        m_model->disconnect(this);
    m_model = model;
    m_table->showModel(model);
    if (!model)
        return;
    connect(model, &ComparisonModel::resultsChanged, this, &ComparePanel::showResults);
    connect(model, &ComparisonModel::linesChanged, this, &ComparePanel::showLines);
    m_difference->showScenario(&model->scenario());
    showResults();
}

// What is most needed first.
QStringList ComparePanel::notes() const
{
    const bool anyWrong = std::ranges::any_of(m_model->runs(), [](const Models::ComparedRun &run) {
        return run.figures() && Models::isWrong(*run.figures());
    });
    QStringList notes{anyWrong ? tr("A tick marks the best of those that answered right.")
                               : tr("A tick marks the best of its column."),
                      m_model->findings().footnote};
    const auto &runs = m_model->runs();
    const auto wasTooShort = [](const Models::ComparedRun &run) {
        return run.figures() && !Models::hasLoopQuantiles(*run.figures());
    };
    if (std::ranges::any_of(runs, wasTooShort))
        notes.insert(1, tr("–: measured fewer than %1 times.").arg(Models::fewestSamples));
    if (m_model->scenario().hasAmount && m_model->measured() > 1) {
        const auto first = std::ranges::find_if(runs, [](const auto &run) { return run.figures(); });
        notes.append(tr("Speed is against %1.").arg(first->variant->title));
    }
    notes.append(tr("One round each, one after another, each on a loop of its own."));
    notes.removeAll(QString());
    return notes;
}

// As many of them as have room.
void ComparePanel::showNotes()
{
    if (!m_model)
        return;
    const QFontMetrics metrics(m_theme->font(FontRole::Label));
    const int room = width() - 2 * edge - m_copy->sizeHint().width() - edge;
    QString text;
    for (const QString &note : notes()) {
        const QString longer = text.isEmpty() ? note : text + u' ' + note;
        if (text.isEmpty() || metrics.horizontalAdvance(longer) <= room)
            text = longer;
    }
    m_note->setText(text);
}

void ComparePanel::showResults()
{
    showDistribution();
    m_copy->setEnabled(m_model->measured() > 0);
    m_copy->updateGeometry(); // its key is shown only when it can be used
    showLines();
    place();
}

void ComparePanel::showLines()
{
    const auto wasShown = [this] {
        return std::array{m_flight->picture().lines.empty(), m_waiting->picture().lines.empty()};
    };
    const auto before = wasShown();
    m_progress->setPicture(progressPicture(*m_model));
    m_flight->setPicture(inFlightPicture(*m_model));
    m_waiting->setPicture(waitingPicture(*m_model));
    m_latency->setPicture(latencyPicture(*m_model));
    showVerdict();
    if (before != wasShown())
        place();
}

void ComparePanel::showVerdict()
{
    const int running = m_model->runningRow();
    const Session::ComparisonFindings &findings = m_model->findings();
    if (running < 0) {
        m_verdict->setProgress(std::nullopt);
        m_verdict->setSentences(findings.headline.isEmpty() ? tr("Run at least two variants to compare.")
                                                            : findings.headline,
                                findings.remarks);
        return;
    }
    const auto &runs = m_model->runs();
    std::vector<Session::ComparisonRemark> soFar;
    if (!findings.headline.isEmpty())
        soFar.push_back({false, findings.headline});
    m_verdict->setSentences(tr("Running %1, %2 of %3")
                                .arg(runs[static_cast<std::size_t>(running)].variant->title)
                                .arg(running + 1)
                                .arg(runs.size()),
                            soFar);
    m_verdict->setProgress(comparisonProgress(*m_model));
}

void ComparePanel::showDistribution()
{
    m_distribution->setRows(distributionTitle(*m_model), distributionRows(*m_model));
}

void ComparePanel::copy() const
{
    if (m_model && m_model->measured() > 0)
        QGuiApplication::clipboard()->setText(m_model->toText());
}

void ComparePanel::place()
{
    showNotes();
    const int bar = m_messages->isHidden() ? 0 : m_messages->minimumHeight();
    m_messages->setGeometry(0, 0, width(), bar);
    placeBack();
    m_verdict->setGeometry(0, bar, width(), m_verdict->minimumHeight());
    // The band may have got another height for this width.
    const int top = bar + m_verdict->minimumHeight();
    const int tableTop = height() - footHeight - m_table->minimumHeight();
    m_foot->setGeometry(0, height() - footHeight, width(), footHeight);
    m_table->setGeometry(0, tableTop, width(), m_table->minimumHeight());
    const int side = std::clamp(static_cast<int>(width() * sideShare), sideNarrowest, sideWidest);
    placeCharts(QRect(0, top, width() - side - 1, tableTop - top));
    placeSide(QRect(width() - side, top, side, tableTop - top));
    update();
}

// While variants run, Esc stops them, as the button above does.
void ComparePanel::placeBack()
{
    const bool isShown = !m_isForPicture && m_model && m_model->runningRow() < 0;
    m_back->setVisible(isShown);
    const QSize size = m_back->sizeHint();
    m_verdict->setRoomAtTheRight(isShown ? size.width() + edge / 2 : 0);
    const int bar = m_messages->isHidden() ? 0 : m_messages->minimumHeight();
    m_back->setGeometry(width() - edge / 2 - size.width(), bar + edge / 2, size.width(), size.height());
    m_back->raise();
}

void ComparePanel::setForPicture(bool taken)
{
    m_isForPicture = taken;
    if (taken)
        m_messages->hide();
    m_copy->setVisible(!taken);
    m_difference->showPairButton(!taken);
    place();
}

bool ComparePanel::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::ShowToParent || event->type() == QEvent::HideToParent ||
        (watched == m_messages && event->type() == QEvent::Resize))
        place();
    return QWidget::eventFilter(watched, event);
}

// From above: the race, then what has room of the rest; the time axis under the last.
void ComparePanel::placeCharts(const QRect &area)
{
    const bool hasRace = m_model && m_model->scenario().hasAmount;
    int left = area.height() - mainLowest - latencyHeight;
    const auto takes = [&left, hasRace](const OverlayChart *chart) {
        const bool fits = hasRace && !chart->picture().lines.empty() && left >= smallHeight;
        left -= fits ? smallHeight : 0;
        return fits;
    };
    const bool showsWaiting = takes(m_waiting);
    const bool showsFlight = takes(m_flight);
    const int small = (showsWaiting ? smallHeight : 0) + (showsFlight ? smallHeight : 0);
    const int bottom = hasRace ? latencyHeight : area.height() - small;
    int y = area.top();
    const auto put = [&](OverlayChart *chart, bool shown, int height) {
        chart->setVisible(shown);
        chart->setGeometry(area.left(), y, area.width(), height);
        y += shown ? height : 0;
    };
    put(m_progress, hasRace, std::max(40, area.height() - small - bottom));
    put(m_flight, showsFlight, smallHeight);
    put(m_waiting, showsWaiting, smallHeight);
    put(m_latency, true, bottom);
}

void ComparePanel::placeSide(const QRect &area)
{
    const int wanted = m_distribution->sizeHint().height();
    const bool shown = !m_distribution->rows().empty() && area.height() - wanted >= codeLowest;
    m_distribution->setVisible(shown);
    m_difference->setGeometry(area.left(), area.top(), area.width(), area.height() - (shown ? wanted : 0));
    if (shown)
        m_distribution->setGeometry(area.left(), area.bottom() + 1 - wanted, area.width(), wanted);
}

void ComparePanel::resizeEvent(QResizeEvent *)
{
    place();
}

void ComparePanel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme->color(ColorRole::Window));
    const QRect foot = m_foot->geometry();
    painter.fillRect(foot, m_theme->color(ColorRole::Panel));
    paintRule(painter, foot.left(), foot.top(), foot.width(), m_theme->color(ColorRole::Grid));
    // Between charts and code.
    const int top = m_verdict->geometry().bottom() + 1;
    painter.fillRect(QRect(m_difference->x() - 1, top, 1, m_table->y() - top),
                     m_theme->color(ColorRole::Line));
}

} // namespace Loopscope::Panels
