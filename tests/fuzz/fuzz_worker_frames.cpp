// Bytes on the pipe between the process pool and its workers; what is understood must survive a round trip.

#include "core/wire/workerframe.h"
#include "tests/fuzz/splitinput.h"

using namespace Loopscope;

namespace {

std::string readPieces(const std::vector<QByteArrayView> &pieces)
{
    Wire::WorkerFrameMachine machine;
    std::string out;
    for (const QByteArrayView piece : pieces) {
        machine.feed(piece);
        while (const auto frame = machine.next()) {
            const QByteArray bytes = Wire::encode(*frame);
            Wire::WorkerFrameMachine again;
            again.feed(bytes);
            Fuzzing::require(again.next() == frame, "a frame survives a round trip");
            out.append(bytes.constData(), static_cast<std::size_t>(bytes.size()));
        }
        if (machine.error() != Wire::WorkerFrameError::None)
            return out + Wire::describe(machine.error()).toStdString();
    }
    return out;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    Fuzzing::checkSplits(data, size, readPieces);
    return 0;
}
