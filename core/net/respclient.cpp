#include "core/net/respclient.h"

namespace Loopscope::Net {

template class ProtocolClient<RespProtocol>;

} // namespace Loopscope::Net
