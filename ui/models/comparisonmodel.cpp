#include "ui/models/comparisonmodel.h"

#include <algorithm>

namespace Loopscope::Models {

namespace {

using Figure = ComparisonModel::Figure;
using Scenario::RunFigures;

bool usesRequests(const RunFigures &run)
{
    return run.usesRequests;
}
bool usesExecutor(const RunFigures &run)
{
    return !run.executors.empty();
}
bool hasWrongAnswers(const RunFigures &run)
{
    return run.requests.wrongAnswers > 0;
}

bool countsWrong(Figure figure)
{
    return figure == Figure::WrongAnswers || figure == Figure::WrongUses;
}

// The figure as a number of which less is better; none: it is not judged.
std::optional<double> badness(const ComparedRun &compared, Figure figure)
{
    const RunFigures &run = *compared.figures();
    const auto time = [](Base::Duration duration) { return Base::toMilliseconds(duration); };
    const Base::Histogram &requests = run.requests.latency;
    // Of a few samples nothing is the best.
    const auto loopTime = [&](Base::Duration value) {
        return hasLoopQuantiles(run) ? std::optional(time(value)) : std::nullopt;
    };
    const auto requestTime = [&](Base::Duration value) {
        return hasRequestQuantiles(run) ? std::optional(time(value)) : std::nullopt;
    };
    switch (figure) {
    case Figure::LoopP50:
        return loopTime(run.latencyP50);
    case Figure::LoopP99:
        return loopTime(run.latencyP99);
    case Figure::LoopMax:
        return loopTime(run.longestWait());
    case Figure::Stalls:
        return static_cast<double>(Session::ownStalls(*compared.report).count);
    case Figure::LongestStall:
        return time(Session::ownStalls(*compared.report).longest);
    case Figure::RequestP50:
        return requestTime(requests.quantile(0.5));
    case Figure::RequestP99:
        return requestTime(requests.quantile(0.99));
    case Figure::RequestMax:
        return requestTime(requests.max());
    case Figure::Total:
        return time(run.duration);
    case Figure::Throughput:
        return -unitsPerSecond(run, 1);
    case Figure::Queue:
        return usesExecutor(run) ? std::optional(static_cast<double>(run.executors.front().maxQueueDepth))
                                 : std::nullopt;
    case Figure::WrongAnswers:
        return static_cast<double>(run.requests.wrongAnswers);
    case Figure::WrongUses:
        return static_cast<double>(wrongUses(run));
    case Figure::Speed: // the same in other words
        return time(run.duration);
    case Figure::Variant:
        break;
    }
    return std::nullopt;
}

} // namespace

ComparisonModel::ComparisonModel(const Scenario::Scenario *scenario, Scenario::Parameters parameters,
                                 QObject *parent)
    : QAbstractTableModel(parent)
    , m_scenario(scenario)
    , m_parameters(std::move(parameters))
{
    const int count = static_cast<int>(scenario->variants.size());
    for (int index = 0; index < count; ++index) {
        ComparedRun run;
        run.variant = &scenario->variants[static_cast<std::size_t>(index)];
        run.rank = rankOf(index, count);
        m_runs.push_back(std::move(run));
    }
    update();
}

int ComparisonModel::measured() const
{
    return static_cast<int>(
        std::ranges::count_if(m_runs, [](const ComparedRun &run) { return run.figures() != nullptr; }));
}

int ComparisonModel::runningRow() const
{
    const auto found = std::ranges::find(m_runs, ComparedState::Running, &ComparedRun::state);
    return found == m_runs.end() ? -1 : static_cast<int>(found - m_runs.begin());
}

double ComparisonModel::longestTime() const
{
    double longest = 0;
    for (const ComparedRun &run : m_runs)
        longest = std::max(longest, run.lines.seconds);
    return longest;
}

void ComparisonModel::begin(int row)
{
    m_runs[static_cast<std::size_t>(row)].state = ComparedState::Running;
    update();
}

void ComparisonModel::setLines(int row, RunLines lines)
{
    m_runs[static_cast<std::size_t>(row)].lines = std::move(lines);
    Q_EMIT linesChanged();
}

void ComparisonModel::end(int row, std::shared_ptr<const Session::RunReport> report, RunLines lines)
{
    ComparedRun &run = m_runs[static_cast<std::size_t>(row)];
    run.state = report->failed    ? ComparedState::Failed
                : report->stopped ? ComparedState::Stopped
                                  : ComparedState::Done;
    run.reason = report->failure;
    run.lines = std::move(lines);
    run.report = std::move(report);
    update();
    Q_EMIT linesChanged();
}

void ComparisonModel::update()
{
    beginResetModel();
    const auto any = [this](const auto &has) {
        return std::ranges::any_of(m_runs, [&has](const ComparedRun &run) {
            const RunFigures *figures = run.figures();
            return figures && has(*figures);
        });
    };
    m_figures = {Figure::Variant, Figure::LoopP50, Figure::LoopP99,
                 Figure::LoopMax, Figure::Stalls,  Figure::LongestStall};
    const auto append = [this](std::initializer_list<Figure> figures) {
        m_figures.insert(m_figures.end(), figures);
    };
    if (any(usesRequests))
        append({Figure::RequestP50, Figure::RequestP99, Figure::RequestMax});
    if (m_scenario->hasAmount)
        append({Figure::Total, Figure::Throughput});
    if (any(usesExecutor))
        append({Figure::Queue});
    if (any(hasWrongAnswers))
        append({Figure::WrongAnswers});
    if (any([](const RunFigures &run) { return wrongUses(run) > 0; }))
        append({Figure::WrongUses});
    if (m_scenario->hasAmount)
        append({Figure::Speed});
    std::vector<std::shared_ptr<const Session::RunReport>> reports;
    for (const ComparedRun &run : m_runs)
        reports.push_back(run.report);
    m_findings = Session::compareVariants(*m_scenario, Session::measuredVariants(*m_scenario, reports));
    endResetModel();
    Q_EMIT resultsChanged();
}

int ComparisonModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_runs.size());
}

int ComparisonModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_figures.size());
}

QVariant ComparisonModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount() || index.column() >= columnCount())
        return {};
    const ComparedRun &run = m_runs[static_cast<std::size_t>(index.row())];
    const Figure figure = m_figures[static_cast<std::size_t>(index.column())];
    switch (role) {
    case Qt::DisplayRole:
        return text(run, figure);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter |
                                   (figure == Figure::Variant ? Qt::AlignLeft : Qt::AlignRight));
    case BestRole:
        return figure == Figure::Variant ? run.variant == m_findings.best : isBest(run, figure);
    case AlarmRole:
        return countsWrong(figure) && run.figures() && *badness(run, figure) > 0;
    case RankRole:
        return QVariant::fromValue(run.rank);
    case StateRole:
        return QVariant::fromValue(run.state);
    case ReasonRole:
        return placeholder(run);
    default:
        return {};
    }
}

double ComparisonModel::speedOf(const ComparedRun &run) const
{
    const auto worst = std::ranges::find_if(m_runs, [](const ComparedRun &other) { return other.figures(); });
    return Base::toSeconds(worst->figures()->duration) /
           std::max(1e-9, Base::toSeconds(run.figures()->duration));
}

// A tick beside a figure that is better to the eye would look like a mistake.
bool ComparisonModel::hasSmallerOfAFew(const ComparedRun &run, Figure figure) const
{
    if (figure != Figure::LoopMax && figure != Figure::RequestMax)
        return false;
    const auto longest = [figure](const ComparedRun &compared) {
        return figure == Figure::LoopMax ? compared.figures()->longestWait()
                                         : compared.figures()->requests.latency.max();
    };
    return std::ranges::any_of(m_runs, [&](const ComparedRun &other) {
        const bool isOfAFew = other.figures() && !badness(other, figure);
        return isOfAFew && longest(other) > Base::Duration::zero() && longest(other) < longest(run);
    });
}

// Of two variants of which one was too short to measure, the other is not the best.
bool ComparisonModel::isUnknownOfOne(Figure figure) const
{
    const bool isQuantile = figure == Figure::LoopP50 || figure == Figure::LoopP99 ||
                            figure == Figure::RequestP50 || figure == Figure::RequestP99;
    return isQuantile && std::ranges::any_of(m_runs, [figure](const ComparedRun &run) {
               return run.figures() && !isWrong(*run.figures()) && !badness(run, figure);
           });
}

bool ComparisonModel::isBest(const ComparedRun &run, Figure figure) const
{
    // Nothing else is good about an answer that somebody else was waiting for, or about a wrong thread.
    const auto isJudged = [figure](const ComparedRun &compared) {
        return compared.figures() && (countsWrong(figure) || !isWrong(*compared.figures())) &&
               badness(compared, figure).has_value();
    };
    if (!isJudged(run) || hasSmallerOfAFew(run, figure) || isUnknownOfOne(figure))
        return false;
    bool isBetter = false;
    for (const ComparedRun &other : m_runs) {
        // What reads the same is the same: equal ones are both the best.
        if (&other == &run || !isJudged(other) || text(other, figure) == text(run, figure))
            continue;
        if (*badness(other, figure) < *badness(run, figure))
            return false;
        isBetter = true;
    }
    return isBetter;
}

} // namespace Loopscope::Models
