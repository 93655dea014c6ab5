#include "ui/panels/framemodel.h"

#include <QFileInfo>

#include <algorithm>

namespace Loopscope::Panels {

QString framePlace(const Trace::Frame &frame)
{
    if (frame.line > 0)
        return QStringLiteral("%1:%2").arg(QFileInfo(frame.file).fileName()).arg(frame.line);
    return QFileInfo(frame.module).fileName();
}

FrameModel::FrameModel(QObject *parent)
    : QAbstractListModel(parent)
{}

void FrameModel::setStack(std::vector<Trace::Frame> frames)
{
    beginResetModel();
    m_frames = std::move(frames);
    const auto found = std::ranges::find_if(m_frames, [](const Trace::Frame &frame) {
        return frame.origin == Trace::FrameOrigin::Own && frame.line > 0;
    });
    m_culprit = found == m_frames.end() ? -1 : static_cast<int>(found - m_frames.begin());
    endResetModel();
}

int FrameModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_frames.size());
}

QVariant FrameModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Trace::Frame &frame = m_frames[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return frame.function;
    case Qt::AccessibleTextRole:
        return tr("%1, %2 at %3").arg(index.row()).arg(frame.function, framePlace(frame));
    case PlaceRole:
        return framePlace(frame);
    case OwnRole:
        return frame.origin == Trace::FrameOrigin::Own;
    case CulpritRole:
        return index.row() == m_culprit;
    case FileRole:
        return frame.file;
    case LineRole:
        return frame.line;
    default:
        return {};
    }
}

} // namespace Loopscope::Panels
