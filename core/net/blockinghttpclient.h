#pragma once

#include "core/net/httpreply.h"

#include <functional>
#include <memory>

namespace Loopscope::Net {

/// A client as one writes it without a loop (libcurl's easy interface): get() waits for the server and holds
/// up its whole thread. Keeps its connection for the next get() of the same server; follows redirects; talks
/// to the server directly, without a proxy. One thread at a time.
class BlockingHttpClient
{
public:
    explicit BlockingHttpClient(const HttpLimits &limits = {});
    ~BlockingHttpClient();
    BlockingHttpClient(const BlockingHttpClient &) = delete;
    BlockingHttpClient &operator=(const BlockingHttpClient &) = delete;

    /// `stopped` is asked as often as data comes, and about once a second while none does; when it says
    /// true, the GET ends with Cancelled.
    HttpReply get(const QUrl &url, const std::function<bool()> &stopped = {});

private:
    class Transfer;
    struct Handle;

    const HttpLimits m_limits;
    const std::unique_ptr<Handle> m_handle;
};

} // namespace Loopscope::Net
