#pragma once

#include "ui/theme/theme.h"

#include <QWidget>

#include <vector>

namespace Loopscope::Panels {

struct KeyRow
{
    QString keys; ///< "PageUp, PageDown"; empty: a heading
    QString what; ///< "previous, next slide"
};

/// All keys at a glance, laid over the window; any of Esc, F1 or a click takes it away.
class KeysPanel final : public QWidget
{
    Q_OBJECT

public:
    /// Covers its parent while it is shown.
    KeysPanel(const Theme::Theme *theme, std::vector<KeyRow> rows, QWidget *parent);

    const std::vector<KeyRow> &rows() const { return m_rows; }

public Q_SLOTS:
    void toggle();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Place
    {
        int column;
        int line;
    };
    struct Arrangement
    {
        std::vector<Place> places; ///< one per row
        int lines = 0;             ///< of the highest column
    };
    int columns() const;
    Arrangement arrangement() const;
    /// As many whole groups to a column as its lines hold; more columns than there are: too few lines.
    Arrangement arranged(int lines) const;
    int rowPitch(int lines) const;
    int columnWidth() const;
    QRect cardRect(int lines) const;
    void paintRow(QPainter &painter, const QRect &where, const KeyRow &row) const;

    const Theme::Theme *m_theme;
    std::vector<KeyRow> m_rows;
};

} // namespace Loopscope::Panels
