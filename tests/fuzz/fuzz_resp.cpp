// Bytes of a Redis server against the client's parser.

#include "core/wire/respreplyparser.h"
#include "tests/fuzz/splitinput.h"

using namespace Loopscope;

namespace {

void append(std::string *out, const Wire::RespReply &reply)
{
    *out += std::to_string(static_cast<int>(reply.type)) + ' ' + std::to_string(reply.number) + ' ';
    out->append(reply.text.data(), static_cast<std::size_t>(reply.text.size()));
    *out += '\n';
    Fuzzing::require(reply.elements.size() <= Wire::RespReplyParser::maxElements,
                     "arrays stay under their limit");
    for (const Wire::RespReply &element : reply.elements)
        append(out, element);
}

std::string readPieces(const std::vector<QByteArrayView> &pieces)
{
    Wire::RespReplyParser parser;
    std::string out;
    for (const QByteArrayView piece : pieces) {
        parser.feed(piece);
        Wire::RespReply reply;
        auto result = parser.next(&reply);
        for (; result == Wire::ParseResult::Complete; result = parser.next(&reply))
            append(&out, reply);
        if (result == Wire::ParseResult::Failed) {
            // Which of two faults is named may depend on what had come: not compared.
            Fuzzing::require(parser.error() != Wire::WireError::None, "a failed parser says why");
            return out + "failed";
        }
    }
    return out;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    Fuzzing::checkSplits(data, size, readPieces);
    return 0;
}
