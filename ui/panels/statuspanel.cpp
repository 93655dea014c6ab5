#include "ui/panels/statuspanel.h"

#include "core/base/words.h"
#include "ui/panels/heartbeat.h"
#include "ui/panels/iconlabel.h"
#include "ui/panels/look.h"
#include "ui/panels/rolelabel.h"
#include "ui/theme/format.h"

#include <QFileInfo>
#include <QHBoxLayout>

#include <cmath>
#include <utility>

namespace Loopscope::Panels {

namespace {

const QString unknown = QStringLiteral("–");
constexpr int panelHeight = 32;
constexpr int gap = 12;
constexpr int figureGap = 6;
constexpr int separatorHeight = 12;
constexpr int narrow = 1180; // below it the least important figure gives way
constexpr double dearProbe = 0.02;

QString durationText(Base::Duration duration)
{
    return duration > Base::Duration::zero() ? Theme::formatLive(duration) : QString(unknown);
}

} // namespace

QString LoopStatus::text() const
{
    switch (kind) {
    case Kind::Idle:
        return Words::tr("Loop idle");
    case Kind::Busy:
        return Words::tr("Loop busy %1").arg(Theme::formatPercent(busy));
    case Kind::Frozen:
        if (!traces.isEmpty())
            return Words::tr("Loop frozen at the cursor, %1").arg(traces.join(Words::tr(" and ")));
        if (isAtCursor)
            return Words::tr("Loop frozen at the cursor");
        return Words::tr("Loop frozen for %1").arg(Theme::formatLive(frozenFor));
    case Kind::WasFrozen:
        return Words::tr("Loop was frozen for %1").arg(Theme::formatStall(frozenFor));
    case Kind::None:
        break;
    }
    return Words::tr("No loop yet");
}

QString RecordingStatus::detail() const
{
    if (kind == Kind::Off)
        return {};
    if (kind == Kind::Stopped)
        return reason;
    if (kind == Kind::Armed)
        return QFileInfo(path).fileName();
    return Words::tr("%1, %2").arg(QFileInfo(path).fileName(), Theme::formatBytes(bytes));
}

StatusPanel::StatusPanel(const Theme::Theme *theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_heartbeat(new Heartbeat(theme, this))
    , m_loop(new RoleLabel(theme, FontRole::LabelStrong, ColorRole::Text, this))
    , m_recordIcon(new IconLabel(theme, this))
    , m_recordState(new RoleLabel(theme, FontRole::LabelStrong, ColorRole::Text, this))
    , m_recordDetail(new RoleLabel(theme, FontRole::Label, ColorRole::Text2, this))
{
    setFixedHeight(panelHeight);
    setAccessibleName(Words::tr("Status"));
    m_recordDetail->setElide(Qt::ElideMiddle);
    m_loop->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
    m_recordState->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(edge, 1, edge, 0);
    layout->setSpacing(0);
    layout->addWidget(m_heartbeat);
    layout->addSpacing(gap);
    layout->addWidget(m_loop);
    m_frame =
        addFigure(layout, Words::tr("Window frame"), Words::tr("What the window needs to paint a frame"));
    m_latency = addFigure(layout, Words::tr("Window latency"),
                          Words::tr("How late the window's own loop takes up what is posted to it"));
    m_probe = addFigure(layout, Words::tr("Probe"),
                        Words::tr("What watching costs the observed loop, as a share of its time"));
    m_dropped = addFigure(layout, Words::tr("Dropped"), Words::tr("What came faster than it could be kept"));
    m_skipped = addFigure(layout, Words::tr("Skipped on reading"),
                          Words::tr("Packets of the trace that nobody here can read"));
    layout->addStretch(1);
    layout->addSpacing(gap);
    layout->addWidget(m_recordIcon);
    layout->addSpacing(figureGap);
    layout->addWidget(m_recordState);
    layout->addSpacing(gap);
    layout->addWidget(m_recordDetail);
    connect(theme, &Theme::Theme::changed, this, qOverload<>(&QWidget::update));
    setLoop({});
    setDropped(0);
    setRecording({});
    showFigures();
}

StatusPanel::Figure StatusPanel::addFigure(QHBoxLayout *layout, const QString &name,
                                           const QString &explanation)
{
    const Figure figure{new RoleLabel(m_theme, FontRole::Label, ColorRole::Text2, this),
                        new RoleLabel(m_theme, FontRole::LabelStrong, ColorRole::Text, this),
                        new QSpacerItem(0, 0), new QSpacerItem(0, 0)};
    figure.name->setText(name);
    figure.value->setText(QString(unknown));
    figure.value->setAccessibleName(name);
    figure.name->setContentsMargins(0, 0, 0, 0);
    for (RoleLabel *label : {figure.name, figure.value}) {
        label->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
        label->setExplanation(explanation);
    }
    layout->addItem(figure.before);
    layout->addWidget(figure.name);
    layout->addItem(figure.between);
    layout->addWidget(figure.value);
    showFigure(figure, true);
    return figure;
}

// One that is not shown leaves no hole.
void StatusPanel::showFigure(const Figure &figure, bool shown)
{
    figure.name->setVisible(shown);
    figure.value->setVisible(shown);
    figure.before->changeSize(shown ? 2 * gap + 1 : 0, 0);
    figure.between->changeSize(shown ? figureGap : 0, 0);
}

void StatusPanel::setFigure(const Figure &figure, const QString &value, bool alarming)
{
    figure.name->setColorRole(alarming ? ColorRole::StallText : ColorRole::Text2);
    figure.value->setColorRole(alarming ? ColorRole::StallText : ColorRole::Text);
    if (figure.value->text() != value)
        figure.value->setText(value);
    layOut();
}

// At once: a picture may be taken or painted before the posted request to do so is handled, and then a longer
// text would be cut where there is room, or a shorter one leave a gap.
void StatusPanel::layOut()
{
    const QList<int> before = separators();
    layout()->activate();
    if (separators() != before)
        update();
}

QList<int> StatusPanel::separators() const
{
    QList<int> places;
    for (const Figure &figure : {m_frame, m_latency, m_probe, m_dropped, m_skipped}) {
        if (!figure.name->isHidden())
            places << figure.name->x() - gap - 1;
    }
    return places;
}

void StatusPanel::setLoop(const LoopStatus &status)
{
    const bool frozen = status.kind == LoopStatus::Kind::Frozen;
    const bool stalled = frozen || status.kind == LoopStatus::Kind::WasFrozen;
    m_loop->setColorRole(stalled ? ColorRole::StallText : ColorRole::Text);
    if (const QString text = status.text(); text != m_loop->text())
        m_loop->setText(text);
    m_heartbeat->setPulse(status.kind == LoopStatus::Kind::None ? Pulse::None
                          : frozen                              ? Pulse::Frozen
                                                                : Pulse::Beats);
    layOut();
}

QString StatusPanel::loopText() const
{
    return m_loop->text();
}

void StatusPanel::setWindowFrame(Base::Duration duration)
{
    setFigure(m_frame, durationText(duration));
}

void StatusPanel::setWindowLatency(Base::Duration duration)
{
    setFigure(m_latency, durationText(duration));
}

QString StatusPanel::probeText() const
{
    return m_probe.value->text();
}

void StatusPanel::setProbe(std::optional<double> share, double rarerPings)
{
    if (!share) {
        setFigure(m_probe, QString(unknown));
        return;
    }
    const QString cost = Words::tr("%1 of the loop").arg(Theme::formatPercent(*share));
    const bool isRarer = rarerPings > 0;
    setFigure(m_probe,
              isRarer
                  ? Words::tr("%1, %2 pings a second").arg(cost, Theme::formatCount(std::llround(rarerPings)))
                  : cost,
              *share > dearProbe);
}

void StatusPanel::setProbeKnowable(bool knowable)
{
    if (std::exchange(m_isProbeKnowable, knowable) != knowable)
        showFigures();
}

void StatusPanel::setDropped(quint64 events)
{
    const auto count = static_cast<qint64>(events);
    if (std::exchange(m_droppedEvents, count) != count)
        showFigures();
    setFigure(m_dropped,
              Theme::formatPlural(Words::tr("%n event(s)", nullptr, Theme::pluralOf(count)), count),
              events > 0);
}

void StatusPanel::setReplay(const std::optional<ReplayStatus> &status)
{
    const bool wasReplay = m_replay.has_value();
    const bool isChange =
        wasReplay != status.has_value() || (status && status->isPlaying != m_replay->isPlaying);
    m_replay = status;
    if (status)
        setFigure(m_skipped,
                  Theme::formatPlural(Words::tr("%n packet(s)", nullptr, Theme::pluralOf(status->skipped)),
                                      status->skipped),
                  status->skipped > 0);
    if (!isChange)
        return;
    showFigures();
    showState();
}

// Of a trace the probe tells nothing, and losses only when there were some.
void StatusPanel::showFigures()
{
    const bool isReplay = m_replay.has_value();
    showFigure(m_frame, width() >= narrow);
    showFigure(m_probe, !isReplay && m_isProbeKnowable);
    showFigure(m_dropped, !isReplay || m_droppedEvents > 0);
    showFigure(m_skipped, isReplay);
    layout()->invalidate();
    layOut();
}

QString StatusPanel::stateText() const
{
    return m_recordState->isHidden()
               ? QString()
               : QStringLiteral("%1 %2").arg(m_recordState->text(), m_recordDetail->text()).trimmed();
}

void StatusPanel::setRecording(const RecordingStatus &status)
{
    m_recording = status;
    showState();
}

void StatusPanel::showState()
{
    if (m_replay) {
        m_recordIcon->hide();
        m_recordState->setText(Words::tr("Replay"));
        m_recordState->setColorRole(ColorRole::Text);
        m_recordDetail->setText(m_replay->isPlaying ? Words::tr("playing") : Words::tr("paused"));
        m_recordState->show();
        m_recordDetail->show();
        layOut();
        return;
    }
    const RecordingStatus &status = m_recording;
    using Kind = RecordingStatus::Kind;
    const bool shown = status.kind != Kind::Off;
    m_recordIcon->setVisible(shown);
    m_recordState->setVisible(shown);
    m_recordDetail->setVisible(shown);
    if (status.kind == Kind::Recording) {
        m_recordIcon->setIcon(Theme::Icon::Record, ColorRole::Text);
        m_recordState->setText(Words::tr("Recording"));
    } else if (status.kind == Kind::Armed) {
        m_recordIcon->setIcon(Theme::Icon::RecordOff, ColorRole::Text2);
        m_recordState->setText(Words::tr("Records the next run"));
    } else if (status.kind == Kind::Saved) {
        m_recordIcon->setIcon(Theme::Icon::Check, ColorRole::Text2);
        m_recordState->setText(Words::tr("Saved"));
    } else if (shown) {
        m_recordIcon->setIcon(Theme::Icon::Warning, ColorRole::StallText);
        m_recordState->setText(Words::tr("Recording stopped"));
    }
    m_recordState->setColorRole(status.kind == Kind::Stopped ? ColorRole::StallText : ColorRole::Text);
    if (const QString detail = status.detail(); detail != m_recordDetail->text())
        m_recordDetail->setText(detail);
    m_recordDetail->setExplanation(status.kind == Kind::Saved ? status.path : QString());
    layOut();
}

void StatusPanel::resizeEvent(QResizeEvent *)
{
    showFigures();
}

void StatusPanel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme->color(ColorRole::Panel));
    paintRule(painter, 0, 0, width(), m_theme->color(ColorRole::Line));
    for (const int x : separators()) {
        painter.fillRect(QRect(x, (height() - separatorHeight) / 2 + 1, 1, separatorHeight),
                         m_theme->color(ColorRole::Line));
    }
}

} // namespace Loopscope::Panels
