#pragma once

#include "ui/models/variantrank.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <vector>

namespace Loopscope::Charts {

/// p50, p99 and the maximum of one variant, milliseconds.
struct DistributionRow
{
    QString name;
    Models::VariantRank rank = Models::VariantRank::Best;
    double p50 = 0;
    double p99 = 0;
    double max = 0;
    QString text;            ///< the three, as one reads them
    bool isMaxAlone = false; ///< the others are not known
};

/// The latencies of several variants one below the other on one logarithmic axis: mark, thick line and thin
/// line end at p50, p99 and the maximum.
class DistributionChart final : public QWidget
{
    Q_OBJECT

public:
    explicit DistributionChart(const Theme::Theme *theme, QWidget *parent = nullptr);

    void setRows(const QString &title, std::vector<DistributionRow> rows);
    const std::vector<DistributionRow> &rows() const { return m_rows; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {200, sizeHint().height()}; }
    double xOf(double milliseconds) const;
    /// "0.1 ms", "10 s"
    static QString tickText(double milliseconds);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void paintRow(QPainter &painter, const DistributionRow &row, double y) const;
    void paintAxis(QPainter &painter) const;
    QRectF plotRect() const;

    const Theme::Theme *m_theme;
    QString m_title;
    std::vector<DistributionRow> m_rows;
    double m_lowest = 0.1;
    double m_highest = 1;
};

} // namespace Loopscope::Charts
