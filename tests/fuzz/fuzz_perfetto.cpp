// Perfetto traces, our own and foreign ones: damaged, cut and made up.

#include "tests/fuzz/tracefuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    Loopscope::Fuzzing::readTrace(data, size);
    return 0;
}
