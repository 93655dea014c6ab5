#include "tests/support/stricttest.h"
#include "ui/models/tracewords.h"

#include <QTranslator>
#include <QtTest>

using namespace Loopscope;
using Trace::LoopRole;
using Trace::TrackKind;

namespace {

/// "Pool %1" becomes "<Pool %1>".
class BracketTranslator final : public QTranslator
{
public:
    QString translate(const char *, const char *text, const char *, int) const override
    {
        return u'<' + QString::fromUtf8(text) + u'>';
    }
    bool isEmpty() const override { return false; }
};

Trace::Track track(TrackKind kind, const QString &name, LoopRole role = LoopRole::None)
{
    return {1, kind, role, name, 1, 1};
}

} // namespace

/// Names of a trace's parts in the user's language.
class TstTraceWords : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(QCoreApplication::installTranslator(&m_translator)); }
    void ownNamesAreTranslated_data();
    void ownNamesAreTranslated();
    void connectionsHaveShorterForms();
    void namesOfProgramsStay_data();
    void namesOfProgramsStay();
    void slicesOfConnectionsAreTranslated();

private:
    BracketTranslator m_translator;
};

void TstTraceWords::ownNamesAreTranslated_data()
{
    QTest::addColumn<TrackKind>("kind");
    QTest::addColumn<LoopRole>("role");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("shown");
    const auto row = [](TrackKind kind, LoopRole role, const QString &name, const QString &shown) {
        QTest::addRow("%s", qPrintable(name)) << kind << role << name << shown;
    };
    row(TrackKind::Loop, LoopRole::Subject, "Loop", "<Loop>");
    row(TrackKind::Loop, LoopRole::Window, "Window", "<Window>");
    row(TrackKind::Loop, LoopRole::Server, "Other loop", "<Other loop>");
    row(TrackKind::WorkerThread, LoopRole::None, "Pool 12", "<Pool 12>");
    row(TrackKind::WorkerProcess, LoopRole::None, "Worker 2", "<Worker 2>");
    row(TrackKind::Connection, LoopRole::None, "Connection", "<Connection>");
    row(TrackKind::Connection, LoopRole::None, "Connection 7", "<Connection 7>");
    row(TrackKind::Connection, LoopRole::None, QStringLiteral("Conn 1\u201325"),
        QStringLiteral("<Conn 1\u201325>"));
    row(TrackKind::Connection, LoopRole::None, "Blocking GET", "<Blocking GET>");
}

void TstTraceWords::ownNamesAreTranslated()
{
    QFETCH(TrackKind, kind);
    QFETCH(LoopRole, role);
    QFETCH(QString, name);
    QTEST(Models::laneName(track(kind, name, role)), "shown");
}

void TstTraceWords::connectionsHaveShorterForms()
{
    const Trace::Track connection = track(TrackKind::Connection, QStringLiteral("Connection 92-100"));
    QCOMPARE(Models::shortLaneName(connection, 0), QStringLiteral("<Connection 92-100>"));
    QCOMPARE(Models::shortLaneName(connection, 1), QStringLiteral("<Conn 92-100>"));
    QCOMPARE(Models::shortLaneName(connection, 2), QStringLiteral("92-100"));
}

void TstTraceWords::namesOfProgramsStay_data()
{
    QTest::addColumn<TrackKind>("kind");
    QTest::addColumn<LoopRole>("role");
    QTest::addColumn<QString>("name");
    QTest::newRow("a thread called as ours") << TrackKind::Loop << LoopRole::Server << "Loop";
    QTest::newRow("a thread called as a pool's") << TrackKind::Loop << LoopRole::Server << "Pool 1";
    QTest::newRow("main") << TrackKind::Loop << LoopRole::Subject << "main";
    QTest::newRow("a longer name") << TrackKind::WorkerThread << LoopRole::None << "Pool 1 of many";
    QTest::newRow("a word that begins so") << TrackKind::Connection << LoopRole::None << "Connector 3";
}

void TstTraceWords::namesOfProgramsStay()
{
    QFETCH(TrackKind, kind);
    QFETCH(LoopRole, role);
    QFETCH(QString, name);
    QCOMPARE(Models::laneName(track(kind, name, role)), name);
}

void TstTraceWords::slicesOfConnectionsAreTranslated()
{
    QCOMPARE(Models::sliceName(QStringLiteral("requests in flight")), QStringLiteral("<requests in flight>"));
    QCOMPARE(Models::sliceName(QStringLiteral("QTimer timeout")), QStringLiteral("QTimer timeout"));
}

LOOPSCOPE_TEST_MAIN(TstTraceWords)
#include "tst_tracewords.moc"
