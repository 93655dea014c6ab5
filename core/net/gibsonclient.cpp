#include "core/net/gibsonclient.h"

namespace Loopscope::Net {

template class ProtocolClient<GibsonProtocol>;

} // namespace Loopscope::Net
