#include "tests/ui/panels/panelfixture.h"

#include <QAccessible>
#include <QScreen>
#include <QtTest>

namespace Loopscope::Testing {

namespace {

QtMessageHandler next = nullptr;

void dropSizeHints(QtMsgType type, const QMessageLogContext &context, const QString &text)
{
    if (next && text != QStringLiteral("This plugin does not support propagateSizeHints()"))
        next(type, context, text);
}

} // namespace

void quietPlatform()
{
    if (!next)
        next = qInstallMessageHandler(dropSizeHints);
}

bool showWindow(QWidget *window)
{
    quietPlatform();
    window->show();
    return QTest::qWaitForWindowActive(window);
}

QColor pixelOf(QWidget *widget, const QPoint &at)
{
    return widget->grab().toImage().pixelColor(at);
}

bool isPaintedAnew(QWidget *window)
{
    const auto comparable = [](const QPixmap &picture) {
        return picture.toImage().convertToFormat(QImage::Format_RGB32);
    };
    return comparable(window->screen()->grabWindow(window->winId())) == comparable(window->grab());
}

int countPixels(QWidget *widget, const QRect &rect, const QColor &color)
{
    const QImage image = widget->grab().toImage();
    int count = 0;
    for (int y = rect.top(); y <= rect.bottom(); ++y) {
        for (int x = rect.left(); x <= rect.right(); ++x)
            count += image.rect().contains(x, y) && image.pixelColor(x, y) == color;
    }
    return count;
}

QStringList controlsWithoutName(QWidget *root)
{
    QStringList nameless;
    for (QWidget *widget : root->findChildren<QWidget *>()) {
        // Parts of a control (a field's own line edit, a list's viewport) speak through the control.
        if (!(widget->focusPolicy() & Qt::TabFocus) || widget->focusProxy() || widget->isHidden())
            continue;
        const QAccessibleInterface *spoken = QAccessible::queryAccessibleInterface(widget);
        if (!spoken || spoken->text(QAccessible::Name).isEmpty())
            nameless << QStringLiteral("%1 %2").arg(widget->metaObject()->className(), widget->objectName());
    }
    return nameless;
}

void keepPicture(QWidget *widget, const QString &name)
{
    const QString folder = qEnvironmentVariable("LOOPSCOPE_PICTURES");
    if (folder.isEmpty())
        return;
    QCoreApplication::processEvents(); // what is laid out in the next turn
    const QString path = QDir(folder).filePath(name + QStringLiteral(".png"));
    QVERIFY2(widget->grab().save(path), qPrintable(path));
}

Trace::Stall makeStall(Trace::StallId id, Base::SteadyTime startedAt, Base::Duration duration, bool open)
{
    const auto frame = [](const QString &function, const QString &file, int line, Trace::FrameOrigin origin) {
        Trace::Frame frame;
        frame.function = function;
        frame.file = file;
        frame.line = line;
        frame.module = QStringLiteral("/usr/lib/libQt6Core.so.6");
        frame.origin = origin;
        return frame;
    };
    using Trace::FrameOrigin;
    const QString folder = QStringLiteral("core/scenario/slowcallback/");
    Trace::Stack stack;
    stack.systemCall = QStringLiteral("clock_nanosleep");
    stack.frames = {frame(QStringLiteral("clock_nanosleep"), {}, 0, FrameOrigin::System),
                    frame(QStringLiteral("QThread::msleep"), {}, 0, FrameOrigin::Qt),
                    frame(QStringLiteral("sleeper"), folder + QStringLiteral("slowcallback_blocking.cpp"), 31,
                          FrameOrigin::Own),
                    frame(QStringLiteral("QTimer::timeout"), {}, 0, FrameOrigin::Qt)};
    Trace::Stall stall;
    stall.id = id;
    stall.revision = 1;
    stall.track = 1;
    stall.startedAt = startedAt;
    stall.duration = duration;
    stall.open = open;
    stall.eventName = QStringLiteral("QTimer timeout");
    stall.task = 7;
    stall.taskName = QStringLiteral("sleeper");
    stall.createdAt = {QString(), folder + QStringLiteral("slowcallback.cpp"), 18};
    stall.cause = Trace::StallCause::Sleep;
    stall.evidence = QStringLiteral("In clock_nanosleep for 100.1 of 100.2 ms.");
    stall.stacks = std::make_shared<const std::vector<Trace::Stack>>(std::vector<Trace::Stack>{stack});
    return stall;
}

void fillRun(Models::RunModel *run, Base::SteadyTime workStartedAt, const std::vector<Trace::Stall> &stalls)
{
    Trace::Track track;
    track.id = 1;
    track.role = Trace::LoopRole::Subject;
    Trace::Batch batch;
    batch.tracks = {track};
    batch.phases = {{Trace::Phase::Prepare, workStartedAt}, {Trace::Phase::Work, workStartedAt}};
    batch.stalls = stalls;
    run->apply(batch);
}

} // namespace Loopscope::Testing
