#pragma once

#include "ui/theme/theme.h"

#include <QAbstractButton>

namespace Loopscope::Panels {

/// Where a variant stands among its scenario's; told by shape as well as by colour.
enum class VariantRank
{
    Worst,  ///< square
    Middle, ///< diamond
    Best,   ///< circle
};

/// Variants stand from worst to best.
VariantRank rankOf(int index, int count);

/// Chooses a variant: its number (which is its key), shape and title.
class VariantButton final : public QAbstractButton
{
    Q_OBJECT

public:
    /// Numbers count from 1.
    VariantButton(const Theme::Theme *theme, int number, VariantRank rank, const QString &title,
                  QWidget *parent = nullptr);

    VariantRank rank() const { return m_rank; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    const Theme::Theme *m_theme;
    int m_number;
    VariantRank m_rank;
};

} // namespace Loopscope::Panels
