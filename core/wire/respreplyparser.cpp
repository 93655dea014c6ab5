#include "core/wire/respreplyparser.h"

#include <hiredis/read.h>

#include <charconv>
#include <new>

namespace Loopscope::Wire {

namespace {

// The reader moves what is left of its buffer to the front now and then: a small buffer is moved quickly.
constexpr std::size_t pieceBytes = 4 * 1024;
constexpr std::size_t maxLineBytes = 64 * 1024;
constexpr std::size_t maxSizeLineBytes = 32;

// hiredis 1.0 keeps its tasks on the heap; before they were an array.
template <typename Reader>
int currentType(const Reader &reader)
{
    if (reader.ridx < 0)
        return 0;
    if constexpr (requires { reader.task; })
        return reader.task[reader.ridx]->type;
    else
        return reader.rstack[reader.ridx].type;
}

int depthOf(const redisReadTask *task)
{
    int depth = 1;
    for (; task->parent; task = task->parent)
        ++depth;
    return depth;
}

RespType typeOfText(int type)
{
    if (type == REDIS_REPLY_STRING)
        return RespType::String;
    return type == REDIS_REPLY_ERROR ? RespType::Error : RespType::Status;
}

} // namespace

// What hiredis calls for each value it has read. Null makes it stop; m_error says why.
struct RespReplyParser::Functions
{
    static void *addTo(const redisReadTask *task, const Element &element)
    {
        auto *parser = static_cast<RespReplyParser *>(task->privdata);
        return parser->add(element) ? parser : nullptr;
    }
    static void *addText(const redisReadTask *task, const char *text, std::size_t bytes)
    {
        auto *parser = static_cast<RespReplyParser *>(task->privdata);
        // The reader does not look at what stands behind a string.
        if (text[bytes] != '\r' || text[bytes + 1] != '\n') {
            parser->m_error = WireError::ReplyMalformed;
            return nullptr;
        }
        const std::size_t offset = parser->m_text.size();
        parser->m_text.append({text, static_cast<qsizetype>(bytes)});
        return addTo(task, {typeOfText(task->type), offset, bytes, 0});
    }
    static void *addArray(const redisReadTask *task, qint64 elements)
    {
        auto *parser = static_cast<RespReplyParser *>(task->privdata);
        if (depthOf(task) > maxNesting)
            parser->m_error = WireError::ReplyTooDeep;
        else if (elements > static_cast<qint64>(maxElements))
            parser->m_error = WireError::ReplyTooLarge;
        else
            return addTo(task, {RespType::Array, 0, 0, elements});
        return nullptr;
    }
    static redisReplyObjectFunctions *table()
    {
        static redisReplyObjectFunctions functions = [] {
            redisReplyObjectFunctions made{};
            made.createString = [](const redisReadTask *task, char *text, std::size_t bytes) {
                return addText(task, text, bytes);
            };
            // The number of elements has another type in hiredis 1.0.
            made.createArray = [](const redisReadTask *task, auto elements) {
                return addArray(task, static_cast<qint64>(elements));
            };
            made.createInteger = [](const redisReadTask *task, long long number) {
                return addTo(task, {RespType::Integer, 0, 0, number});
            };
            made.createNil = [](const redisReadTask *task) { return addTo(task, {RespType::Nil, 0, 0, 0}); };
            made.freeObject = [](void *) {};
            return made;
        }();
        return &functions;
    }
};

void RespReplyParser::Freer::operator()(redisReader *reader) const
{
    redisReaderFree(reader);
}

RespReplyParser::RespReplyParser(quint32 maxReplyBytes)
    : m_maxReplyBytes(maxReplyBytes)
{
    reset();
}

RespReplyParser::~RespReplyParser() = default;

void RespReplyParser::reset()
{
    m_input.clear();
    m_text.clear();
    m_elements.clear();
    m_isBegun = false;
    m_error = WireError::None;
    m_reader.reset(redisReaderCreateWithFunctions(Functions::table()));
    if (!m_reader)
        throw std::bad_alloc();
    m_reader->privdata = this;
}

ParseResult RespReplyParser::next(RespReply *reply)
{
    if (m_error != WireError::None)
        return ParseResult::Failed;
    if (!m_isBegun) {
        if (m_input.isEmpty() && isReaderEmpty())
            return ParseResult::Incomplete;
        if (const auto taken = takeString(reply)) [[likely]]
            return *taken;
        m_text.clear();
        m_elements.clear();
        m_isBegun = true;
    }
    for (;;) {
        void *complete = nullptr;
        if (redisReaderGetReply(m_reader.get(), &complete) != REDIS_OK) [[unlikely]]
            return fail(faultOfReader());
        if (complete) {
            m_isBegun = false;
            show(reply);
            return ParseResult::Complete;
        }
        if (const WireError fault = faultOfRest(); fault != WireError::None) [[unlikely]]
            return fail(fault);
        if (m_input.isEmpty())
            return ParseResult::Incomplete;
        if (!feedReader())
            return fail(WireError::ReplyTooLarge);
    }
}

// A string at the front of the input, its size line complete and within limits. Everything else, whatever is
// wrong with it too, is for the reader.
std::optional<ParseResult> RespReplyParser::takeString(RespReply *reply)
{
    constexpr std::size_t shortest = 4; // "$0", and the line end
    constexpr std::size_t mostDigits = 9;
    if (m_input.size() < shortest || *m_input.data() != '$' || !isReaderEmpty())
        return std::nullopt;
    const char *const digits = m_input.data() + 1;
    const char *const end = digits + std::min(m_input.size() - 1, mostDigits + 2);
    quint32 size = 0;
    const char *at = digits;
    for (; at != end && *at >= '0' && *at <= '9' && at - digits < qsizetype{mostDigits}; ++at)
        size = size * 10 + static_cast<quint32>(*at - '0');
    const bool hasLine = at != digits && end - at >= 2 && at[0] == '\r' && at[1] == '\n';
    if (!hasLine || (*digits == '0' && at - digits > 1) || size > m_maxReplyBytes)
        return std::nullopt;
    const char *const text = at + 2;
    const auto whole = static_cast<std::size_t>(text - m_input.data()) + size + 2;
    if (m_input.size() < whole)
        return ParseResult::Incomplete;
    if (text[size] != '\r' || text[size + 1] != '\n')
        return std::nullopt;
    *reply = {RespType::String, {text, static_cast<qsizetype>(size)}, 0, {}};
    m_input.consume(whole); // the bytes stay where they are until more come
    return ParseResult::Complete;
}

bool RespReplyParser::isReaderEmpty() const noexcept
{
    return m_reader->len == m_reader->pos;
}

// A long string is given in growing pieces, so that it is looked at a few times only.
bool RespReplyParser::feedReader()
{
    const std::size_t piece = std::min(m_input.size(), std::max(pieceBytes, m_reader->len - m_reader->pos));
    const bool fed = redisReaderFeed(m_reader.get(), m_input.data(), piece) == REDIS_OK;
    m_input.consume(piece);
    return fed;
}

bool RespReplyParser::add(const Element &element)
{
    if (m_elements.size() > maxElements || m_text.size() > m_maxReplyBytes) {
        m_error = WireError::ReplyTooLarge;
        return false;
    }
    m_elements.push_back(element);
    return true;
}

void RespReplyParser::show(RespReply *reply)
{
    *reply = toReply(m_elements.front());
    if (m_elements.size() == 1) [[likely]]
        return;
    m_shown.clear();
    for (std::size_t i = 1; i < m_elements.size(); ++i)
        m_shown.push_back(toReply(m_elements[i]));
    reply->elements = m_shown;
}

RespReply RespReplyParser::toReply(const Element &element) const
{
    return {element.type,
            {m_text.data() + element.offset, static_cast<qsizetype>(element.bytes)},
            element.number,
            {}};
}

WireError RespReplyParser::faultOfReader() const
{
    if (m_error != WireError::None)
        return m_error;
    if (m_reader->err != REDIS_ERR_PROTOCOL)
        return WireError::ReplyTooLarge; // out of memory
    const QByteArrayView text(m_reader->errstr);
    if (text.contains("reply type byte"))
        return WireError::ReplyTypeUnknown;
    return text.contains("nested") ? WireError::ReplyTooDeep : WireError::ReplyMalformed;
}

// What the reader would wait for without end, or until memory is full.
WireError RespReplyParser::faultOfRest() const
{
    const std::size_t left = m_reader->len - m_reader->pos;
    if (left == 0)
        return WireError::None;
    const QByteArrayView rest(m_reader->buf + m_reader->pos, static_cast<qsizetype>(left));
    const int type = currentType(*m_reader);
    if (type != REDIS_REPLY_STRING && type != REDIS_REPLY_ARRAY)
        return left > maxLineBytes ? WireError::ReplyTooLarge : WireError::None;
    const qsizetype lineEnd = rest.first(std::min<qsizetype>(rest.size(), maxSizeLineBytes)).indexOf('\r');
    if (lineEnd < 0)
        return left >= maxSizeLineBytes ? WireError::ReplyMalformed : WireError::None;
    qint64 size = 0;
    std::from_chars(rest.data(), rest.data() + lineEnd, size);
    return size > m_maxReplyBytes ? WireError::ReplyTooLarge : WireError::None;
}

std::size_t RespReplyParser::buffered() const noexcept
{
    return m_input.size() + m_reader->len - m_reader->pos;
}

void RespReplyParser::peek(qsizetype atMost, QByteArray *to) const
{
    const QByteArrayView begun(m_reader->buf + m_reader->pos,
                               static_cast<qsizetype>(m_reader->len - m_reader->pos));
    to->append(begun.first(std::min(atMost, begun.size())));
    const qsizetype left = atMost - std::min(atMost, begun.size());
    to->append(m_input.view().first(std::min(left, m_input.view().size())));
}

ParseResult RespReplyParser::fail(WireError error) noexcept
{
    m_error = error;
    return ParseResult::Failed;
}

} // namespace Loopscope::Wire
