#pragma once

#include "ui/models/runmodel.h"

#include <QAbstractListModel>

namespace Loopscope::Models {

/// What the run used in a wrong thread: one row per place, resumptions first. GUI thread.
class WrongThreadModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role
    {
        KindRole = Qt::UserRole, ///< int, of Trace::WrongThreadKind
        ObjectRole,              ///< "hopper"
        ThreadsRole,             ///< "Loop → Other loop"
        PlaceRole,               ///< "rightloop_wrongthread.cpp:14"; empty when unknown
        CountRole,               ///< quint64
    };
    Q_ENUM(Role)

    /// The run must outlive the model.
    explicit WrongThreadModel(RunModel *run, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    /// Qt::DisplayRole and Qt::AccessibleTextRole are a sentence.
    QVariant data(const QModelIndex &index, int role) const override;
    /// Null when the row is not there. Valid until the run changes.
    const Trace::WrongThreadUse *useAt(int row) const;
    /// Of all rows.
    quint64 total() const;
    /// Of the rows of one line: a task that is resumed in two wrong threads there has two.
    quint64 totalAt(const Base::SourcePlace &place) const;

private:
    void put(Trace::StallId id);
    void reset();

    RunModel *const m_run;
    std::vector<Trace::StallId> m_ids; // in the order of the rows
};

} // namespace Loopscope::Models
