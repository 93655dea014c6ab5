#include "ui/panels/comparisonpanel.h"

#include "ui/panels/causebadge.h"
#include "ui/panels/look.h"

#include <QFontMetrics>

namespace Loopscope::Panels {

namespace {

constexpr int titleHeight = 40;
constexpr int headlineHeight = 40;
constexpr int lineHeight = 26;
constexpr int tallRow = 36;
constexpr int lowRow = 27; // so that the findings have room, too
constexpr std::size_t fewRows = 9;
constexpr int textLeft = 40;
constexpr int valueWidth = 92;
constexpr int badgeHeight = 28;
constexpr std::size_t mostLines = 5;

} // namespace

ComparisonPanel::ComparisonPanel(const Theme::Theme *theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setAccessibleName(tr("Comparison"));
    setMinimumWidth(360);
    setMaximumWidth(560);
    connect(theme, &Theme::Theme::changed, this, qOverload<>(&QWidget::update));
}

void ComparisonPanel::setMoments(const QString &time, std::vector<MomentOfTrace> moments)
{
    m_time = time;
    m_moments = std::move(moments);
    update();
}

void ComparisonPanel::setComparison(std::vector<ComparisonRow> rows, const QStringList &findings)
{
    m_rows = std::move(rows);
    m_findings = findings;
    QStringList words = findings;
    for (const ComparisonRow &row : m_rows)
        words.append(QStringLiteral("%1: %2, %3, %4").arg(row.name, row.before, row.after, row.change));
    setAccessibleDescription(words.join(QStringLiteral("; ")));
    update();
}

// Always as high as the longest stack asks for: the table must not jump while the cursor moves.
int ComparisonPanel::momentsHeight() const
{
    const int full = static_cast<int>(mostLines) * lineHeight;
    return titleHeight + 2 * headlineHeight + full + lineHeight + 24;
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
    painter.save();
    painter.setClipRect(QRect(0, 0, width(), momentsHeight()));
    for (std::size_t at = 0; at < m_moments.size(); ++at) {
        if (at > 0)
            paintRule(painter, edge, y, width() - 2 * edge, line);
        y = paintMoment(painter, m_moments[at], y);
    }
    painter.restore();
    y = momentsHeight();
    paintRule(painter, 0, y, width(), line);
    y = paintTable(painter, y + 1);
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
    const int tableRow = m_rows.size() > fewRows ? lowRow : tallRow;
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
    const int wide = width() - 2 * edge;
    y += 12;
    for (const QString &finding : m_findings) {
        const QRect room(edge, y, wide, height() - y - 8);
        const QRect used =
            painter.boundingRect(room, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, finding);
        if (used.bottom() > height() - 8)
            break;
        painter.drawText(room, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, finding);
        y = used.bottom() + 8;
    }
}

} // namespace Loopscope::Panels
