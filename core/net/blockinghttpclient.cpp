#include "core/net/blockinghttpclient.h"

#include <curl/curl.h>

#include <cerrno>
#include <new>

namespace Loopscope::Net {

namespace {

// Once per process and before any handle; libcurl's own clean-up at exit would race with threads.
void initialiseCurl()
{
    [[maybe_unused]] static const CURLcode done = curl_global_init(CURL_GLOBAL_DEFAULT);
}

HttpError connectError(long systemError)
{
    const bool noWay = systemError == ENETUNREACH || systemError == EHOSTUNREACH || systemError == EACCES;
    return noWay ? HttpError::Unreachable : HttpError::Refused;
}

HttpError errorFrom(CURLcode code, CURL *curl)
{
    long systemError = 0;
    switch (code) {
    case CURLE_OK:
        return HttpError::None;
    case CURLE_URL_MALFORMAT:
        return HttpError::InvalidUrl;
    case CURLE_COULDNT_RESOLVE_HOST:
        return HttpError::HostNotFound;
    case CURLE_COULDNT_CONNECT:
        curl_easy_getinfo(curl, CURLINFO_OS_ERRNO, &systemError);
        return connectError(systemError);
    case CURLE_OPERATION_TIMEDOUT:
        return HttpError::TimedOut;
    case CURLE_TOO_MANY_REDIRECTS:
        return HttpError::TooManyRedirects;
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
        return HttpError::ClosedEarly;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_PEER_FAILED_VERIFICATION:
        return HttpError::TlsFailed;
    case CURLE_ABORTED_BY_CALLBACK:
        return HttpError::Cancelled;
    case CURLE_WRITE_ERROR:
    case CURLE_FILESIZE_EXCEEDED:
        return HttpError::TooLarge;
    case CURLE_OUT_OF_MEMORY:
        throw std::bad_alloc();
    default:
        return HttpError::BadReply;
    }
}

} // namespace

struct BlockingHttpClient::Handle
{
    Handle()
    {
        initialiseCurl();
        curl = curl_easy_init();
        if (!curl)
            throw std::bad_alloc();
    }
    ~Handle() { curl_easy_cleanup(curl); }
    Handle(const Handle &) = delete;
    Handle &operator=(const Handle &) = delete;

    CURL *curl = nullptr;
};

/// One GET: what libcurl's callbacks write to and ask.
class BlockingHttpClient::Transfer
{
public:
    Transfer(CURL *curl, const HttpLimits &limits, const std::function<bool()> &stopped)
        : m_curl(curl)
        , m_limits(limits)
        , m_stopped(stopped)
    {
        curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &Transfer::write);
        curl_easy_setopt(curl, CURLOPT_WRITEDATA, this);
        curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, &Transfer::header);
        curl_easy_setopt(curl, CURLOPT_HEADERDATA, this);
        curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, &Transfer::progress);
        curl_easy_setopt(curl, CURLOPT_XFERINFODATA, this);
        curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    }

    HttpReply perform(const QByteArray &url)
    {
        curl_easy_setopt(m_curl, CURLOPT_URL, url.constData());
        HttpReply reply;
        reply.error = errorFrom(curl_easy_perform(m_curl), m_curl);
        long status = 0;
        curl_easy_getinfo(m_curl, CURLINFO_RESPONSE_CODE, &status);
        reply.status = static_cast<int>(status);
        if (reply.isOk() && !m_isHeaderComplete)
            reply.error = HttpError::ClosedEarly; // fine with libcurl
        else if (reply.isOk() && (status < 200 || status > 299))
            reply.error = HttpError::Status;
        reply.body = m_body;
        return reply;
    }

private:
    static size_t write(char *data, size_t size, size_t count, void *transfer)
    {
        auto *self = static_cast<Transfer *>(transfer);
        const auto bytes = static_cast<qsizetype>(size * count);
        if (self->m_body.size() + bytes > self->m_limits.bodyBytes)
            return 0; // fewer than came: libcurl gives up
        self->m_body.append(data, bytes);
        return size * count;
    }

    // Line by line: each answer begins with its version, an empty line ends its header. Trailers may follow.
    static size_t header(char *data, size_t size, size_t count, void *transfer)
    {
        auto *self = static_cast<Transfer *>(transfer);
        const QByteArrayView line(data, static_cast<qsizetype>(size * count));
        if (line.startsWith("HTTP/"))
            self->m_isHeaderComplete = false;
        else if (line.trimmed().isEmpty())
            self->m_isHeaderComplete = true;
        return size * count;
    }

    static int progress(void *transfer, curl_off_t, curl_off_t, curl_off_t, curl_off_t)
    {
        const auto *self = static_cast<const Transfer *>(transfer);
        return self->m_stopped && self->m_stopped() ? 1 : 0;
    }

    CURL *const m_curl;
    const HttpLimits &m_limits;
    const std::function<bool()> &m_stopped;
    QByteArray m_body;
    bool m_isHeaderComplete = false; // of the last answer
};

BlockingHttpClient::BlockingHttpClient(const HttpLimits &limits)
    : m_limits(limits)
    , m_handle(std::make_unique<Handle>())
{
    CURL *const curl = m_handle->curl;
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L); // signals belong to the program, and to one thread of it
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(limits.timeout.count()));
    curl_easy_setopt(curl, CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(limits.bodyBytes));
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, limits.redirects > 0 ? 1L : 0L);
    curl_easy_setopt(curl, CURLOPT_MAXREDIRS, static_cast<long>(limits.redirects));
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "loopscope");
#if LIBCURL_VERSION_NUM >= 0x075500
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
#else
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS, static_cast<long>(CURLPROTO_HTTP | CURLPROTO_HTTPS));
    curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS, static_cast<long>(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
}

BlockingHttpClient::~BlockingHttpClient() = default;

HttpReply BlockingHttpClient::get(const QUrl &url, const std::function<bool()> &stopped)
{
    if (checkUrl(url) != HttpError::None)
        return {HttpError::InvalidUrl, 0, {}};
    if (stopped && stopped())
        return {HttpError::Cancelled, 0, {}};
    return Transfer(m_handle->curl, m_limits, stopped).perform(url.toEncoded());
}

} // namespace Loopscope::Net
