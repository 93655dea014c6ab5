#pragma once

#include "core/session/replaytrace.h"

#include <QObject>
#include <QStringList>

#include <atomic>
#include <memory>

namespace Loopscope::Ui {

/// Reads traces on a thread of its own, one after the other, and tells how far it is. GUI thread.
class TraceLoader final : public QObject
{
    Q_OBJECT

public:
    explicit TraceLoader(QObject *parent = nullptr);
    /// Does not wait: a thread that still reads stops at its next look.
    ~TraceLoader() override;

    /// Ends what is being read.
    void load(const QStringList &paths);
    void cancel();
    bool isLoading() const { return m_job != nullptr; }
    const QStringList &paths() const { return m_paths; }
    /// 0 to 1, of all files.
    double progress() const;

Q_SIGNALS:
    /// One for each path; those that could not be read say why.
    void loaded(const QStringList &paths, const std::vector<Loopscope::Session::ReplayTracePtr> &traces);
    void cancelled();

private:
    struct Job
    {
        std::atomic<bool> isCancelled{false};
        std::atomic<double> progress{0};
    };
    void finish(const std::shared_ptr<Job> &job, const QStringList &paths,
                const std::vector<Session::ReplayTracePtr> &traces);

    std::shared_ptr<Job> m_job;
    QStringList m_paths;
};

} // namespace Loopscope::Ui
