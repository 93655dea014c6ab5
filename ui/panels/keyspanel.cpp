#include "ui/panels/keyspanel.h"

#include "ui/panels/focusring.h"
#include "ui/panels/keyuse.h"
#include "ui/panels/look.h"

#include <QApplication>
#include <QFontMetrics>
#include <QKeyEvent>

#include <algorithm>

namespace Loopscope::Panels {

namespace {

constexpr int cardPadding = 24;
constexpr int titleHeight = 48;
constexpr int usualRowPitch = 28;
constexpr int usualColumnWidth = 456;
constexpr int mostColumns = 3;
constexpr int narrowestColumn = 368; // with two keys and a few words
constexpr int keysWidth = 152;
constexpr int keyPadding = 6;
constexpr int keyHeight = 20;
constexpr int keyGap = 4;
constexpr int leastRowPitch = keyHeight + 2;
constexpr int scrollBarWidth = 6;
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
        sentences << (row.keys.isEmpty() ? row.what : QStringLiteral("%1: %2").arg(row.keys, row.what));
    setAccessibleDescription(sentences.join(QStringLiteral("; ")));
    keepKeys(this, KeyUse::List);
    leaveUnmarked(this);
    parent->installEventFilter(this);
    connect(theme, &Theme::Theme::changed, this, qOverload<>(&QWidget::update));
    hide();
}

void KeysPanel::toggle()
{
    setGeometry(parentWidget()->rect());
    m_scrolled = 0;
    setVisible(!isVisible());
    raise();
    if (isVisible() && overflow() > 0) {
        m_focusBefore = QApplication::focusWidget();
        setFocus();
    }
}

int KeysPanel::overflow() const
{
    return std::max(cardRect(arrangement().lines).height() - height(), 0);
}

void KeysPanel::scrollTo(int y)
{
    m_scrolled = std::clamp(y, 0, overflow());
    update();
}

void KeysPanel::wheelEvent(QWheelEvent *event)
{
    scrollTo(m_scrolled - event->angleDelta().y() / 2);
    event->accept();
}

void KeysPanel::keyPressEvent(QKeyEvent *event)
{
    const int page = height() - 2 * usualRowPitch;
    switch (event->key()) {
    case Qt::Key_Up:
        return scrollTo(m_scrolled - usualRowPitch);
    case Qt::Key_Down:
        return scrollTo(m_scrolled + usualRowPitch);
    case Qt::Key_PageUp:
        return scrollTo(m_scrolled - page);
    case Qt::Key_PageDown:
        return scrollTo(m_scrolled + page);
    case Qt::Key_Home:
        return scrollTo(0);
    case Qt::Key_End:
        return scrollTo(overflow());
    default:
        QWidget::keyPressEvent(event);
    }
}

void KeysPanel::hideEvent(QHideEvent *)
{
    if (m_focusBefore)
        m_focusBefore->setFocus();
    m_focusBefore.clear();
}

int KeysPanel::columns() const
{
    return std::clamp((width() - 4 * cardPadding) / narrowestColumn, 1, mostColumns);
}

KeysPanel::Arrangement KeysPanel::arranged(int lines) const
{
    Arrangement made;
    int column = 0;
    int line = 0;
    for (std::size_t row = 0; row < m_rows.size(); ++row) {
        const auto isHeading = [](const KeyRow &entry) { return entry.keys.isEmpty(); };
        if (isHeading(m_rows[row])) {
            const auto next =
                std::find_if(m_rows.begin() + static_cast<std::ptrdiff_t>(row) + 1, m_rows.end(), isHeading);
            const int size = static_cast<int>(next - m_rows.begin()) - static_cast<int>(row);
            if (line > 0 && line + size > lines) {
                ++column;
                line = 0;
            }
        }
        made.places.push_back({column, line++});
        made.lines = std::max(made.lines, line);
    }
    return made;
}

KeysPanel::Arrangement KeysPanel::arrangement() const
{
    const int all = static_cast<int>(m_rows.size());
    for (int lines = (all + columns() - 1) / columns(); lines < all; ++lines) {
        Arrangement made = arranged(lines);
        if (made.places.back().column < columns())
            return made;
    }
    return arranged(all);
}

// A small window, or one with large text, has them closer together, at last it scrolls.
int KeysPanel::rowPitch(int lines) const
{
    return std::clamp((height() - titleHeight - 2 * cardPadding) / std::max(lines, 1), leastRowPitch,
                      usualRowPitch);
}

int KeysPanel::columnWidth() const
{
    return std::min(usualColumnWidth, (width() - 4 * cardPadding) / columns());
}

QRect KeysPanel::cardRect(int lines) const
{
    QRect card(0, 0, columns() * columnWidth() + 2 * cardPadding,
               titleHeight + lines * rowPitch(lines) + 2 * cardPadding);
    card.moveCenter(rect().center());
    if (card.height() > height())
        card.moveTop(-m_scrolled);
    return card;
}

void KeysPanel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    QColor cover = m_theme->color(ColorRole::Window);
    cover.setAlphaF(static_cast<float>(shade));
    painter.fillRect(rect(), cover);
    const Arrangement arranged = arrangement();
    const QRect card = cardRect(arranged.lines);
    paintBox(painter, card, m_theme->color(ColorRole::Panel), m_theme->color(ColorRole::ControlBorder), 1, 8);
    const QRect title(card.left() + cardPadding, card.top() + cardPadding - 8, card.width() - 2 * cardPadding,
                      32);
    paintText(painter, title, tr("All keys"), m_theme->font(FontRole::Verdict),
              m_theme->color(ColorRole::Text));
    paintText(painter, title, tr("Esc closes"), m_theme->font(FontRole::Label),
              m_theme->color(ColorRole::Text3), Qt::AlignRight | Qt::AlignVCenter);
    const int pitch = rowPitch(arranged.lines);
    const QPoint first(card.left() + cardPadding, card.top() + cardPadding + titleHeight - 8);
    for (std::size_t row = 0; row < m_rows.size(); ++row) {
        const Place &place = arranged.places[row];
        const QPoint at = first + QPoint(place.column * columnWidth(), place.line * pitch);
        paintRow(painter, QRect(at, QSize(columnWidth() - edge, pitch)), m_rows[row]);
    }
    paintScrollBar(painter, card);
}

