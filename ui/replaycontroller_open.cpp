// How traces come into the window, and what it says of them.
#include "core/base/words.h"
#include "core/scenario/scenario.h"
#include "ui/charts/chartcolumn.h"
#include "ui/charts/latencychart.h"
#include "ui/charts/replayoverview.h"
#include "ui/paircontroller.h"
#include "ui/panels/codepanel.h"
#include "ui/panels/messagebar.h"
#include "ui/panels/replayheader.h"
#include "ui/panels/stalllistpanel.h"
#include "ui/panels/tracelist.h"
#include "ui/replaycontroller.h"
#include "ui/runcontroller.h"
#include "ui/stallcontroller.h"
#include "ui/theme/format.h"

#include <QDateTime>
#include <QDropEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QLocale>
#include <QMimeData>
#include <QRegularExpression>

namespace Loopscope::Ui {

using Charts::ReplayOverview;
using Panels::Message;

namespace {

QString nameFilter()
{
    return Words::tr("Traces (*.perfetto-trace *.pftrace *.perfetto *.json);;All files (*)");
}

QStringList localFiles(const QMimeData *data)
{
    QStringList paths;
    for (const QUrl &url : data ? data->urls() : QList<QUrl>()) {
        if (url.isLocalFile())
            paths.append(url.toLocalFile());
    }
    return paths;
}

// "Skipped 2 packets, first at byte 39 984.": numbers as they are written elsewhere.
QString asSentence(QString text)
{
    static const QRegularExpression number(QStringLiteral("\\b\\d{4,}\\b"));
    for (auto match = number.match(text); match.hasMatch();
         match = number.match(text, match.capturedStart() + 1))
        text.replace(match.capturedStart(), match.capturedLength(),
                     Theme::formatCount(match.captured().toLongLong()));
    if (!text.isEmpty())
        text.front() = text.front().toUpper();
    return text + u'.';
}

// "Sleep 100 ms".
QString settingText(const QString &key, const QString &value, const Scenario::Scenario *scenario)
{
    const auto all = scenario ? scenario->parameters : std::vector<Scenario::Parameter>();
    const auto known = std::ranges::find(all, key, &Scenario::Parameter::key);
    if (known == all.end())
        return QStringLiteral("%1 %2").arg(key, value);
    if (known->kind == Scenario::ParameterKind::Switch)
        return value == QLatin1String("on") ? Words::tr("%1 on").arg(known->label)
                                            : Words::tr("%1 off").arg(known->label);
    const QString unit = known->unit.isEmpty() ? QString() : Theme::noBreakSpace + known->unit;
    return QStringLiteral("%1 %2%3").arg(known->label, value, unit);
}

// Each on a line of its own.
QString settingsText(const Record::RunDescription &run, const Scenario::Scenario *scenario)
{
    QStringList settings;
    for (const auto &[key, value] : run.parameters) {
        // The one is told by itself, and what is empty says nothing.
        if (key != QStringLiteral("threshold_ms") && !value.isEmpty())
            settings.append(settingText(key, value, scenario));
    }
    return settings.join(u'\n');
}

} // namespace

QString traceFigures(const QString &path, const Session::ReplayTrace &trace)
{
    return QStringLiteral("%1, %2").arg(Theme::formatSeconds(trace.end - trace.begin, 1),
                                        Theme::formatBytes(QFileInfo(path).size()));
}

QString traceDate(const QString &path, const Session::ReplayTrace &trace)
{
    const auto &anchor = trace.loaded.description.anchor;
    const QDateTime at =
        anchor ? QDateTime::fromMSecsSinceEpoch(anchor->sinceUnixEpoch / std::chrono::milliseconds(1))
               : QFileInfo(path).lastModified();
    return QLocale::c().toString(at, QStringLiteral("d MMM, hh:mm"));
}

bool ReplayController::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::DragEnter || event->type() == QEvent::DragMove) {
        auto *drag = static_cast<QDropEvent *>(event);
        if (!localFiles(drag->mimeData()).isEmpty()) {
            drag->acceptProposedAction();
            return true;
        }
    } else if (event->type() == QEvent::Drop) {
        auto *drop = static_cast<QDropEvent *>(event);
        const QStringList paths = localFiles(drop->mimeData());
        if (!paths.isEmpty()) {
            drop->acceptProposedAction();
            open(paths);
            return true;
        }
    }
    return QObject::eventFilter(watched, event);
}

