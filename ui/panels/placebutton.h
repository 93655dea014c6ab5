#pragma once

#include "core/base/sourceplace.h"
#include "ui/theme/theme.h"

#include <QAbstractButton>

namespace Loopscope::Panels {

/// A place in the source as a flat button: "slowcallback.cpp:42", cut at its left, the whole in its tool tip.
/// Hidden without a place; disabled it is text.
class PlaceButton final : public QAbstractButton
{
    Q_OBJECT

public:
    explicit PlaceButton(const Theme::Theme *theme, QWidget *parent = nullptr);

    void setPlace(const Base::SourcePlace &place);
    const Base::SourcePlace &place() const { return m_place; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void name();

    const Theme::Theme *m_theme;
    Base::SourcePlace m_place;
};

} // namespace Loopscope::Panels
