#include "ui/stallcontroller.h"

#include "ui/charts/chartcolumn.h"
#include "ui/panels/codepanel.h"
#include "ui/panels/stalllistpanel.h"
#include "ui/panels/stallpanel.h"
#include "ui/theme/format.h"

namespace Loopscope::Ui {

namespace {

constexpr Base::Duration patience = std::chrono::milliseconds(50);

} // namespace

StallController::StallController(const Parts &parts, QObject *parent)
    : QObject(parent)
    , m_parts(parts)
{
    using Charts::ChartColumn;
    using Panels::StallListPanel;
    using Panels::StallPanel;
    connect(parts.run, &Models::RunModel::stallChanged, this, &StallController::followStall);
    connect(parts.run, &Models::RunModel::cleared, this, &StallController::forget);
    connect(parts.list, &StallListPanel::stallChosen, this, &StallController::select);
    connect(parts.list, &StallListPanel::stallOpened, this, &StallController::open);
    connect(parts.charts, &ChartColumn::stallSelected, this, &StallController::select);
    connect(parts.charts, &ChartColumn::stallOpened, this, &StallController::open);
    connect(parts.page, &StallPanel::previousRequested, parts.list, &StallListPanel::choosePrevious);
    connect(parts.page, &StallPanel::nextRequested, this, &StallController::showNext);
    connect(parts.page, &StallPanel::lineRequested, this, &StallController::showLine);
}

void StallController::select(Trace::StallId id)
{
    // Each view that is told answers with its own signal.
    if (m_selecting)
        return;
    m_selecting = true;
    m_selected = id;
    m_parts.list->select(id);
    m_parts.charts->selectStall(id);
    if (const Trace::Stall *stall = m_parts.run->stalls().find(id)) {
        if (!stall->culprit()) { // another stall's line would be taken for this one's
            m_parts.code->clearMark();
            m_parts.code->setCreatedAt(stall->createdAt);
        }
        markLine(*stall);
        m_parts.code->goToLine();
    }
    showPage();
    m_selecting = false;
}

void StallController::open(Trace::StallId id)
{
    if (!m_parts.run->stalls().knows(id))
        return;
    select(id);
    Q_EMIT opened();
}

// The list has a replay's stalls up to the playhead.
void StallController::showNext()
{
    const auto &known = m_parts.run->stalls().all();
    if (m_countOfTrace > 0 && !known.empty() && known.rbegin()->first == m_selected)
        Q_EMIT laterStallRequested();
    else
        m_parts.list->chooseNext();
}

void StallController::forget()
{
    m_selected = 0;
    m_parts.list->select(0);
    m_parts.code->clearMark();
}

void StallController::refresh()
{
    const Trace::Stall *stall = m_parts.run->openStall();
    if (!stall || (isReading() && stall->id != m_selected))
        return;
    // The time of the stall before would be taken for this one's; its first stack is most often there by
    // then.
    if (!stall->culprit() && Models::stallDuration(*stall, m_parts.run->now()) > patience)
        m_parts.code->clearMark();
    markLine(*stall);
    if (isReading())
        showPage();
}

void StallController::remark()
{
    const Models::StallStore &stalls = m_parts.run->stalls();
    const Trace::Stall *stall = stalls.find(m_selected);
    const auto &all = stalls.all();
    for (auto at = all.rbegin(); !stall && at != all.rend(); ++at)
        stall = at->second.culprit() ? &at->second : nullptr;
    if (stall)
        markLine(*stall);
}

void StallController::followStall(Trace::StallId id)
{
    const Trace::Stall *newest = m_parts.run->stalls().newest();
    // What was chosen after the run stays; during it the newest stall is what matters.
    const bool follows = (m_parts.run->isLive() && !isReading()) || m_selected == 0 || m_selected == id;
    // Of the newest no sample may have been taken: any guilty line is better than none.
    const bool isMarked = m_parts.code->isMarked();
    const Trace::Stall *stall = m_parts.run->stalls().find(id);
    if (stall && follows && (stall == newest || !isMarked))
        markLine(*stall);
    if (id == m_selected || isReading())
        showPage();
}

bool StallController::isReading() const
{
    return m_selected != 0 && m_parts.page->isVisible();
}

void StallController::markLine(const Trace::Stall &stall)
{
    const Trace::Frame *culprit = stall.culprit();
    if (!culprit)
        return;
    const Base::Duration lasted = Models::stallDuration(stall, m_parts.run->now());
    const bool climbing = stall.open && m_parts.run->isLive();
    m_parts.code->mark(culprit->file, culprit->line,
                       climbing ? Theme::formatLive(lasted) : Theme::formatStall(lasted));
    m_parts.code->setCreatedAt(stall.createdAt);
}

bool StallController::blocked(const Trace::Stall *stall, const QString &file, int line)
{
    const Trace::Frame *culprit = stall ? stall->culprit() : nullptr;
    return culprit && culprit->file == file && culprit->line == line;
}

// The figure stands at the line that blocked, never at its caller's.
void StallController::showLine(const QString &file, int line)
{
    const Trace::Stall *stall = m_parts.run->stalls().find(m_selected);
    if (blocked(stall, file, line)) {
        markLine(*stall);
        m_parts.code->goToLine();
    } else if (stall) {
        m_parts.code->showPlace(file, line);
    }
}

void StallController::showPage()
{
    const Models::StallStore &stalls = m_parts.run->stalls();
    const Trace::Stall *stall = stalls.find(m_selected);
    if (!stall)
        return;
    const auto place = std::distance(stalls.all().begin(), stalls.all().find(m_selected));
    Panels::StallPosition position;
    position.number = place + 1;
    position.count = std::max(static_cast<qint64>(stalls.size()), m_countOfTrace);
    // What begins the work may have begun a moment before it.
    position.startedAt = std::max(stall->startedAt - m_parts.run->workStartedAt().value_or(stall->startedAt),
                                  Base::Duration::zero());
    position.isOver = !m_parts.run->isLive();
    position.duration = Models::stallDuration(*stall, m_parts.run->now());
    const Trace::Frame *culprit = stall->culprit();
    const bool isVariants = culprit && m_variant && culprit->file == m_variant->sourceFile;
    m_parts.page->setRemedy(isVariants ? m_variant->advice : QString());
    m_parts.page->setThreshold(m_parts.charts->threshold()); // a trace and a program have their own
    m_parts.page->showStall(*stall, position);
}

} // namespace Loopscope::Ui
