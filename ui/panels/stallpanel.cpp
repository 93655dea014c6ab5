#include "ui/panels/stallpanel.h"

#include "ui/charts/stallramp.h"
#include "ui/models/evidencetext.h"
#include "ui/panels/causebadge.h"
#include "ui/panels/framedelegate.h"
#include "ui/panels/framemodel.h"
#include "ui/panels/listview.h"
#include "ui/panels/look.h"
#include "ui/panels/placebutton.h"
#include "ui/panels/rolelabel.h"
#include "ui/panels/textbutton.h"
#include "ui/theme/format.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QVBoxLayout>

namespace Loopscope::Panels {

namespace {

constexpr int gap = 8;
constexpr int factNameHeight = 16;
constexpr int factHeight = 24; // it may be a button
constexpr int numberGap = 32;
const QString unknown = QStringLiteral("–");

/// A part of the layout: what the layout moves leaves nothing where it was.
class Rule final : public QWidget
{
public:
    Rule(const Theme::Theme *theme, QWidget *parent)
        : QWidget(parent)
        , m_theme(theme)
    {
        setFixedHeight(1);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        paintRule(painter, 0, 0, width(), m_theme->color(ColorRole::Line));
    }

private:
    const Theme::Theme *m_theme;
};

// Which task spawned it, which one that, and so on: who awaits it in the end.
QString awaitingChain(const Trace::Stall &stall)
{
    QStringList chain;
    for (const Trace::TaskPlace &place : stall.spawnedBy)
        chain.append(StallPanel::tr("by %1, created at %2").arg(place.name, place.createdAt.toString()));
    return chain.join(QStringLiteral(", "));
}

QString timesText(const Trace::Stall &stall)
{
    if (!stall.onCpu || !stall.waitingForCpu)
        return {};
    const Base::Duration asleep = stall.duration - *stall.onCpu - *stall.waitingForCpu;
    return StallPanel::tr("On the CPU %1, ready but waiting for a CPU %2, asleep %3.")
        .arg(Theme::formatStall(*stall.onCpu), Theme::formatStall(*stall.waitingForCpu),
             Theme::formatStall(std::max(asleep, Base::Duration::zero())));
}

} // namespace

StallPanel::StallPanel(const Theme::Theme *theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_content(new QWidget(this))
    , m_scroller(new QScrollArea(this))
    , m_frames(new FrameModel(this))
    , m_view(new ListView(m_content))
{
    setAccessibleName(tr("Stall"));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Ignored); // what is high scrolls
    m_view->setModel(m_frames);
    m_view->setItemDelegate(new FrameDelegate(theme, m_view));
    m_view->setAccessibleName(tr("Stack, innermost first"));
    m_view->setToolTip(tr("Stack, innermost first (F6)"));
    auto *page = new QVBoxLayout(this);
    page->setContentsMargins(0, gap, 0, 0);
    page->setSpacing(gap);
    page->addLayout(makeNavigation());
    page->addWidget(m_scroller, 1);
    auto *layout = new QVBoxLayout(m_content);
    layout->setContentsMargins(edge, gap, edge, edge);
    layout->setSpacing(gap);
    layout->addLayout(makeFigures());
    layout->addSpacing(gap);
    layout->addLayout(makeFacts());
    layout->addWidget(new Rule(theme, m_content));
    layout->addSpacing(gap);
    layout->addWidget(makeRamp());
    layout->addLayout(makeFlame());
    layout->addLayout(makeStackTitle());
    layout->addWidget(m_view, 1);
    makeScroller();
    connectStacks();
    connect(theme, &Theme::Theme::changed, this, qOverload<>(&QWidget::update));
}

QLayout *StallPanel::makeNavigation()
{
    m_back = new TextButton(m_theme, TextButton::Weight::Quiet, this);
    m_back->setContent(tr("Timeline"), Theme::Icon::ChevronLeft, tr("Esc"));
    m_back->setAccessibleName(tr("Back to the timeline"));
    m_title = new RoleLabel(m_theme, FontRole::BodyStrong, ColorRole::Text, this);
    m_previous = new TextButton(m_theme, TextButton::Weight::Normal, this);
    m_previous->setContent(tr("Previous"));
    m_previous->setToolTip(tr("Previous stall (Shift+N)"));
    m_next = new TextButton(m_theme, TextButton::Weight::Normal, this);
    m_next->setContent(tr("Next stall"));
    m_next->setToolTip(tr("Next stall (N)"));
    connect(m_back, &TextButton::clicked, this, &StallPanel::backRequested);
    connect(m_previous, &TextButton::clicked, this, &StallPanel::previousRequested);
    connect(m_next, &TextButton::clicked, this, &StallPanel::nextRequested);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(edge, 0, edge, 0);
    row->setSpacing(gap);
    row->addWidget(m_back);
    row->addWidget(m_title, 1);
    row->addWidget(m_previous);
    row->addWidget(m_next);
    return row;
}

QLayout *StallPanel::makeFigures()
{
    m_duration = new RoleLabel(m_theme, FontRole::StallNumber, ColorRole::StallText, m_content);
    m_duration->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
    m_cause = new CauseBadge(m_theme, m_content);
    m_evidence = new RoleLabel(m_theme, FontRole::Body, ColorRole::Text, m_content);
    m_evidence->setWrapped(); // its number is at the end
    m_times = new RoleLabel(m_theme, FontRole::Label, ColorRole::Text2, m_content);
    m_times->setWrapped();
    m_where = new RoleLabel(m_theme, FontRole::Code, ColorRole::Text2, m_content);
    m_where->setNamesCode();
    m_remedy = new RoleLabel(m_theme, FontRole::Body, ColorRole::Text2, m_content);
    m_remedy->setWrapped();
    auto *words = new QVBoxLayout;
    words->setSpacing(0);
    words->addStretch(1);
    words->addWidget(m_evidence);
    words->addWidget(m_times);
    words->addWidget(m_where);
    words->addWidget(m_remedy);
    words->addStretch(1);
    auto *row = new QHBoxLayout;
    row->setSpacing(edge);
    row->addWidget(m_duration);
    row->addSpacing(numberGap - edge);
    row->addWidget(m_cause);
    row->addLayout(words, 1);
    return row;
}

StallPanel::Fact StallPanel::addFact(QHBoxLayout *layout, const QString &name, int stretch, bool code,
                                     QWidget *before)
{
    const Fact fact{
        new RoleLabel(m_theme, FontRole::Label, ColorRole::Text3, m_content),
        new RoleLabel(m_theme, code ? FontRole::Code : FontRole::LabelStrong, ColorRole::Text, m_content)};
    fact.name->setText(name);
    fact.value->setAccessibleName(name);
    fact.value->setElide(Qt::ElideMiddle);
    fact.value->setFixedHeight(factHeight);
    fact.name->setFixedHeight(factNameHeight);
    auto *values = new QHBoxLayout;
    values->setSpacing(gap / 2);
    if (before) {
        before->setFixedHeight(factHeight);
        fact.value->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // it gives way first
        values->addWidget(before);
    }
    values->addWidget(fact.value, 1);
    auto *column = new QVBoxLayout;
    column->setSpacing(0);
    column->addWidget(fact.name);
    column->addLayout(values);
    layout->addLayout(column, stretch);
    return fact;
}

QLayout *StallPanel::makeFacts()
{
    auto *row = new QHBoxLayout;
    row->setSpacing(edge);
    m_task = addFact(row, tr("Task"), 2, true);
    m_createdPlace = new PlaceButton(m_theme, m_content);
    m_created = addFact(row, tr("Created at"), 4, true, m_createdPlace);
    m_created.value->setElide(Qt::ElideRight);
    connect(m_createdPlace, &PlaceButton::clicked, this,
            [this] { Q_EMIT lineRequested(m_createdPlace->place().file, m_createdPlace->place().line); });
    m_event = addFact(row, tr("Event"), 3, true);
    m_event.value->setNamesCode();
    m_call = addFact(row, tr("System call, samples"), 4, true);
    return row;
}

void StallPanel::showStall(const Trace::Stall &stall, const StallPosition &position)
{
    const bool sameStack = stall.id == m_stall.id && stall.stacks == m_stall.stacks;
    const bool wasEnded = hasEnded();
    m_stall = stall;
    m_position = position;
    const bool endedNow = hasEnded() != wasEnded;
    m_title->setText(tr("Stall %1 of %2, at %3")
                         .arg(Theme::formatCount(position.number), Theme::formatCount(position.count),
                              Theme::formatSeconds(position.startedAt, 3)));
    m_duration->setText(stall.open ? Theme::formatLive(position.duration)
                                   : Theme::formatStall(position.duration));
    m_previous->setEnabled(position.number > 1);
    m_next->setEnabled(position.number < position.count);
    m_cause->setCause(stall.cause);
    m_ramp->showStall(stall, stall.open ? position.duration : stall.duration, m_threshold);
    showFacts();
    if (!sameStack || endedNow)
        showStack();
}

void StallPanel::showFacts()
{
    const Trace::Frame *culprit = m_stall.culprit();
    const bool hasSamples = m_stall.stacks && !m_stall.stacks->empty();
    m_evidence->setText(!m_stall.evidence.isEmpty() ? Models::shortEvidenceText(m_stall.evidence)
                        : !hasEnded()               ? tr("Why it blocks is not known yet.")
                        : hasSamples                ? tr("Why it blocked is not known.")
                                                    : tr("It ended before a sample was taken."));
    const QString whole = Models::evidenceText(m_stall.evidence);
    m_evidence->setToolTip(whole == m_evidence->text() ? QString() : whole);
    m_times->setText(timesText(m_stall));
    m_times->setVisible(!m_times->text().isEmpty());
    m_where->setText(culprit ? tr("%1 at %2").arg(m_stall.culpritName(), framePlace(*culprit))
                             : m_stall.culpritName());
    m_remedy->setText(remedy());
    // The place is in the list, the flame and the stack, too.
    m_remedy->setVisible(!remedy().isEmpty());
    m_where->setVisible(remedy().isEmpty());
    m_task.value->setText(m_stall.taskName.isEmpty() ? unknown : m_stall.taskName);
    m_createdPlace->setPlace(m_stall.createdAt);
    m_created.value->setText(!m_stall.createdAt.isValid() ? unknown
                             : m_stall.spawnedBy.empty()  ? QString()
                                                          : tr("by %1").arg(m_stall.spawnedBy.front().name));
    m_created.value->setToolTip(awaitingChain(m_stall));
    m_event.value->setText(m_stall.eventName.isEmpty() ? unknown : m_stall.eventName);
    m_call.value->setText(systemCall());
}

void StallPanel::setRemedy(const QString &remedy)
{
    m_remedyText = remedy;
}

QString StallPanel::remedy() const
{
    return !m_stall.isOfMachine() ? m_remedyText : QString();
}

QString StallPanel::flameRemark() const
{
    return m_flameRemark->text();
}

bool StallPanel::hasLegend() const
{
    return !m_legend.front()->isHidden();
}

QString StallPanel::title() const
{
    return m_title->text();
}

QString StallPanel::evidence() const
{
    return m_evidence->text();
}

QString StallPanel::times() const
{
    return m_times->text();
}

QString StallPanel::text() const
{
    QStringList lines;
    lines << tr("%1 blocked the loop for %2").arg(m_stall.culpritName(), m_duration->text());
    lines << tr("Cause: %1. %2").arg(causeText(m_stall.cause), Models::evidenceText(m_stall.evidence));
    if (const QString times = timesText(m_stall); !times.isEmpty())
        lines << times;
    if (!m_stall.taskName.isEmpty())
        lines << tr("Task %1, created at %2").arg(m_stall.taskName, m_stall.createdAt.toString());
    if (const QString chain = awaitingChain(m_stall); !chain.isEmpty())
        lines << tr("Spawned %1").arg(chain);
    int number = 0;
    for (const Trace::Frame &frame : m_frames->frames())
        lines << QStringLiteral("#%1 %2  %3").arg(number++).arg(frame.function, framePlace(frame));
    return lines.join(u'\n');
}

void StallPanel::copy() const
{
    QGuiApplication::clipboard()->setText(text());
}

void StallPanel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme->color(ColorRole::Window));
}

} // namespace Loopscope::Panels
