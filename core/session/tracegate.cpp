#include "core/session/tracegate.h"

#include <QXmlStreamWriter>

namespace Loopscope::Session {

namespace {

using Record::TraceDescription;

QString numberText(double value)
{
    return QString::number(value, 'g', 6);
}

const Trace::Stall *longestStall(const LoadedTrace &trace)
{
    const Trace::Figures &figures = trace.report.figures;
    const Trace::LoopFigures *subject = figures.subject();
    const Trace::Stall *longest = nullptr;
    for (const Trace::Stall *stall :
         subject ? figures.stallsOf(subject->track.id) : std::vector<const Trace::Stall *>()) {
        if (!longest || stall->duration > longest->duration)
            longest = stall;
    }
    return longest;
}

// "sleeper() at core/a.cpp:31 (sleep), created at core/b.cpp:18"
QString culpritText(const Trace::Stall &stall)
{
    QString text = stall.culpritName();
    if (const Trace::Frame *frame = stall.culprit())
        text += QStringLiteral(" at %1:%2").arg(frame->file).arg(frame->line);
    if (stall.cause != Trace::StallCause::Unknown)
        text += QStringLiteral(" (%1)").arg(Trace::causeId(stall.cause));
    if (stall.createdAt.isValid())
        text += QStringLiteral(", created at ") + stall.createdAt.toString();
    return text;
}

GateResult judged(const QString &name, const QString &what, const QString &unit, double budget,
                  std::optional<double> measured, const Trace::Stall *culprit)
{
    GateResult result{name, budget, measured, measured && *measured > budget, {}};
    if (!measured) {
        result.message =
            QStringLiteral("%1 cannot be checked: the trace does not tell the %2.").arg(name, what);
        return result;
    }
    result.message =
        QStringLiteral("%1 %2%3, budget %4%3").arg(what, numberText(*measured), unit, numberText(budget));
    if (result.isOver && culprit)
        result.message += QStringLiteral(": ") + culpritText(*culprit);
    result.message += u'.';
    return result;
}

} // namespace

std::vector<GateResult> checkTrace(const LoadedTrace &trace, const Budgets &budgets)
{
    const RunReport &report = trace.report;
    const Trace::LoopFigures *subject = report.figures.subject();
    const bool isOurs = trace.description.format == TraceDescription::Format::Loopscope;
    const Trace::Stall *stall = longestStall(trace);
    const QString ms = QStringLiteral(" ms");
    std::vector<GateResult> results;
    if (budgets.maxStall) {
        const double longest = stall ? Base::toMilliseconds(stall->duration) : 0;
        results.push_back(judged(QStringLiteral("max-stall"), QStringLiteral("longest stall"), ms,
                                 *budgets.maxStall, subject ? std::optional(longest) : std::nullopt, stall));
    }
    if (budgets.p99) {
        // No sample in a run of ours: it was over before the first ping, which waited for nobody.
        const bool isMeasured = subject && (isOurs || !subject->latency.isEmpty());
        const double p99 = isMeasured ? Base::toMilliseconds(subject->latency.quantile(0.99)) : 0;
        results.push_back(judged(QStringLiteral("p99"), QStringLiteral("p99 of the loop latency"), ms,
                                 *budgets.p99, isMeasured ? std::optional(p99) : std::nullopt, stall));
    }
    if (budgets.maxBusy) {
        const double busy = subject ? subject->busyFraction(report.run.duration) : 0;
        results.push_back(judged(QStringLiteral("max-busy"), QStringLiteral("busy fraction"), {},
                                 *budgets.maxBusy, subject ? std::optional(busy) : std::nullopt, stall));
    }
    if (budgets.maxDropped) {
        const quint64 dropped = report.self.droppedEvents + trace.description.leftOutDispatches +
                                trace.description.leftOutSamples;
        results.push_back(judged(QStringLiteral("max-dropped"), QStringLiteral("dropped events"), {},
                                 static_cast<double>(*budgets.maxDropped), static_cast<double>(dropped),
                                 nullptr));
    }
    return results;
}

QByteArray toJUnit(const QString &tracePath, const LoadedTrace &trace, const std::vector<GateResult> &results)
{
    const auto over = std::ranges::count(results, true, &GateResult::isOver);
    const auto unknown =
        std::ranges::count_if(results, [](const GateResult &result) { return !result.measured; });
    QByteArray out;
    QXmlStreamWriter xml(&out);
    xml.setAutoFormatting(true);
    xml.writeStartDocument();
    xml.writeStartElement(QStringLiteral("testsuites"));
    xml.writeStartElement(QStringLiteral("testsuite"));
    xml.writeAttribute(QStringLiteral("name"), QStringLiteral("loopscope check"));
    xml.writeAttribute(QStringLiteral("tests"), QString::number(results.size()));
    xml.writeAttribute(QStringLiteral("failures"), QString::number(over));
    xml.writeAttribute(QStringLiteral("errors"), QString::number(unknown));
    xml.writeAttribute(QStringLiteral("time"),
                       QString::number(Base::toSeconds(trace.report.run.duration), 'f', 3));
    for (const GateResult &result : results) {
        xml.writeStartElement(QStringLiteral("testcase"));
        xml.writeAttribute(QStringLiteral("classname"), tracePath);
        xml.writeAttribute(QStringLiteral("name"), result.name);
        xml.writeAttribute(QStringLiteral("time"), QStringLiteral("0"));
        if (result.isOver || !result.measured) {
            xml.writeStartElement(result.measured ? QStringLiteral("failure") : QStringLiteral("error"));
            xml.writeAttribute(QStringLiteral("message"), result.message);
            xml.writeCharacters(result.message);
            xml.writeEndElement();
        } else {
            xml.writeTextElement(QStringLiteral("system-out"), result.message);
        }
        xml.writeEndElement();
    }
    xml.writeEndDocument();
    return out;
}

} // namespace Loopscope::Session
