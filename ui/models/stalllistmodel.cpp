#include "ui/models/stalllistmodel.h"

#include "core/trace/shortname.h"
#include "ui/models/evidencetext.h"

#include <QFileInfo>

#include <algorithm>

namespace Loopscope::Models {

namespace {

QString shortPlace(const QString &file, int line)
{
    return line > 0 ? QStringLiteral("%1:%2").arg(QFileInfo(file).fileName()).arg(line) : QString();
}

// For screen readers: always milliseconds. What is painted is formatted by those who paint it.
QString spokenDuration(Base::Duration duration)
{
    return QString::number(Base::toMilliseconds(duration), 'f', 1) + QStringLiteral("\u00a0ms");
}

QString placeOf(const Trace::Stall &stall)
{
    const Trace::Frame *frame = stall.culprit();
    return frame ? shortPlace(frame->file, frame->line) : QString();
}

/// "GibsonClient" of "GibsonClient (event 65532)".
QString classOf(const Trace::Stall &stall)
{
    return stall.culpritName().section(QStringLiteral(" ("), 0, 0);
}

/// "QSocketNotifier (SockAct)" means more in words.
QString remarkOn(const Trace::Stall &stall)
{
    if (stall.culprit() || stall.stacks == nullptr || stall.stacks->empty())
        return {};
    const QString none = StallListModel::tr("no code of yours in its stack");
    if (stall.eventName.contains(QLatin1String("(SockAct)")))
        return StallListModel::tr("socket ready; %1").arg(none);
    if (stall.eventName.contains(QLatin1String("(Timer)")))
        return StallListModel::tr("timer; %1").arg(none);
    return none;
}

} // namespace

StallListModel::StallListModel(RunModel *run, QObject *parent)
    : QAbstractListModel(parent)
    , m_run(run)
{
    connect(run, &RunModel::stallChanged, this, &StallListModel::putStall);
    connect(run, &RunModel::cleared, this, &StallListModel::resetRows);
    connect(run, &RunModel::changed, this, &StallListModel::climb);
    connect(run, &RunModel::stageChanged, this, &StallListModel::refreshRows);
    resetRows();
}

quint64 StallListModel::countOfMachine() const
{
    return m_run->stalls().totalOfMachine();
}

bool StallListModel::hasRun() const
{
    return m_run->stage() == RunStage::Working || m_run->stage() == RunStage::Ended;
}

int StallListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_ids.size());
}

const Trace::Stall *StallListModel::stallAt(int row) const
{
    const auto count = static_cast<int>(m_ids.size());
    return row >= 0 && row < count ? m_run->stalls().find(m_ids[static_cast<std::size_t>(count - 1 - row)])
                                   : nullptr;
}

int StallListModel::rowOf(Trace::StallId id) const
{
    const auto found = std::ranges::lower_bound(m_ids, id);
    if (found == m_ids.end() || *found != id)
        return -1;
    return static_cast<int>(m_ids.end() - found) - 1;
}

QVariant StallListModel::data(const QModelIndex &index, int role) const
{
    const Trace::Stall *stall = index.isValid() ? stallAt(index.row()) : nullptr;
    if (!stall)
        return {};
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return sentence(*stall);
    case IdRole:
        return QVariant::fromValue<quint64>(stall->id);
    case DurationRole:
        return QVariant::fromValue<qint64>(stallDuration(*stall, m_run->now()).count());
    case OpenRole:
        return stall->open && m_run->isLive();
    case StartRole:
        return QVariant::fromValue<qint64>(
            std::max(stall->startedAt - m_run->workStartedAt().value_or(stall->startedAt),
                     Base::Duration::zero())
                .count());
    case CulpritRole:
        return Trace::shortFunctionName(stall->culprit() ? stall->culpritName() : classOf(*stall));
    case Qt::ToolTipRole:
        return stall->culpritName();
    case PlaceRole:
        return placeOf(*stall);
    case RemarkRole:
        return remarkOn(*stall);
    case CauseRole:
        return static_cast<int>(stall->cause);
    case EvidenceRole:
        return evidenceText(stall->evidence);
    case CreatedAtRole:
        return shortPlace(stall->createdAt.file, stall->createdAt.line);
    default:
        return {};
    }
}

QHash<int, QByteArray> StallListModel::roleNames() const
{
    QHash<int, QByteArray> names = QAbstractListModel::roleNames();
    names.insert({{IdRole, "stallId"},
                  {DurationRole, "duration"},
                  {OpenRole, "open"},
                  {StartRole, "start"},
                  {CulpritRole, "culprit"},
                  {PlaceRole, "place"},
                  {CauseRole, "cause"},
                  {EvidenceRole, "evidence"},
                  {CreatedAtRole, "createdAt"}});
    return names;
}

QString StallListModel::sentence(const Trace::Stall &stall) const
{
    const QString duration = spokenDuration(stallDuration(stall, m_run->now()));
    const QString place = placeOf(stall);
    const QString culprit = Trace::shortFunctionName(stall.culpritName());
    const QString where = place.isEmpty() ? culprit : tr("%1 at %2").arg(culprit, place);
    return stall.open && m_run->isLive() ? tr("Blocked for %1 by %2").arg(duration, where)
                                         : tr("%1 in %2").arg(duration, where);
}

void StallListModel::putStall(Trace::StallId id)
{
    if (const int row = rowOf(id); row >= 0) {
        Q_EMIT dataChanged(index(row), index(row));
        return;
    }
    const auto place = std::ranges::lower_bound(m_ids, id);
    const int row = static_cast<int>(m_ids.end() - place);
    beginInsertRows({}, row, row);
    m_ids.insert(place, id);
    endInsertRows();
    // The run keeps the newest stalls only, and so does the list.
    while (!m_ids.empty() && !m_run->stalls().knows(m_ids.front())) {
        const int last = rowCount() - 1;
        beginRemoveRows({}, last, last);
        m_ids.erase(m_ids.begin());
        endRemoveRows();
    }
}

void StallListModel::climb()
{
    if (!m_run->openStall() || m_ids.empty())
        return;
    Q_EMIT dataChanged(index(0), index(0), {DurationRole});
}

// Whether a stall counts as open, and since when times count, depends on the stage.
void StallListModel::refreshRows()
{
    if (!m_ids.empty())
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
    Q_EMIT hasRunChanged();
}

void StallListModel::resetRows()
{
    beginResetModel();
    m_ids.clear();
    for (const auto &[id, stall] : m_run->stalls().all())
        m_ids.push_back(id);
    endResetModel();
}

} // namespace Loopscope::Models
