// The words and numbers of the table; comparisonmodel.cpp has the rest.
#include "core/scenario/figuretext.h"
#include "ui/models/comparisonmodel.h"

namespace Loopscope::Models {

namespace {

using Figure = ComparisonModel::Figure;
using Scenario::countText;
using Scenario::durationText;
using Scenario::RunFigures;

QString latencyText(Base::Duration latency)
{
    // None: no event was posted in so short a run.
    return Base::toMilliseconds(latency) < 0.0005 ? QStringLiteral("–") : durationText(latency);
}

QString rateText(double perSecond, double unitSize)
{
    return Scenario::rateText(perSecond) +
           (unitSize > 1 ? QStringLiteral("\u00a0MiB/s") : QStringLiteral("\u00a0/s"));
}

} // namespace

QString ComparisonModel::group(Figure figure) const
{
    switch (figure) {
    case Figure::LoopP50:
    case Figure::LoopP99:
    case Figure::LoopMax:
        return tr("Loop latency");
    case Figure::Stalls:
    case Figure::LongestStall:
        return tr("Stalls");
    case Figure::RequestP50:
    case Figure::RequestP99:
    case Figure::RequestMax:
        return tr("Latency per %1").arg(m_scenario->request);
    case Figure::Total:
    case Figure::Throughput:
    case Figure::Queue:
    case Figure::WrongAnswers:
    case Figure::WrongUses:
    case Figure::Speed:
        return tr("Work");
    case Figure::Variant:
        break;
    }
    return {};
}

QVariant ComparisonModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section < 0 || section >= columnCount())
        return {};
    switch (m_figures[static_cast<std::size_t>(section)]) {
    case Figure::Variant:
        return tr("Variant");
    case Figure::LoopP50:
    case Figure::RequestP50:
        return tr("p50");
    case Figure::LoopP99:
    case Figure::RequestP99:
        return tr("p99");
    case Figure::LoopMax:
    case Figure::RequestMax:
        return tr("max");
    case Figure::Stalls:
        return tr("number");
    case Figure::LongestStall:
        return tr("longest");
    case Figure::Total:
        return tr("total");
    case Figure::Throughput:
        return tr("throughput");
    case Figure::Queue:
        return tr("max queue");
    case Figure::WrongAnswers:
        return tr("wrong answers");
    case Figure::WrongUses:
        return tr("wrong uses");
    case Figure::Speed:
        return tr("speed");
    }
    return {};
}

QString ComparisonModel::placeholder(const ComparedRun &run) const
{
    switch (run.state) {
    case ComparedState::Waiting:
        return std::ranges::any_of(
                   m_runs, [](const ComparedRun &other) { return other.state == ComparedState::Running; })
                   ? tr("Its turn comes.")
                   : tr("Did not run.");
    case ComparedState::Running:
        return tr("Running");
    case ComparedState::Failed:
        return run.reason;
    case ComparedState::Stopped:
        return run.lines.seconds > 0
                   ? tr("Stopped after %1.")
                         .arg(durationText(Base::fromMilliseconds(run.lines.seconds * 1000)))
                   : tr("Stopped.");
    case ComparedState::Done:
        break;
    }
    return run.figures() ? QString() : tr("Nothing was measured.");
}

QString ComparisonModel::text(const ComparedRun &run, Figure figure) const
{
    if (figure == Figure::Variant)
        return run.variant->title;
    const RunFigures *figures = run.figures();
    if (!figures)
        return {};
    const Base::Histogram &requests = figures->requests.latency;
    const auto loopQuantile = [&](Base::Duration time) {
        return hasLoopQuantiles(*figures) ? latencyText(time) : QStringLiteral("–");
    };
    const auto requestQuantile = [&](double quantile) {
        return hasRequestQuantiles(*figures) ? latencyText(requests.quantile(quantile)) : QStringLiteral("–");
    };
    switch (figure) {
    case Figure::LoopP50:
        return loopQuantile(figures->latencyP50);
    case Figure::LoopP99:
        return loopQuantile(figures->latencyP99);
    case Figure::LoopMax:
        return latencyText(figures->longestWait());
    case Figure::Stalls:
        return countText(static_cast<double>(Session::ownStalls(*run.report).count));
    case Figure::LongestStall: {
        const Base::Duration longest = Session::ownStalls(*run.report).longest;
        return longest > Base::Duration::zero() ? Scenario::stallText(longest) : tr("none");
    }
    case Figure::RequestP50:
        return requestQuantile(0.5);
    case Figure::RequestP99:
        return requestQuantile(0.99);
    case Figure::RequestMax:
        return requests.isEmpty() ? QStringLiteral("–") : latencyText(requests.max());
    case Figure::Total:
        return durationText(figures->duration);
    case Figure::Throughput:
        return rateText(unitsPerSecond(*figures, m_scenario->unitSize), m_scenario->unitSize);
    case Figure::Queue:
        return figures->executors.empty()
                   ? QStringLiteral("–")
                   : countText(static_cast<double>(figures->executors.front().maxQueueDepth));
    case Figure::WrongAnswers:
        return countText(static_cast<double>(figures->requests.wrongAnswers));
    case Figure::WrongUses:
        return countText(static_cast<double>(wrongUses(*figures)));
    case Figure::Speed:
        return Scenario::factorText(speedOf(run)) + QChar(u'\u00d7');
    case Figure::Variant:
        break;
    }
    return {};
}

QString ComparisonModel::toText() const
{
    QStringList lines = m_findings.sentences();
    QStringList titles;
    for (int column = 0; column < columnCount(); ++column) {
        const Figure figure = m_figures[static_cast<std::size_t>(column)];
        const QString title = headerData(column, Qt::Horizontal).toString();
        const bool needsGroup = figure >= Figure::LoopP50 && figure <= Figure::RequestMax;
        titles.append(needsGroup ? group(figure) + u' ' + title : title);
    }
    lines.append(titles.join(u'\t'));
    for (int row = 0; row < rowCount(); ++row) {
        QStringList cells;
        for (int column = 0; column < columnCount(); ++column)
            cells.append(index(row, column).data().toString());
        const QString reason = index(row, 0).data(ReasonRole).toString();
        lines.append(reason.isEmpty() ? cells.join(u'\t') : cells.first() + u'\t' + reason);
    }
    return lines.join(u'\n') + u'\n';
}

} // namespace Loopscope::Models
