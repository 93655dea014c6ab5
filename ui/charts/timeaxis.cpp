#include "ui/charts/timeaxis.h"

#include "core/base/words.h"
#include "ui/charts/chartgrid.h"
#include "ui/charts/timeview.h"
#include "ui/theme/format.h"

#include <array>
#include <cmath>

namespace Loopscope::Charts {

namespace {

using namespace std::chrono_literals;
using Theme::ColorRole;
using Theme::FontRole;

constexpr std::array<Base::Duration, 21> steps{100us, 200us, 500us, 1ms,   2ms,   5ms,  10ms,
                                               20ms,  50ms,  100ms, 200ms, 500ms, 1s,   2s,
                                               5s,    10s,   20s,   60s,   120s,  300s, 600s};
constexpr int mostLabels = 6;
constexpr double clearOfNow = 72;
constexpr double clearOfEdge = 16; // half a label
constexpr double clearOfLast = 12;
constexpr double clearOfTaken = 4;
constexpr double tickLength = 4;

bool meets(const QRectF &taken, double left, double right)
{
    return !taken.isEmpty() && right + clearOfTaken > taken.left() && left - clearOfTaken < taken.right();
}

void paintTicks(QPainter &painter, const Theme::Theme &theme, const TimeView &time, const QRectF &strip,
                double lastX, const QRectF &taken)
{
    TextPainter text(painter, theme);
    const Base::Duration step = labelStep(time.length());
    const Base::Duration half = step / 2;
    const Base::SteadyTime from = std::max(time.from(), time.begin());
    qint64 index = (from - time.begin() + half - Base::Duration(1)) / half;
    for (Base::SteadyTime at = time.begin() + index * half; at <= time.to(); at += half, ++index) {
        const double x = std::round(time.xOf(at));
        const QString label = timeText(index * half, step);
        const double around = text.width(label, FontRole::Caption) / 2;
        const bool hasLabel = index % 2 == 0 && !meets(taken, x - around, x + around);
        painter.fillRect(QRectF(x, strip.top(), 1, tickLength), theme.color(ColorRole::BandLine));
        if (hasLabel && x >= time.plotLeft() + clearOfEdge && x <= lastX)
            text.centered(x, strip.center().y() + 2, label, FontRole::Caption, ColorRole::Text2);
    }
}

} // namespace

bool isInSeconds(Base::Duration step)
{
    return step >= 100ms;
}

QString timeText(Base::Duration time, Base::Duration step, int moreDecimals)
{
    if (isInSeconds(step))
        return Theme::formatSeconds(time, (step >= 1s ? 0 : 1) + moreDecimals);
    const int decimals = (step >= 1ms ? 0 : 1) + moreDecimals;
    return QString::number(Base::toMilliseconds(time), 'f', decimals) + Theme::noBreakSpace +
           QStringLiteral("ms");
}

Base::Duration labelStep(Base::Duration length)
{
    for (const Base::Duration step : steps) {
        if (length <= step * mostLabels)
            return step;
    }
    return length / mostLabels;
}

void paintTimeAxis(QPainter &painter, const Theme::Theme &theme, const TimeView &time, const QRectF &strip,
                   const QRectF &taken)
{
    painter.fillRect(QRectF(time.plotLeft(), strip.top(), time.plotWidth(), 1),
                     theme.color(ColorRole::BandLine));
    TextPainter text(painter, theme);
    const double y = strip.center().y() + 2;
    text.right(time.plotLeft() - Grid::tickGap, y, Words::tr("run time"), FontRole::Caption,
               ColorRole::Text3);
    const Base::Duration step = labelStep(time.length());
    const QString at =
        timeText((time.isAtEnd() ? time.now() : time.to()) - time.begin(), step, step >= 1s ? 2 : 1);
    const QString word = time.isFollowing() ? Words::tr("now %1")
                         : time.isLive()    ? QStringLiteral("%1")
                         : time.isAtEnd()   ? Words::tr("end %1")
                                            : QStringLiteral("%1");
    const QString last = word.arg(at);
    const double width = text.width(last, FontRole::CaptionStrong);
    paintTicks(painter, theme, time, strip,
               time.plotRight() - std::max(clearOfNow, width + clearOfEdge + clearOfLast), taken);
    if (!meets(taken, time.plotRight() - width, time.plotRight()))
        text.right(time.plotRight(), y, last, FontRole::CaptionStrong, ColorRole::Text);
}

} // namespace Loopscope::Charts
