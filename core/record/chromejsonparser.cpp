#include "core/record/chromejsonparser.h"

#include "core/record/sequenceclocks.h"

#include <QIODevice>

#include <nlohmann/json.hpp>

#include <cmath>

namespace Loopscope::Record {

namespace {

constexpr qint64 chunkSize = qint64{1} << 20;
constexpr int nestingLimit = 512;

/// The bytes of a device, of which one chunk is in memory.
class ByteSource
{
public:
    ByteSource(QIODevice *device, qint64 size, const TraceReader::Progress &progress)
        : m_device(device)
        , m_size(size)
        , m_progress(progress)
    {}

    bool isAtEnd()
    {
        if (m_at < m_chunk.size())
            return false;
        m_before += m_chunk.size();
        m_at = 0;
        if (m_before > 0 && m_progress && !m_progress(m_before, m_size))
            m_isCancelled = true;
        m_chunk = m_isCancelled ? QByteArray() : m_device->read(std::min(chunkSize, m_size - m_before));
        return m_chunk.isEmpty();
    }
    char current() const { return m_chunk[m_at]; }
    void advance() { ++m_at; }
    qint64 position() const { return m_before + m_at; }
    bool isCancelled() const { return m_isCancelled; }

private:
    QIODevice *const m_device;
    const qint64 m_size;
    const TraceReader::Progress &m_progress;
    QByteArray m_chunk;
    qsizetype m_at = 0;
    qint64 m_before = 0;
    bool m_isCancelled = false;
};

/// What the parser takes as its input: equal to the end when the source has no more.
struct ByteIterator
{
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char *;
    using reference = char;

    ByteSource *source = nullptr; // null: the end

    char operator*() const { return source->current(); }
    ByteIterator &operator++()
    {
        source->advance();
        return *this;
    }
    ByteIterator operator++(int) { return ++*this; }
    friend bool operator==(const ByteIterator &left, const ByteIterator &right)
    {
        const bool isLeftAtEnd = !left.source || left.source->isAtEnd();
        const bool isRightAtEnd = !right.source || right.source->isAtEnd();
        return isLeftAtEnd == isRightAtEnd;
    }
    friend bool operator!=(const ByteIterator &left, const ByteIterator &right) { return !(left == right); }
};

/// Follows the structure and fills one event after the other.
class EventHandler final : public nlohmann::json_sax<nlohmann::json>
{
public:
    EventHandler(const ByteSource *source, const std::function<void(const ChromeEvent &)> &take)
        : m_source(source)
        , m_take(take)
    {}

    bool null() override { return true; }
    bool boolean(bool) override { return true; }
    bool number_integer(number_integer_t value) override
    {
        takeNumber(static_cast<double>(value), value);
        return true;
    }
    bool number_unsigned(number_unsigned_t value) override
    {
        const bool isSmall = value <= static_cast<number_unsigned_t>(latestTime);
        takeNumber(static_cast<double>(value),
                   isSmall ? std::optional(static_cast<qint64>(value)) : std::nullopt);
        return true;
    }
    bool number_float(number_float_t value, const string_t &) override
    {
        takeNumber(value, std::nullopt);
        return true;
    }
    bool string(string_t &value) override
    {
        takeText(value);
        return true;
    }
    bool binary(binary_t &) override { return true; }
    bool start_object(std::size_t) override
    {
        if (m_depth == m_eventDepth - 1 && m_eventDepth > 0) {
            m_event = ChromeEvent();
            m_event.offset = std::max<qint64>(0, m_source->position() - 1);
        }
        return descend();
    }
    bool key(string_t &value) override
    {
        if (m_depth == 1)
            m_rootKey = value;
        else if (m_depth == m_eventDepth)
            m_key = value;
        else if (m_depth == m_eventDepth + 1)
            m_argument = value;
        return true;
    }
    bool end_object() override
    {
        if (m_depth == m_eventDepth)
            m_take(m_event);
        --m_depth;
        return true;
    }
    bool start_array(std::size_t) override
    {
        const bool isEvents =
            m_depth == 0 || (m_depth == 1 && m_eventDepth == 0 && m_rootKey == "traceEvents");
        if (isEvents)
            m_eventDepth = m_depth + 2;
        return descend();
    }
    bool end_array() override
    {
        --m_depth;
        if (m_depth == m_eventDepth - 2)
            m_eventDepth = 0;
        return true;
    }
    bool parse_error(std::size_t, const std::string &, const nlohmann::detail::exception &error) override
    {
        m_message = QString::fromUtf8(error.what());
        return false;
    }

