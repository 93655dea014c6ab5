#include "core/net/selfsignedidentity.h"

#include "core/base/words.h"

#include <QProcess>
#include <QSslSocket>
#include <QStandardPaths>

namespace Loopscope::Net {

namespace {

QString opensslProgram()
{
    return QStandardPaths::findExecutable(QStringLiteral("openssl"));
}

QByteArray pemBlock(const QByteArray &text, const QByteArray &kind)
{
    const QByteArray first = "-----BEGIN " + kind + "-----";
    const QByteArray last = "-----END " + kind + "-----\n";
    const qsizetype begin = text.indexOf(first);
    const qsizetype end = begin < 0 ? -1 : text.indexOf(last, begin);
    return end < 0 ? QByteArray() : text.mid(begin, end + last.size() - begin);
}

} // namespace

std::optional<TlsIdentity> makeSelfSignedIdentity()
{
    const QStringList arguments{QStringLiteral("req"),
                                QStringLiteral("-x509"),
                                QStringLiteral("-newkey"),
                                QStringLiteral("ec"),
                                QStringLiteral("-pkeyopt"),
                                QStringLiteral("ec_paramgen_curve:P-256"),
                                QStringLiteral("-nodes"),
                                QStringLiteral("-days"),
                                QStringLiteral("7"),
                                QStringLiteral("-subj"),
                                QStringLiteral("/CN=Loopscope local origin"),
                                QStringLiteral("-addext"),
                                QStringLiteral("subjectAltName=IP:127.0.0.1,DNS:localhost"),
                                QStringLiteral("-keyout"),
                                QStringLiteral("-"),
                                QStringLiteral("-out"),
                                QStringLiteral("-")};
    QProcess openssl;
    openssl.setStandardErrorFile(QProcess::nullDevice());
    openssl.setStandardInputFile(QProcess::nullDevice());
    openssl.start(opensslProgram(), arguments);
    constexpr int mostMilliseconds = 5000;
    if (!openssl.waitForFinished(mostMilliseconds) || openssl.exitCode() != 0) {
        openssl.kill();
        openssl.waitForFinished(mostMilliseconds);
        return std::nullopt;
    }
    const QByteArray output = openssl.readAllStandardOutput();
    TlsIdentity identity{pemBlock(output, "PRIVATE KEY"), pemBlock(output, "CERTIFICATE")};
    if (identity.key.isEmpty() || identity.certificate.isEmpty())
        return std::nullopt;
    return identity;
}

QString tlsUnavailableReason()
{
    if (!QSslSocket::supportsSsl())
        return Words::tr("Qt finds no TLS library: install the package libssl3.");
    if (opensslProgram().isEmpty())
        return Words::tr("The program openssl, which makes the origin's certificate, is not there: install "
                         "the package openssl.");
    return {};
}

} // namespace Loopscope::Net
