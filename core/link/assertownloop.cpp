#include "core/link/assertownloop.h"

#include "core/monitor/wrongthread.h"

#include <QObject>
#include <QThread>

namespace Loopscope::Link {

bool isInOwnLoop(QObject *object, const std::source_location &place)
{
    if (object->thread() == QThread::currentThread())
        return true;
    Monitor::reportAssertion(object, Base::SourcePlace::from(place));
    return false;
}

} // namespace Loopscope::Link
