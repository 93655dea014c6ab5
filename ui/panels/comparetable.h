#pragma once

#include "ui/theme/theme.h"

#include <QTableView>

#include <vector>

namespace Loopscope::Models {
class ComparisonModel;
}

namespace Loopscope::Panels {

/// The figures of all variants, one row each. The best of each column is bold and has a tick, the variant
/// that the headline praises has a bold name; a variant without figures has its reason instead. As high as
/// its rows; columns that have no room are left out, least telling first.
class CompareTable final : public QTableView
{
    Q_OBJECT

public:
    explicit CompareTable(const Theme::Theme *theme, QWidget *parent = nullptr);

    /// Null: an empty table.
    void showModel(Models::ComparisonModel *model);
    /// What is in sight, for tests: the titles of the columns.
    QStringList visibleColumns() const;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void fit();
    void spanReasons();
    int widthOf(int column) const;
    void widenGroups(std::vector<int> *widths) const;
    std::vector<int> widthsWithin(int room);

    const Theme::Theme *m_theme;
    Models::ComparisonModel *m_model = nullptr;
};

} // namespace Loopscope::Panels
