#include "ui/panels/listview.h"

#include "ui/panels/keyuse.h"

#include <QKeyEvent>

namespace Loopscope::Panels {

ListView::ListView(QWidget *parent)
    : QListView(parent)
{
    setFrameShape(QFrame::NoFrame);
    setUniformItemSizes(true);
    setMouseTracking(true);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setTextElideMode(Qt::ElideRight);
    // The panel below paints the background.
    viewport()->setAutoFillBackground(false);
    keepKeys(this, KeyUse::List);
}

void ListView::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_Home:
    case Qt::Key_End:
    case Qt::Key_Return:
    case Qt::Key_Enter:
        QListView::keyPressEvent(event);
        break;
    default:
        event->ignore();
    }
}

} // namespace Loopscope::Panels
