#include "ui/freezecontroller.h"

#include "core/session/variantstack.h"
#include "ui/panels/messagebar.h"
#include "ui/runcontroller.h"
#include "ui/stallcontroller.h"
#include "ui/theme/format.h"

#include <QThread>

#include <cmath>

namespace Loopscope::Ui {

using Panels::Message;

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds windowThreshold{50};
constexpr Base::Duration frozenFrom = 50ms; // shorter ones nobody calls a freeze
constexpr Base::Duration primeTime = 12ms;  // of 15 digits, on a machine of today
constexpr Base::Duration queryTime = 50ms;

/// One significant digit is what one can promise.
QString about(Base::Duration duration)
{
    const double seconds = std::max(Base::toSeconds(duration), 0.001);
    const double step = std::pow(10.0, std::floor(std::log10(seconds)));
    const double rounded = std::round(seconds / step) * step;
    return rounded < 0.095
               ? Theme::formatLive(Base::fromMilliseconds(std::round(rounded * 1000)))
               : QString::number(rounded, 'f', rounded < 0.95 ? 1 : 0) + Theme::noBreakSpace + u's';
}

/// What the worst variants do by their parameters.
std::optional<Base::Duration> reckoned(const Scenario::Scenario &scenario, const QString &variantId,
                                       const Scenario::Parameters &parameters)
{
    if (variantId != scenario.variants.front().id)
        return std::nullopt;
    const auto number = [&parameters](const char *key) { return parameters.number(QLatin1String(key)); };
    if (scenario.id == QStringLiteral("slow-callback"))
        return Base::fromMilliseconds(number("sleep_ms"));
    if (scenario.id == QStringLiteral("http"))
        return Base::fromMilliseconds(number("requests") * number("delay_ms"));
    if (scenario.id == QStringLiteral("cpu-bound"))
        return Base::Duration(std::llround(number("numbers") * static_cast<double>(primeTime.count())));
    if (scenario.id == QStringLiteral("database"))
        return queryTime;
    if (scenario.id == QStringLiteral("interpreter-lock"))
        return Base::fromMilliseconds(number("block_ms"));
    return std::nullopt;
}

// One without a name yet may be.
bool isOfSlide(const Trace::Stall &stall)
{
    const bool isUnknown = stall.kind == Trace::StallKind::Callback && !stall.mainStack();
    return isUnknown || stall.task != 0 || Session::isOfVariant(stall);
}

} // namespace

Monitor::LoopOptions windowLoopOptions()
{
    Monitor::LoopOptions options;
    options.name = QStringLiteral("Window");
    options.role = Trace::LoopRole::Window;
    options.threshold = windowThreshold;
    return options;
}

FreezeController::FreezeController(const Parts &parts, QObject *parent)
    : QObject(parent)
    , m_parts(parts)
{
    connect(parts.runs, &RunController::runEnded, this, &FreezeController::finish);
    const auto forget = [this] {
        if (std::exchange(m_warned, false))
            m_parts.messages->hide();
    };
    connect(parts.runs, &RunController::variantShown, this, forget);
    connect(parts.runs, &RunController::runStarting, this, [this] {
        m_warned = false;
        m_result.reset();
    });
    connect(parts.run, &Models::RunModel::cleared, this, [this] { m_result.reset(); });
    connect(parts.run, &Models::RunModel::stallChanged, this, &FreezeController::followResult);
}

FreezeController::~FreezeController() = default;

QString FreezeController::variantKey() const
{
    const Scenario::Variant *variant = m_parts.runs->variant();
    return variant ? m_parts.runs->scenario()->id + u'/' + variant->id : QString();
}

std::optional<Base::Duration> FreezeController::expected() const
{
    const auto known = m_known.find(variantKey());
    if (known != m_known.end())
        return *known;
    const Scenario::Variant *variant = m_parts.runs->variant();
    if (!variant)
        return std::nullopt;
    return reckoned(*m_parts.runs->scenario(), variant->id, m_parts.runs->parameters());
}

bool FreezeController::isWarning() const
{
    return m_warned && !m_parts.messages->isHidden();
}

void FreezeController::request()
{
    if (isWarning()) {
        begin();
        return;
    }
    if (m_parts.session->isRunning()) {
        m_parts.messages->showMessage({Message::Kind::Information,
                                       tr("A run goes on."),
                                       tr("Stop it with Space; freeze mode runs alone."),
                                       {}});
        return;
    }
    if (m_parts.runs->canStart())
        warn();
}

void FreezeController::warn()
{
    m_warned = true;
    const std::optional<Base::Duration> time = expected();
    Message message;
    // A slide without an amount of work blocks again and again, for as long as it runs.
    const QString freeze = m_parts.runs->scenario()->hasAmount
                               ? tr("This window will freeze for about %1.")
                               : tr("This window will freeze again and again, for about %1 each time.");
    message.title = !time                             ? tr("This window may freeze.")
                    : *time == Base::Duration::zero() ? tr("This window should not freeze.")
                                                      : freeze.arg(about(*time));
    message.detail = tr("The slide runs on the window's own loop: while it blocks, nothing is drawn.");
    message.action = tr("Run");
    message.actionKey = tr("Ctrl+F5");
    message.dismissal = tr("Cancel");
    message.act = [this] { begin(); };
    m_parts.messages->showMessage(message);
}

