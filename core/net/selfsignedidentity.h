#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

namespace Loopscope::Net {

/// A key and a certificate for 127.0.0.1 and localhost that it signed itself, both as PEM.
struct TlsIdentity
{
    QByteArray key;
    QByteArray certificate;
};

/// Made anew by the program `openssl` (30 ms), so that no key lies in the sources; on no disk either. Blocks,
/// up to 5 s: not for a loop that must turn. Nothing when that failed.
std::optional<TlsIdentity> makeSelfSignedIdentity();

/// Why no TLS can be had here, in one sentence with Debian's package; empty when it can. Any thread.
QString tlsUnavailableReason();

} // namespace Loopscope::Net
