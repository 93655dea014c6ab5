#include "ui/noteswindow.h"

#include <QKeyEvent>
#include <QPainter>

#include <algorithm>

namespace Loopscope::Ui {

using Theme::ColorRole;
using Theme::FontRole;

namespace {

constexpr QSizeF reference(1920, 1080);
constexpr double margin = 64;
constexpr double paragraph = 24;

} // namespace

NotesWindow::NotesWindow(QWidget *parent)
    : QWidget(parent, Qt::Window)
{
    setWindowTitle(tr("Speaker's notes"));
    setAccessibleName(tr("Speaker's notes"));
    setLayoutDirection(Qt::LeftToRight); // a window of its own does not take it from the other
    setAttribute(Qt::WA_ShowWithoutActivating);
}

void NotesWindow::showSlide(const QString &title, const QStringList &notes, const QString &next)
{
    m_title = title;
    m_notes = notes;
    m_next = next;
    setAccessibleDescription(notes.join(u' '));
    update();
}

void NotesWindow::keyPressEvent(QKeyEvent *event)
{
    Q_EMIT keyPressed(event);
}

void NotesWindow::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(ColorRole::Window));
    const double unit = std::min(width() / reference.width(), height() / reference.height());
    const double edge = margin * unit;
    QRectF room = QRectF(rect()).adjusted(edge, edge, -edge, -edge);
    const auto write = [&](const QString &text, FontRole role, ColorRole color) {
        painter.setFont(Theme::scaledFont(role, unit));
        painter.setPen(m_theme.color(color));
        QRectF used;
        painter.drawText(room, Qt::AlignLeft | Qt::TextWordWrap, text, &used);
        room.setTop(used.bottom() + paragraph * unit);
    };
    write(m_title, FontRole::PresenterTitle, ColorRole::Text);
    for (const QString &note : m_notes)
        write(note, FontRole::PresenterLesson, ColorRole::Text);
    if (m_next.isEmpty())
        return;
    const double line = Theme::scaledLineHeight(FontRole::PresenterBody, unit);
    room.setTop(std::max(room.top(), height() - edge - line));
    write(tr("Next: %1").arg(m_next), FontRole::PresenterBody, ColorRole::Text3);
}

} // namespace Loopscope::Ui
