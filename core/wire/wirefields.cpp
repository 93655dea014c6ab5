#include "core/wire/wirefields.h"

#include "core/wire/gibson.h"

#include <QtEndian>

#include <charconv>

namespace Loopscope::Wire {

namespace {

constexpr qsizetype longestText = 64; // of a meaning

QString opcodeName(quint16 opcode)
{
    static constexpr std::array names{"SET",    "TTL",     "GET",   "DEL",   "INC",  "DEC",  "LOCK",
                                      "UNLOCK", "MSET",    "MTTL",  "MGET",  "MDEL", "MINC", "MDEC",
                                      "MLOCK",  "MUNLOCK", "COUNT", "STATS", "PING", "META", "KEYS"};
    if (opcode == static_cast<quint16>(Opcode::End))
        return QStringLiteral("END");
    return opcode >= 1 && opcode <= names.size() ? QString::fromLatin1(names[opcode - 1U])
                                                 : QString::number(opcode);
}

QString codeName(quint16 code)
{
    static constexpr std::array names{"ERR", "NOT_FOUND", "NAN", "MEM", "LOCKED", "OK", "VAL", "KVAL"};
    return code < names.size() ? QString::fromLatin1(names[code]) : QString::number(code);
}

QString encodingName(quint8 encoding)
{
    static constexpr std::array names{"plain", "LZF", "number"};
    return encoding < names.size() ? QString::fromLatin1(names[encoding]) : QString::number(encoding);
}

/// Takes one field after another from the front; a field that is not all there gets what is left.
class Cutter
{
public:
    explicit Cutter(QByteArrayView bytes)
        : m_bytes(bytes)
    {}

    bool atEnd() const { return m_at >= m_bytes.size(); }
    QByteArrayView rest() const { return m_bytes.sliced(std::min(m_at, m_bytes.size())); }
    bool has(qsizetype size) const { return rest().size() >= size; }

