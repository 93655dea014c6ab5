#pragma once

#include "core/monitor/currenttask.h"
#include "core/net/pipelinedclient.h"
#include "core/net/protocolrequest.h"

#include <QPointer>

namespace Loopscope::Net {

/// A pipelined client of one protocol: what is done for every single request, free of virtual calls.
///
/// `Protocol` names Command, WireReply, Parser (of the stream) and Reply (for the caller) and has check(),
/// append() and copyFresh() for commands.
template <typename Protocol>
class ProtocolClient : public PipelinedClient
{
public:
    using Request = ProtocolRequest<Protocol>;

protected:
    ProtocolClient(ClientOptions options, QObject *parent)
        : PipelinedClient(std::move(options), parent)
        , m_parser(m_options.limits.replyBytes)
    {}
    ~ProtocolClient() override { shutDown(); }

    void stageWaiting() final
    {
        while (!isOutputFull()) {
            auto *request = static_cast<Request *>(m_pipeline.firstWaiting());
            if (!request)
                return;
            const std::size_t bytes = Protocol::append(m_output, request->m_command);
            m_pipeline.stageFirstWaiting(bytes);
            if (m_tap) [[unlikely]]
                request->m_wireNumber = m_tap->queued(m_output.view().last(static_cast<qsizetype>(bytes)));
        }
    }

    std::span<char> inputSpace(std::size_t bytes) final { return m_parser.space(bytes); }
    void resetInput() final { m_parser.reset(); }
    Wire::Protocol protocol() const final { return Protocol::wire; }
    void inputCame(std::size_t bytes) final
    {
        m_parser.commit(bytes);
        deliverReplies();
    }

private:
    friend Request;

    bool enqueue(Request *request)
    {
        if (!isConnected()) [[unlikely]] {
            request->refuse(ClientError::NotConnected);
            return false;
        }
        const Wire::WireError fault = Protocol::check(request->m_command, m_options.limits);
        if (fault != Wire::WireError::None) [[unlikely]] {
            request->refuse(ClientError::InvalidRequest, fault);
            return false;
        }
        m_pipeline.enqueue(request);
        ProtocolClient::stageWaiting();
        requestQueued();
        return true;
    }

    void deliverReplies();

    typename Protocol::Parser m_parser;
};

template <typename Protocol>
void ProtocolClient<Protocol>::deliverReplies()
{
    const QPointer<PipelinedClient> alive(this);
    const quint32 generation = m_generation;
    typename Protocol::WireReply reply;
    for (;;) {
        if (m_tap) [[unlikely]]
            m_tap->peek(m_parser);
        const Wire::ParseResult result = m_parser.next(&reply);
        if (m_tap) [[unlikely]]
            m_tap->parsed(m_parser.buffered());
        if (result == Wire::ParseResult::Incomplete)
            return;
        if (result == Wire::ParseResult::Failed)
            return endConnection(ClientError::ProtocolError, m_parser.error());
        if (!m_pipeline.expectsReply())
            return endConnection(ClientError::ProtocolError, Wire::WireError::ReplyUnrequested);
        ++m_completed;
        auto *request = static_cast<Request *>(m_pipeline.takeAnswered());
        if (m_tap) [[unlikely]]
            m_tap->answered(request ? std::optional(request->m_wireNumber) : std::nullopt);
        if (request) {
            request->finish(reply);
            if (!alive || generation != m_generation)
                return;
        }
    }
}

template <typename Protocol>
bool ProtocolRequest<Protocol>::await_suspend(std::coroutine_handle<> caller)
{
    m_caller = caller;
    m_isQueued = static_cast<ProtocolClient<Protocol> *>(m_client)->enqueue(this);
    if (m_isQueued)
        m_task = Monitor::currentTask();
    return m_isQueued;
}

} // namespace Loopscope::Net
