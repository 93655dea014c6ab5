#include "ui/presenterlayout.h"

#include <algorithm>
#include <cmath>

namespace Loopscope::Ui {

namespace {

using Theme::FontRole;

constexpr QSizeF reference(1920, 1080);
constexpr double top = 44;
constexpr double bottom = 36;
constexpr double belowTitle = 14;
constexpr double abovePlot = 32;
constexpr double belowPlot = 8;
constexpr double belowTimes = 8;
constexpr double belowCode = 24;
constexpr double codeTop = 8;     // above the caption
constexpr double codeBottom = 12; // below the line
constexpr double besidePlot = 16;
constexpr double gutterGap = 32;
constexpr double leastPlot = 320; // the picture is what everybody looks at

// As far as there is room, after a word or a bracket; anywhere, where the rest would not fit then.
qsizetype breakOf(const QString &text, const QFontMetricsF &metrics, double width)
{
    qsizetype fits = text.size();
    while (fits > 1 && metrics.horizontalAdvance(text.left(fits).trimmed()) > width)
        --fits;
    qsizetype end = fits;
    while (end > 1 && !QStringLiteral(" (,<").contains(text[end - 1]))
        --end;
    return end > 1 && metrics.horizontalAdvance(text.sliced(end)) <= width ? end : fits;
}

} // namespace

PresenterLayout::PresenterLayout(const QSizeF &size, double scale, const Words &words)
    : m_unit(std::min(size.width() / reference.width(), size.height() / reference.height()))
    , m_type(m_unit * std::clamp(scale, smallestText, largestText))
    , m_screen(QPointF(0, 0), size)
{
    const double width = right() - left();
    m_title = QRectF(left(), px(top), width, line(FontRole::PresenterTitle));
    m_lesson = QRectF(left(), m_title.bottom() + px(belowTitle), width,
                      words.lessonLines * line(FontRole::PresenterLesson));
    const double footer = words.footerLines * line(FontRole::PresenterBody);
    m_footer = QRectF(left(), size.height() - px(bottom) - footer, width, footer);
    if (words.below > 0)
        m_footer = QRectF(left(), std::min(size.height() - words.below, m_footer.top()), width, 0);
    const double caption = line(FontRole::PresenterBody);
    // One line, or two smaller ones: what is above must not move when another line is shown.
    const double text = std::max(line(FontRole::PresenterCode), 2 * line(FontRole::PresenterBody));
    const double code = words.hasCode ? px(codeTop) + caption + text + px(codeBottom) : 0;
    m_code = QRectF(left(), m_footer.top() - px(belowCode) - code, width, code);
    m_codeCaption = QRectF(left(), m_code.top() + px(codeTop), width, caption);
    m_codeText = QRectF(left(), m_codeCaption.bottom(), width, text);
    const double times = line(FontRole::PresenterBody);
    m_times = QRectF(left(), m_code.top() - px(belowTimes) - times, width, times);
    const double plotTop = m_lesson.bottom() + px(abovePlot);
    const QFontMetricsF body = metrics(FontRole::PresenterBody);
    const double ticks = body.horizontalAdvance(QStringLiteral("250 ms")) + px(besidePlot);
    const double labels = body.horizontalAdvance(QStringLiteral("no longer instant")) + px(gutterGap);
    m_plot = QRectF(left() + ticks, plotTop, width - ticks - labels,
                    std::max(m_times.top() - px(belowPlot) - plotTop, px(besidePlot)));
}

bool PresenterLayout::hasRoom() const
{
    return m_plot.height() >= px(leastPlot);
}

PresenterCode presenterCode(const PresenterLayout &layout, const QString &text, double width)
{
    PresenterCode code{layout.font(FontRole::PresenterCode), {text}};
    if (QFontMetricsF(code.font).horizontalAdvance(text) <= width)
        return code;
    code.font.setPixelSize(layout.font(FontRole::PresenterBody).pixelSize());
    const QFontMetricsF metrics(code.font);
    if (metrics.horizontalAdvance(text) <= width)
        return code;
    const qsizetype end = breakOf(text, metrics, width);
    code.lines = {text.left(end).trimmed(),
                  metrics.elidedText(text.sliced(end).trimmed(), Qt::ElideRight, width)};
    return code;
}

int presenterLines(const QString &text, const QFont &font, double width)
{
    const QRectF room(0, 0, width, 10'000);
    const QFontMetricsF metrics(font);
    const double height = metrics.boundingRect(room, Qt::TextWordWrap, text).height();
    return std::max(1, static_cast<int>(std::lround(height / metrics.height())));
}

QFont presenterSentenceFont(const QFont &font, const QString &sentence, double width, int lines)
{
    QFont smaller = font;
    const int smallest = std::max(font.pixelSize() / 2, 1);
    while (presenterLines(sentence, smaller, width) > lines && smaller.pixelSize() > smallest)
        smaller.setPixelSize(smaller.pixelSize() - 1);
    return smaller;
}

} // namespace Loopscope::Ui
