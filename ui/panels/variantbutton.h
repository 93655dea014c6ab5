#pragma once

#include "ui/models/variantrank.h"
#include "ui/theme/theme.h"

#include <QAbstractButton>

namespace Loopscope::Panels {

using Models::rankOf;
using Models::VariantRank;

/// Chooses a variant: its number (which is its key), shape and title.
class VariantButton final : public QAbstractButton
{
    Q_OBJECT

public:
    /// Numbers count from 1.
    VariantButton(const Theme::Theme *theme, int number, VariantRank rank, const QString &title,
                  QWidget *parent = nullptr);

    VariantRank rank() const { return m_rank; }
    /// Marked like the chosen one: all variants are shown at once.
    void setCompared(bool compared);
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
    bool m_compared = false;
};

} // namespace Loopscope::Panels
