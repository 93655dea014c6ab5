#include "ui/panels/comparetable.h"

#include "ui/models/comparisonmodel.h"
#include "ui/panels/comparetableparts.h"
#include "ui/panels/keyuse.h"
#include "ui/panels/look.h"

#include <QFontMetrics>
#include <QHeaderView>

#include <algorithm>

namespace Loopscope::Panels {

namespace {

using Models::ComparisonModel;
using Figure = ComparisonModel::Figure;

constexpr int mostExtra = 48;

// The first of them goes first when there is no room.
constexpr Figure dispensable[] = {Figure::RequestP50, Figure::LoopP50,    Figure::RequestMax,
                                  Figure::Stalls,     Figure::Throughput, Figure::Queue};

} // namespace

CompareTable::CompareTable(const Theme::Theme *theme, QWidget *parent)
    : QTableView(parent)
    , m_theme(theme)
{
    setAccessibleName(tr("Figures of the variants"));
    setHorizontalHeader(new CompareHeader(theme, this));
    setItemDelegate(new CompareDelegate(theme, this));
    verticalHeader()->hide();
    verticalHeader()->setMinimumSectionSize(compareRow);
    verticalHeader()->setDefaultSectionSize(compareRow);
    horizontalHeader()->setMinimumSectionSize(0);
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSelectionMode(QAbstractItemView::NoSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setFocusPolicy(Qt::TabFocus);
    setTabKeyNavigation(false);
    keepKeys(this, KeyUse::List);
    viewport()->setAutoFillBackground(false);
    connect(theme, &Theme::Theme::changed, this, [this] {
        fit();
        viewport()->update();
        horizontalHeader()->viewport()->update();
    });
}

void CompareTable::showModel(ComparisonModel *model)
{
    if (m_model)
        m_model->disconnect(this);
    m_model = model;
    setModel(model);
    if (!model)
        return;
    connect(model, &QAbstractItemModel::modelReset, this, &CompareTable::fit);
    fit();
}

int CompareTable::widthOf(int column) const
{
    const Figure figure = m_model->figures()[static_cast<std::size_t>(column)];
    const QFontMetrics header(m_theme->font(FontRole::Label));
    const QFontMetrics cell(m_theme->font(FontRole::BodyStrong));
    int width = header.horizontalAdvance(m_model->headerData(column, Qt::Horizontal).toString());
    for (int row = 0; row < m_model->rowCount(); ++row)
        width =
            std::max(width, cell.horizontalAdvance(m_model->index(row, column).data().toString()) + tickRoom);
    return width + (figure == Figure::Variant ? variantTextLeft + cellGap : cellGap);
}

void CompareTable::fit()
{
    if (!m_model)
        return;
    const auto &figures = m_model->figures();
    std::vector<int> widths;
    int sum = 0;
    for (int column = 0; column < m_model->columnCount(); ++column) {
        widths.push_back(widthOf(column));
        sum += widths.back();
        setColumnHidden(column, false);
    }
    const int room = viewport()->width();
    for (const Figure figure : dispensable) {
        const auto found = std::ranges::find(figures, figure);
        if (sum <= room || found == figures.end())
            continue;
        const auto column = static_cast<std::size_t>(found - figures.begin());
        setColumnHidden(static_cast<int>(column), true);
        sum -= widths[column];
        widths[column] = 0;
    }
    // What is over goes to the variants' names and, evenly, to the figures.
    const int shown = static_cast<int>(widths.size()) - static_cast<int>(std::ranges::count(widths, 0));
    const int each = shown > 1 ? std::clamp((room - sum) / shown, 0, mostExtra) : 0;
    for (std::size_t column = 0; column < widths.size(); ++column) {
        if (widths[column] == 0)
            continue;
        const int extra = column == 0 ? std::max(0, room - sum - each * (shown - 1)) : each;
        setColumnWidth(static_cast<int>(column), widths[column] + extra);
    }
    setFixedHeight(compareHeader + m_model->rowCount() * compareRow);
    spanReasons();
}

void CompareTable::spanReasons()
{
    clearSpans();
    const int columns = m_model->columnCount();
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const bool hasReason = !m_model->index(row, 0).data(ComparisonModel::ReasonRole).toString().isEmpty();
        if (hasReason && columns > 2)
            setSpan(row, 1, 1, columns - 1);
    }
}

QStringList CompareTable::visibleColumns() const
{
    QStringList titles;
    for (int column = 0; m_model && column < m_model->columnCount(); ++column) {
        if (!isColumnHidden(column))
            titles.append(m_model->headerData(column, Qt::Horizontal).toString());
    }
    return titles;
}

void CompareTable::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    if (event->size().width() != event->oldSize().width())
        fit();
}

} // namespace Loopscope::Panels