QFileDialog *ReplayController::dialog() const
{
    return m_dialog;
}

void ReplayController::openDialog()
{
    if (m_dialog) {
        m_dialog->raise();
        m_dialog->activateWindow();
        return;
    }
    m_dialog = new QFileDialog(m_parts.window, tr("Open a trace, or two to compare"));
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    m_dialog->setPalette(m_parts.window->palette());
    m_dialog->setFileMode(QFileDialog::ExistingFiles);
    m_dialog->setNameFilter(nameFilter());
    const QStringList recent = m_recent.paths();
    if (!recent.isEmpty())
        m_dialog->setDirectory(QFileInfo(recent.front()).absolutePath());
    connect(m_dialog, &QFileDialog::filesSelected, this, &ReplayController::open);
    m_dialog->open();
}

void ReplayController::open(const QStringList &paths)
{
    if (paths.isEmpty())
        return;
    m_parts.runs->stop();
    m_loader.load(paths.first(qMin<qsizetype>(paths.size(), 2)));
    showLoading();
}

bool ReplayController::cancelLoading()
{
    const bool was = m_loader.isLoading();
    m_loader.cancel();
    return was;
}

void ReplayController::showLoading()
{
    QStringList names;
    for (const QString &path : m_loader.paths())
        names.append(QFileInfo(path).fileName());
    const Message message{Message::Kind::Information, tr("Opening %1").arg(names.join(tr(" and "))),
                          tr("%1 read").arg(Theme::formatPercent(m_loader.progress())), tr("Cancel")};
    const Message &shown = m_parts.stage->messages()->message();
    if (m_parts.stage->messages()->isHidden() || shown.title != message.title ||
        shown.detail != message.detail)
        m_parts.stage->messages()->showMessage(message);
}

void ReplayController::take(const QStringList &paths, const std::vector<Session::ReplayTracePtr> &traces)
{
    if (m_parts.runs->isRunning()) {
        // It was asked to stop; its end must not come into a replay.
        connect(
            m_parts.runs, &RunController::runEnded, this, [this, paths, traces] { take(paths, traces); },
            Qt::ConnectionType(Qt::QueuedConnection | Qt::SingleShotConnection));
        return;
    }
    for (const Session::ReplayTracePtr &trace : traces) {
        if (trace->loaded.error != Record::ReadError::None) {
            tellError(trace->loaded.problem, trace->loaded.error);
            return;
        }
    }
    Q_EMIT opening();
    m_parts.stage->messages()->hide();
    endOne();
    m_pair.reset();
    m_recent.add(paths);
    if (traces.size() == 1)
        showOne(paths.front(), traces.front());
    else
        showTwo(paths, traces);
    QStringList others = m_recent.paths();
    for (const QString &path : paths)
        others.removeAll(QFileInfo(path).absoluteFilePath());
    m_parts.stage->traces()->setRecent(others);
    tellSkipped(traces);
}

void ReplayController::tellError(const QString &problem, Record::ReadError error)
{
    using Record::ReadError;
    const bool isOther = error == ReadError::UnknownFormat || error == ReadError::NothingRead ||
                         error == ReadError::Compressed || error == ReadError::Empty;
    m_parts.stage->messages()->showMessage(
        {Message::Kind::Error, isOther ? tr("This is not a trace file.") : tr("The trace could not be read."),
         problem, QString()});
}

