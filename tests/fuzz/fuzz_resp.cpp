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
    const auto write = [](std::string *out, const Wire::RespReply &message) { append(out, message); };
    return Fuzzing::readMessages<Wire::RespReplyParser, Wire::RespReply>(pieces, write, false);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    Fuzzing::checkSplits(data, size, readPieces);
    return 0;
}
