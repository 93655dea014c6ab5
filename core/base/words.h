#pragma once

#include <QCoreApplication>

namespace Loopscope {

/// Words::tr(): what people read of what happens below the window. Without a translator it is what stands in
/// the source, as the command line and the JSON documents have it.
class Words
{
    Q_DECLARE_TR_FUNCTIONS(Loopscope)
};

} // namespace Loopscope
