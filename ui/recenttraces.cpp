#include "ui/recenttraces.h"

#include <QFileInfo>
#include <QSettings>

namespace Loopscope::Ui {

namespace {

const QString recentKey = QStringLiteral("traces/recent");

} // namespace

RecentTraces::RecentTraces(bool isKept)
    : m_isKept(isKept)
{
    if (m_isKept)
        m_paths = QSettings().value(recentKey).toStringList();
}

void RecentTraces::add(const QStringList &paths)
{
    for (auto path = paths.rbegin(); path != paths.rend(); ++path) {
        const QString whole = QFileInfo(*path).absoluteFilePath();
        m_paths.removeAll(whole);
        m_paths.prepend(whole);
    }
    m_paths = m_paths.first(qMin(m_paths.size(), most));
    if (m_isKept)
        QSettings().setValue(recentKey, m_paths);
}

QStringList RecentTraces::paths() const
{
    QStringList there;
    for (const QString &path : m_paths) {
        if (QFileInfo(path).isFile())
            there.append(path);
    }
    return there;
}

} // namespace Loopscope::Ui
