// The row over the plot: what is measured, the figures of the run, and the big number that has no room below.
#include "ui/charts/latencychart.h"
#include "ui/theme/format.h"

#include <algorithm>

namespace Loopscope::Charts {

namespace {

using Theme::ColorRole;
using Theme::FontRole;

constexpr double figureGap = 16; // before the name of each
constexpr double labelGap = 6;

} // namespace

QString LatencyChart::subtitle() const
{
    return tr("wait of an event posted now, %1").arg(withHatching(scaleWords()));
}

QStringList LatencyChart::shorterSubtitles() const
{
    const QString full = withHatching(scaleWords());
    if (full == scaleWords())
        return {full};
    return {full, tr("%1; hatched: late").arg(scaleWords()), scaleWords()};
}

QString LatencyChart::scaleWords() const
{
    return m_scale.isLinear() ? tr("ms, linear") : tr("ms, \u221a scale");
}

// What the hatching means, while there is some.
QString LatencyChart::withHatching(const QString &words) const
{
    const bool hasMachines = frame() && std::ranges::any_of(frame()->columns, &StallColumn::isOfMachine);
    if (!m_hasLateWaits && !hasMachines)
        return words;
    return tr("%1; hatched: %2")
        .arg(words, !m_hasLateWaits ? tr("delayed by the machine")
                    : hasMachines   ? tr("late without a stall, or by the machine")
                                    : tr("late without a stall"));
}

double LatencyChart::widthInTitle(const TextPainter &text) const
{
    return !m_number || !m_numberArea.isNull()
               ? 0
               : text.width(m_number->value, FontRole::Verdict) + labelGap +
                     text.width(m_number->caption, FontRole::Label) + figureGap;
}

double LatencyChart::paintNumberInTitle(TextPainter &text, double right, double y)
{
    const double width = widthInTitle(text) - figureGap;
    const double line = context().theme->lineHeight(FontRole::Verdict);
    addTitleArea({right - width, y - line / 2, width, line});
    const double used = text.right(right, y, m_number->value, FontRole::Verdict,
                                   m_number->isOfMachine ? ColorRole::Text2 : ColorRole::StallText);
    text.right(right - used - labelGap, y, m_number->caption, FontRole::Label, ColorRole::Text);
    return right - width - figureGap;
}

void LatencyChart::paintTitle(TextPainter &text, double y)
{
    if (context().run->stage() == Models::RunStage::None) {
        text.left(Grid::padding, y, title(), FontRole::BodyStrong, ColorRole::Text);
        return;
    }
    const bool hasFigures = context().run->latencyFigures().samples > 0;
    placeNumber(text.painter());
    double right = hasFigures ? paintFigures(text, y) : width() - Grid::padding;
    if (m_number && m_numberArea.isNull())
        right = paintNumberInTitle(text, right, y);
    paintTitleUpTo(right, text, y);
}

// Returns where the room to the left of them ends.
double LatencyChart::paintFigures(TextPainter &text, double y)
{
    const auto &figures = context().run->latencyFigures();
    double right = width() - Grid::padding;
    const double least =
        Grid::padding + text.width(title(), FontRole::BodyStrong) + figureGap + widthInTitle(text);
    const auto figure = [&](const QString &label, const QString &value) {
        const double valueWidth = text.width(value, FontRole::LabelStrong);
        const double left = right - valueWidth - labelGap - text.width(label, FontRole::Label);
        if (left < least) // the title is more than one of three figures
            return;
        const double line = context().theme->lineHeight(FontRole::LabelStrong);
        addTitleArea({left, y - line / 2, right - left, line});
        text.right(right, y, value, FontRole::LabelStrong, ColorRole::Text);
        text.left(left, y, label, FontRole::Label, ColorRole::Text3);
        right = left - figureGap;
    };
    // Digits that change all the time stand still; afterwards they are those of the verdict.
    const auto write = context().run->isLive() ? Theme::formatLive : Theme::formatDuration;
    // Something posted when the longest stall began would have waited for all of it.
    const Models::RunModel &run = *context().run;
    const Base::Duration open =
        run.openStall() ? Models::stallDuration(*run.openStall(), run.now()) : Base::Duration();
    figure(tr("max"), write(std::max({figures.max, run.stalls().longest(), open})));
    figure(QStringLiteral("p99"), write(figures.p99));
    figure(QStringLiteral("p50"), write(figures.p50));
    return right;
}

} // namespace Loopscope::Charts
