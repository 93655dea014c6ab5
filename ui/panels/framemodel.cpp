#include "ui/panels/framemodel.h"

#include "core/trace/stackreading.h"
#include "ui/charts/flamelook.h"

#include <QFileInfo>

#include <algorithm>

namespace Loopscope::Panels {

namespace {

// Of the innermost run: the call that blocks, and what it needed to get there.
constexpr int innermostShown = 3;
constexpr int fewestFolded = 2;

QString nameOf(const Trace::Frame &frame)
{
    return Charts::functionText(frame.function, frame.module);
}

} // namespace

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
    m_frames = Trace::withWholeCoroutines(std::move(frames));
    const auto found = std::ranges::find_if(m_frames, [](const Trace::Frame &frame) {
        return frame.origin == Trace::FrameOrigin::Own && frame.line > 0;
    });
    m_culprit = found == m_frames.end() ? -1 : static_cast<int>(found - m_frames.begin());
    makeRuns();
    makeRows();
    endResetModel();
}

void FrameModel::makeRuns()
{
    m_runs.clear();
    const int count = static_cast<int>(m_frames.size());
    const auto isOwn = [this](int at) {
        return m_frames[static_cast<std::size_t>(at)].origin == Trace::FrameOrigin::Own;
    };
    for (int at = std::min(innermostShown, count); at < count; ++at) {
        if (isOwn(at))
            continue;
        const int first = at;
        while (at < count && !isOwn(at))
            ++at;
        if (at - first >= fewestFolded)
            m_runs.push_back({first, at, true});
    }
}

void FrameModel::makeRows()
{
    m_rows.clear();
    int at = 0;
    const auto addFrames = [&](int until, int run) {
        for (; at < until; ++at)
            m_rows.push_back({at, at + 1, run});
    };
    for (int run = 0; run < static_cast<int>(m_runs.size()); ++run) {
        const Run &frames = m_runs[static_cast<std::size_t>(run)];
        addFrames(frames.first, -1);
        if (frames.folded)
            m_rows.push_back({frames.first, frames.last, run});
        else
            addFrames(frames.last, run);
        at = frames.last;
    }
    addFrames(static_cast<int>(m_frames.size()), -1);
}

int FrameModel::culpritRow() const
{
    const auto found = std::ranges::find_if(
        m_rows, [this](const Row &row) { return m_culprit >= row.first && m_culprit < row.last; });
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

void FrameModel::toggleFold(int row)
{
    if (row < 0 || row >= rowCount())
        return;
    const int run = m_rows[static_cast<std::size_t>(row)].run;
    if (run < 0)
        return;
    beginResetModel();
    m_runs[static_cast<std::size_t>(run)].folded = !m_runs[static_cast<std::size_t>(run)].folded;
    makeRows();
    endResetModel();
}

int FrameModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant FrameModel::foldData(const Row &row, int role) const
{
    const Trace::Frame &inner = m_frames[static_cast<std::size_t>(row.first)];
    const Trace::Frame &outer = m_frames[static_cast<std::size_t>(row.last - 1)];
    const QString names =
        nameOf(outer) == nameOf(inner) ? nameOf(outer) : tr("%1 to %2").arg(nameOf(outer), nameOf(inner));
    const QString count = Charts::framesText(std::span(m_frames).subspan(
        static_cast<std::size_t>(row.first), static_cast<std::size_t>(row.last - row.first)));
    switch (role) {
    case Qt::DisplayRole:
        return names;
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return tr("%1, %2: Enter opens them").arg(names, count);
    case PlaceRole:
        return count;
    case NumberRole:
        return row.first;
    case FoldRole:
        return true;
    default:
        return {};
    }
}

QVariant FrameModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = m_rows[static_cast<std::size_t>(index.row())];
    if (row.last - row.first > 1)
        return foldData(row, role);
    const Trace::Frame &frame = m_frames[static_cast<std::size_t>(row.first)];
    const bool isLoopscopes = frame.origin == Trace::FrameOrigin::Monitor;
    switch (role) {
    case Qt::DisplayRole:
        return nameOf(frame);
    case Qt::ToolTipRole:
        return isLoopscopes ? tr("%1: Loopscope's own code").arg(nameOf(frame)) : nameOf(frame);
    case Qt::AccessibleTextRole:
        return tr("%1, %2 at %3").arg(row.first).arg(nameOf(frame), framePlace(frame));
    case PlaceRole:
        return framePlace(frame);
    case OwnRole:
        return frame.origin == Trace::FrameOrigin::Own;
    case CulpritRole:
        return row.first == m_culprit;
    case FileRole:
        return frame.file;
    case LineRole:
        return frame.line;
    case NumberRole:
        return row.first;
    case FoldRole:
        return false;
    case LoopscopeRole:
        return isLoopscopes;
    default:
        return {};
    }
}

} // namespace Loopscope::Panels
