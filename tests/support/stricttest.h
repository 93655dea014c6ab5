#pragma once

#include <QCoreApplication>
#include <QObject>
#include <QtTest>

namespace Loopscope::Testing {

/// Base of every test class: a warning that a test did not announce with QTest::ignoreMessage fails it.
class StrictTest : public QObject
{
    Q_OBJECT

protected Q_SLOTS:
    void init();
};

} // namespace Loopscope::Testing

/// main() of a test without a window.
#define LOOPSCOPE_TEST_MAIN(TestClass)                                                                       \
    int main(int argc, char **argv)                                                                          \
    {                                                                                                        \
        qputenv("QT_NO_GLIB", "1");                                                                          \
        QCoreApplication app(argc, argv);                                                                    \
        TestClass test;                                                                                      \
        return QTest::qExec(&test, argc, argv);                                                              \
    }

/// main() of a test with a window, offscreen.
#define LOOPSCOPE_WIDGET_TEST_MAIN(TestClass)                                                                \
    int main(int argc, char **argv)                                                                          \
    {                                                                                                        \
        qputenv("QT_NO_GLIB", "1");                                                                          \
        qputenv("QT_QPA_PLATFORM", "offscreen");                                                             \
        QApplication app(argc, argv);                                                                        \
        TestClass test;                                                                                      \
        return QTest::qExec(&test, argc, argv);                                                              \
    }
