// What presenter mode keeps and which keys it takes; presenterview_paint.cpp has how it looks.
#include "ui/presenterview.h"

#include <QKeyEvent>

namespace Loopscope::Ui {

namespace {

constexpr double textStep = 0.1;

bool isPlain(const QKeyEvent &event)
{
    return !(event.modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier));
}

bool isKeyOfView(int key)
{
    switch (key) {
    case Qt::Key_Escape:
    case Qt::Key_F5:
    case Qt::Key_PageDown:
    case Qt::Key_PageUp:
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_X:
    case Qt::Key_Space:
    case Qt::Key_1:
    case Qt::Key_2:
    case Qt::Key_3:
    case Qt::Key_4:
    case Qt::Key_B:
    case Qt::Key_Period:
    case Qt::Key_C:
    case Qt::Key_H:
    case Qt::Key_S:
    case Qt::Key_Plus:
    case Qt::Key_Equal:
    case Qt::Key_Minus:
    case Qt::Key_0:
        return true;
    default:
        return false;
    }
}

} // namespace

PresenterView::PresenterView(const Models::RunModel *run, Source source, QWidget *parent)
    : QWidget(parent)
    , m_run(run)
    , m_source(std::move(source))
    , m_chart(&m_theme, run)
{
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAccessibleName(tr("Presenter mode"));
    setToolTip(QString());
    connect(run, &Models::RunModel::cleared, this, [this] { m_chart.reset(); });
    hide();
}

void PresenterView::refresh()
{
    if (!isVisible() || isHeld())
        return;
    m_contents = m_source();
    const QString said =
        QStringLiteral("%1. %2 %3 %4")
            .arg(m_contents.title, m_contents.lesson, m_contents.number.value, m_contents.number.caption);
    if (m_contents.loop.kind != Panels::LoopStatus::Kind::Frozen && said != accessibleDescription())
        setAccessibleDescription(said);
    update();
}

void PresenterView::setTextScale(double scale)
{
    m_textScale = std::clamp(scale, PresenterLayout::smallestText, PresenterLayout::largestText);
    update();
}

void PresenterView::setNotes(const QStringList &notes)
{
    m_notes = notes;
    update();
}

void PresenterView::toggleHold()
{
    if (isHeld()) {
        m_held = QPixmap();
        refresh();
    } else {
        m_held = grab();
    }
    update();
}

void PresenterView::toggleBlank()
{
    m_blank = !m_blank;
    update();
}

bool PresenterView::event(QEvent *event)
{
    // The window's shortcuts of the same keys mean something else here.
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (isPlain(*key) && isKeyOfView(key->key()))
            event->accept();
    }
    return QWidget::event(event);
}

void PresenterView::keyPressEvent(QKeyEvent *event)
{
    const bool isForView = isPlain(*event) && !event->isAutoRepeat() && isKeyOfView(event->key());
    if (!isForView || !act(event->key()))
        event->ignore();
}

bool PresenterView::act(int key)
{
    const bool wasBlank = m_blank && key != Qt::Key_B && key != Qt::Key_Period && key != Qt::Key_S;
    if (wasBlank)
        toggleBlank();
    if (key >= Qt::Key_1 && key <= Qt::Key_4) {
        Q_EMIT variantRequested(key - Qt::Key_0);
        return true;
    }
    switch (key) {
    case Qt::Key_Escape:
        // Back to light first: a blank screen is no place to leave from.
        if (!wasBlank)
            Q_EMIT backRequested();
        return true;
    case Qt::Key_F5:
        Q_EMIT leaveRequested();
        return true;
    case Qt::Key_PageDown:
    case Qt::Key_Right:
    case Qt::Key_Down:
        Q_EMIT nextRequested();
        return true;
    case Qt::Key_PageUp:
    case Qt::Key_Left:
    case Qt::Key_Up:
        Q_EMIT previousRequested();
        return true;
    case Qt::Key_Space:
        Q_EMIT runRequested();
        return true;
    case Qt::Key_C:
        Q_EMIT compareRequested();
        return true;
    case Qt::Key_X:
        Q_EMIT swapRequested();
        return true;
    case Qt::Key_S:
        Q_EMIT notesRequested();
        return true;
    case Qt::Key_H:
        toggleHold();
        return true;
    case Qt::Key_B:
    case Qt::Key_Period:
        toggleBlank();
        return true;
    case Qt::Key_0:
        setTextScale(1);
        return true;
    default:
        key == Qt::Key_Minus ? setTextScale(fittingScale() - textStep) : enlargeText();
        return true;
    }
}

// It ends where the chart would have to go.
void PresenterView::enlargeText()
{
    setTextScale(fittingScale() + textStep);
    setTextScale(fittingScale());
}

void PresenterView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
}

void PresenterView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    // A held picture of another size would be stretched.
    if (isHeld())
        toggleHold();
}

} // namespace Loopscope::Ui
