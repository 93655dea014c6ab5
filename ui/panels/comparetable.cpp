#include "ui/panels/comparetable.h"

#include "ui/models/comparisonmodel.h"
#include "ui/panels/comparetableparts.h"
#include "ui/panels/keyuse.h"
#include "ui/panels/look.h"

#include <QFontMetrics>
#include <QHeaderView>

#include <algorithm>
#include <numeric>

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

// What stands over several columns has room over those that are shown.
void CompareTable::widenGroups(std::vector<int> *widths) const
{
    const QFontMetrics metrics(m_theme->font(FontRole::CaptionStrong));
    const auto groupOf = [this](std::size_t column) { return m_model->group(m_model->figures()[column]); };
    for (std::size_t first = 0, end = 0; first < widths->size(); first = end) {
        const QString group = groupOf(first);
        int sum = 0;
        int *widest = nullptr;
        for (end = first; end < widths->size() && groupOf(end) == group; ++end) {
            int &width = (*widths)[end];
            sum += width;
            widest = width > 0 ? &width : widest;
        }
        const int missing = metrics.horizontalAdvance(group) + cellGap - sum;
        if (!group.isEmpty() && widest && missing > 0)
            *widest += missing;
    }
}

// 0: there is no room for the column.
std::vector<int> CompareTable::widthsWithin(int room)
{
    const auto &figures = m_model->figures();
    std::vector<int> widths;
    for (int column = 0; column < m_model->columnCount(); ++column)
        widths.push_back(widthOf(column));
    for (const Figure figure : dispensable) {
        std::vector<int> wide = widths;
        widenGroups(&wide);
        const auto found = std::ranges::find(figures, figure);
        if (std::accumulate(wide.begin(), wide.end(), 0) > room && found != figures.end())
            widths[static_cast<std::size_t>(found - figures.begin())] = 0;
    }
    widenGroups(&widths);
    return widths;
}

void CompareTable::fit()
{
    if (!m_model)
        return;
    const int room = viewport()->width();
    const std::vector<int> widths = widthsWithin(room);
    const int sum = std::accumulate(widths.begin(), widths.end(), 0);
    // What is over goes to the variants' names and, evenly, to the figures.
    const int shown = static_cast<int>(widths.size()) - static_cast<int>(std::ranges::count(widths, 0));
    const int each = shown > 1 ? std::clamp((room - sum) / shown, 0, mostExtra) : 0;
    for (std::size_t column = 0; column < widths.size(); ++column) {
        setColumnHidden(static_cast<int>(column), widths[column] == 0);
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
