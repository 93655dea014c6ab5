#pragma once

#include "core/trace/stall.h"
#include "core/trace/track.h"
#include "ui/models/runmodel.h"
#include "ui/panels/look.h"
#include "ui/theme/theme.h"

#include <QWidget>

namespace Loopscope::Testing {

/// The offscreen platform says of some windows that it does not pass on their size hints; from now on that is
/// no failure. Call it while tests run.
void quietPlatform();
/// Shows a window and waits until it can take keys.
bool showWindow(QWidget *window);
/// The pixel of a widget, painted as it is now.
QColor pixelOf(QWidget *widget, const QPoint &at);
/// Whether what stands on the screen is what the widget would paint now: nothing of before is left.
bool isPaintedAnew(QWidget *window);
/// How many pixels of the rectangle have this colour.
int countPixels(QWidget *widget, const QRect &rect, const QColor &color);
/// Controls one can reach by the keyboard that have no accessible name.
QStringList controlsWithoutName(QWidget *root);

/// A picture to look at, in the folder that LOOPSCOPE_PICTURES names; nothing without it.
void keepPicture(QWidget *widget, const QString &name);

/// A stall with a stack: the C library, Qt, the guilty line 31, the loop.
Trace::Stall makeStall(Trace::StallId id, Base::SteadyTime startedAt, Base::Duration duration,
                       bool open = false);
/// A run that began one second before `now` with these stalls in it.
void fillRun(Models::RunModel *run, Base::SteadyTime workStartedAt, const std::vector<Trace::Stall> &stalls);

} // namespace Loopscope::Testing
