#include "ui/charts/flamechart.h"

#include "ui/charts/flamelook.h"
#include "ui/theme/format.h"

#include <QFontMetricsF>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace Loopscope::Charts {

using Theme::ColorRole;
using Theme::FontRole;

namespace {

constexpr double gap = 1;
constexpr double padding = 6;
constexpr double narrowestText = 28;
constexpr double betweenTexts = 12;
constexpr double ringWidth = 2;

bool isArrow(int key)
{
    return key == Qt::Key_Left || key == Qt::Key_Right || key == Qt::Key_Up || key == Qt::Key_Down;
}

} // namespace

FlameChart::FlameChart(const Theme::Theme *theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Flame of this stall"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(theme, &Theme::Theme::changed, this, qOverload<>(&QWidget::update));
}

void FlameChart::setFlame(Trace::Flame flame)
{
    m_flame = std::move(flame);
    m_chosen = -1;
    setAccessibleDescription(
        m_flame.samples == 0
            ? tr("No sample yet")
            : tr("%1, %2 deep")
                  .arg(Theme::formatPlural(tr("%n sample(s)", nullptr, Theme::pluralOf(m_flame.samples)),
                                           m_flame.samples),
                       Theme::formatPlural(tr("%n function(s)", nullptr, Theme::pluralOf(m_flame.depth())),
                                           m_flame.depth())));
    layOut();
    updateGeometry();
    update();
}

QSize FlameChart::sizeHint() const
{
    return {0, std::max(1, m_flame.depth()) * rowHeight};
}

void FlameChart::layOut()
{
    m_bars.clear();
    addBars(m_flame.roots, 0, width(), 0, -1);
}

void FlameChart::addBars(const std::vector<Trace::FlameNode> &nodes, double left, double width, int depth,
                         int parent)
{
    const auto total = static_cast<double>(m_flame.time.count());
    double x = left;
    for (const Trace::FlameNode &node : nodes) {
        const double wide =
            total > 0 ? static_cast<double>(node.time.count()) / total * this->width() : width;
        m_bars.push_back({&node, QRectF(x, depth * rowHeight, wide, rowHeight), parent});
        addBars(node.children, x, wide, depth + 1, static_cast<int>(m_bars.size()) - 1);
        x += wide;
    }
}

void FlameChart::resizeEvent(QResizeEvent *)
{
    layOut();
}

void FlameChart::paintEvent(QPaintEvent *event)
{
    QPainter painter(this);
    painter.fillRect(event->rect(), m_theme->color(ColorRole::Window));
    for (const Bar &bar : m_bars)
        paintBar(painter, bar);
    if (m_chosen < 0)
        return;
    painter.setPen(QPen(m_theme->color(ColorRole::Text), ringWidth));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(m_bars[static_cast<std::size_t>(m_chosen)].rect.adjusted(1, 1, -2, -2));
}

void FlameChart::paintBar(QPainter &painter, const Bar &bar) const
{
    const Trace::FlameNode &node = *bar.node;
    const bool own = node.origin == Trace::FrameOrigin::Own;
    const double left = std::round(bar.rect.left());
    const double right = std::max(std::round(bar.rect.right()) - gap, left + 1);
    const QRectF rect(left, bar.rect.top(), right - left, rowHeight - gap);
    paintFlameGround(painter, rect, flameOrigin(node), *m_theme);
    if (rect.width() < narrowestText)
        return;
    const QColor text = m_theme->color(own ? ColorRole::OnStall : ColorRole::Text);
    double x = rect.left() + padding;
    const auto write = [&](const QString &words, FontRole role) {
        const QFont font = m_theme->font(role);
        const QFontMetricsF metrics(font);
        const double room = rect.right() - padding - x;
        if (room < narrowestText - 2 * padding)
            return;
        painter.setFont(font);
        painter.setPen(text);
        painter.drawText(QRectF(x, rect.top(), room, rect.height()),
                         Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                         metrics.elidedText(words, Qt::ElideRight, room));
        x += metrics.horizontalAdvance(words) + betweenTexts;
    };
    write(flameName(node), own ? FontRole::CodeStrong : FontRole::Code);
    if (node.isFold() || rect.right() - padding - x < 2 * narrowestText)
        return;
    const QString count =
        m_flame.samples > 1 ? tr(" in %1 of %2 samples").arg(node.samples).arg(m_flame.samples) : QString();
    write(own ? flamePlace(node) + count : flamePlace(node), FontRole::Code);
}

