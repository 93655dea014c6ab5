#include "core/session/tracecomparison.h"

#include "core/base/words.h"
#include "core/scenario/figuretext.h"
#include "core/session/reportjson.h"

#include <QJsonArray>

#include <map>

namespace Loopscope::Session {

namespace {

using namespace std::chrono_literals;
using Scenario::countText;
using Scenario::durationText;
using Scenario::rateText;

constexpr Base::Duration smallestChange = 2ms;
constexpr double smallestRatio = 0.1;

struct Culprits
{
    std::map<QString, CulpritChange::Side> sides;
    std::map<QString, QString> names;
};

Culprits culpritsOf(const LoadedTrace &trace)
{
    Culprits result;
    const Trace::Figures &figures = trace.report.figures;
    const Trace::LoopFigures *subject = figures.subject();
    if (!subject)
        return result;
    for (const Trace::Stall *stall : figures.stallsOf(subject->track.id)) {
        const Trace::Frame *frame = stall->culprit();
        const QString key = stall->culpritName() + u'\n' + (frame ? frame->file : QString());
        CulpritChange::Side &side = result.sides[key];
        if (stall->duration >= side.longest) {
            result.names[key] = stall->culpritName();
            if (frame)
                result.names[key] += QStringLiteral(" %1:%2").arg(frame->file).arg(frame->line);
        }
        ++side.count;
        side.longest = std::max(side.longest, stall->duration);
        side.total += stall->duration;
    }
    return result;
}

bool isNotable(double before, double after, double smallest)
{
    const double change = std::abs(after - before);
    return change >= smallest && change >= smallestRatio * std::max(before, after);
}

CulpritChange::Kind kindOf(const CulpritChange &change)
{
    using Kind = CulpritChange::Kind;
    if (change.after.count == 0)
        return Kind::Gone;
    if (change.before.count == 0)
        return Kind::New;
    const auto before = static_cast<double>(change.before.longest.count());
    const auto after = static_cast<double>(change.after.longest.count());
    if (!isNotable(before, after, static_cast<double>(smallestChange.count())))
        return Kind::Same;
    return after > before ? Kind::Longer : Kind::Shorter;
}

std::vector<CulpritChange> matchStalls(const LoadedTrace &before, const LoadedTrace &after)
{
    const Culprits old = culpritsOf(before);
    const Culprits now = culpritsOf(after);
    std::map<QString, CulpritChange> byKey;
    for (const auto &[key, side] : old.sides) {
        byKey[key].culprit = old.names.at(key);
        byKey[key].before = side;
    }
    for (const auto &[key, side] : now.sides) {
        byKey[key].culprit = now.names.at(key);
        byKey[key].after = side;
    }
    std::vector<CulpritChange> result;
    for (auto &[key, change] : byKey) {
        change.kind = kindOf(change);
        result.push_back(std::move(change));
    }
    std::ranges::stable_sort(result, std::greater(), [](const CulpritChange &change) {
        return std::max(change.before.longest, change.after.longest);
    });
    return result;
}

QString percentText(double before, double after)
{
    if (before <= 0)
        return {};
    const double ratio = after / before;
    if (ratio >= 2 || (ratio > 0 && ratio <= 0.5)) {
        return Words::tr(" (by a factor of %1)").arg(Scenario::factorText(std::max(ratio, 1 / ratio)));
    }
    const double percent = (ratio - 1) * 100;
    return QStringLiteral(" (%1%2 %)")
        .arg(percent >= 0 ? QStringLiteral("+") : QString())
        .arg(percent, 0, 'f', 0);
}

QString riseOrFall(double before, double after)
{
    return after > before ? Words::tr("rose") : Words::tr("fell");
}

void addLatency(const LoadedTrace &before, const LoadedTrace &after, QStringList *findings)
{
    const Trace::LoopFigures *old = before.report.figures.subject();
    const Trace::LoopFigures *now = after.report.figures.subject();
    if (!old || !now || old->latency.isEmpty() || now->latency.isEmpty())
        return;
    const auto add = [&](const QString &name, Base::Duration was, Base::Duration is) {
        const auto left = static_cast<double>(was.count());
        const auto right = static_cast<double>(is.count());
        if (!isNotable(left, right, 1e6))
            return;
        findings->append(Words::tr("The loop latency's %1 %2 from %3 to %4%5.")
                             .arg(name, riseOrFall(left, right), durationText(was), durationText(is),
                                  percentText(left, right)));
    };
    add(QStringLiteral("p50"), old->latency.quantile(0.5), now->latency.quantile(0.5));
    add(QStringLiteral("p99"), old->latency.quantile(0.99), now->latency.quantile(0.99));
    add(Words::tr("maximum"), before.report.run.longestWait(), after.report.run.longestWait());
}

void addStalls(const std::vector<CulpritChange> &stalls, QStringList *findings)
{
    for (const CulpritChange &change : stalls) {
        const QString was = durationText(change.before.longest);
        const QString is = durationText(change.after.longest);
        switch (change.kind) {
        case CulpritChange::Kind::Gone:
            findings->append(
                Words::tr("%1 no longer blocks the loop (was up to %2, %3).")
                    .arg(change.culprit, was, Scenario::timesText(static_cast<double>(change.before.count))));
            break;
        case CulpritChange::Kind::New:
            findings->append(
                Words::tr("%1 is new: it blocks the loop for up to %2, %3.")
                    .arg(change.culprit, is, Scenario::timesText(static_cast<double>(change.after.count))));
            break;
        case CulpritChange::Kind::Longer:
            findings->append(Words::tr("%1 blocks longer: up to %2, was %3.").arg(change.culprit, is, was));
            break;
        case CulpritChange::Kind::Shorter:
            findings->append(Words::tr("%1 blocks shorter: up to %2, was %3.").arg(change.culprit, is, was));
            break;
        case CulpritChange::Kind::Same:
            break;
        }
    }
}

void addThroughput(const Scenario::RunFigures &before, const Scenario::RunFigures &after,
                   QStringList *findings)
{
    const bool areKnown = before.usesRequests && after.usesRequests && before.requests.completed > 0 &&
                          after.requests.completed > 0;
    if (areKnown && isNotable(before.perSecond(), after.perSecond(), 1)) {
        findings->append(Words::tr("Throughput %1 from %2 to %3 requests per second%4.")
                             .arg(riseOrFall(before.perSecond(), after.perSecond()),
                                  rateText(before.perSecond()), rateText(after.perSecond()),
                                  percentText(before.perSecond(), after.perSecond())));
    }
    for (const Scenario::ExecutorFigures &now : after.executors) {
        const auto old = std::ranges::find(before.executors, now.name, &Scenario::ExecutorFigures::name);
        if (old == before.executors.end())
            continue;
        const auto was = static_cast<double>(old->maxQueueDepth);
        const auto is = static_cast<double>(now.maxQueueDepth);
        if (isNotable(was, is, 1))
            findings->append(Words::tr("The queue of %1 %2 from at most %3 to %4.")
                                 .arg(now.name, riseOrFall(was, is), countText(was), countText(is)));
    }
}

QJsonValue sideJson(const CulpritChange::Side &side)
{
    if (side.count == 0)
        return {};
    return QJsonObject{{QStringLiteral("count"), static_cast<qint64>(side.count)},
                       {QStringLiteral("longest_ms"), Base::toMilliseconds(side.longest)},
                       {QStringLiteral("total_ms"), Base::toMilliseconds(side.total)}};
}

QJsonArray arrayDifference(const QJsonArray &before, const QJsonArray &after)
{
    const QString nameKey = QStringLiteral("name");
    QJsonArray result;
    for (const auto &now : after) {
        const QJsonValue name = now.toObject().value(nameKey);
        const auto old = std::ranges::find_if(
            before, [&](const auto &entry) { return entry.toObject().value(nameKey) == name; });
        if (!name.isString() || old == before.end())
            continue;
        QJsonObject entry = difference(*old, now).toObject();
        entry.insert(nameKey, name);
        result.append(entry);
    }
    return result;
}

} // namespace

QString CulpritChange::kindId() const
{
    switch (kind) {
    case Kind::Gone:
        return QStringLiteral("gone");
    case Kind::New:
        return QStringLiteral("new");
    case Kind::Longer:
        return QStringLiteral("longer");
    case Kind::Shorter:
        return QStringLiteral("shorter");
    case Kind::Same:
        break;
    }
    return QStringLiteral("same");
}

QJsonValue difference(const QJsonValue &before, const QJsonValue &after)
{
    if (before.isDouble() && after.isDouble()) {
        const double absolute = after.toDouble() - before.toDouble();
        const bool hasRatio = before.toDouble() != 0;
        return QJsonObject{
            {QStringLiteral("absolute"), absolute},
            {QStringLiteral("relative"), hasRatio ? QJsonValue(absolute / before.toDouble()) : QJsonValue()}};
    }
    if (before.isArray() && after.isArray())
        return arrayDifference(before.toArray(), after.toArray());
    if (!before.isObject() || !after.isObject())
        return {};
    QJsonObject result;
    const QJsonObject left = before.toObject();
    const QJsonObject right = after.toObject();
    for (auto entry = left.begin(); entry != left.end(); ++entry)
        result.insert(entry.key(), difference(entry.value(), right.value(entry.key())));
    for (auto entry = right.begin(); entry != right.end(); ++entry) {
        if (!left.contains(entry.key()))
            result.insert(entry.key(), QJsonValue());
    }
    return result;
}

TraceComparison compareTraces(const QString &beforePath, const LoadedTrace &before, const QString &afterPath,
                              const LoadedTrace &after)
{
    TraceComparison result{beforePath, afterPath, &before, &after, matchStalls(before, after), {}};
    addLatency(before, after, &result.findings);
    addStalls(result.stalls, &result.findings);
    addThroughput(before.report.run, after.report.run, &result.findings);
    if (result.findings.isEmpty())
        result.findings.append(Words::tr("No notable difference."));
    return result;
}

QJsonObject TraceComparison::toJson() const
{
    const QJsonObject left = Session::toJson(*before, beforePath);
    const QJsonObject right = Session::toJson(*after, afterPath);
    QJsonObject change = difference(left, right).toObject();
    change.insert(QStringLiteral("slow_callbacks"), QJsonValue()); // those are in "stalls"
    QJsonArray culprits;
    for (const CulpritChange &stall : stalls) {
        culprits.append(QJsonObject{{QStringLiteral("culprit"), stall.culprit},
                                    {QStringLiteral("change"), stall.kindId()},
                                    {QStringLiteral("before"), sideJson(stall.before)},
                                    {QStringLiteral("after"), sideJson(stall.after)}});
    }
    return {{QStringLiteral("before"), left},
            {QStringLiteral("after"), right},
            {QStringLiteral("difference"), change},
            {QStringLiteral("stalls"), culprits},
            {QStringLiteral("findings"), QJsonArray::fromStringList(findings)}};
}

} // namespace Loopscope::Session
