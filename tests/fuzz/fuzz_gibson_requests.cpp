// Bytes of a client against the parser of the gibson server.

#include "core/wire/gibsonrequestparser.h"
#include "tests/fuzz/splitinput.h"

using namespace Loopscope;

namespace {

void append(std::string *out, const Wire::Request &request)
{
    *out += std::to_string(static_cast<int>(request.opcode)) + ' ' +
            std::to_string(static_cast<int>(request.fault)) + ' ' + std::to_string(request.number) + ' ';
    out->append(request.key.data(), static_cast<std::size_t>(request.key.size()));
    *out += '\0';
    out->append(request.value.data(), static_cast<std::size_t>(request.value.size()));
    *out += '\n';
}

std::string readPieces(const std::vector<QByteArrayView> &pieces)
{
    const auto write = [](std::string *out, const Wire::Request &message) { append(out, message); };
    return Fuzzing::readMessages<Wire::GibsonRequestParser, Wire::Request>(pieces, write);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    Fuzzing::checkSplits(data, size, readPieces);
    return 0;
}
