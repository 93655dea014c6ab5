#include "ui/panels/comparisonpanel.h"

#include "ui/panels/causebadge.h"
#include "ui/panels/look.h"

#include <QCoreApplication>
#include <QFontMetrics>
#include <QScrollBar>
#include <QWheelEvent>

#include <algorithm>

namespace Loopscope::Panels {

namespace {

constexpr int titleHeight = 40;
constexpr int headlineHeight = 40;
constexpr int lineHeight = 26;
constexpr int tallRow = 36;
constexpr int lowRow = 27; // so that the findings have room, too
constexpr int lowestRow = 23;
constexpr int findingsGap = 12;
constexpr int scrollBarWidth = 10;
constexpr int textLeft = 40;
constexpr int valueWidth = 92;
constexpr int badgeHeight = 28;
constexpr std::size_t mostLines = 5;

} // namespace

ComparisonPanel::ComparisonPanel(const Theme::Theme *theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_scroll(new QScrollBar(Qt::Vertical, this))
{
    setAccessibleName(tr("Comparison"));
    setMinimumWidth(360);
    setMaximumWidth(560);
    m_scroll->setAccessibleName(tr("Scroll the comparison"));
    m_scroll->hide();
    connect(m_scroll, &QScrollBar::valueChanged, this, qOverload<>(&QWidget::update));
    connect(theme, &Theme::Theme::changed, this, qOverload<>(&QWidget::update));
}

void ComparisonPanel::setMoments(const QString &time, std::vector<MomentOfTrace> moments)
{
    m_time = time;
    m_moments = std::move(moments);
    layOut();
    update();
}

void ComparisonPanel::setComparison(std::vector<ComparisonRow> rows, const QStringList &findings)
{
    m_rows = std::move(rows);
    m_steadyHeight = 0;
    m_findings = findings;
    QStringList words = findings;
    for (const ComparisonRow &row : m_rows)
        words.append(QStringLiteral("%1: %2, %3, %4").arg(row.name, row.before, row.after, row.change));
    setAccessibleDescription(words.join(QStringLiteral("; ")));
    layOut();
    update();
}

int ComparisonPanel::textWidth() const
{
    return width() - 2 * edge;
}

int ComparisonPanel::tableHeight(int row) const
{
    return titleHeight + static_cast<int>(m_rows.size() + 1) * row;
}

int ComparisonPanel::findingsHeight() const
{
    const QFontMetrics metrics(m_theme->font(FontRole::Label));
    int height = findingsGap;
    for (const QString &finding : m_findings)
        height += metrics.boundingRect(0, 0, textWidth(), 10'000, Qt::TextWordWrap, finding).height() + 8;
    return height;
}

// Where there is room, as high as the longest stack asks for: then the table does not jump while the cursor
// moves. Else what is said at the cursor takes what it needs, and the rest can be scrolled. Its rows keep
// their height.
void ComparisonPanel::layOut()
{
    int needed = titleHeight;
    for (const MomentOfTrace &moment : m_moments)
        needed += headlineHeight + static_cast<int>(moment.lines.size()) * lineHeight + 8;
    const int most = titleHeight + 2 * (headlineHeight + 8) + static_cast<int>(mostLines) * lineHeight;
    const auto fits = [&](int moments, int row) {
        return moments + tableHeight(row) + findingsHeight() <= height();
    };
    m_steadyHeight = std::max({m_steadyHeight, needed, most});
    m_momentsHeight = fits(m_steadyHeight, lowRow) ? m_steadyHeight : needed;
    m_tableRow = lowestRow;
    for (const int row : {tallRow, lowRow}) {
        if (fits(m_steadyHeight, row)) { // whatever the cursor is at
            m_tableRow = row;
            break;
        }
    }
    const int room = height() - m_momentsHeight;
    const int hidden = tableHeight(m_tableRow) + findingsHeight() - room;
    m_scroll->setVisible(hidden > 0);
    m_scroll->setRange(0, std::max(hidden, 0));
    m_scroll->setPageStep(std::max(room, 1));
    m_scroll->setSingleStep(m_tableRow);
    m_scroll->setGeometry(width() - scrollBarWidth, m_momentsHeight + 1, scrollBarWidth,
                          std::max(room - 1, 0));
}

void ComparisonPanel::resizeEvent(QResizeEvent *)
{
    layOut();
}

void ComparisonPanel::wheelEvent(QWheelEvent *event)
{
    QCoreApplication::sendEvent(m_scroll, event);
    event->accept();
}

void ComparisonPanel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme->color(ColorRole::Panel));
    painter.fillRect(QRect(0, 0, 1, height()), m_theme->color(ColorRole::Line));
    const QColor line = m_theme->color(ColorRole::Line);
    paintText(painter, QRect(edge, 0, width() - 2 * edge, titleHeight), tr("At %1").arg(m_time),
              m_theme->font(FontRole::BodyStrong), m_theme->color(ColorRole::Text));
    paintRule(painter, 0, titleHeight - 1, width(), line);
    int y = titleHeight;
    for (std::size_t at = 0; at < m_moments.size(); ++at) {
        if (at > 0)
            paintRule(painter, edge, y, width() - 2 * edge, line);
        y = paintMoment(painter, m_moments[at], y);
    }
    y = m_momentsHeight;
    paintRule(painter, 0, y, width(), line);
    painter.setClipRect(QRect(1, y + 1, width(), height() - y));
    y = paintTable(painter, y + 1 - m_scroll->value());
    paintFindings(painter, y);
}

int ComparisonPanel::paintMoment(QPainter &painter, const MomentOfTrace &moment, int y) const
{
    paintText(painter, QRect(edge, y, 20, headlineHeight), moment.letter, m_theme->font(FontRole::ListNumber),
              m_theme->color(moment.color));
    int right = width() - edge;
    if (moment.isBlocked) {
        const int wide = causeBadgeWidth(m_theme, moment.cause);
        right -= wide;
        paintCauseBadge(painter, m_theme,
                        QRect(right, y + (headlineHeight - badgeHeight) / 2, wide, badgeHeight),
                        moment.cause);
    }
    paintText(painter, QRect(textLeft, y, right - textLeft - 8, headlineHeight), moment.headline,
              m_theme->font(FontRole::BodyStrong),
              m_theme->color(moment.isBlocked ? ColorRole::StallText : ColorRole::Text));
    y += headlineHeight;
    // Of two stacks the second gets what is left; the culprit is always among the lines.
    for (const MomentOfTrace::Line &line : moment.lines) {
        const QRect row(0, y, width(), lineHeight);
        if (line.isCulprit) {
            painter.fillRect(row, m_theme->color(ColorRole::StallFill));
            painter.fillRect(QRect(0, y, 4, lineHeight), m_theme->color(ColorRole::Stall));
        }
        QFont font = m_theme->font(line.isCulprit ? FontRole::CodeStrong : FontRole::Code);
        const QColor color = m_theme->color(line.isCulprit ? ColorRole::Text : ColorRole::Text2);
        const QFont small = m_theme->font(FontRole::CodeSmall);
        const int placeWidth = qMin(QFontMetrics(small).horizontalAdvance(line.place) + 4, width() / 2);
        paintText(painter, QRect(textLeft, y, width() - textLeft - edge - placeWidth - 12, lineHeight),
                  line.function, font, color);
        paintText(painter, QRect(width() - edge - placeWidth, y, placeWidth, lineHeight), line.place, small,
                  m_theme->color(line.isCulprit ? ColorRole::Text : ColorRole::Text2),
                  Qt::AlignRight | Qt::AlignVCenter, Qt::ElideLeft);
        y += lineHeight;
    }
    return y + 8;
}

int ComparisonPanel::paintTable(QPainter &painter, int y) const
{
    const int tableRow = m_tableRow;
    const QColor text = m_theme->color(ColorRole::Text);
    const QColor faint = m_theme->color(ColorRole::Text2);
    const QFont strong = m_theme->font(FontRole::BodyStrong);
    const QFont label = m_theme->font(FontRole::Label);
    const auto column = [this](int fromRight) { return width() - edge - (fromRight + 1) * valueWidth; };
    paintText(painter, QRect(edge, y, 200, titleHeight), tr("Comparison"), strong, text);
    paintText(painter, QRect(edge, y, width() - 2 * edge, titleHeight), tr("whole recording"), label, faint,
              Qt::AlignRight | Qt::AlignVCenter);
    y += titleHeight;
    paintRule(painter, 0, y - 1, width(), m_theme->color(ColorRole::Line));
    const auto right = Qt::AlignRight | Qt::AlignVCenter;
    paintText(painter, QRect(column(2), y, valueWidth - 8, tableRow), QStringLiteral("A"), strong,
              m_theme->color(ColorRole::TraceA), right);
    paintText(painter, QRect(column(1), y, valueWidth - 8, tableRow), QStringLiteral("B"), strong,
              m_theme->color(ColorRole::TraceB), right);
    paintText(painter, QRect(column(0), y, valueWidth, tableRow), tr("B against A"), label, faint, right);
    y += tableRow;
    const QFont body = m_theme->font(FontRole::Body);
    for (const ComparisonRow &row : m_rows) {
        paintText(painter, QRect(edge, y, column(2) - edge + 24, tableRow), row.name, body, faint);
        paintText(painter, QRect(column(2), y, valueWidth - 8, tableRow), row.before, body, text, right);
        paintText(painter, QRect(column(1), y, valueWidth - 8, tableRow), row.after, body, text, right);
        paintText(painter, QRect(column(0), y, valueWidth, tableRow), row.change,
                  row.isNotable ? strong : body, row.isNotable ? text : faint, right);
        y += tableRow;
        paintRule(painter, edge, y - 1, width() - 2 * edge, m_theme->color(ColorRole::Line));
    }
    return y;
}

void ComparisonPanel::paintFindings(QPainter &painter, int y) const
{
    painter.setFont(m_theme->font(FontRole::Label));
    painter.setPen(m_theme->color(ColorRole::Text2));
    y += findingsGap;
    for (const QString &finding : m_findings) {
        const QRect room(edge, y, textWidth(), 10'000);
        QRect used;
        painter.drawText(room, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, finding, &used);
        y = used.bottom() + 8;
    }
}

} // namespace Loopscope::Panels
