#include "ui/models/wrongthreadmodel.h"

#include "ui/models/tracewords.h"

#include <QFileInfo>

#include <algorithm>

namespace Loopscope::Models {

namespace {

// As its lane is called.
QString shownThread(const RunModel &run, const QString &name)
{
    const auto lanes = run.lanes();
    const auto lane = std::ranges::find(lanes, name, [](const Lane *each) { return each->track().name; });
    return lane == lanes.end() ? name : laneName((*lane)->track());
}

} // namespace

WrongThreadModel::WrongThreadModel(RunModel *run, QObject *parent)
    : QAbstractListModel(parent)
    , m_run(run)
{
    connect(run, &RunModel::wrongThreadUsed, this, &WrongThreadModel::put);
    connect(run, &RunModel::cleared, this, &WrongThreadModel::reset);
}

int WrongThreadModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_ids.size());
}

const Trace::WrongThreadUse *WrongThreadModel::useAt(int row) const
{
    if (row < 0 || row >= rowCount())
        return nullptr;
    const auto &uses = m_run->wrongThreadUses();
    const auto use = uses.find(m_ids[static_cast<std::size_t>(row)]);
    return use == uses.end() ? nullptr : &use->second;
}

quint64 WrongThreadModel::total() const
{
    return static_cast<quint64>(m_run->wrongUses());
}

quint64 WrongThreadModel::totalAt(const Base::SourcePlace &place) const
{
    quint64 sum = 0;
    for (const auto &[id, use] : m_run->wrongThreadUses()) {
        const Base::SourcePlace where = use.where();
        if (where.file == place.file && where.line == place.line)
            sum += use.count;
    }
    return sum;
}

QVariant WrongThreadModel::data(const QModelIndex &index, int role) const
{
    const Trace::WrongThreadUse *use = index.isValid() ? useAt(index.row()) : nullptr;
    if (!use)
        return {};
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
    case Qt::ToolTipRole:
        return use->toString();
    case KindRole:
        return static_cast<int>(use->kind);
    case ObjectRole:
        return use->object;
    case ThreadsRole:
        return use->ownThread.isEmpty()
                   ? tr("in %1").arg(shownThread(*m_run, use->actualThread))
                   : tr("%1 \u2192 %2")
                         .arg(shownThread(*m_run, use->ownThread), shownThread(*m_run, use->actualThread));
    case PlaceRole: {
        const Base::SourcePlace where = use->where();
        return where.isValid() ? QStringLiteral("%1:%2").arg(QFileInfo(where.file).fileName()).arg(where.line)
                               : QString();
    }
    case CountRole:
        return QVariant::fromValue<quint64>(use->count);
    default:
        return {};
    }
}

void WrongThreadModel::put(Trace::StallId id)
{
    if (const auto known = std::ranges::find(m_ids, id); known != m_ids.end()) {
        const QModelIndex changed = index(static_cast<int>(known - m_ids.begin()));
        Q_EMIT dataChanged(changed, changed);
        return;
    }
    const auto kindOf = [this](Trace::StallId each) { return m_run->wrongThreadUses().at(each).kind; };
    const auto place = std::ranges::upper_bound(m_ids, kindOf(id), {}, kindOf);
    const int row = static_cast<int>(place - m_ids.begin());
    beginInsertRows({}, row, row);
    m_ids.insert(place, id);
    endInsertRows();
}

void WrongThreadModel::reset()
{
    beginResetModel();
    m_ids.clear();
    endResetModel();
}

} // namespace Loopscope::Models
