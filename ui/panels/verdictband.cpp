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
constexpr int wrapping = Qt::TextWordWrap | Qt::AlignLeft | Qt::AlignVCenter;

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

void VerdictBand::setSentences(const Session::ComparisonRemark &headline,
                               const std::vector<Session::ComparisonRemark> &remarks)
{
    m_headline = headline;
    m_remarks = remarks;
    std::ranges::stable_partition(m_remarks, [](const auto &remark) { return remark.isAlarm; });
    QStringList said{headline.text};
    for (const Session::ComparisonRemark &remark : m_remarks)
        said.append(remark.text);
    setAccessibleDescription(said.join(u' '));
    setToolTip(QString());
    layOut();
    update();
}

void VerdictBand::setRoomAtTheRight(int width)
{
    m_roomAtTheRight = width;
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

int VerdictBand::linesOf(const QString &text, FontRole font, int room) const
{
    const QFontMetrics metrics(m_theme->font(font));
    const QRect wrapped =
        metrics.boundingRect(QRect(0, 0, std::max(room, 1), QWIDGETSIZE_MAX), wrapping, text);
    return std::max(1, qRound(double(wrapped.height()) / metrics.lineSpacing()));
}

int VerdictBand::headlineRoom() const
{
    return width() - 2 * edge - m_roomAtTheRight - (m_headline.isAlarm ? iconRoom : 0);
}

// Sentences share a row where they fit; an alarm has its own. None is cut.
void VerdictBand::layOut()
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
            m_rows.push_back({remark.isAlarm, remark.text, 1});
    }
    int rows = 0;
    for (Row &row : m_rows) {
        row.lines = linesOf(row.text, FontRole::Lesson, room - (row.isAlarm ? iconRoom : 0));
        rows += row.lines;
    }
    m_headlineHeight = headlineHeight * linesOf(m_headline.text, FontRole::Verdict, headlineRoom());
    setFixedHeight(topMargin + m_headlineHeight + rows * rowPitch + bottomMargin);
}

void VerdictBand::resizeEvent(QResizeEvent *event)
{
    if (event->size().width() != event->oldSize().width())
        layOut();
}

void VerdictBand::paintSentence(QPainter &painter, QRect rect, const Session::ComparisonRemark &sentence,
                                FontRole font) const
{
    if (sentence.isAlarm) {
        const int line = font == FontRole::Verdict ? headlineHeight : rowPitch;
        Theme::paintIcon(painter, Theme::Icon::Warning,
                         QRectF(rect.left(), rect.top() + (line - iconSize) / 2.0, iconSize, iconSize),
                         m_theme->color(ColorRole::StallText));
        rect.setLeft(rect.left() + iconRoom);
    }
    const ColorRole quiet = font == FontRole::Verdict ? ColorRole::Text : ColorRole::Text2;
    painter.setFont(m_theme->font(font));
    painter.setPen(m_theme->color(sentence.isAlarm ? ColorRole::StallText : quiet));
    painter.drawText(rect, wrapping, sentence.text);
}

void VerdictBand::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme->color(ColorRole::Panel));
    paintRule(painter, 0, height() - 1, width(), m_theme->color(ColorRole::Line));
    paintSentence(painter, QRect(edge, topMargin, width() - 2 * edge - m_roomAtTheRight, m_headlineHeight),
                  m_headline, FontRole::Verdict);
    int y = topMargin + m_headlineHeight;
    for (const Row &row : m_rows) {
        const int height = row.lines * rowPitch;
        paintSentence(painter, QRect(edge, y, width() - 2 * edge, height), {row.isAlarm, row.text},
                      FontRole::Lesson);
        y += height;
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
