#include "core/session/variantstack.h"

#include <QStringView>

#include <algorithm>

namespace Loopscope::Session {

namespace {

/// "core/scenario/http/http_onloopblocking.cpp": the folder is the slide's, and the file begins with its
/// name.
bool isVariantsFile(const QString &file)
{
    const qsizetype at = file.indexOf(QLatin1String("core/scenario/"));
    if (at < 0)
        return false;
    const QStringView path = QStringView(file).sliced(at + 14);
    const qsizetype slash = path.indexOf(u'/');
    if (slash <= 0)
        return false;
    const QStringView name = path.sliced(slash + 1);
    return name.startsWith(path.first(slash)) && name.sliced(slash).startsWith(u'_');
}

} // namespace

// A destructor that nobody wrote stands at its class, where nothing can be seen.
bool isVariants(const Trace::Frame &frame)
{
    return frame.origin == Trace::FrameOrigin::Own && frame.line > 0 && !frame.function.contains(u'~') &&
           isVariantsFile(frame.file);
}

bool hasVariant(const Trace::Stack &stack)
{
    return std::ranges::any_of(stack.frames, isVariants);
}

bool isOfVariant(const Trace::Stall &stall)
{
    return stall.stacks && std::ranges::any_of(*stall.stacks, hasVariant);
}

} // namespace Loopscope::Session
