#include "ui/traceloader.h"

#include <QCoreApplication>
#include <QPointer>
#include <QThread>

namespace Loopscope::Ui {

TraceLoader::TraceLoader(QObject *parent)
    : QObject(parent)
{}

TraceLoader::~TraceLoader()
{
    if (m_job)
        m_job->isCancelled = true;
}

void TraceLoader::load(const QStringList &paths)
{
    cancel();
    const auto job = std::make_shared<Job>();
    m_job = job;
    m_paths = paths;
    const QPointer<TraceLoader> self(this);
    QThread *thread = QThread::create([self, job, paths] {
        std::vector<Session::ReplayTracePtr> traces;
        for (const QString &path : paths) {
            const auto share = [&](qint64 done, qint64 total) {
                const double part = total > 0 ? static_cast<double>(done) / static_cast<double>(total) : 1;
                job->progress =
                    (static_cast<double>(traces.size()) + part) / static_cast<double>(paths.size());
                return !job->isCancelled.load();
            };
            traces.push_back(Session::loadReplay(path, share));
            if (job->isCancelled)
                return;
        }
        QMetaObject::invokeMethod(
            qApp,
            [self, job, paths, traces] {
                if (self)
                    self->finish(job, paths, traces);
            },
            Qt::QueuedConnection);
    });
    thread->setObjectName(QStringLiteral("scope-read"));
    connect(thread, &QThread::finished, thread, &QObject::deleteLater);
    thread->start(QThread::LowPriority);
}

void TraceLoader::cancel()
{
    if (!m_job)
        return;
    m_job->isCancelled = true;
    m_job.reset();
    m_paths.clear();
    Q_EMIT cancelled();
}

double TraceLoader::progress() const
{
    return m_job ? m_job->progress.load() : 0;
}

void TraceLoader::finish(const std::shared_ptr<Job> &job, const QStringList &paths,
                         const std::vector<Session::ReplayTracePtr> &traces)
{
    if (job != m_job)
        return;
    m_job.reset();
    m_paths.clear();
    Q_EMIT loaded(paths, traces);
}

} // namespace Loopscope::Ui