int FlameChart::barAt(const QPointF &at) const
{
    const auto found = std::ranges::find_if(m_bars, [&at](const Bar &bar) { return bar.rect.contains(at); });
    return found == m_bars.end() ? -1 : static_cast<int>(found - m_bars.begin());
}

const Trace::FlameNode *FlameChart::nodeAt(const QPointF &at) const
{
    const int bar = barAt(at);
    return bar < 0 ? nullptr : m_bars[static_cast<std::size_t>(bar)].node;
}

QRectF FlameChart::ownBar() const
{
    QRectF innermost;
    for (const Bar &bar : m_bars) {
        const bool isOwn = bar.node->origin == Trace::FrameOrigin::Own && bar.node->line > 0;
        if (isOwn && (innermost.isNull() || bar.rect.top() > innermost.top()))
            innermost = bar.rect;
    }
    return innermost;
}

QString FlameChart::chosen() const
{
    return m_chosen < 0 ? QString()
                        : flameSentence(*m_bars[static_cast<std::size_t>(m_chosen)].node, m_flame.samples);
}

void FlameChart::choose(int bar)
{
    if (bar < 0 || bar >= static_cast<int>(m_bars.size()))
        return;
    m_chosen = bar;
    setAccessibleDescription(chosen());
    update();
    const Trace::FlameNode &node = *m_bars[static_cast<std::size_t>(bar)].node;
    if (node.line > 0)
        Q_EMIT lineRequested(node.file, node.line);
}

int FlameChart::next(int key) const
{
    if (m_bars.empty())
        return -1;
    if (m_chosen < 0)
        return 0;
    const Bar &from = m_bars[static_cast<std::size_t>(m_chosen)];
    if (key == Qt::Key_Up)
        return from.parent < 0 ? m_chosen : from.parent;
    if (key == Qt::Key_Down) {
        const auto child = std::ranges::find(m_bars, m_chosen, &Bar::parent);
        return child == m_bars.end() ? m_chosen : static_cast<int>(child - m_bars.begin());
    }
    // The neighbour on the same row.
    int found = m_chosen;
    double nearest = 1e9;
    for (int at = 0; at < static_cast<int>(m_bars.size()); ++at) {
        const Bar &bar = m_bars[static_cast<std::size_t>(at)];
        const double away =
            key == Qt::Key_Right ? bar.rect.left() - from.rect.left() : from.rect.left() - bar.rect.left();
        if (bar.rect.top() == from.rect.top() && away > 0 && away < nearest) {
            nearest = away;
            found = at;
        }
    }
    return found;
}

bool FlameChart::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride && isArrow(static_cast<QKeyEvent *>(event)->key()))
        event->accept();
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const Trace::FlameNode *node = nodeAt(help->pos());
        if (node)
            QToolTip::showText(help->globalPos(), flameSentence(*node, m_flame.samples), this);
        else
            QToolTip::hideText();
        return true;
    }
    return QWidget::event(event);
}

void FlameChart::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        choose(barAt(event->position()));
}

void FlameChart::keyPressEvent(QKeyEvent *event)
{
    if (isArrow(event->key()))
        choose(next(event->key()));
    else
        event->ignore();
}

void FlameChart::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    if (m_chosen < 0 && event->reason() != Qt::MouseFocusReason)
        choose(next(Qt::Key_Down));
    update();
}

void FlameChart::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    update();
}

} // namespace Loopscope::Charts
