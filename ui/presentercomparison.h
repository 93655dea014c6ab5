#pragma once

#include "ui/models/variantrank.h"
#include "ui/presenterlayout.h"
#include "ui/theme/theme.h"

#include <QString>

#include <vector>

QT_BEGIN_NAMESPACE
class QPainter;
QT_END_NAMESPACE

namespace Loopscope::Models {
class ComparisonModel;
struct ComparedRun;
} // namespace Loopscope::Models

namespace Loopscope::Ui {

/// A comparison as an audience sees it: one bar per variant, and what the numbers say.
struct PresenterComparison
{
    struct Bar
    {
        QString variant;
        Models::VariantRank rank = Models::VariantRank::Worst;
        QString value;
        QString note;
        double share = 0; ///< of the longest bar
        bool isAlarm = false;
    };

    QString measure; ///< what the bars' lengths mean
    std::vector<Bar> bars;
    QString headline; ///< while variants run: which one does
    QString remark;
    bool isRemarkAlarm = false;
};

/// `progress`: said until there is a headline.
PresenterComparison presenterComparison(const Models::ComparisonModel &model, const QString &progress);
/// From under the lesson to the footer's end; the largest type that leaves each variant its rows.
void paintPresenterComparison(QPainter &painter, const PresenterLayout &layout, const Theme::Theme &theme,
                              const PresenterComparison &comparison);

} // namespace Loopscope::Ui
