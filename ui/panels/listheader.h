#pragma once

#include "ui/theme/theme.h"

QT_BEGIN_NAMESPACE
class QHBoxLayout;
QT_END_NAMESPACE

namespace Loopscope::Panels {

class RoleLabel;

/// The row above a list: its title at the left, `summary` at the right.
QHBoxLayout *makeListHeader(const Theme::Theme *theme, const QString &title, RoleLabel *summary,
                            QWidget *parent);

} // namespace Loopscope::Panels
