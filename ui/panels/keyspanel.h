#pragma once

#include "ui/theme/theme.h"

#include <QPointer>
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
    /// How far a card that is higher than the window can be scrolled, and how far it is.
    int overflow() const;
    int scrolled() const { return m_scrolled; }

public Q_SLOTS:
    void toggle();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void hideEvent(QHideEvent *event) override;
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
    void scrollTo(int y);
    void paintScrollBar(QPainter &painter, const QRect &card) const;
    void paintRow(QPainter &painter, const QRect &where, const KeyRow &row) const;

    const Theme::Theme *m_theme;
    std::vector<KeyRow> m_rows;
    int m_scrolled = 0;
    QPointer<QWidget> m_focusBefore; // while the card has it, to be scrolled
};

} // namespace Loopscope::Panels
