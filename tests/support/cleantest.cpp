#include "tests/support/cleantest.h"

#include "tests/support/leftovers.h"

namespace Loopscope::Testing {

namespace {

constexpr int patience = 20000; // ms; what ends by itself may take its time

std::vector<std::function<QString()>> &checks()
{
    static std::vector<std::function<QString()>> list;
    return list;
}

} // namespace

CleanTest::CleanTest()
{
    for (const char *variable : {"TMPDIR", "XDG_RUNTIME_DIR"})
        qputenv(variable, QFile::encodeName(m_folder.path()));
}

QStringList CleanTest::temporaryFiles() const
{
    return QDir(m_folder.path()).entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot);
}

void CleanTest::checkAtEnd(std::function<QString()> check)
{
    checks().push_back(std::move(check));
}

void CleanTest::init()
{
    StrictTest::init();
    m_threads = threadNames();
    m_children = childProcesses();
    m_sockets = openSockets();
    m_files = temporaryFiles();
}

void CleanTest::cleanup()
{
    QTRY_COMPARE_WITH_TIMEOUT(threadNames(), m_threads, patience);
    QTRY_COMPARE_WITH_TIMEOUT(childProcesses(), m_children, patience);
    QTRY_COMPARE_WITH_TIMEOUT(openSockets(), m_sockets, patience);
    QTRY_COMPARE_WITH_TIMEOUT(temporaryFiles(), m_files, patience);
    for (const auto &check : checks()) {
        const QString problem = check();
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
    }
}

} // namespace Loopscope::Testing
