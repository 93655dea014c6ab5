#pragma once

#include "core/trace/stall.h"

#include <QAbstractListModel>

namespace Loopscope::Panels {

/// The frames of a stack, innermost first, each coroutine as one. Runs of frames that are not the program's
/// own are folded into one row each and can be opened.
class FrameModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role
    {
        PlaceRole = Qt::UserRole, ///< "slowcallback_blocking.cpp:31", else the module; "6 frames of Qt"
        OwnRole,                  ///< bool: code of the observed program itself
        CulpritRole,              ///< bool: the one that blocks
        FileRole,                 ///< as the trace has it
        LineRole,
        NumberRole,    ///< of the frame, 0 is the innermost
        FoldRole,      ///< bool: several frames in one row
        LoopscopeRole, ///< bool: code of Loopscope itself
    };

    explicit FrameModel(QObject *parent = nullptr);

    void setStack(std::vector<Trace::Frame> frames);
    const std::vector<Trace::Frame> &frames() const { return m_frames; }
    /// -1 when no frame is the program's own.
    int culpritRow() const;
    /// Opens a folded row; folds the run that a row was part of.
    void toggleFold(int row);

    int rowCount(const QModelIndex &parent = QModelIndex()) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    /// Frames that belong together, as indexes [first, last).
    struct Run
    {
        int first;
        int last;
        bool folded;
    };
    struct Row
    {
        int first;
        int last;
        int run; ///< of m_runs; -1: a frame by itself
    };

    void makeRuns();
    void makeRows();
    QVariant foldData(const Row &row, int role) const;

    std::vector<Trace::Frame> m_frames;
    std::vector<Run> m_runs;
    std::vector<Row> m_rows;
    int m_culprit = -1;
};

/// "slowcallback_blocking.cpp:31", else the module, else nothing.
QString framePlace(const Trace::Frame &frame);

} // namespace Loopscope::Panels
