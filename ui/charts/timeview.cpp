#include "ui/charts/timeview.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace Loopscope::Charts {

namespace {

using namespace std::chrono_literals;

// What + and - go through.
constexpr std::array<Base::Duration, 18> steps{1ms, 2ms, 5ms, 10ms, 20ms, 50ms, 100ms, 200ms, 500ms,
                                               1s,  2s,  3s,  5s,   10s,  15s,  20s,   30s,   60s};

} // namespace

TimeView::TimeView(QObject *parent)
    : QObject(parent)
{}

void TimeView::setPlot(double left, double width)
{
    m_left = left;
    m_width = std::max(width, 1.0);
}

void TimeView::follow(Base::SteadyTime begin, Base::SteadyTime now, bool live)
{
    const Base::Duration lengthBefore = m_length;
    const bool isNew = begin != m_begin;
    const bool followsEnd = isNew || isFollowing() || m_to >= m_now;
    const bool hasEnded = !live && followsEnd && (isNew || m_live);
    if (isNew || !live)
        m_held = false;
    if (isNew || live)
        m_length = std::exchange(m_lengthBeforeFit, std::nullopt).value_or(m_length);
    m_begin = begin;
    m_now = now;
    m_live = live;
    if (m_held) {
        // Held is what goes on: a new run never is.
    } else if (live) {
        const Base::Duration pixel = perPixel();
        m_to = begin + (now - begin) / pixel * pixel;
    } else if (followsEnd) {
        m_to = now;
    }
    if (hasEnded && !m_held)
        fitShortRun();
    if (m_length != lengthBefore)
        Q_EMIT changed();
}

// Milliseconds at the edge of a picture of seconds can't be read.
void TimeView::fitShortRun()
{
    const Base::Duration whole = std::max<Base::Duration>(m_now - m_begin, shortestAfterwards);
    if (m_now <= m_begin || whole >= m_length)
        return;
    m_lengthBeforeFit = m_length;
    m_length = whole;
}

Base::Duration TimeView::perPixel() const
{
    return std::max(Base::Duration(std::llround(static_cast<double>(m_length.count()) / m_width)),
                    Base::Duration(1));
}

double TimeView::xOf(Base::SteadyTime at) const
{
    return m_left + m_width * (1 - Base::toSeconds(m_to - at) / Base::toSeconds(m_length));
}

Base::SteadyTime TimeView::timeAt(double x) const
{
    const double share = (x - m_left) / m_width;
    return from() + Base::Duration(std::llround(share * static_cast<double>(m_length.count())));
}

Base::Duration TimeView::shortestLength() const
{
    return m_live ? shortest : shortestAfterwards;
}

Base::Duration TimeView::longestLength() const
{
    return m_live ? Base::Duration(longest) : std::max<Base::Duration>(longest, m_now - m_begin);
}

void TimeView::setLength(std::chrono::nanoseconds length)
{
    const Base::Duration inRange = std::clamp<Base::Duration>(length, shortestLength(), longestLength());
    if (inRange == m_length)
        return;
    // Too short for a run that goes on: for this picture only.
    m_lengthBeforeFit = inRange < shortest ? std::optional(chosenLength()) : std::nullopt;
    m_length = inRange;
    Q_EMIT changed();
}

void TimeView::setUsualLength(std::chrono::nanoseconds length)
{
    m_usual = std::clamp<Base::Duration>(length, shortest, longest);
    setLength(m_usual);
}

void TimeView::zoomIn()
{
    const auto shorter = std::ranges::lower_bound(steps, m_length);
    setLength(shorter == steps.begin() ? steps.front() : *std::prev(shorter));
}

void TimeView::zoomOut()
{
    const auto longer = std::ranges::upper_bound(steps, m_length);
    setLength(longer == steps.end() ? longestLength() : *longer);
}

void TimeView::fit()
{
    m_held = false;
    if (m_live || m_now <= m_begin) {
        setLength(m_usual);
        return;
    }
    m_to = m_now;
    m_length = std::max<Base::Duration>(m_now - m_begin, shortestAfterwards);
    Q_EMIT changed();
}

void TimeView::fitRun()
{
    const Base::Duration before = chosenLength();
    fit();
    m_lengthBeforeFit = before;
}

void TimeView::zoomAt(double factor, double x)
{
    if (!(factor > 0))
        return;
    const Base::SteadyTime anchor = timeAt(x);
    const double wanted = static_cast<double>(m_length.count()) * factor;
    setLength(Base::Duration(std::llround(std::min(wanted, 1e15))));
    if (!isFollowing())
        moveTo(m_to + (anchor - timeAt(x)));
}

void TimeView::pan(double pixels)
{
    const Base::SteadyTime wanted =
        m_to - Base::Duration(std::llround(pixels * static_cast<double>(perPixel().count())));
    if (m_live)
        m_held = wanted < m_now - perPixel();
    if (!isFollowing())
        moveTo(wanted);
}

void TimeView::followNow()
{
    m_held = false;
    moveTo(m_now);
}

void TimeView::reveal(Base::SteadyTime at)
{
    if (!isFollowing() && (at < from() || at > m_to))
        moveTo(at + m_length / 2);
}

void TimeView::hold(Base::SteadyTime at)
{
    m_held = m_held || m_live;
    reveal(at);
}

void TimeView::moveTo(Base::SteadyTime to)
{
    const Base::SteadyTime earliest = std::min(m_begin + m_length, m_now);
    const Base::SteadyTime inRange = std::clamp(to, earliest, m_now);
    if (inRange == m_to)
        return;
    m_to = inRange;
    Q_EMIT changed();
}

} // namespace Loopscope::Charts
