#include "ui/panels/verdictband.h"

#include "ui/panels/look.h"
#include "ui/theme/icons.h"

#include <QFontMetrics>

#include <algorithm>

namespace Loopscope::Panels {

namespace {

constexpr int topMargin = 14;
constexpr int bottomMargin = 12;
constexpr int headlineHeight = 28;
constexpr int rowPitch = 24;
constexpr int iconSize = 16;
constexpr int iconRoom = 24;
constexpr int barHeight = 4;

// Of lines with this pitch.
int wrappedHeight(const QString &text, const QFont &font, int width, int pitch)
{
    const QFontMetrics metrics(font);
    const QRect used = metrics.boundingRect(0, 0, width, 10'000, Qt::TextWordWrap, text);
    return std::max(1, qRound(static_cast<double>(used.height()) / metrics.lineSpacing())) * pitch;
}

void paintWrapped(QPainter &painter, const QRect &room, const QString &text, const QFont &font,
                  const QColor &color)
{
    painter.setFont(font);
    painter.setPen(color);
    painter.drawText(room, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextWordWrap, text);
}

} // namespace

VerdictBand::VerdictBand(const Theme::Theme *theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setAccessibleName(tr("Verdict"));
    connect(theme, &Theme::Theme::changed, this, [this] {
        layOut();
        update();
    });
    layOut();
}

void VerdictBand::setSentences(const QString &headline, const std::vector<Session::ComparisonRemark> &remarks)
{
    m_headline = headline;
    m_remarks = remarks;
    std::ranges::stable_partition(m_remarks, [](const auto &remark) { return remark.isAlarm; });
    QStringList said{headline};
    for (const Session::ComparisonRemark &remark : m_remarks)
        said.append(remark.text);
    setAccessibleDescription(said.join(u' '));
    setToolTip(QString());
    layOut();
    update();
}

void VerdictBand::setRoomAtTheRight(int width)
{
    if (std::exchange(m_roomAtTheRight, width) != width)
        layOut();
    update();
}

void VerdictBand::setProgress(std::optional<double> fraction)
{
    if (m_progress == fraction)
        return;
    m_progress = fraction;
    update();
}

int VerdictBand::headlineWidth() const
{
    return width() - 2 * edge - m_roomAtTheRight;
}

// Sentences share a row where they fit; an alarm has its own.
void VerdictBand::joinRemarks()
{
    const QFontMetrics metrics(m_theme->font(FontRole::Lesson));
    const int room = width() - 2 * edge;
    m_rows.clear();
    for (const Session::ComparisonRemark &remark : m_remarks) {
        const bool joins = !m_rows.empty() && !m_rows.back().isAlarm && !remark.isAlarm &&
                           metrics.horizontalAdvance(m_rows.back().text + u' ' + remark.text) <= room;
        if (joins)
            m_rows.back().text += u' ' + remark.text;
        else
            m_rows.push_back({remark.isAlarm, remark.text});
    }
}

void VerdictBand::layOut()
{
    joinRemarks();
    m_headlineHeight =
        wrappedHeight(m_headline, m_theme->font(FontRole::Verdict), headlineWidth(), headlineHeight);
    int height = topMargin + m_headlineHeight + bottomMargin;
    for (Row &row : m_rows) {
        const int room = width() - 2 * edge - (row.isAlarm ? iconRoom : 0);
        row.height = wrappedHeight(row.text, m_theme->font(FontRole::Lesson), room, rowPitch);
        height += row.height;
    }
    setFixedHeight(height);
}

void VerdictBand::resizeEvent(QResizeEvent *event)
{
    if (event->size().width() != event->oldSize().width())
        layOut();
}

void VerdictBand::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme->color(ColorRole::Panel));
    paintRule(painter, 0, height() - 1, width(), m_theme->color(ColorRole::Line));
    paintWrapped(painter, QRect(edge, topMargin, headlineWidth(), m_headlineHeight), m_headline,
                 m_theme->font(FontRole::Verdict), m_theme->color(ColorRole::Text));
    int y = topMargin + m_headlineHeight;
    for (const Row &row : m_rows) {
        const int left = edge + (row.isAlarm ? iconRoom : 0);
        if (row.isAlarm)
            Theme::paintIcon(painter, Theme::Icon::Warning,
                             QRectF(edge, y + (rowPitch - iconSize) / 2.0, iconSize, iconSize),
                             m_theme->color(ColorRole::StallText));
        paintWrapped(painter, QRect(left, y, width() - left - edge, row.height), row.text,
                     m_theme->font(FontRole::Lesson),
                     m_theme->color(row.isAlarm ? ColorRole::StallText : ColorRole::Text2));
        y += row.height;
    }
    if (!m_progress)
        return;
    const QRect bar(0, height() - barHeight, width(), barHeight);
    painter.fillRect(bar, m_theme->color(ColorRole::Raised));
    painter.fillRect(
        QRect(bar.left(), bar.top(), qRound(bar.width() * qBound(0.0, *m_progress, 1.0)), barHeight),
        m_theme->color(ColorRole::Accent));
}

} // namespace Loopscope::Panels
