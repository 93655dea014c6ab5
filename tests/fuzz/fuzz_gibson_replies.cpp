// Bytes of a server against the parser of the gibson client, pairs of MGET, KEYS and STATS included.

#include "core/wire/gibsonkeyvalues.h"
#include "core/wire/gibsonreplyparser.h"
#include "tests/fuzz/splitinput.h"

using namespace Loopscope;

namespace {

void append(std::string *out, QByteArrayView bytes)
{
    out->append(bytes.data(), static_cast<std::size_t>(bytes.size()));
    *out += '\0';
}

void append(std::string *out, const Wire::Reply &reply)
{
    *out += std::to_string(static_cast<int>(reply.code)) + ' ' +
            std::to_string(static_cast<int>(reply.encoding)) + ' ' + std::to_string(reply.number) + ' ';
    append(out, reply.value);
    if (reply.code != Wire::ReplyCode::KeyValues)
        return;
    const auto pairs = Wire::parseKeyValues(reply.value);
    if (!pairs) {
        *out += "no pairs";
        return;
    }
    qsizetype bytes = 0;
    for (const Wire::KeyValue &pair : *pairs) {
        append(out, pair.key);
        append(out, pair.value);
        bytes += pair.key.size() + pair.value.size();
    }
    Fuzzing::require(bytes <= reply.value.size(), "pairs are no longer than what they were read from");
}

std::string readPieces(const std::vector<QByteArrayView> &pieces)
{
    const auto write = [](std::string *out, const Wire::Reply &message) { append(out, message); };
    return Fuzzing::readMessages<Wire::GibsonReplyParser, Wire::Reply>(pieces, write);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    Fuzzing::checkSplits(data, size, readPieces);
    return 0;
}
