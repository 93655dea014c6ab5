#pragma once

#include "core/trace/flame.h"

#include <QAbstractListModel>

namespace Loopscope::Panels {

/// A flame as lines, from the outermost function inwards: for those who read rather than look. Has the roles
/// of FrameModel.
class FlameListModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    explicit FlameListModel(QObject *parent = nullptr);

    void setFlame(const Trace::Flame &flame);

    int rowCount(const QModelIndex &parent = QModelIndex()) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    struct Row
    {
        QString name;
        QString sentence;
        QString place;
        QString file;
        int line;
        int depth;
        Trace::FrameOrigin origin;
    };
    void add(const std::vector<Trace::FlameNode> &nodes, int depth);

    std::vector<Row> m_rows;
    int m_samples = 0;
};

} // namespace Loopscope::Panels
