#include "ui/panels/comparepictures.h"

#include "core/base/words.h"
#include "ui/models/comparisonmodel.h"
#include "ui/theme/format.h"

#include <QCoreApplication>

#include <algorithm>

namespace Loopscope::Panels {

namespace {

using Charts::OverlayLine;
using Charts::OverlayPicture;
using Models::ComparedRun;
using Models::ComparedState;
using Models::ComparisonModel;

double highestOf(const QList<QPointF> &points)
{
    double highest = 0;
    for (const QPointF &point : points)
        highest = std::max(highest, point.y());
    return highest;
}

Base::Duration seconds(double value)
{
    return Base::fromMilliseconds(value * 1000);
}

QString rateText(double perSecond, double unitSize)
{
    QString text = Theme::formatRate(perSecond);
    return unitSize > 1 ? text.replace(QStringLiteral("/s"), QStringLiteral("MiB/s")) : text;
}

OverlayPicture emptyPicture(const ComparisonModel &model)
{
    OverlayPicture picture;
    picture.seconds = model.longestTime();
    return picture;
}

OverlayLine lineOf(const ComparedRun &run, const QList<QPointF> &points)
{
    OverlayLine line;
    line.rank = run.rank;
    line.points = points;
    line.hasEnded = run.state != ComparedState::Running;
    return line;
}

void labelProgress(const ComparedRun &run, const ComparisonModel &model, OverlayLine *line)
{
    const double done = line->points.isEmpty() ? 0 : line->points.last().y();
    if (!run.figures()) {
        line->label = run.variant->title;
        line->below = run.state == ComparedState::Stopped  ? Words::tr("stopped")
                      : run.state == ComparedState::Failed ? Words::tr("failed")
                                                           : Theme::formatCount(std::llround(done));
        line->isAlarm = run.state == ComparedState::Failed;
        return;
    }
    const double time = std::max(run.lines.seconds, 1e-9);
    line->label = run.variant->title;
    line->isAlarm = run.figures()->requests.wrongAnswers > 0;
    line->below = QStringLiteral("%1, %2").arg(
        Theme::formatDuration(seconds(time)),
        line->isAlarm ? Words::tr("wrong answers") : rateText(done / time, model.scenario().unitSize));
}

// A run that has no line is left out, unless there is a label for it.
template <typename Points, typename Label>
OverlayPicture stackedPicture(const ComparisonModel &model, const Points &pointsOf, const Label &labelOf,
                              QString (*missing)(const ComparedRun &) = nullptr)
{
    OverlayPicture picture = emptyPicture(model);
    for (const ComparedRun &run : model.runs()) {
        const QList<QPointF> &points = pointsOf(run.lines);
        if (points.isEmpty() || highestOf(points) <= 0) {
            OverlayLine line = lineOf(run, {});
            line.below = missing ? missing(run) : QString();
            line.label = line.below.isEmpty() ? QString() : run.variant->title;
            if (!line.label.isEmpty())
                picture.lines.push_back(std::move(line));
            continue;
        }
        OverlayLine line = lineOf(run, points);
        line.label = run.variant->title;
        line.below = labelOf(run, highestOf(points));
        picture.lines.push_back(std::move(line));
    }
    return picture;
}

} // namespace

OverlayPicture progressPicture(const ComparisonModel &model)
{
    OverlayPicture picture = emptyPicture(model);
    picture.title = Words::tr("%1 completed").arg(model.scenario().workUnit);
    picture.subtitle = Words::tr("count since the start of each variant");
    if (!model.scenario().hasAmount)
        return picture;
    for (const ComparedRun &run : model.runs()) {
        if (run.lines.seconds <= 0)
            continue;
        OverlayLine line = lineOf(run, run.lines.progress);
        labelProgress(run, model, &line);
        picture.lines.push_back(std::move(line));
    }
    return picture;
}

OverlayPicture inFlightPicture(const ComparisonModel &model)
{
    const auto points = [](const Models::RunLines &lines) -> const QList<QPointF> & {
        return lines.inFlight;
    };
    const auto label = [](const ComparedRun &run, double highest) {
        // The gauge knows its maximum exactly, the line only what the collector saw.
        const auto *figures = run.figures();
        const double most =
            figures ? std::max(highest, static_cast<double>(figures->requests.maxInFlight)) : highest;
        return Words::tr("at most %1").arg(Theme::formatCount(std::llround(most)));
    };
    OverlayPicture picture = stackedPicture(model, points, label);
    picture.title = Words::tr("In flight");
    picture.subtitle = model.scenario().requests;
    return picture;
}

OverlayPicture waitingPicture(const ComparisonModel &model)
{
    const auto points = [](const Models::RunLines &lines) -> const QList<QPointF> & { return lines.waiting; };
    const auto label = [](const ComparedRun &run, double highest) {
        const auto *figures = run.figures();
        const bool isKnown = figures && !figures->executors.empty();
        const double most =
            isKnown ? std::max(highest, static_cast<double>(figures->executors.front().maxQueueDepth))
                    : highest;
        return Words::tr("at most %1").arg(Theme::formatCount(std::llround(most)));
    };
    OverlayPicture picture = stackedPicture(model, points, label);
    picture.title = Words::tr("Executor queue");
    picture.subtitle = Words::tr("jobs that wait for a worker");
    return picture;
}

OverlayPicture latencyPicture(const ComparisonModel &model)
{
    const auto points = [](const Models::RunLines &lines) -> const QList<QPointF> & { return lines.latency; };
    const auto label = [](const ComparedRun &run, double highest) {
        const auto *figures = run.figures();
        return Words::tr("max %1").arg(
            Theme::formatDuration(figures ? figures->longestWait() : Base::fromMilliseconds(highest)));
    };
    const auto missing = [](const ComparedRun &run) {
        const auto *figures = run.figures();
        return figures && !Models::hasLoopLatency(*figures) ? Words::tr("too short") : QString();
    };
    OverlayPicture picture = stackedPicture(model, points, label, missing);
    picture.scale = OverlayPicture::Scale::SquareRoot;
    picture.threshold = model.parameters().number(QStringLiteral("threshold_ms"));
    picture.title = Words::tr("Loop latency");
    picture.subtitle = Words::tr("ms, √ scale");
    picture.thresholdNote = Words::tr("threshold %1 dashed")
                                .arg(QString::number(*picture.threshold) + QStringLiteral("\u00a0ms"));
    if (model.measured() > 0)
        picture.emptyText = Words::tr("No run was long enough to measure the latency of its loop.");
    return picture;
}

namespace {

bool comparesRequests(const ComparisonModel &model)
{
    return model.scenario().hasAmount && std::ranges::any_of(model.runs(), [](const ComparedRun &run) {
               return run.figures() && !run.figures()->requests.latency.isEmpty();
           });
}

} // namespace

QString durationsText(std::initializer_list<Base::Duration> durations)
{
    QStringList texts;
    for (const Base::Duration duration : durations)
        texts.append(Theme::formatDuration(duration));
    for (qsizetype at = 0; at + 1 < texts.size(); ++at) {
        const QString unit = texts[at].section(Theme::noBreakSpace, -1);
        if (texts[at + 1].section(Theme::noBreakSpace, -1) == unit)
            texts[at].chop(unit.size() + 1);
    }
    return texts.join(QStringLiteral(", "));
}

QString distributionTitle(const ComparisonModel &model)
{
    return comparesRequests(model) ? Words::tr("Latency per %1").arg(model.scenario().request)
                                   : Words::tr("Loop latency");
}

std::vector<Charts::DistributionRow> distributionRows(const ComparisonModel &model)
{
    const bool ofRequests = comparesRequests(model);
    std::vector<Charts::DistributionRow> rows;
    for (const ComparedRun &run : model.runs()) {
        const auto *figures = run.figures();
        const bool hasNone =
            figures && (ofRequests ? figures->requests.latency.isEmpty() : !Models::hasLoopLatency(*figures));
        if (!figures || hasNone)
            continue;
        const Base::Histogram &requests = figures->requests.latency;
        const Base::Duration p50 = ofRequests ? requests.quantile(0.5) : figures->latencyP50;
        const Base::Duration p99 = ofRequests ? requests.quantile(0.99) : figures->latencyP99;
        const Base::Duration max = ofRequests ? requests.max() : figures->longestWait();
        const bool isMaxAlone =
            ofRequests ? !Models::hasRequestQuantiles(*figures) : !Models::hasLoopQuantiles(*figures);
        rows.push_back({run.variant->title, run.rank, Base::toMilliseconds(p50), Base::toMilliseconds(p99),
                        Base::toMilliseconds(max),
                        isMaxAlone ? Words::tr("max %1").arg(Theme::formatDuration(max))
                                   : durationsText({p50, p99, max}),
                        isMaxAlone});
    }
    return rows;
}

double comparisonProgress(const ComparisonModel &model)
{
    double amount = 0;
    double ended = 0;
    double share = 0;
    for (const ComparedRun &run : model.runs()) {
        const double done = run.lines.progress.isEmpty() ? 0 : run.lines.progress.last().y();
        if (run.state == ComparedState::Done)
            amount = std::max(amount, done);
        if (run.state != ComparedState::Running && run.state != ComparedState::Waiting)
            ++ended;
        else if (run.state == ComparedState::Running && !model.scenario().hasAmount)
            share = run.lines.seconds / std::max(1e-3, model.scenario().defaultDuration);
        else if (run.state == ComparedState::Running && amount > 0)
            share = done / amount;
    }
    return (ended + std::min(share, 1.0)) / std::max<double>(1, static_cast<double>(model.runs().size()));
}

} // namespace Loopscope::Panels
