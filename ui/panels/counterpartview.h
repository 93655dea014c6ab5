#pragma once

#include "ui/panels/counterpart.h"
#include "ui/theme/theme.h"

#include <QWidget>

namespace Loopscope::Panels {

class CodeView;
class RoleLabel;

/// The Python of a variant, with a title of its own when it stands below the C++.
class CounterpartView final : public QWidget
{
    Q_OBJECT

public:
    static constexpr int titleHeight = 32;

    explicit CounterpartView(const Theme::Theme *theme, QWidget *parent = nullptr);

    /// Of the variant that this file holds; nothing is marked.
    void showVariant(const QString &sourceFile);
    const Counterpart &counterpart() const { return m_counterpart; }
    static QString remark();
    void setTitled(bool titled);
    /// Marks what stands for this line of the C++, without a figure: that was not measured here.
    void setMark(int sourceLine);
    bool isMarked() const;
    void goToLine();
    CodeView *view() const { return m_view; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme::Theme *m_theme;
    Counterpart m_counterpart;
    QWidget *m_title;
    RoleLabel *m_name;
    CodeView *m_view;
};

} // namespace Loopscope::Panels
