#include "ui/panels/keyuse.h"

#include <QEvent>
#include <QKeyEvent>
#include <QTextEdit>
#include <QWidget>

namespace Loopscope::Panels {

namespace {

bool isPress(int key)
{
    return key == Qt::Key_Space || key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Select;
}

bool isMove(int key)
{
    return key == Qt::Key_Up || key == Qt::Key_Down || key == Qt::Key_Home || key == Qt::Key_End;
}

class KeyUseFilter final : public QObject
{
public:
    KeyUseFilter(QWidget *control, KeyUse use)
        : QObject(control)
        , m_use(use)
    {}

    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::ShortcutOverride && uses(*static_cast<QKeyEvent *>(event)))
            event->accept();
        return QObject::eventFilter(watched, event);
    }

private:
    bool uses(const QKeyEvent &event) const
    {
        if (event.modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier))
            return false;
        switch (m_use) {
        case KeyUse::Press:
            return isPress(event.key());
        case KeyUse::List:
            return isMove(event.key()) || event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter;
        case KeyUse::Type:
            break;
        }
        return isPress(event.key()) || isMove(event.key()) || event.key() == Qt::Key_Escape ||
               (!event.text().isEmpty() && event.text().front().isPrint());
    }

    KeyUse m_use;
};

class CopyFilter final : public QObject
{
public:
    explicit CopyFilter(QTextEdit *view)
        : QObject(view)
        , m_view(view)
    {}

    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::ShortcutOverride && m_view->textCursor().hasSelection() &&
            static_cast<QKeyEvent *>(event)->matches(QKeySequence::Copy))
            event->accept();
        return QObject::eventFilter(watched, event);
    }

private:
    QTextEdit *m_view;
};

} // namespace

void keepKeys(QWidget *control, KeyUse use)
{
    control->installEventFilter(new KeyUseFilter(control, use));
}

void keepCopy(QTextEdit *view)
{
    view->installEventFilter(new CopyFilter(view));
}

} // namespace Loopscope::Panels
