// Chrome's JSON traces. What begins like anything else is not tried: fuzz_perfetto does that.

#include "tests/fuzz/tracefuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size > 0 && (data[0] == '{' || data[0] == '['))
        Loopscope::Fuzzing::readTrace(data, size);
    return 0;
}
