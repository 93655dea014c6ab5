#pragma once

#include "tests/support/stricttest.h"

#include <QStringList>
#include <QTemporaryDir>

#include <functional>

namespace Loopscope::Testing {

/// Base of tests that run scenarios: after each test function no thread, process or socket is there that was
/// not there before it, and no file of ours in the folders for temporary ones. A class with a cleanup() of
/// its own calls this one, too.
class CleanTest : public StrictTest
{
    Q_OBJECT

public:
    CleanTest();
    /// Asked after each function of each such test of this process: an empty text when all is well.
    static void checkAtEnd(std::function<QString()> check);

protected Q_SLOTS:
    void init();
    void cleanup();

private:
    QStringList temporaryFiles() const;

    const QTemporaryDir m_folder; // TMPDIR and XDG_RUNTIME_DIR of this process and its children
    QStringList m_threads;
    QStringList m_children;
    QStringList m_sockets;
    QStringList m_files;
};

} // namespace Loopscope::Testing
