#include "ui/panels/listheader.h"

#include "ui/panels/look.h"
#include "ui/panels/rolelabel.h"

#include <QHBoxLayout>

namespace Loopscope::Panels {

QHBoxLayout *makeListHeader(const Theme::Theme *theme, const QString &title, RoleLabel *summary,
                            QWidget *parent)
{
    auto *label = new RoleLabel(theme, FontRole::BodyStrong, ColorRole::Text, parent);
    label->setText(title);
    label->setFixedHeight(rowHeight);
    auto *header = new QHBoxLayout;
    header->setContentsMargins(edge, 0, edge, 0);
    header->addWidget(label);
    header->addStretch(1);
    header->addWidget(summary);
    return header;
}

} // namespace Loopscope::Panels
