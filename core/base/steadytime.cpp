#include "core/base/steadytime.h"

namespace Loopscope::Base {

TimeAnchor TimeAnchor::take()
{
    using std::chrono::system_clock;
    return {now(),
            std::chrono::duration_cast<std::chrono::nanoseconds>(system_clock::now().time_since_epoch())};
}

} // namespace Loopscope::Base