    bool isBetweenEvents() const { return m_eventDepth > 0 && m_depth == m_eventDepth - 1; }
    bool isTooDeep() const { return m_isTooDeep; }
    const QString &message() const { return m_message; }

private:
    bool descend()
    {
        m_isTooDeep = ++m_depth > nestingLimit;
        return !m_isTooDeep;
    }

    // Microseconds with a fraction; whole ones stay exact.
    std::optional<qint64> toNanoseconds(double microseconds, std::optional<qint64> whole)
    {
        constexpr qint64 factor = 1000;
        if (whole && *whole >= 0 && *whole <= latestTime / factor)
            return *whole * factor;
        const double nanoseconds = std::round(microseconds * static_cast<double>(factor));
        if (!(nanoseconds >= 0 && nanoseconds <= static_cast<double>(latestTime))) {
            m_event.hasBadTime = true;
            return std::nullopt;
        }
        return static_cast<qint64>(nanoseconds);
    }

    void takeNumber(double value, std::optional<qint64> whole)
    {
        if (m_depth == m_eventDepth + 1 && m_key == "args" && m_event.numbers.size() < nestingLimit)
            m_event.numbers.emplace_back(m_argument, value);
        if (m_depth != m_eventDepth || m_eventDepth == 0)
            return;
        if (m_key == "ts")
            m_event.ts = toNanoseconds(value, whole);
        else if (m_key == "dur")
            m_event.duration = toNanoseconds(value, whole).value_or(0);
        else if (whole)
            takeText(std::to_string(*whole));
    }

    void takeText(const std::string &value)
    {
        if (m_depth == m_eventDepth + 1 && m_eventDepth > 0 && m_key == "args" && m_argument == "name")
            m_event.nameArgument = value;
        if (m_depth != m_eventDepth || m_eventDepth == 0)
            return;
        if (m_key == "name")
            m_event.name = value;
        else if (m_key == "ph")
            m_event.phase = value.size() == 1 ? value.front() : '?';
        else if (m_key == "cat")
            m_event.category = value;
        else if (m_key == "id" || m_key == "id2")
            m_event.id = value;
        else if (m_key == "pid")
            m_event.pid = value;
        else if (m_key == "tid")
            m_event.tid = value;
    }

    const ByteSource *const m_source;
    const std::function<void(const ChromeEvent &)> &m_take;
    int m_depth = 0;
    int m_eventDepth = 0; // of an event's members; 0 outside the array of events
    bool m_isTooDeep = false;
    std::string m_rootKey;
    std::string m_key;
    std::string m_argument;
    ChromeEvent m_event;
    QString m_message;
};

} // namespace

bool parseChromeJson(QIODevice *device, qint64 size, const TraceReader::Progress &progress,
                     const std::function<void(const ChromeEvent &)> &take, SkippedNotes *notes)
{
    ByteSource source(device, size, progress);
    EventHandler handler(&source, take);
    const bool isWhole = nlohmann::json::sax_parse(ByteIterator{&source}, ByteIterator{}, &handler);
    if (source.isCancelled())
        return false;
    if (isWhole)
        return true;
    const qint64 at = std::min(source.position(), size);
    const bool isAtEnd = at >= size;
    if (handler.isTooDeep())
        notes->add(SkipReason::TooDeep, at, static_cast<quint64>(size - at));
    else if (!isAtEnd)
        notes->add(SkipReason::Syntax, at, static_cast<quint64>(size - at), handler.message());
    else if (!handler.isBetweenEvents()) // the closing bracket of the array is optional
        notes->add(SkipReason::CutShort, at);
    return true;
}

} // namespace Loopscope::Record