void KeysPanel::paintScrollBar(QPainter &painter, const QRect &card) const
{
    if (card.height() <= height())
        return;
    const double shown = static_cast<double>(height()) / card.height();
    paintBox(painter,
             QRectF(card.right() - 2 * scrollBarWidth, m_scrolled * shown, scrollBarWidth, height() * shown),
             m_theme->color(ColorRole::ControlBorder));
}

void KeysPanel::paintRow(QPainter &painter, const QRect &where, const KeyRow &row) const
{
    if (row.keys.isEmpty()) {
        paintText(painter, where, row.what, m_theme->font(FontRole::LabelStrong),
                  m_theme->color(ColorRole::Accent));
        return;
    }
    int x = where.left();
    const QFont font = m_theme->font(FontRole::LabelStrong);
    for (const QString &key : row.keys.split(QStringLiteral(", "))) {
        const int width = QFontMetrics(font).horizontalAdvance(key) + 2 * keyPadding;
        const QRect box(x, where.top() + (where.height() - keyHeight) / 2, qMax(width, keyHeight), keyHeight);
        paintBox(painter, box, m_theme->color(ColorRole::Raised), m_theme->color(ColorRole::Line));
        paintText(painter, box, key, font, m_theme->color(ColorRole::Text), Qt::AlignCenter, Qt::ElideNone);
        x += box.width() + keyGap;
    }
    QRect what = where;
    what.setLeft(qMax(where.left() + keysWidth, x + wordsGap - keyGap));
    paintText(painter, what, row.what, m_theme->font(FontRole::Body), m_theme->color(ColorRole::Text2));
}

void KeysPanel::mousePressEvent(QMouseEvent *)
{
    hide();
}

bool KeysPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize) {
        setGeometry(parentWidget()->rect());
        scrollTo(m_scrolled);
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace Loopscope::Panels
