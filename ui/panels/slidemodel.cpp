#include "ui/panels/slidemodel.h"

namespace Loopscope::Panels {

SlideModel::SlideModel(QObject *parent)
    : QAbstractListModel(parent)
{}

void SlideModel::setSlides(std::vector<Slide> slides)
{
    beginResetModel();
    m_slides = std::move(slides);
    endResetModel();
}

void SlideModel::setState(const QString &id, SlideState state, const QString &reason)
{
    const int row = rowOf(id);
    if (row < 0)
        return;
    Slide &slide = m_slides[static_cast<std::size_t>(row)];
    if (slide.state == state && slide.reason == reason)
        return;
    slide.state = state;
    slide.reason = reason;
    Q_EMIT dataChanged(index(row), index(row));
}

int SlideModel::rowOf(const QString &id) const
{
    for (std::size_t row = 0; row < m_slides.size(); ++row) {
        if (m_slides[row].id == id)
            return static_cast<int>(row);
    }
    return -1;
}

int SlideModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_slides.size());
}

QString SlideModel::describe(const Slide &slide, int number) const
{
    const QString name = tr("Slide %1: %2").arg(number).arg(slide.title);
    switch (slide.state) {
    case SlideState::Running:
        return tr("%1, running").arg(name);
    case SlideState::Done:
        return tr("%1, run in this session").arg(name);
    case SlideState::Wrong:
        return tr("%1, run in this session: %2").arg(name, slide.reason);
    case SlideState::Failed:
        return tr("%1, failed: %2").arg(name, slide.reason);
    case SlideState::Unavailable:
        return tr("%1, not available: %2").arg(name, slide.reason);
    case SlideState::Rest:
        break;
    }
    return name;
}

QVariant SlideModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Slide &slide = m_slides[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return slide.title;
    case Qt::AccessibleTextRole:
        return describe(slide, index.row() + 1);
    case Qt::ToolTipRole:
        return slide.reason.isEmpty() ? QVariant() : slide.reason;
    case StateRole:
        return static_cast<int>(slide.state);
    case ReasonRole:
        return slide.reason;
    case IdRole:
        return slide.id;
    default:
        return {};
    }
}

} // namespace Loopscope::Panels
