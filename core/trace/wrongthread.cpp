#include "core/trace/wrongthread.h"

namespace Loopscope::Trace {

QString wrongThreadKindId(WrongThreadKind kind)
{
    switch (kind) {
    case WrongThreadKind::Resumption:
        return QStringLiteral("resumption");
    case WrongThreadKind::Delivery:
        return QStringLiteral("delivery");
    case WrongThreadKind::QtWarning:
        return QStringLiteral("qt-warning");
    case WrongThreadKind::Assertion:
        break;
    }
    return QStringLiteral("assertion");
}

Base::SourcePlace WrongThreadUse::where() const
{
    if (place.isValid() || !stack)
        return place;
    const Frame *frame = innermostOwnFrame(*stack);
    return frame ? Base::SourcePlace{frame->function, frame->file, frame->line} : Base::SourcePlace();
}

QString WrongThreadUse::toString() const
{
    const QString owner = ownThread.isEmpty() ? QStringLiteral("another thread") : ownThread;
    QString text;
    switch (kind) {
    case WrongThreadKind::Resumption:
        text = QStringLiteral("Task '%1' was suspended in %2 and resumed in %3")
                   .arg(object, owner, actualThread);
        break;
    case WrongThreadKind::Delivery:
        text = QStringLiteral("%1, which belongs to %2, got an event in %3").arg(object, owner, actualThread);
        break;
    case WrongThreadKind::QtWarning:
        text = QStringLiteral("Qt refused in %1: %2").arg(actualThread, object);
        break;
    case WrongThreadKind::Assertion:
        text = QStringLiteral("%1, which belongs to %2, was used in %3").arg(object, owner, actualThread);
        break;
    }
    if (const QString line = where().toString(); !line.isEmpty())
        text += QStringLiteral(" at ") + line;
    if (count > 1)
        text += QStringLiteral(", %1 times").arg(count);
    return text;
}

} // namespace Loopscope::Trace
