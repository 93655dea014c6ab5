#include "app/cli/traceloading.h"

#include "app/cli/commandline.h"
#include "app/cli/exitstatus.h"

namespace Loopscope::Cli {

TraceCommand::TraceCommand(QStringList paths)
    : m_paths(std::move(paths))
{}

TraceCommand::~TraceCommand()
{
    m_isCancelled = true;
    if (m_thread.joinable())
        m_thread.join();
}

void TraceCommand::start()
{
    m_thread = std::thread([this] {
        const QString problem = read();
        QMetaObject::invokeMethod(this, [this, problem] { onRead(problem); });
    });
}

QString TraceCommand::read()
{
    for (const QString &path : m_paths) {
        m_traces.push_back(Session::loadTrace(path, [this](qint64, qint64) { return !m_isCancelled; }));
        if (!m_traces.back().problem.isEmpty())
            return m_traces.back().problem;
    }
    return work();
}

void TraceCommand::onRead(const QString &problem)
{
    if (!problem.isEmpty())
        printError(problem);
    Q_EMIT finished(problem.isEmpty() ? show() : int(Failed));
}

void TraceCommand::printSkipped() const
{
    for (std::size_t i = 0; i < m_traces.size(); ++i) {
        for (const Record::SkippedPart &part : m_traces[i].skipped)
            printError(QStringLiteral("%1: %2").arg(m_paths[static_cast<qsizetype>(i)], part.toString()));
    }
}

} // namespace Loopscope::Cli