void ReplayController::tellSkipped(const std::vector<Session::ReplayTracePtr> &traces)
{
    m_skipped = 0;
    QStringList sentences;
    for (const Session::ReplayTracePtr &trace : traces) {
        for (const Record::SkippedPart &part : trace->loaded.skipped) {
            m_skipped += part.count;
            sentences.append(asSentence(part.toString()));
        }
    }
    if (m_skipped == 0)
        return;
    const auto count = static_cast<qint64>(m_skipped);
    const auto packets = Theme::formatPlural(tr("%n packet(s)", nullptr, Theme::pluralOf(count)), count);
    m_parts.stage->messages()->showMessage({Message::Kind::Information,
                                            tr("Opened with %1 skipped.").arg(packets), sentences.join(u' '),
                                            QString()});
}

void ReplayController::describeOne(const QString &path)
{
    const Session::ReplayTrace &trace = m_source->trace();
    const Record::RunDescription &run = trace.loaded.description.run;
    const Scenario::Scenario *scenario = Scenario::scenario(run.scenario);
    const Scenario::Variant *variant = scenario ? scenario->variant(run.variant) : nullptr;
    const QString name = QFileInfo(path).fileName();
    m_parts.code->showSource(variant ? variant->sourceFile : QString());
    const bool isOurs = trace.loaded.description.format == Record::TraceDescription::Format::Loopscope;
    const Trace::LoopFigures *subject = trace.loaded.report.figures.subject();
    const bool hasLatency = isOurs || (subject && !subject->latency.isEmpty());
    m_parts.charts->latencyChart()->setWaiting(hasLatency ? QString() : tr("This file has no loop latency."));
    m_parts.list->setEmptyText(isOurs ? QString() : tr("This file does not tell its stalls."));
    m_parts.stage->traces()->setTraces(
        {{QString(), Theme::ColorRole::TraceB, name, traceFigures(path, trace), traceDate(path, trace)}});
    std::vector<std::pair<QString, QString>> facts;
    const auto add = [&facts](const QString &title, const QString &value) {
        if (!value.isEmpty())
            facts.emplace_back(title, value);
    };
    add(tr("Program"), run.program);
    add(tr("Slide"), scenario ? scenario->title : run.scenario);
    add(tr("Variant"), variant ? variant->title : run.variant);
    add(tr("Settings"), settingsText(run, scenario));
    add(tr("Threshold"), tr("%1\u00a0ms").arg(trace.threshold.count()));
    m_parts.stage->traces()->setFacts(std::move(facts));
    const QString verdict = trace.loaded.report.verdict;
    const qint64 stalls = trace.loaded.report.run.stalls;
    const QString figures =
        tr("%1 in %2.")
            .arg(Theme::formatPlural(tr("%n stall(s)", nullptr, Theme::pluralOf(stalls)), stalls),
                 Theme::formatSeconds(trace.end - trace.begin, 1));
    const QString length = tr("%1 long.").arg(Theme::formatSeconds(trace.end - trace.begin, 1));
    m_parts.stage->header()->setTitle(tr("Replay, %1").arg(scenario ? scenario->title : name),
                                      !verdict.isEmpty()     ? verdict
                                      : isOurs || stalls > 0 ? figures
                                                             : length);
}

void ReplayController::showOverview()
{
    const Session::ReplayTrace &trace = m_source->trace();
    ReplayOverview::Row row;
    row.duration = trace.end - trace.begin;
    for (const Trace::Stall &stall : trace.stalls) {
        const bool isShown = stall.track == trace.subject && stall.startedAt < trace.end &&
                             stall.startedAt + stall.duration > trace.begin;
        if (isShown)
            row.stalls.push_back({stall.startedAt - trace.begin, stall.duration});
    }
    m_parts.stalls->setCountOfTrace(static_cast<qint64>(row.stalls.size()));
    ReplayOverview *overview = m_parts.stage->overview();
    overview->setRows({row}, trace.threshold);
    disconnect(overview, nullptr, this, nullptr);
    connect(overview, &ReplayOverview::scrubbed, this, &ReplayController::seek);
}

} // namespace Loopscope::Ui
