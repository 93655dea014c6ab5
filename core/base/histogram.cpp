#include "core/base/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace Loopscope::Base {

Histogram::Histogram()
    : m_counts(size)
{}

std::size_t Histogram::indexOf(quint64 value)
{
    value = std::min(value, (quint64{1} << maxValueBits) - 1);
    // Range 0 is linear over the first 2^11 values; each further range doubles the step.
    const int range = std::max(0, static_cast<int>(std::bit_width(value)) - subBucketBits);
    return static_cast<std::size_t>(range) * subBucketHalf + static_cast<std::size_t>(value >> range);
}

quint64 Histogram::highestOf(std::size_t index)
{
    if (index < 2 * subBucketHalf)
        return index;
    const std::size_t range = index / subBucketHalf - 1;
    const quint64 step = index - range * subBucketHalf;
    return ((step + 1) << range) - 1;
}

quint64 Histogram::lowestOf(std::size_t index)
{
    if (index < 2 * subBucketHalf)
        return index;
    const std::size_t range = index / subBucketHalf - 1;
    return static_cast<quint64>(index - range * subBucketHalf) << range;
}

void Histogram::record(Duration value, quint64 count)
{
    if (count == 0)
        return;
    value = std::max(value, Duration::zero());
    m_counts[indexOf(static_cast<quint64>(value.count()))] += count;
    m_count += count;
    m_sum += static_cast<double>(value.count()) * static_cast<double>(count);
    m_max = std::max(m_max, value);
    m_min = std::min(m_min, value);
}

// By buckets, not by values: a wait of an hour would be a million of them.
void Histogram::recordCorrected(Duration value, Duration interval)
{
    record(value);
    if (interval <= Duration::zero())
        return;
    for (Duration missed = value - interval; missed > Duration::zero();) {
        const std::size_t index = indexOf(static_cast<quint64>(missed.count()));
        const auto steps = (missed.count() - static_cast<qint64>(lowestOf(index))) / interval.count();
        const Duration last = missed - steps * interval;
        m_counts[index] += static_cast<quint64>(steps) + 1;
        m_count += static_cast<quint64>(steps) + 1;
        m_sum += static_cast<double>((missed + last).count()) / 2 * static_cast<double>(steps + 1);
        m_min = std::min(m_min, last);
        missed = last - interval;
    }
}

void Histogram::add(const Histogram &other)
{
    for (std::size_t i = 0; i < size; ++i)
        m_counts[i] += other.m_counts[i];
    m_count += other.m_count;
    m_sum += other.m_sum;
    m_max = std::max(m_max, other.m_max);
    m_min = std::min(m_min, other.m_min);
}

void Histogram::clear()
{
    *this = Histogram();
}

Duration Histogram::mean() const
{
    return m_count ? Duration(std::llround(m_sum / static_cast<double>(m_count))) : Duration::zero();
}

Duration Histogram::quantile(double share) const
{
    if (m_count == 0)
        return Duration::zero();
    // One step down: 0.07 of 100 is a little more than 7 in binary, and must not become the eighth.
    const double exact = std::clamp(share, 0.0, 1.0) * static_cast<double>(m_count);
    const double wanted = std::ceil(std::nextafter(exact, 0.0));
    const quint64 rank = std::max<quint64>(1, static_cast<quint64>(wanted));
    quint64 seen = 0;
    for (std::size_t i = 0; i < size; ++i) {
        seen += m_counts[i];
        if (seen >= rank)
            return std::min(Duration(static_cast<qint64>(highestOf(i))), m_max);
    }
    return m_max;
}

std::vector<Histogram::Bucket> Histogram::buckets() const
{
    std::vector<Bucket> result;
    for (std::size_t i = 0; i < size; ++i) {
        if (m_counts[i])
            result.push_back({Duration(static_cast<qint64>(highestOf(i))), m_counts[i]});
    }
    return result;
}

} // namespace Loopscope::Base
