#include "ui/panels/keyspanel.h"

#include "ui/panels/look.h"

#include <QEvent>
#include <QFontMetrics>

namespace Loopscope::Panels {

namespace {

constexpr int cardPadding = 24;
constexpr int titleHeight = 48;
constexpr int usualRowPitch = 28;
constexpr int usualColumnWidth = 456;
constexpr int columns = 2;
constexpr int keysWidth = 144;
constexpr int keyPadding = 6;
constexpr int keyHeight = 20;
constexpr int keyGap = 4;
constexpr int wordsGap = 12;
constexpr qreal shade = 0.75;

} // namespace

KeysPanel::KeysPanel(const Theme::Theme *theme, std::vector<KeyRow> rows, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_rows(std::move(rows))
{
    setFocusPolicy(Qt::NoFocus);
    setAccessibleName(tr("All keys"));
    QStringList sentences;
    for (const KeyRow &row : m_rows)
        sentences << QStringLiteral("%1: %2").arg(row.keys, row.what);
    setAccessibleDescription(sentences.join(QStringLiteral("; ")));
    parent->installEventFilter(this);
    connect(theme, &Theme::Theme::changed, this, qOverload<>(&QWidget::update));
    hide();
}

void KeysPanel::toggle()
{
    setGeometry(parentWidget()->rect());
    setVisible(!isVisible());
    raise();
}

int KeysPanel::rowsPerColumn() const
{
    return (static_cast<int>(m_rows.size()) + columns - 1) / columns;
}

// A small window, or one with large text, has them closer together.
int KeysPanel::rowPitch() const
{
    return std::min(usualRowPitch, (height() - titleHeight - 2 * cardPadding) / rowsPerColumn());
}

int KeysPanel::columnWidth() const
{
    return std::min(usualColumnWidth, (width() - 2 * cardPadding) / columns);
}

QRect KeysPanel::cardRect() const
{
    QRect card(0, 0, columns * columnWidth() + 2 * cardPadding,
               titleHeight + rowsPerColumn() * rowPitch() + 2 * cardPadding);
    card.moveCenter(rect().center());
    return card;
}

void KeysPanel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    QColor cover = m_theme->color(ColorRole::Window);
    cover.setAlphaF(static_cast<float>(shade));
    painter.fillRect(rect(), cover);
    const QRect card = cardRect();
    paintBox(painter, card, m_theme->color(ColorRole::Panel), m_theme->color(ColorRole::ControlBorder), 1, 8);
    const QRect title(card.left() + cardPadding, card.top() + cardPadding - 8, card.width() - 2 * cardPadding,
                      32);
    paintText(painter, title, tr("All keys"), m_theme->font(FontRole::Verdict),
              m_theme->color(ColorRole::Text));
    paintText(painter, title, tr("Esc closes"), m_theme->font(FontRole::Label),
              m_theme->color(ColorRole::Text3), Qt::AlignRight | Qt::AlignVCenter);
    for (int row = 0; row < static_cast<int>(m_rows.size()); ++row)
        paintRow(painter, card, row);
}

void KeysPanel::paintRow(QPainter &painter, const QRect &card, int row) const
{
    const int perColumn = rowsPerColumn();
    const KeyRow &entry = m_rows[static_cast<std::size_t>(row)];
    int x = card.left() + cardPadding + (row / perColumn) * columnWidth();
    const int y = card.top() + cardPadding + titleHeight - 8 + (row % perColumn) * rowPitch();
    QRect what(x + keysWidth, y, columnWidth() - keysWidth - edge, rowPitch());
    const QFont font = m_theme->font(FontRole::LabelStrong);
    for (const QString &key : entry.keys.split(QStringLiteral(", "))) {
        const int width = QFontMetrics(font).horizontalAdvance(key) + 2 * keyPadding;
        const QRect box(x, y + (rowPitch() - keyHeight) / 2, qMax(width, keyHeight), keyHeight);
        paintBox(painter, box, m_theme->color(ColorRole::Raised), m_theme->color(ColorRole::Line));
        paintText(painter, box, key, font, m_theme->color(ColorRole::Text), Qt::AlignCenter, Qt::ElideNone);
        x += box.width() + keyGap;
    }
    what.setLeft(qMax(what.left(), x + wordsGap - keyGap));
    paintText(painter, what, entry.what, m_theme->font(FontRole::Body), m_theme->color(ColorRole::Text2));
}

void KeysPanel::mousePressEvent(QMouseEvent *)
{
    hide();
}

bool KeysPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize)
        setGeometry(parentWidget()->rect());
    return QWidget::eventFilter(watched, event);
}

} // namespace Loopscope::Panels
