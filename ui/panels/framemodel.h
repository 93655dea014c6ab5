#pragma once

#include "core/trace/stall.h"

#include <QAbstractListModel>

namespace Loopscope::Panels {

/// The frames of a stack, innermost first.
class FrameModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role
    {
        PlaceRole = Qt::UserRole, ///< "slowcallback_blocking.cpp:31", else the module
        OwnRole,                  ///< bool: code of the observed program itself
        CulpritRole,              ///< bool: the one that blocks
        FileRole,                 ///< as the trace has it
        LineRole,
    };

    explicit FrameModel(QObject *parent = nullptr);

    void setStack(std::vector<Trace::Frame> frames);
    const std::vector<Trace::Frame> &frames() const { return m_frames; }
    /// -1 when no frame is the program's own.
    int culpritRow() const { return m_culprit; }

    int rowCount(const QModelIndex &parent = QModelIndex()) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    std::vector<Trace::Frame> m_frames;
    int m_culprit = -1;
};

/// "slowcallback_blocking.cpp:31", else the module, else nothing.
QString framePlace(const Trace::Frame &frame);

} // namespace Loopscope::Panels
