#pragma once

#include "core/net/descriptor.h"
#include "core/net/descriptornotifier.h"
#include "core/net/gibsonstore.h"

#include <QObject>

namespace Loopscope::Net {

struct ServerCounters;

/// One client of the server, on the server's thread. Everything that came in one read is answered with as few
/// writes as the socket takes; from a client that does not read nothing more is read.
class GibsonConnection final : public QObject
{
    Q_OBJECT

public:
    GibsonConnection(Descriptor socket, GibsonStore *store, ServerCounters *counters, QObject *parent);
    ~GibsonConnection() override;

    /// At once; the object deletes itself later.
    void close();

private:
    void socketReadable();
    void socketWritable();
    void serve();
    bool executeBuffered();
    bool sendOutput();

    Descriptor m_socket;
    GibsonStore *const m_store;
    ServerCounters *const m_counters;
    Wire::GibsonRequestParser m_parser;
    Wire::ByteQueue m_output;
    bool m_isLast = false; // nothing more is read, and the connection ends when the output has left
    DescriptorNotifierPointer m_reader;
    DescriptorNotifierPointer m_writer;
};

} // namespace Loopscope::Net
