#include "ui/panels/replayheader.h"

#include "ui/panels/look.h"
#include "ui/panels/rolelabel.h"
#include "ui/panels/textbutton.h"
#include "ui/theme/format.h"

#include <QFontMetrics>

namespace Loopscope::Panels {

namespace {

constexpr int headerHeight = 128;
constexpr int controlsTop = 80;
constexpr int gap = 8;
constexpr int groupGap = 24;
constexpr int stepWidth = 40;
constexpr int playWidth = 56;
constexpr int positionGap = 16;

QString speedText(double speed)
{
    return QString::number(speed) + QChar(u'\u00d7');
}

} // namespace

const std::vector<double> &ReplayHeader::speeds()
{
    static const std::vector<double> speeds{0.1, 0.5, 1, 2, 10};
    return speeds;
}

ReplayHeader::ReplayHeader(const Theme::Theme *theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_title(new RoleLabel(theme, FontRole::Title, ColorRole::Text, this))
    , m_lesson(new RoleLabel(theme, FontRole::Lesson, ColorRole::Text2, this))
    , m_position(new RoleLabel(theme, FontRole::Verdict, ColorRole::Text, this))
    , m_duration(new RoleLabel(theme, FontRole::Body, ColorRole::Text2, this))
    , m_speed(new RoleLabel(theme, FontRole::Label, ColorRole::Text2, this))
    , m_back(new TextButton(theme, TextButton::Weight::Normal, this))
    , m_play(new TextButton(theme, TextButton::Weight::Primary, this))
    , m_forward(new TextButton(theme, TextButton::Weight::Normal, this))
    , m_nextStall(new TextButton(theme, TextButton::Weight::Normal, this))
    , m_export(new TextButton(theme, TextButton::Weight::Normal, this))
{
    setFixedHeight(headerHeight);
    setAccessibleName(tr("Replay"));
    m_position->setAccessibleName(tr("Position"));
    m_speed->setText(tr("Speed"));
    makeButtons();
    setPlaying(false);
    setSpeed(1);
    connect(theme, &Theme::Theme::changed, this, qOverload<>(&QWidget::update));
}

void ReplayHeader::makeButtons()
{
    const auto onlyIcon = [](TextButton *button, Theme::Icon icon, const QString &name, const QString &key) {
        button->setContent(QString(), icon);
        button->setAccessibleName(name);
        button->setToolTip(QStringLiteral("%1 (%2)").arg(name, key));
    };
    onlyIcon(m_back, Theme::Icon::StepBack, tr("Step back"), tr("Left, with Shift one stall"));
    onlyIcon(m_forward, Theme::Icon::StepForward, tr("Step forward"), tr("Right, with Shift one stall"));
    connect(m_back, &TextButton::clicked, this, &ReplayHeader::stepBackRequested);
    connect(m_play, &TextButton::clicked, this, &ReplayHeader::playRequested);
    connect(m_forward, &TextButton::clicked, this, &ReplayHeader::stepForwardRequested);
    for (const double speed : speeds()) {
        auto *button = new TextButton(m_theme, TextButton::Weight::Normal, this);
        button->setContent(speedText(speed));
        button->setToolTip(tr("Speed %1 ([ slower, ] faster)").arg(speedText(speed)));
        button->setAccessibleName(tr("Speed %1").arg(speedText(speed)));
        button->setCheckable(true);
        button->setAutoExclusive(true);
        connect(button, &TextButton::clicked, this, [this, speed] { Q_EMIT speedRequested(speed); });
        m_speedButtons.push_back(button);
    }
    m_nextStall->setContent(tr("Next stall"), Theme::Icon::ChevronRight, tr("N"));
    m_export->setContent(tr("Export\u2026"), std::nullopt, tr("Ctrl+E"));
    connect(m_nextStall, &TextButton::clicked, this, &ReplayHeader::nextStallRequested);
    connect(m_export, &TextButton::clicked, this, &ReplayHeader::exportRequested);
}

void ReplayHeader::setTitle(const QString &title, const QString &lesson)
{
    m_title->setText(title);
    m_lesson->setText(lesson);
}

QString ReplayHeader::title() const
{
    return m_title->text();
}

QString ReplayHeader::lesson() const
{
    return m_lesson->text();
}

void ReplayHeader::setPosition(Base::Duration position, Base::Duration duration)
{
    const QString at = Theme::formatSeconds(position, 3);
    const QString of =
        tr("of %1").arg(Theme::formatSeconds(duration, 3)); // what is at the end is not past it
    if (at == m_position->text() && of == m_duration->text())
        return;
    m_position->setText(at);
    m_duration->setText(of);
    place();
}

QString ReplayHeader::positionText() const
{
    return QStringLiteral("%1 %2").arg(m_position->text(), m_duration->text());
}

void ReplayHeader::setPlaying(bool playing)
{
    const QString name = playing ? tr("Pause") : tr("Play");
    m_play->setContent(QString(), playing ? Theme::Icon::Pause : Theme::Icon::Play);
    m_play->setAccessibleName(name);
    m_play->setToolTip(QStringLiteral("%1 (%2)").arg(name, tr("Space")));
}

void ReplayHeader::setSpeed(double speed)
{
    for (std::size_t at = 0; at < m_speedButtons.size(); ++at)
        m_speedButtons[at]->setChecked(qFuzzyCompare(speeds()[at], speed));
    update(); // the frames around the buttons are the header's
}

void ReplayHeader::setHasStalls(bool hasStalls)
{
    m_nextStall->setEnabled(hasStalls);
    m_nextStall->setToolTip(hasStalls ? tr("Next stall (N), previous stall (Shift+N)")
                                      : tr("There is no stall"));
}

void ReplayHeader::place()
{
    int right = width() - edge;
    for (TextButton *button : {m_export, m_nextStall}) {
        const QSize size = button->sizeHint();
        button->setGeometry(right - size.width(), 16, size.width(), size.height());
        right -= size.width() + gap;
    }
    m_title->setGeometry(edge, 15, right - 2 * edge, 32);
    m_lesson->setGeometry(edge, 48, width() - 2 * edge, 24);
    int x = edge;
    const auto put = [&x](QWidget *widget, int width) {
        widget->setGeometry(x, controlsTop, width, controlHeight);
        x += width + gap;
    };
    put(m_back, stepWidth);
    put(m_play, playWidth);
    put(m_forward, stepWidth);
    x += positionGap - gap;
    // As wide as the end will be: nothing moves while the numbers run.
    const QFontMetrics big(m_theme->font(FontRole::Verdict));
    const QString widest = QString(qMax<qsizetype>(m_position->text().size(), 8), u'0');
    put(m_position, qMin(big.horizontalAdvance(widest), big.horizontalAdvance(m_position->text()) + 8));
    put(m_duration, m_duration->sizeHint().width() + gap);
    m_ruleX = x + groupGap / 2 - gap;
    x += groupGap - gap;
    put(m_speed, m_speed->sizeHint().width() + gap);
    for (TextButton *button : m_speedButtons)
        put(button, 52);
}

void ReplayHeader::resizeEvent(QResizeEvent *)
{
    place();
}

void ReplayHeader::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme->color(ColorRole::Window));
    paintRule(painter, 0, height() - 1, width(), m_theme->color(ColorRole::Line));
    painter.fillRect(QRect(m_ruleX, controlsTop + 4, 1, controlHeight - 8), m_theme->color(ColorRole::Line));
    for (const TextButton *button : m_speedButtons) {
        if (button->isChecked())
            paintBox(painter, QRectF(button->geometry()).adjusted(-1, -1, 1, 1),
                     m_theme->color(ColorRole::Raised), m_theme->color(ColorRole::Accent), 2);
    }
}

} // namespace Loopscope::Panels
