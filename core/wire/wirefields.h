#pragma once

#include <QByteArrayView>
#include <QString>

#include <vector>

/// A request or a reply taken apart into its fields, for people. Touches no socket and no clock.
namespace Loopscope::Wire {

enum class Protocol : quint8
{
    Gibson,
    Resp,
};

enum class FieldKind : quint8
{
    RequestSize, ///< gibson: bytes that follow
    Opcode,
    Arguments, ///< key, and what else the command takes, with spaces between
    ReplyCode,
    Encoding,
    ReplySize, ///< gibson: bytes of the value
    Value,
    ArraySize, ///< RESP: '*', a number, the line end
    TextSize,  ///< RESP: '$', a number, the line end
    Verb,
    Key,
    ReplyType, ///< RESP: the byte that a reply begins with
    Length,    ///< RESP: the digits behind '$'
    LineEnd,
    Unknown, ///< what fits no rule
};

struct Field
{
    FieldKind kind = FieldKind::Unknown;
    qsizetype offset = 0; ///< of its first byte in the message
    qsizetype size = 0;   ///< in bytes, of which the end may have been cut off
    QString meaning;      ///< "16", "GET", "VAL"; of texts the text as far as it can be printed
};

/// The fields of the first request in `bytes`, in order and without gaps. Bytes may be missing at the end.
std::vector<Field> requestFields(Protocol protocol, QByteArrayView bytes);
/// Likewise of the first reply.
std::vector<Field> replyFields(Protocol protocol, QByteArrayView bytes);

/// Printable characters as they are, others as a dot.
QString printable(QByteArrayView bytes);

} // namespace Loopscope::Wire
