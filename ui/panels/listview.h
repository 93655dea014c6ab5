#pragma once

#include <QListView>

namespace Loopscope::Panels {

/// A list of painted rows. It uses the arrows, Home, End and Enter; letters, digits, Space and the page keys
/// are the window's.
class ListView final : public QListView
{
    Q_OBJECT

public:
    explicit ListView(QWidget *parent = nullptr);

    QSize minimumSizeHint() const override { return {0, 0}; }

protected:
    void updateGeometries() override;
    void keyPressEvent(QKeyEvent *event) override;
};

} // namespace Loopscope::Panels
