#include "ui/charts/stalltexts.h"

#include "core/base/words.h"
#include "ui/theme/format.h"

#include <algorithm>
#include <array>

namespace Loopscope::Charts {

namespace {

using Theme::ColorRole;
using Theme::FontRole;

constexpr double lineHeight = 17;
constexpr double twoLineDistance = 96;
constexpr double narrowestPlace = 56; // less says nothing
constexpr double besideText = 8;
constexpr double besideColumn = 6;
constexpr double abovePeak = 3;
constexpr double groundBeside = 4;
constexpr double farFromPeak = 20; // a neighbour's line so far above would carry the text away

QString numberOf(const StallColumn &column)
{
    const QString longest = Theme::formatStall(column.longest);
    if (column.count == 1)
        return longest;
    const int plural = Theme::pluralOf(column.count);
    const QString count = column.isOfMachine ? Loopscope::Words::tr("%n delay(s)", nullptr, plural)
                                             : Loopscope::Words::tr("%n stall(s)", nullptr, plural);
    return Loopscope::Words::tr("%1, longest %2").arg(Theme::formatPlural(count, column.count), longest);
}

// So near before a longer one that only one of the two can be told.
bool isOutdone(const std::vector<StallColumn> &columns, std::size_t index)
{
    if (index + 1 == columns.size() || columns[index + 1].open)
        return false;
    const StallColumn &next = columns[index + 1];
    return next.longest > columns[index].longest && next.center() - columns[index].center() < narrowestPlace;
}

double roomFor(const std::vector<StallColumn> &columns, std::size_t index)
{
    double room = 2 * twoLineDistance;
    if (index > 0)
        room = std::min(room, columns[index].center() - columns[index - 1].center());
    if (index + 1 < columns.size() && !columns[index + 1].open)
        room = std::min(room, columns[index + 1].center() - columns[index].center());
    return room;
}

} // namespace

// Function and line are what one looks for.
QString codeWithin(const TextPainter &text, const QString &code, double width)
{
    const QString function = code.section(QStringLiteral("::"), -1);
    for (const QString &words : {code, function}) {
        if (text.width(words, FontRole::Caption) <= width)
            return words;
    }
    return text.elided(function, FontRole::Caption, width);
}

StallTexts::StallTexts(TextPainter &text, Plot plot, std::function<void(const QRectF &)> ground)
    : m_text(text)
    , m_plot(std::move(plot))
    , m_ground(std::move(ground))
{}

double StallTexts::Words::height() const
{
    return place.isEmpty() ? lineHeight : 2 * lineHeight;
}

StallTexts::Words StallTexts::wordsOf(const StallColumn &column, double room, bool withPlace) const
{
    Words words;
    words.number = numberOf(column);
    words.color = column.isOfMachine ? ColorRole::Text2 : ColorRole::StallText;
    words.width = m_text.width(words.number, FontRole::BodyStrong);
    if (!withPlace)
        return words;
    const double widest = std::max(narrowestPlace, std::min(room, 2 * (room - twoLineDistance / 2)));
    words.place = codeWithin(m_text, column.place, widest);
    words.width = std::max(words.width, m_text.width(words.place, FontRole::Caption));
    return words;
}

QRectF StallTexts::areaAt(const StallColumn &column, const Words &words, Side side) const
{
    const double height = words.height();
    const double peak = m_plot.yOf(Base::toMilliseconds(column.longest));
    const double beside = std::max(peak - lineHeight, m_plot.rect.top() + 1);
    if (side == Side::Left)
        return {column.left - besideColumn - words.width, beside, words.width, height};
    if (side == Side::Inside)
        return {column.left + besideText, m_plot.rect.top() + 1, words.width, height};
    if (side == Side::Right)
        return {column.right + besideColumn, beside, words.width, height};
    const double last = std::max(m_plot.rect.left(), m_to - words.width);
    const double left = std::clamp(column.center() - words.width / 2, m_plot.rect.left(), last);
    // The line may be a little higher than the stall was long.
    const double own = std::min(peak, m_plot.lineTop(column.left, column.right));
    const double line = m_plot.lineTop(left, left + words.width);
    const double bottom = (own - line <= farFromPeak ? std::min(own, line) : own) - abovePeak;
    return {left, bottom - height, words.width, height};
}

bool StallTexts::isOffTheLine(const QRectF &area) const
{
    return area.top() >= m_plot.rect.top() &&
           m_plot.lineTop(area.left() - 2, area.right() + 2) > area.bottom();
}

bool StallTexts::isFree(const QRectF &area, const QRectF &taken) const
{
    return area.left() >= m_from && area.right() <= m_to &&
           !area.adjusted(-besideText, 0, besideText, 0).intersects(taken);
}

std::optional<StallTexts::Spot> StallTexts::spotFor(const StallColumn &column, const Words &words,
                                                    const QRectF &taken) const
{
    for (const Side side : {Side::Above, Side::Inside, Side::Left, Side::Right}) {
        if (side == Side::Inside && column.right - column.left < words.width + 2 * besideText)
            continue;
        const QRectF area = areaAt(column, words, side);
        if (!isOffTheLine(area))
            continue;
        const bool isOver =
            side != Side::Above || (area.left() <= column.center() && area.right() >= column.center());
        if (isOver && isFree(area, taken))
            return Spot{area, side};
        if (side == Side::Above)
            return {}; // only another text is in the way
    }
    return {};
}

std::optional<StallTexts::Spot> StallTexts::spotOnTop(const StallColumn &column, const Words &words,
                                                      const QRectF &taken) const
{
    if (column.count == 1 || m_to - m_from < words.width)
        return {};
    const double left = std::clamp(column.center() - words.width / 2, m_from, m_to - words.width);
    const QRectF area(left, m_plot.rect.top() + 1, words.width, words.height());
    const bool isOver = area.left() < column.right && area.right() > column.left;
    return isOver && isFree(area, taken) ? std::optional(Spot{area, Side::OnTop}) : std::nullopt;
}

void StallTexts::write(const Spot &spot, const Words &words)
{
    const bool isCentered = spot.side == Side::Above || spot.side == Side::OnTop;
    if (spot.side == Side::OnTop)
        m_ground(spot.area.adjusted(-groundBeside, 0, groundBeside, 0));
    const auto line = [&](const QString &text, double y, FontRole font, ColorRole color) {
        if (isCentered)
            m_text.centered(spot.area.center().x(), y, text, font, color);
        else if (spot.side == Side::Left)
            m_text.right(spot.area.right(), y, text, font, color);
        else
            m_text.left(spot.area.left(), y, text, font, color);
    };
    line(words.number, spot.area.top() + lineHeight / 2, FontRole::BodyStrong, words.color);
    if (!words.place.isEmpty())
        line(words.place, spot.area.bottom() - lineHeight / 2, FontRole::Caption, ColorRole::Text2);
}

void StallTexts::paint(const std::vector<StallColumn> &columns, const QRectF &taken, Trace::StallId told)
{
    m_areas.clear();
    m_from = m_plot.rect.left();
    const auto open = std::ranges::find_if(columns, &StallColumn::open);
    m_to = open == columns.end() ? m_plot.rect.right() : open->left - besideText;
    for (std::size_t index = 0; index < columns.size(); ++index) {
        const StallColumn &column = columns[index];
        const bool isCovered = column.right + besideColumn < m_from; // by the text before, on every side
        const bool isMostlyOut = column.cut && column.right - column.left < twoLineDistance;
        const bool isTold = told != 0 && column.id == told;
        if (isMostlyOut || column.open || isCovered || isTold || isOutdone(columns, index))
            continue;
        const double room = roomFor(columns, index);
        const bool twoLines = room >= twoLineDistance && !column.place.isEmpty() && column.count == 1;
        for (const bool withPlace : {true, false}) {
            if (withPlace && !twoLines)
                continue;
            const Words words = wordsOf(column, room, withPlace);
            auto spot = spotFor(column, words, taken);
            if (!spot)
                spot = spotOnTop(column, words, taken);
            if (spot) {
                write(*spot, words);
                m_areas.push_back(spot->area);
                m_from = spot->area.right() + besideText;
                break;
            }
        }
    }
}

} // namespace Loopscope::Charts
