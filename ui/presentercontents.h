#pragma once

#include "core/scenario/scenario.h"
#include "core/session/runreport.h"
#include "ui/models/runmodel.h"
#include "ui/panels/messagebar.h"
#include "ui/panels/statuspanel.h"
#include "ui/panels/variantbutton.h"
#include "ui/presentercomparison.h"
#include "ui/sourceline.h"

#include <optional>

namespace Loopscope::Ui {

/// What the one chart of presenter mode shows.
enum class PresenterSubject
{
    Latency,
    Requests, ///< per second: where the loop is never the point
};

PresenterSubject presenterSubject(const QString &scenarioId);

/// Everything that presenter mode says in words, put together from the run.
struct PresenterContents
{
    struct Number
    {
        QString value;
        QString caption;
        bool isStall = false;
        Trace::StallId stall = 0; ///< whose duration it is
        bool isNow = false;       ///< it goes on, or has just ended
    };
    struct Fact
    {
        QString name;
        QString value;
    };

    QString title;
    QString lesson;
    QString variant;
    int variantNumber = 0; ///< its key: the advice of another one names it by that; 0: not known
    Panels::VariantRank rank = Panels::VariantRank::Worst;
    PresenterSubject subject = PresenterSubject::Latency;
    Number number; ///< no value: nothing to say yet
    SourceLine line;
    bool isGuilty = false; ///< the line blocks, or did; or it is why what came out is wrong
    QString lineCaption;   ///< what the line is: "blocks here"
    Panels::LoopStatus loop;
    QString loopText; ///< short: "Loop busy 20 %"
    std::vector<Fact> facts;
    bool showsRun = false;                         ///< there is a run, and it is this variant's
    QString verdict;                               ///< of a run that has ended, in place of the facts
    QString remedy;                                ///< what to do instead, said with the verdict
    bool keepsRoomForRemedy = false;               ///< one of the slide's variants has one
    QString problem;                               ///< why there is nothing to show, or the last run failed
    QString invitation;                            ///< in place of the chart before there is a run
    QString notice;                                ///< over the lower part: the message bar's title
    QString noticeKeys;                            ///< what can be done about it
    std::optional<PresenterComparison> comparison; ///< in place of all but title and lesson
};

/// Where the contents come from. The pointers may be null but for the run.
struct PresenterSource
{
    const Models::RunModel *run = nullptr;
    const Scenario::Scenario *scenario = nullptr;
    const Scenario::Variant *variant = nullptr;
    std::shared_ptr<const Session::RunReport> report; ///< of the run that is shown, when it has ended
    Panels::LoopStatus loop;
    bool isStale = false; ///< the run is not the variant's
    QString problem;
    QString invitation;
    QString title;             ///< of what is shown in place of a scenario
    Base::Duration holdFor{0}; ///< how long the number of a stall stays after its end
};

PresenterContents presenterContents(const PresenterSource &source);

} // namespace Loopscope::Ui