    void take(FieldKind kind, qsizetype size, const QString &meaning)
    {
        if (size <= 0)
            return;
        m_fields.push_back({kind, m_at, size, meaning});
        m_at += size;
    }
    void takeText(FieldKind kind, qsizetype size)
    {
        take(kind, size, printable(rest().first(std::clamp<qsizetype>(size, 0, rest().size()))));
    }
    void takeRest() { takeText(FieldKind::Unknown, rest().size()); }
    std::vector<Field> fields() && { return std::move(m_fields); }

private:
    QByteArrayView m_bytes;
    qsizetype m_at = 0;
    std::vector<Field> m_fields;
};

std::vector<Field> gibsonRequest(Cutter cutter)
{
    if (!cutter.has(requestHeaderBytes)) {
        cutter.takeRest();
        return std::move(cutter).fields();
    }
    const auto size = qFromLittleEndian<quint32>(cutter.rest().data());
    cutter.take(FieldKind::RequestSize, requestSizeBytes, QString::number(size));
    const auto opcode = qFromLittleEndian<quint16>(cutter.rest().data());
    cutter.take(FieldKind::Opcode, sizeof(opcode), opcodeName(opcode));
    cutter.takeText(FieldKind::Arguments, qsizetype{size} - qsizetype{sizeof(opcode)});
    return std::move(cutter).fields();
}

QString numberText(QByteArrayView bytes)
{
    if (bytes.size() == sizeof(qint64))
        return QString::number(qFromLittleEndian<qint64>(bytes.data()));
    return bytes.size() == sizeof(qint32) ? QString::number(qFromLittleEndian<qint32>(bytes.data()))
                                          : printable(bytes);
}

std::vector<Field> gibsonReply(Cutter cutter)
{
    if (!cutter.has(replyHeaderBytes)) {
        cutter.takeRest();
        return std::move(cutter).fields();
    }
    const char *header = cutter.rest().data();
    const auto code = qFromLittleEndian<quint16>(header);
    const auto encoding = static_cast<quint8>(header[2]);
    const auto size = qFromLittleEndian<quint32>(header + 3);
    cutter.take(FieldKind::ReplyCode, sizeof(code), codeName(code));
    cutter.take(FieldKind::Encoding, sizeof(encoding), encodingName(encoding));
    cutter.take(FieldKind::ReplySize, sizeof(size), QString::number(size));
    if (encoding == static_cast<quint8>(Encoding::Number) && cutter.has(size))
        cutter.take(FieldKind::Value, size, numberText(cutter.rest().first(size)));
    else
        cutter.takeText(FieldKind::Value, size);
    return std::move(cutter).fields();
}

constexpr qsizetype lineEndBytes = 2;
constexpr qsizetype largestNumber = 1 << 30;

// The bytes before the line end; -1 when it is not there.
qsizetype lineLength(QByteArrayView bytes)
{
    return bytes.indexOf(QByteArrayView("\r\n"));
}

std::optional<qsizetype> number(QByteArrayView digits)
{
    qsizetype value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    const bool isNumber = error == std::errc() && end == digits.data() + digits.size();
    return isNumber && value <= largestNumber ? std::optional(value) : std::nullopt;
}

// "$3 CRLF" or "*2 CRLF" as one field; its number.
std::optional<qsizetype> takeCount(Cutter *cutter, char type, FieldKind kind)
{
    const QByteArrayView rest = cutter->rest();
    const qsizetype length = lineLength(rest);
    if (length < 2 || rest.front() != type)
        return std::nullopt;
    const auto count = number(rest.sliced(1, length - 1));
    if (count)
        cutter->take(kind, length + lineEndBytes, QString::number(*count));
    return count;
}

std::vector<Field> respRequest(Cutter cutter)
{
    const auto arguments = takeCount(&cutter, '*', FieldKind::ArraySize);
    for (qsizetype i = 0; i < arguments.value_or(0) && !cutter.atEnd(); ++i) {
        const auto size = takeCount(&cutter, '$', FieldKind::TextSize);
        if (!size || *size < 0)
            break;
        const QByteArrayView text = cutter.rest().first(std::min(*size, cutter.rest().size()));
        const FieldKind kind = i == 0 ? FieldKind::Verb : i == 1 ? FieldKind::Key : FieldKind::Value;
        cutter.take(kind, *size + lineEndBytes, printable(text));
    }
    return std::move(cutter).fields();
}

std::vector<Field> respReply(Cutter cutter)
{
    const QByteArrayView rest = cutter.rest();
    const qsizetype length = lineLength(rest);
    if (length < 1) {
        cutter.takeRest();
        return std::move(cutter).fields();
    }
    const bool isText = rest.front() == '$';
    const auto size = number(rest.sliced(1, length - 1));
    cutter.takeText(FieldKind::ReplyType, 1);
    cutter.takeText(isText ? FieldKind::Length : FieldKind::Value, length - 1);
    cutter.take(FieldKind::LineEnd, lineEndBytes, QStringLiteral("CRLF"));
    if (isText && size && *size >= 0) {
        cutter.takeText(FieldKind::Value, *size);
        cutter.take(FieldKind::LineEnd, lineEndBytes, QStringLiteral("CRLF"));
    }
    return std::move(cutter).fields();
}

} // namespace

QString printable(QByteArrayView bytes)
{
    QString text;
    for (const char byte : bytes.first(std::min(bytes.size(), longestText)))
        text += byte >= ' ' && byte <= '~' ? QLatin1Char(byte) : QLatin1Char('.');
    return text;
}

std::vector<Field> requestFields(Protocol protocol, QByteArrayView bytes)
{
    return protocol == Protocol::Gibson ? gibsonRequest(Cutter(bytes)) : respRequest(Cutter(bytes));
}

std::vector<Field> replyFields(Protocol protocol, QByteArrayView bytes)
{
    return protocol == Protocol::Gibson ? gibsonReply(Cutter(bytes)) : respReply(Cutter(bytes));
}

} // namespace Loopscope::Wire
