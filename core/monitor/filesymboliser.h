#pragma once

#include "core/trace/stall.h"

#include <QByteArray>
#include <QString>

#include <memory>
#include <vector>

namespace Loopscope::Monitor {

/// An address of another process, as the file of its module knows it.
struct ModuleAddress
{
    QString path;       ///< of the program or library; empty when the address lay in none
    QByteArray buildId; ///< that it had when it was loaded; empty: unknown
    quint64 offset = 0;
};

/// Turns addresses of another process into functions and lines, from the files of its modules and their debug
/// information. A file that is not the one that was loaded gives no names. Slow, as Symboliser is: one
/// low-priority thread uses it.
class FileSymboliser
{
public:
    FileSymboliser();
    ~FileSymboliser();

    /// Reads the debug information of a module, so that its first stack needs no waiting.
    void warmUp(const QString &path);
    /// A stack, innermost address first; all but the first are return addresses.
    std::vector<Trace::Frame> resolve(const std::vector<ModuleAddress> &stack);
    /// The demangled name of the function at an address, as long as it is; empty when it is not known.
    QString symbolName(const ModuleAddress &address);

private:
    class Private;
    const std::unique_ptr<Private> d;
};

} // namespace Loopscope::Monitor
