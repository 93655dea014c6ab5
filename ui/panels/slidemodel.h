#pragma once

#include <QAbstractListModel>
#include <QString>

#include <vector>

namespace Loopscope::Panels {

enum class SlideState
{
    Rest,
    Running,
    Done,        ///< run in this session
    Wrong,       ///< run, and what came out was not right: with how many
    Failed,      ///< with a reason
    Unavailable, ///< with a reason
};

struct Slide
{
    QString id;
    QString title;
    SlideState state = SlideState::Rest;
    QString reason; ///< of Wrong, Failed and Unavailable: one short sentence
};

/// The slides in the order of the talk.
class SlideModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role
    {
        StateRole = Qt::UserRole,
        ReasonRole,
        IdRole,
    };

    explicit SlideModel(QObject *parent = nullptr);

    void setSlides(std::vector<Slide> slides);
    /// A slide that is not in the list is ignored.
    void setState(const QString &id, SlideState state, const QString &reason = QString());
    /// -1 when there is none.
    int rowOf(const QString &id) const;
    const std::vector<Slide> &slides() const { return m_slides; }

    int rowCount(const QModelIndex &parent = QModelIndex()) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    QString describe(const Slide &slide, int number) const;

    std::vector<Slide> m_slides;
};

} // namespace Loopscope::Panels
