// All scenarios in rotation with random stops, for as long as one likes: nothing may grow, nothing may be
// left, no warning may come. Figures of each lap on stderr, one JSON document on stdout at the end.
//
//   soak [--minutes N] [--seed N] [--only SCENARIO]        10 minutes; exits with 1 after a finding

#include "tests/soak/soakdriver.h"
#include "tests/support/redisserver.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QJsonDocument>
#include <QPointer>

#include <cstdio>

using namespace Loopscope;

namespace {

QPointer<Soak::Driver> driver; // NOLINT: a message handler has no other way to it

void takeMessage(QtMsgType type, const QMessageLogContext &, const QString &text)
{
    // This one a variant is about.
    const bool isAnnounced = text.contains(QLatin1String("Timers cannot be started from another thread"));
    if (type == QtDebugMsg || type == QtInfoMsg || isAnnounced)
        return;
    std::fprintf(stderr, "%s\n", qPrintable(text));
    if (driver)
        QMetaObject::invokeMethod(
            driver, [text] { driver->addFinding(QStringLiteral("warned: ") + text); }, Qt::QueuedConnection);
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_NO_GLIB", "1");
    const QCoreApplication app(argc, argv);
    QCommandLineParser parser;
    const QCommandLineOption minutes(QStringLiteral("minutes"), {}, QStringLiteral("N"),
                                     QStringLiteral("10"));
    const QCommandLineOption seed(QStringLiteral("seed"), {}, QStringLiteral("N"), QStringLiteral("1"));
    const QCommandLineOption only(QStringLiteral("only"), {}, QStringLiteral("SCENARIO"));
    parser.addOptions({minutes, seed, only});
    parser.process(app);

    Testing::RedisServer redis;
    Soak::Options options;
    options.length = std::chrono::duration<double, std::ratio<60>>(parser.value(minutes).toDouble());
    options.seed = parser.value(seed).toUInt();
    options.only = parser.value(only);
    if (const QString problem = redis.start(); problem.isEmpty())
        options.redisServer = QString::fromLatin1(redis.address());
    else
        std::fprintf(stderr, "without Redis: %s\n", qPrintable(problem));

    Soak::Driver soak(options);
    driver = &soak;
    qInstallMessageHandler(takeMessage);
    QObject::connect(&soak, &Soak::Driver::finished, &app, &QCoreApplication::quit, Qt::QueuedConnection);
    soak.start();
    QCoreApplication::exec();
    std::fputs(QJsonDocument(soak.toJson()).toJson().constData(), stdout);
    return soak.isGood() ? 0 : 1;
}
