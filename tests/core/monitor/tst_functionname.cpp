#include "core/monitor/functionname.h"
#include "tests/support/stricttest.h"

using namespace Loopscope::Monitor;

class TstFunctionName : public Loopscope::Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void resumedHalfOfACoroutineIsKnown()
    {
        QVERIFY(isResumedCoroutine(QLatin1String("_Z7sleeperPZ7sleeperiE16_Z7sleeperi.Frame.actor")));
        QVERIFY(isResumedCoroutine(QLatin1String("_Z7sleeperi.resume")));
        QVERIFY(isResumedCoroutine(QLatin1String("_Z7sleeperi.destroy")));
        QVERIFY(!isResumedCoroutine(QLatin1String("_Z7sleeperi")));
        QVERIFY(!isResumedCoroutine(QLatin1String("_ZN6Player6resumeEv")));
    }

    void nameIsWhatAReaderCallsIt_data()
    {
        QTest::addColumn<QString>("demangled");
        QTest::addColumn<QString>("readable");
        const auto row = [](const char *title, const char *demangled, const char *readable) {
            QTest::newRow(title) << QString::fromUtf8(demangled) << QString::fromUtf8(readable);
        };
        row("plain", "main", "main");
        row("parameters", "Worker::process(int, QString const&)", "Worker::process");
        row("const", "Worker::size() const", "Worker::size");
        row("function as parameter", "call(void (*)(int), int)", "call");
        row("anonymous namespace", "(anonymous namespace)::parse(char const*)", "parse");
        row("anonymous inside", "App::(anonymous namespace)::Reader::read() const", "App::Reader::read");
        row("anonymous parameter", "f((anonymous namespace)::A)", "f");
        row("coroutine", "sleeper(sleeper(int)::_Z7sleeperi.Frame*) [clone .actor]", "sleeper()");
        row("coroutine in a class",
            "App::Client::run(App::Client::run()::_ZN3App6Client3runEv.Frame*) [clone .actor]",
            "App::Client::run()");
        row("coroutine of clang", "sleeper(int) [clone .resume]", "sleeper()");
        row("lambda of clang", "App::start(int)::$_0::operator()() const", "lambda in App::start()");
        row("clone", "parse(char const*) [clone .isra.0]", "parse");
        row("part", "parse(char const*) [clone .part.0] [clone .cold]", "parse");
        row("return type", "void sort<int*>(int*, int*)", "sort<int*>");
        row("long return type", "std::vector<int, std::allocator<int> > App::all<int>(int)", "App::all<int>");
        row("arrow in a return type", "decltype ((p)->run()) call<App::Task>(App::Task*)", "call<App::Task>");
        row("template",
            "std::this_thread::sleep_for<long, std::ratio<1l, 1000l> >(std::chrono::duration<long> const&)",
            "std::this_thread::sleep_for<long, std::ratio<1l, 1000l> >");
        row("lambda", "main::{lambda()#1}::operator()() const", "lambda in main()");
        row("lambda in a method",
            "Worker::start(int)::{lambda(QString const&)#2}::operator()(QString const&) const",
            "lambda in Worker::start()");
        row("lambda in a lambda", "run()::{lambda()#1}::operator()() const::{lambda()#2}::operator()() const",
            "lambda in run()");
        row("lambda in an anonymous namespace",
            "(anonymous namespace)::go(int)::{lambda()#1}::operator()() const", "lambda in go()");
        row("lambda as debug information has it", "operator()", "lambda");
        row("lambda's coroutine",
            "main::{lambda()#1}::operator()(main::{lambda()#1}::operator()() "
            "const::_ZZ4mainENKUlvE_clEv.Frame*) "
            "[clone .actor]",
            "lambda in main()");
        row("template of a lambda", "void call<main::{lambda()#1}>(main::{lambda()#1}&&)",
            "call<main::{lambda()#1}>");
        row("call operator", "Task::operator()(int) const", "Task::operator()");
        row("shift", "operator<<(QDebug, App::Point)", "operator<<");
        row("arrow", "App::Pointer::operator->() const", "App::Pointer::operator->");
        row("conversion", "App::Flag::operator bool() const", "App::Flag::operator bool");
        row("destructor", "App::Session::~Session()", "App::Session::~Session");
        row("C", "clock_nanosleep", "clock_nanosleep");
        row("nothing", "", "");
        row("unbalanced", "f<<(", "f<<(");
    }
    void nameIsWhatAReaderCallsIt()
    {
        QFETCH(QString, demangled);
        QFETCH(QString, readable);
        QCOMPARE(readableFunctionName(demangled), readable);
    }

    void functorIsNamedByWhereItWasWritten()
    {
        QCOMPARE(
            queuedCallName(QStringLiteral(
                "QtPrivate::QFunctorSlotObject<main::{lambda()#1}, 0, QtPrivate::List<>, void>::impl(int, "
                "QtPrivate::QSlotObjectBase*, QObject*, void**, bool*)")),
            QStringLiteral("lambda in main()"));
        QCOMPARE(queuedCallName(QStringLiteral("QtPrivate::QFunctorSlotObject<std::function<void ()>, 0, "
                                               "QtPrivate::List<>, void>::impl(int)")),
                 QStringLiteral("std::function"));
        QCOMPARE(queuedCallName(QStringLiteral("somethingElse(int)")), QStringLiteral("??"));
    }

    void memberFunctionIsKnownByTheWordAlone()
    {
        const QString slot = QStringLiteral(
            "QtPrivate::QSlotObject<void (App::Worker::*)(int), QtPrivate::List<int>, void>::impl(int)");
        QVERIFY(isFunctionPointer(slot));
        QCOMPARE(queuedCallName(slot), QString());
        QCOMPARE(classOfMemberPointer(slot), QStringLiteral("App::Worker"));
        QVERIFY(isFunctionPointer(QStringLiteral(
            "QtPrivate::QFunctorSlotObject<void (*)(), 0, QtPrivate::List<>, void>::impl(int)")));
        QVERIFY(
            !isFunctionPointer(QStringLiteral("QtPrivate::QFunctorSlotObject<run(void (*)())::{lambda()#1}, "
                                              "0, QtPrivate::List<>, void>::impl(int)")));
    }
};

LOOPSCOPE_TEST_MAIN(TstFunctionName)

#include "tst_functionname.moc"
