#include "core/record/hdrencoding.h"

#include <QtEndian>

#include <bit>

namespace Loopscope::Record {

namespace {

constexpr quint32 plainCookie = 0x1c849313;
constexpr quint32 compressedCookie = 0x1c849314;
constexpr qsizetype headerSize = 40;
constexpr quint32 digits = 3;
constexpr int subBucketBits = 11;
constexpr quint64 highestTrackable = (quint64{1} << 42) - 1;
constexpr quint64 indexLimit = 33 * 1024; // of the counts of such a histogram
constexpr int lastByteShift = 56;         // the ninth byte holds eight bits

template <typename Number>
void append(QByteArray *out, Number number)
{
    const Number bigEndian = qToBigEndian(number);
    out->append(reinterpret_cast<const char *>(&bigEndian), sizeof bigEndian);
}

template <typename Number>
Number numberAt(const QByteArray &bytes, qsizetype at)
{
    return qFromBigEndian<Number>(bytes.constData() + at);
}

// Position in the counts of a value: ranges of powers of two, each of 1024 linear steps.
quint64 indexOf(quint64 value)
{
    const int range = std::max(0, static_cast<int>(std::bit_width(value)) - subBucketBits);
    return static_cast<quint64>(range) * 1024 + (value >> range);
}

quint64 highestOf(quint64 index)
{
    if (index < 2048)
        return index;
    const quint64 range = index / 1024 - 1;
    return ((index - range * 1024 + 1) << range) - 1;
}

void appendZigZag(QByteArray *out, qint64 number)
{
    auto rest = (static_cast<quint64>(number) << 1) ^ static_cast<quint64>(number >> 63);
    for (int shift = 0; shift < lastByteShift && rest >= 0x80; shift += 7) {
        out->append(static_cast<char>((rest & 0x7f) | 0x80));
        rest >>= 7;
    }
    out->append(static_cast<char>(rest));
}

std::optional<qint64> takeZigZag(const QByteArray &bytes, qsizetype *at)
{
    quint64 value = 0;
    for (int shift = 0; shift <= lastByteShift; shift += 7) {
        if (*at >= bytes.size())
            return std::nullopt;
        const auto byte = static_cast<quint8>(bytes[(*at)++]);
        const bool isLast = shift == lastByteShift || !(byte & 0x80);
        value |= static_cast<quint64>(shift == lastByteShift ? byte : byte & 0x7f) << shift;
        if (isLast)
            break;
    }
    return static_cast<qint64>(value >> 1) ^ -static_cast<qint64>(value & 1);
}

} // namespace

QByteArray toHdrEncoding(const Base::Histogram &histogram)
{
    QByteArray counts;
    quint64 next = 0;
    for (const Base::Histogram::Bucket &bucket : histogram.buckets()) {
        const quint64 index = indexOf(static_cast<quint64>(bucket.highest.count()));
        if (index > next) // a run of zeros is its negative length
            appendZigZag(&counts, -static_cast<qint64>(index - next));
        appendZigZag(&counts, static_cast<qint64>(bucket.count));
        next = index + 1;
    }
    QByteArray out;
    append(&out, plainCookie);
    append(&out, static_cast<quint32>(counts.size()));
    append(&out, quint32{0}); // normalising index offset
    append(&out, digits);
    append(&out, quint64{1}); // lowest discernible value
    append(&out, highestTrackable);
    append(&out, std::bit_cast<quint64>(1.0)); // conversion ratio
    return out + counts;
}

QByteArray toCompressedHdrEncoding(const Base::Histogram &histogram)
{
    constexpr qsizetype lengthOfQt = 4; // qCompress puts the length before the zlib stream
    const QByteArray deflated = qCompress(toHdrEncoding(histogram)).sliced(lengthOfQt);
    QByteArray out;
    append(&out, compressedCookie);
    append(&out, static_cast<quint32>(deflated.size()));
    return out + deflated;
}

std::optional<Base::Histogram> fromHdrEncoding(const QByteArray &bytes, Base::Duration min,
                                               Base::Duration max)
{
    if (bytes.size() < headerSize || numberAt<quint32>(bytes, 0) != plainCookie ||
        numberAt<quint32>(bytes, 4) != bytes.size() - headerSize || numberAt<quint32>(bytes, 12) != digits ||
        numberAt<quint64>(bytes, 16) != 1)
        return std::nullopt;
    Base::Histogram histogram;
    quint64 index = 0;
    for (qsizetype at = headerSize; at < bytes.size();) {
        const std::optional<qint64> count = takeZigZag(bytes, &at);
        if (!count)
            return std::nullopt;
        const quint64 step = *count < 0 ? -static_cast<quint64>(*count) : 1;
        if (step > indexLimit - index)
            return std::nullopt;
        if (*count > 0) {
            const Base::Duration value(static_cast<qint64>(highestOf(index)));
            const bool isFirst = histogram.isEmpty();
            // The extremes lie in the first and the last bucket.
            if (isFirst)
                histogram.record(std::min(min, value));
            histogram.record(std::min(value, max), static_cast<quint64>(*count) - (isFirst ? 1 : 0));
        }
        index += step;
    }
    return histogram;
}

} // namespace Loopscope::Record
