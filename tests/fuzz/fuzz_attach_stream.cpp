// What a probe in an observed program, or somebody in its place, sends to `loopscope attach`.

#include "core/record/packetdecoder.h"
#include "tests/fuzz/splitinput.h"

using namespace Loopscope;

namespace {

std::string readPieces(const std::vector<QByteArrayView> &pieces)
{
    Record::StreamIds ids;
    Record::PacketDecoder decoder(&ids);
    std::string out;
    for (const QByteArrayView piece : pieces) {
        decoder.feed({piece.data(), static_cast<std::size_t>(piece.size())});
        while (const auto batch = decoder.next()) {
            const Trace::Batch &events = batch->batch;
            out += std::to_string(events.tracks.size()) + ' ' + std::to_string(events.slices.size()) + ' ' +
                   std::to_string(events.stalls.size()) + ' ' + std::to_string(batch->stacks.size()) + '\n';
            Fuzzing::require(events.slices.size() <= Record::PacketDecoder::mostEvents,
                             "a batch stays under its limit");
        }
        if (decoder.isBroken())
            return out + "broken";
    }
    return out;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    Fuzzing::checkSplits(data, size, readPieces);
    return 0;
}
