#pragma once

#include <QStringList>

namespace Loopscope::Ui {

/// The traces that were opened last, kept in the settings, the newest first.
class RecentTraces
{
public:
    static constexpr qsizetype most = 10;

    /// Not kept: those of this object's life alone.
    explicit RecentTraces(bool isKept);

    void add(const QStringList &paths);
    /// Those that are still there.
    QStringList paths() const;

private:
    bool m_isKept;
    QStringList m_paths;
};

} // namespace Loopscope::Ui
