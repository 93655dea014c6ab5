#include "tests/app/attachfixture.h"
#include "tests/support/stricttest.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTcpSocket>
#include <QTemporaryDir>

using namespace Loopscope::Testing;

namespace {

/// A form with so many buttons that reading it blocks the loop.
QByteArray largeForm()
{
    constexpr int buttons = 8000; // so that it takes long on any machine
    constexpr int columns = 20;
    QString form = QStringLiteral("<ui version=\"4.0\"><class>Form</class><widget class=\"QWidget\" "
                                  "name=\"Form\"><layout class=\"QGridLayout\" name=\"grid\">\n");
    for (int i = 0; i < buttons; ++i)
        form += QStringLiteral(
                    "<item row=\"%1\" column=\"%2\"><widget class=\"QPushButton\" name=\"b%3\"/></item>\n")
                    .arg(i / columns)
                    .arg(i % columns)
                    .arg(i);
    return form.toUtf8() + "</layout></widget><resources/><connections/></ui>\n";
}

} // namespace

/// A stall in a program that is none of ours: Debian's Qt Designer, which has no debug information.
class TstAttachDesigner : public StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void stallIsNamedByTheFunctionsOfItsLibraries();

private:
    void startServer(QProcess *process, const QStringList &command);
    bool waitForOutput(QProcess *process, const QString &pattern, QString *captured = nullptr);

    QTemporaryDir m_home;
    QString m_said;
};

void TstAttachDesigner::startServer(QProcess *process, const QStringList &command)
{
    prepare(process, QStringList{"attach", "--json", "--threshold", "25", "--"} + command);
    QProcessEnvironment environment = process->processEnvironment();
    environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
    environment.insert(QStringLiteral("HOME"), m_home.path());
    process->setProcessEnvironment(environment);
    process->start();
}

bool TstAttachDesigner::waitForOutput(QProcess *process, const QString &pattern, QString *captured)
{
    constexpr int longest = 120'000; // ms
    const QRegularExpression expression(pattern, QRegularExpression::MultilineOption);
    QRegularExpressionMatch match;
    const auto isSaid = [&] {
        m_said += QString::fromUtf8(process->readAllStandardError());
        match = expression.match(m_said);
        return match.hasMatch() || process->state() == QProcess::NotRunning;
    };
    const bool isDone = QTest::qWaitFor(isSaid, longest) && match.hasMatch();
    if (captured)
        *captured = match.captured(1);
    return isDone;
}

void TstAttachDesigner::stallIsNamedByTheFunctionsOfItsLibraries()
{
    const QString designer = QStringLiteral("/usr/lib/qt6/bin/designer");
    QVERIFY2(QFileInfo(designer).isExecutable(), "not installed; Debian's package: designer-qt6");
    const QString path = m_home.filePath(QStringLiteral("large.ui"));
    QFile form(path);
    QVERIFY(form.open(QIODevice::WriteOnly) && form.write(largeForm()) > 0);
    form.close();
    QProcess process;
    startServer(&process, {designer, QStringLiteral("-server")});
    // It prints the port at which it is told of files to open; its stdout goes to our stderr.
    QString port;
    QVERIFY2(waitForOutput(&process, QStringLiteral("^(\\d+)$"), &port), qPrintable(m_said));
    QTcpSocket client;
    client.connectToHost(QStringLiteral("127.0.0.1"), port.toUShort());
    QTRY_COMPARE_WITH_TIMEOUT(client.state(), QAbstractSocket::ConnectedState, 30'000);
    client.write(path.toUtf8() + '\n');
    // While designer still runs. It puts the file off to a timer when it is told before it has set itself up.
    const QString reading = QStringLiteral("(QDesigner \\(FileOpen\\)|QTimer \\(Timer\\))");
    QVERIFY2(waitForOutput(&process, QStringLiteral("^loopscope.slow: Executing <Handle ") + reading),
             qPrintable(m_said));
    process.terminate();
    QTRY_COMPARE_WITH_TIMEOUT(process.state(), QProcess::NotRunning, 60'000);
    const QJsonObject document = QJsonDocument::fromJson(process.readAllStandardOutput()).object();
    QString functions;
    for (const QJsonValue &stall : document[u"slow_callbacks"].toArray()) {
        if (!stall[u"name"].toString().contains(QRegularExpression(reading)))
            continue;
        QVERIFY(stall[u"duration_ms"].toDouble() >= 25);
        for (const QJsonValue &frame : stall[u"frames"].toArray())
            functions += frame[u"function"].toString() + u'\n';
    }
    // Designer's own: what makes a window for a form, or reads it.
    const QRegularExpression own(
        QStringLiteral("QAbstractFormBuilder::|QDesignerFormWindow|qdesigner_internal::"));
    QVERIFY2(functions.contains(own), qPrintable(functions));
}

LOOPSCOPE_TEST_MAIN(TstAttachDesigner)

#include "tst_attachdesigner.moc"
