#include "core/trace/shortname.h"
#include "tests/support/stricttest.h"

using Loopscope::Trace::shortFunctionName;

class TstShortName : public Loopscope::Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void lastTwoPartsAreLeft_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("isShort");
        const auto row = [](const char *name, const char *isShort) {
            QTest::newRow(name) << QString::fromUtf8(name) << QString::fromUtf8(isShort);
        };
        row("main", "main");
        row("sleeper()", "sleeper()");
        row("Worker::process()", "Worker::process()");
        row("Loopscope::Jobs::testPrimality", "Jobs::testPrimality");
        row("Loopscope::Scenario::SlowCallback::sleeper()", "SlowCallback::sleeper()");
        row("std::this_thread::sleep_for<long, std::ratio<1l, 1000l> >", "this_thread::sleep_for");
        row("App::List<App::Row>::sort", "List::sort");
        row("lambda in App::Net::Worker::start()", "lambda in Worker::start()");
        row("lambda", "lambda");
        row("QTimer (Timer)", "QTimer (Timer)");
        row("App::Ui::Window (Resize)", "App::Ui::Window (Resize)");
        row("App::Net::Pointer::operator->", "Pointer::operator->");
        row("App::Net::Pointer::operator<=>", "Pointer::operator<=>");
        row("", "");
        row("a<b", "a<b");
    }
    void lastTwoPartsAreLeft()
    {
        QFETCH(QString, name);
        QFETCH(QString, isShort);
        QCOMPARE(shortFunctionName(name), isShort);
    }
};

LOOPSCOPE_TEST_MAIN(TstShortName)

#include "tst_shortname.moc"
