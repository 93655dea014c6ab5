#pragma once

#include "ui/models/runmodel.h"

#include <QAbstractListModel>

namespace Loopscope::Models {

/// The stalls of the run, newest first. GUI thread.
class StallListModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role
    {
        IdRole = Qt::UserRole, ///< quint64
        DurationRole,          ///< qint64, nanoseconds; climbs while the stall is open
        OpenRole,              ///< bool
        StartRole,             ///< qint64, nanoseconds since the work began
        CulpritRole,           ///< "sleeper()"; of what has no code of its own the class: "QTimer"
        PlaceRole,             ///< "slowcallback_blocking.cpp:31"; empty when unknown
        CauseRole,             ///< int, of Trace::StallCause
        EvidenceRole,          ///< one sentence
        CreatedAtRole,         ///< "slowcallback.cpp:18"; empty when unknown
        RemarkRole,            ///< in place of a place: what is known of a stall without one
    };
    Q_ENUM(Role)

    /// The run must outlive the model.
    explicit StallListModel(RunModel *run, QObject *parent = nullptr);

    /// Work has begun, so that an empty list means that nothing blocked.
    bool hasRun() const;
    int rowCount(const QModelIndex &parent = {}) const override;
    /// Qt::DisplayRole and Qt::AccessibleTextRole are a sentence.
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    /// Of its stalls, those that the machine alone made.
    quint64 countOfMachine() const;
    /// Null when the row is not there. Valid until the run changes.
    const Trace::Stall *stallAt(int row) const;
    /// -1 when the stall is not in the list.
    int rowOf(Trace::StallId id) const;

Q_SIGNALS:
    void hasRunChanged();

private:
    void putStall(Trace::StallId id);
    void climb();
    void refreshRows();
    void resetRows();
    QString sentence(const Trace::Stall &stall) const;

    RunModel *const m_run;
    std::vector<Trace::StallId> m_ids; // ascending: the last is row 0
};

} // namespace Loopscope::Models
