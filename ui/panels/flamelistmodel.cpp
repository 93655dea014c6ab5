#include "ui/panels/flamelistmodel.h"

#include "ui/charts/flamelook.h"
#include "ui/panels/framemodel.h"

namespace Loopscope::Panels {

namespace {

constexpr int indentation = 2;

} // namespace

FlameListModel::FlameListModel(QObject *parent)
    : QAbstractListModel(parent)
{}

void FlameListModel::setFlame(const Trace::Flame &flame)
{
    beginResetModel();
    m_rows.clear();
    m_samples = flame.samples;
    add(flame.roots, 0);
    endResetModel();
}

void FlameListModel::add(const std::vector<Trace::FlameNode> &nodes, int depth)
{
    for (const Trace::FlameNode &node : nodes) {
        const QString place = node.isFold() ? QString() : Charts::flamePlace(node);
        const QString count = tr("%1 of %2").arg(node.samples).arg(m_samples);
        m_rows.push_back({Charts::flameName(node), Charts::flameSentence(node, m_samples),
                          place.isEmpty() ? count : tr("%1, %2").arg(place, count), node.file, node.line,
                          depth, Charts::flameOrigin(node)});
        add(node.children, depth + 1);
    }
}

int FlameListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant FlameListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return QString(indentation * row.depth, u' ') + row.name;
    case Qt::ToolTipRole:
        return row.sentence;
    case Qt::AccessibleTextRole:
        return tr("%1, depth %2").arg(row.sentence).arg(row.depth + 1);
    case FrameModel::PlaceRole:
        return row.place;
    case FrameModel::OwnRole:
    case FrameModel::CulpritRole:
        return row.origin == Trace::FrameOrigin::Own;
    case FrameModel::LoopscopeRole:
        return row.origin == Trace::FrameOrigin::Monitor;
    case FrameModel::FileRole:
        return row.file;
    case FrameModel::LineRole:
        return row.line;
    case FrameModel::NumberRole:
        return row.depth;
    default:
        return {};
    }
}

} // namespace Loopscope::Panels
