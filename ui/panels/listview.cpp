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

// The height is a whole number of rows: half a row at the lower edge says nothing.
void ListView::updateGeometries()
{
    const int rows = model() ? model()->rowCount(rootIndex()) : 0;
    const int row = rows > 0 ? sizeHintForRow(0) : 0;
    const int room = viewport()->height() + viewportMargins().bottom();
    const bool isCut = row > 0 && room > row && room < rows * row;
    setViewportMargins(0, 0, 0, isCut ? room % row : 0);
    QListView::updateGeometries();
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
