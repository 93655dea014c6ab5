#pragma once

#include "core/scenario/scenario.h"

#include <QMap>
#include <QString>

QT_BEGIN_NAMESPACE
class QSettings;
QT_END_NAMESPACE

namespace Loopscope::Ui {

/// What was chosen for a slide.
struct SlideChoice
{
    QString variantId;
    bool repeat = false;
    Scenario::Parameters parameters;
};

/// The same of every slide that was shown, by id.
struct SlideChoices
{
    QString shownId; ///< the slide that is shown; empty: none
    QMap<QString, SlideChoice> slides;
};

/// The run repeats whole rounds until it is stopped, unless the scenario has no amount of work.
bool repeatsByDefault(const Scenario::Scenario &scenario);
/// As a slide is at first.
SlideChoice firstChoice(const Scenario::Scenario &scenario);

/// Only what differs from how slides are at first; what was written before goes.
void writeChoices(const SlideChoices &choices, QSettings *settings);
/// What is not valid, or not any more, is as it is at first.
SlideChoices readChoices(const QSettings &settings);

} // namespace Loopscope::Ui
