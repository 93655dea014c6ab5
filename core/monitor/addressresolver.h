#pragma once

#include "core/monitor/stackresolver.h"

#include <QByteArray>

namespace Loopscope::Monitor {

/// Finds out in which loaded module an address lies, and nothing more: for a program that is not ours, whose
/// symbols another process reads from the files. A frame has `module` with its full path and `address` as the
/// module's file knows it; an address that lies in none has no module.
class AddressResolver final : public StackResolver
{
public:
    AddressResolver();
    ~AddressResolver() override;

    void warmUp() override;
    std::vector<Trace::Frame> resolve(const AddressStack &stack) override;

    /// The build id (bytes) of a module that resolve() named; empty when it has none. Any thread.
    static QByteArray buildIdOf(const QString &path);

private:
    class Private;
    const std::unique_ptr<Private> d;
};

} // namespace Loopscope::Monitor