void FreezeController::begin()
{
    if (m_parts.session->isRunning() || !m_parts.runs->canStart())
        return;
    m_warned = false;
    m_freezing = true;
    // A loop has one watch at a time: for the run it is the loop under test.
    m_hadWatch = m_watch != nullptr;
    m_watch.reset();
    m_parts.runs->startOnOwnLoop();
}

void FreezeController::finish()
{
    learn();
    if (!std::exchange(m_freezing, false))
        return;
    if (m_hadWatch)
        m_watch = Monitor::Monitor::instance().attach(QThread::currentThread(), windowLoopOptions());
    const auto report = m_parts.session->report();
    if (report && !report->failed)
        showResult();
}

void FreezeController::learn()
{
    const auto report = m_parts.session->report();
    // Of a run that was stopped the longest stall may be yet to come.
    if (!report || report->failed || report->stopped)
        return;
    m_known[report->scenarioId + u'/' + report->variantId] = report->run.longestStall;
}

// The slide's line rather than what lies around it, and a callback rather than the iteration around it, which
// has no line of code. What nobody notices is no freeze, and the window's own painting is none of the slide.
const Trace::Stall *FreezeController::resultStall() const
{
    const auto report = m_parts.session->report();
    const Scenario::Scenario *scenario = Scenario::scenario(report->scenarioId);
    const Scenario::Variant *variant = scenario ? scenario->variant(report->variantId) : nullptr;
    const auto weight = [variant](const Trace::Stall &stall) {
        const Trace::Frame *culprit = stall.culprit();
        return std::tuple(culprit && variant && culprit->file == variant->sourceFile,
                          Session::isOfVariant(stall), stall.kind == Trace::StallKind::Callback,
                          stall.duration);
    };
    const Trace::Stall *result = nullptr;
    for (const auto &[id, stall] : m_parts.run->stalls().all()) {
        if (stall.duration >= frozenFrom && isOfSlide(stall) && (!result || weight(stall) > weight(*result)))
            result = &stall;
    }
    return result;
}

FreezeController::Result FreezeController::result() const
{
    Result result;
    for (const auto &[id, stall] : m_parts.run->stalls().all())
        ++(isOfSlide(stall) ? result.ofSlide : result.ofWindow);
    if (const Trace::Stall *stall = resultStall()) {
        result.id = stall->id;
        result.duration = stall->duration;
    }
    return result;
}

void FreezeController::showResult()
{
    m_result = result();
    if (m_parts.stalls->selected() != m_result->id)
        m_parts.stalls->select(m_result->id);
    m_result->id ? tellFreeze() : tellNoFreeze();
}

void FreezeController::tellNoFreeze()
{
    Message message;
    message.kind = Message::Kind::Done;
    message.title = tr("This window was not frozen.");
    const QString wait = Theme::formatStall(m_parts.run->latencyFigures().max);
    const QString own = Theme::formatPlural(
        tr("%n stall(s) of the window itself", nullptr, Theme::pluralOf(m_result->ofWindow)),
        m_result->ofWindow);
    message.detail =
        m_result->ofWindow == 0
            ? tr("Freeze mode ran the slide on the window's own loop; the longest wait was %1.").arg(wait)
            : tr("Freeze mode ran the slide on the window's own loop; the longest wait was %1, with %2.")
                  .arg(wait, own);
    m_parts.messages->showMessage(message);
}

void FreezeController::tellFreeze()
{
    Message message;
    message.title = tr("This window was frozen for %1.").arg(Theme::formatStall(m_result->duration));
    message.detail = tr("Freeze mode ran the slide on the window's own loop.") + countsTold();
    message.action = tr("Open");
    message.actionKey = tr("Enter");
    message.act = [this, id = m_result->id] {
        m_parts.messages->hide();
        m_parts.stalls->open(id);
    };
    m_parts.messages->showMessage(message);
}

QString FreezeController::countsTold() const
{
    const auto [id, duration, ofSlide, ofWindow] = *m_result;
    if (ofSlide == 1 && ofWindow == 0)
        return {};
    const QString slides = Theme::formatPlural(tr("%n stall(s)", nullptr, Theme::pluralOf(ofSlide)), ofSlide);
    const QString counts =
        ofWindow == 0
            ? tr("There were %1 in all.").arg(slides)
            : tr("There were %1, and %2 of the window itself.").arg(slides, Theme::formatCount(ofWindow));
    return u' ' + counts;
}

// Names of stacks come later than the run's end: by then another stall may be the slide's. As long as nobody
// has chosen one, or dismissed what is said.
void FreezeController::followResult()
{
    if (!m_result || m_parts.session->isRunning())
        return;
    if (m_parts.messages->isHidden() || m_parts.stalls->selected() != m_result->id) {
        m_result.reset();
        return;
    }
    if (result() != *m_result)
        showResult();
}

} // namespace Loopscope::Ui
