#pragma once

#include "core/wire/wireerror.h"

#include <QByteArray>

#include <cstdint>
#include <cstdio>
#include <cstdlib>

/// What the fuzzers of streams share: a stream must mean the same however the network cuts it.
namespace Loopscope::Fuzzing {

inline QByteArrayView viewOf(const std::uint8_t *data, std::size_t size)
{
    return {reinterpret_cast<const char *>(data), static_cast<qsizetype>(size)};
}

inline void require(bool condition, const char *what)
{
    if (condition)
        return;
    std::fprintf(stderr, "broken rule: %s\n", what);
    std::abort();
}

/// `read(pieces)` gives what a fresh parser makes of the pieces, as text. The first byte of the input says
/// where the rest is cut; in one piece it must read the same.
template <typename Read>
void checkSplits(const std::uint8_t *data, std::size_t size, Read read)
{
    if (size == 0)
        return;
    const QByteArrayView stream = viewOf(data + 1, size - 1);
    const qsizetype step = 1 + data[0] % 64;
    QByteArrayView rest = stream;
    std::vector<QByteArrayView> pieces;
    while (!rest.isEmpty()) {
        const qsizetype count = std::min(step, rest.size());
        pieces.push_back(rest.first(count));
        rest = rest.sliced(count);
    }
    require(read({stream}) == read(pieces), "a stream in pieces means what it means as a whole");
}

/// What a parser of the wire's protocols makes of the pieces: `write` appends a message to the text. Of
/// several faults it may depend on the pieces which is found first: then `namesFault` is false.
template <typename Parser, typename Message, typename Write>
std::string readMessages(const std::vector<QByteArrayView> &pieces, Write write, bool namesFault = true)
{
    Parser parser;
    std::string out;
    for (const QByteArrayView piece : pieces) {
        parser.feed(piece);
        Message message;
        auto result = parser.next(&message);
        for (; result == Wire::ParseResult::Complete; result = parser.next(&message))
            write(&out, message);
        if (result == Wire::ParseResult::Failed) {
            require(parser.error() != Wire::WireError::None, "a failed parser says why");
            return out + (namesFault ? Wire::describe(parser.error()).toStdString() : "failed");
        }
    }
    return out;
}

} // namespace Loopscope::Fuzzing
