// What the blocked thread did: the ramp, the flame and the stack. stallpanel.cpp has the rest of the page.
#include "ui/charts/flamechart.h"
#include "ui/charts/flamelook.h"
#include "ui/charts/stallramp.h"
#include "ui/panels/flamelistmodel.h"
#include "ui/panels/focusring.h"
#include "ui/panels/framedelegate.h"
#include "ui/panels/framemodel.h"
#include "ui/panels/listview.h"
#include "ui/panels/look.h"
#include "ui/panels/rolelabel.h"
#include "ui/panels/stallpanel.h"
#include "ui/panels/textbutton.h"
#include "ui/theme/format.h"

#include <QApplication>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QPainter>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace Loopscope::Panels {

namespace {

constexpr int gap = 8;
constexpr int highRamp = 132;
constexpr int lowRamp = 84;
constexpr int lowPage = 620;
constexpr int fewestRows = 4;      // of flame and stack, else the page scrolls
constexpr int mostRows = 12;       // of each, where it does
constexpr double flameShare = 0.7; // of what the rest of the page leaves

/// "your code", with its colour before it.
class LegendEntry final : public QWidget
{
public:
    LegendEntry(const Theme::Theme *theme, const QString &text, Trace::FrameOrigin origin, QWidget *parent)
        : QWidget(parent)
        , m_theme(theme)
        , m_text(text)
        , m_origin(origin)
    {
        setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
        connect(theme, &Theme::Theme::changed, this, qOverload<>(&QWidget::update));
    }

    QSize sizeHint() const override
    {
        const QFontMetrics metrics(m_theme->font(FontRole::Label));
        return {swatch + gap + metrics.horizontalAdvance(m_text) + 1, m_theme->lineHeight(FontRole::Label)};
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        Charts::paintFlameGround(painter, QRect(0, (height() - swatch) / 2, swatch, swatch), m_origin,
                                 *m_theme);
        paintText(painter, rect().adjusted(swatch + gap, 0, 0, 0), m_text, m_theme->font(FontRole::Label),
                  m_theme->color(ColorRole::Text2), Qt::AlignLeft | Qt::AlignVCenter, Qt::ElideNone);
    }

private:
    static constexpr int swatch = 12;

    const Theme::Theme *m_theme;
    const QString m_text;
    const Trace::FrameOrigin m_origin;
};

bool blocksAt(const Trace::Stack &stack, const Trace::Frame &line)
{
    const Trace::Frame *own = Trace::innermostOwnFrame(stack);
    return own && own->line == line.line && own->file == line.file;
}

bool isSameStack(const Trace::Stack &one, const Trace::Stack &other)
{
    return std::ranges::equal(one.frames, other.frames, [](const Trace::Frame &a, const Trace::Frame &b) {
        return a.function == b.function && a.line == b.line && a.file == b.file;
    });
}

bool hasLoopscopes(const std::vector<Trace::FlameNode> &nodes)
{
    return std::ranges::any_of(nodes, [](const Trace::FlameNode &node) {
        return Charts::flameOrigin(node) == Trace::FrameOrigin::Monitor || hasLoopscopes(node.children);
    });
}

} // namespace

QWidget *StallPanel::makeRamp()
{
    m_rampPart = new QWidget(m_content);
    auto *name = new RoleLabel(m_theme, FontRole::BodyStrong, ColorRole::Text, m_rampPart);
    name->setText(tr("Loop latency during the stall"));
    m_rampRemark = new RoleLabel(m_theme, FontRole::Label, ColorRole::Text3, m_rampPart);
    m_ramp = new Charts::StallRamp(m_theme, m_rampPart);
    m_ramp->setFixedHeight(highRamp);
    auto *title = new QHBoxLayout;
    title->setSpacing(gap);
    title->addWidget(name);
    title->addWidget(m_rampRemark, 1);
    auto *layout = new QVBoxLayout(m_rampPart);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(title);
    layout->addWidget(m_ramp);
    return m_rampPart;
}

QLayout *StallPanel::makeFlame()
{
    auto *title = new RoleLabel(m_theme, FontRole::BodyStrong, ColorRole::Text, m_content);
    title->setText(tr("Flame of this stall"));
    m_flameRemark = new RoleLabel(m_theme, FontRole::Label, ColorRole::Text3, m_content);
    auto *row = new QHBoxLayout;
    row->setSpacing(gap);
    row->addWidget(title);
    row->addWidget(m_flameRemark, 1);
    const auto addEntry = [&](const QString &text, Trace::FrameOrigin origin) {
        m_legend.push_back(new LegendEntry(m_theme, text, origin, m_content));
        row->addWidget(m_legend.back());
        row->addSpacing(gap / 2);
    };
    addEntry(tr("your code"), Trace::FrameOrigin::Own);
    addEntry(tr("Qt"), Trace::FrameOrigin::Qt);
    addEntry(tr("libraries"), Trace::FrameOrigin::Library);
    addEntry(tr("system"), Trace::FrameOrigin::System);
    addEntry(tr("Loopscope"), Trace::FrameOrigin::Monitor);
    m_loopscopeEntry = m_legend.back();
    m_loopscopeEntry->setToolTip(tr("Loopscope's own code: it runs the variant and watches the loop"));
    m_asList = new TextButton(m_theme, TextButton::Weight::Quiet, m_content);
    m_asList->setCheckable(true);
    m_asList->setContent(tr("List"), std::nullopt, tr("L"));
    connect(m_asList, &TextButton::clicked, this, &StallPanel::toggleFlameList);
    row->addWidget(m_asList);
    m_legend.push_back(m_asList);
    m_flame = new Charts::FlameChart(m_theme, m_content);
    leaveUnmarked(m_flame); // it marks its chosen frame
    m_flame->setToolTip(tr("Flame (F6, then the arrows)"));
    m_flameArea = new QScrollArea(m_content);
    m_flameArea->setWidget(m_flame);
    m_flameArea->setWidgetResizable(true);
    m_flameArea->setFrameShape(QFrame::NoFrame);
    m_flameArea->setFocusPolicy(Qt::NoFocus);
    m_flameArea->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_flameArea->setAccessibleName(tr("Flame of this stall"));
    m_flameRows = new FlameListModel(this);
    m_flameList = new ListView(m_content);
    m_flameList->setModel(m_flameRows);
    m_flameList->setItemDelegate(new FrameDelegate(m_theme, m_flameList));
    m_flameList->setAccessibleName(tr("Flame as a list, outermost first"));
    m_flameList->setToolTip(tr("Flame as a list (L)"));
    m_flameList->hide();
    auto *layout = new QVBoxLayout;
    layout->setSpacing(gap / 2);
    layout->addLayout(row);
    layout->addWidget(m_flameArea);
    layout->addWidget(m_flameList);
    m_namesRemark = new RoleLabel(m_theme, FontRole::Label, ColorRole::Text2, m_content);
    m_namesRemark->setWrapped();
    m_namesRemark->hide();
    layout->addWidget(m_namesRemark);
    return layout;
}

QLayout *StallPanel::makeStackTitle()
{
    auto *title = new RoleLabel(m_theme, FontRole::BodyStrong, ColorRole::Text, m_content);
    title->setText(tr("Stack"));
    m_stackRemark = new RoleLabel(m_theme, FontRole::Label, ColorRole::Text3, m_content);
    m_copy = new TextButton(m_theme, TextButton::Weight::Normal, m_content);
    m_copy->setContent(tr("Copy"), std::nullopt, tr("Ctrl+C"));
    m_copy->setToolTip(tr("Copy the stall and its stack as text (Ctrl+C)"));
    connect(m_copy, &TextButton::clicked, this, &StallPanel::copy);
    auto *row = new QHBoxLayout;
    row->setSpacing(gap);
    row->addWidget(title);
    row->addWidget(m_stackRemark, 1);
    row->addWidget(m_copy);
    return row;
}

void StallPanel::connectStacks()
{
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, &StallPanel::requestLine);
    connect(m_view, &QListView::activated, this, &StallPanel::toggleFold);
    connect(m_flameList->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &StallPanel::requestLine);
    connect(m_flame, &Charts::FlameChart::lineRequested, this, &StallPanel::lineRequested);
}

void StallPanel::requestLine(const QModelIndex &index)
{
    const ListView *list = index.model() == m_frames ? m_view : m_flameList;
    if (list->hasFocus())
        bringIntoSight(list->viewport(), list->visualRect(index));
    if (const int line = index.data(FrameModel::LineRole).toInt(); line > 0)
        Q_EMIT lineRequested(index.data(FrameModel::FileRole).toString(), line);
}

void StallPanel::toggleFold(const QModelIndex &index)
{
    const int row = index.row();
    m_frames->toggleFold(row);
    m_view->setCurrentIndex(m_frames->index(std::min(row, m_frames->rowCount() - 1)));
}

void StallPanel::toggleFlameList()
{
    if (!hasLegend())
        return; // without a sample there is neither
    m_asList->setChecked(m_flameList->isHidden());
    showFlameOrList();
    if (m_asList->isChecked())
        m_flameList->setFocus(Qt::ShortcutFocusReason);
    else
        m_flame->setFocus(Qt::ShortcutFocusReason);
}

void StallPanel::showFlameOrList()
{
    const bool asList = m_asList->isChecked() && hasLegend();
    m_flameList->setVisible(asList);
    m_flameArea->setVisible(!asList);
}

void StallPanel::setThreshold(Base::Duration threshold)
{
    m_threshold = threshold;
}

// Of those that show the line that the page names.
const Trace::Stack *StallPanel::mostFrequentStack(int *count) const
{
    const Trace::Stack *best = nullptr;
    *count = 0;
    if (!m_stall.stacks)
        return best;
    const Trace::Frame *culprit = m_stall.culprit();
    for (const Trace::Stack &stack : *m_stall.stacks) {
        if (culprit && !blocksAt(stack, *culprit))
            continue;
        const auto same = static_cast<int>(std::ranges::count_if(
            *m_stall.stacks, [&stack](const Trace::Stack &other) { return isSameStack(stack, other); }));
        if (same > *count) {
            best = &stack;
            *count = same;
        }
    }
    return best;
}

QString StallPanel::systemCall() const
{
    const auto samples = m_stall.stacks ? m_stall.stacks->size() : 0;
    if (samples == 0)
        return hasEnded() ? tr("no sample") : tr("not known yet");
    const auto countOf = [this](const Trace::Stack &stack) {
        return std::ranges::count(*m_stall.stacks, stack.systemCall, &Trace::Stack::systemCall);
    };
    const QString call = std::ranges::max_element(*m_stall.stacks, {}, countOf)->systemCall;
    const auto same = std::ranges::count(*m_stall.stacks, call, &Trace::Stack::systemCall);
    const QString name = call.isEmpty() ? tr("none") : call;
    return samples == 1 ? name : tr("%1, %2 of %3").arg(name).arg(same).arg(samples);
}

QString StallPanel::samplesRemark() const
{
    if (!hasEnded())
        return tr("none was taken yet");
    // Of a stack that cannot be read the evidence tells why.
    const bool isUnreadable = m_stall.cause == Trace::StallCause::Unknown && !m_stall.evidence.isEmpty();
    return isUnreadable ? tr("no sample was taken") : tr("it ended before a sample was taken");
}

// A library has its names in a package of its own; the program's are the business of who built it.
QString StallPanel::namelessProgram() const
{
    for (const Trace::Stack &stack : m_stall.stacks ? *m_stall.stacks : std::vector<Trace::Stack>()) {
        for (const Trace::Frame &frame : stack.frames) {
            const QString module = QFileInfo(frame.module).fileName();
            const bool isProgram =
                !module.isEmpty() && !module.startsWith(u'[') && !module.contains(QLatin1String(".so"));
            if (isProgram && frame.function == QLatin1String("??"))
                return module;
        }
    }
    return {};
}

QString StallPanel::namesRemark() const
{
    return m_namesRemark->isHidden() ? QString() : m_namesRemark->text();
}

void StallPanel::showStack()
{
    int count = 0;
    const Trace::Stack *stack = mostFrequentStack(&count);
    m_frames->setStack(stack ? stack->frames : std::vector<Trace::Frame>());
    const auto samples = m_stall.stacks ? static_cast<qint64>(m_stall.stacks->size()) : 0;
    if (samples == 0)
        m_stackRemark->setText(samplesRemark());
    else if (samples == 1)
        m_stackRemark->setText(tr("one sample, innermost first"));
    else
        m_stackRemark->setText(
            tr("most frequent, %1 of %2, innermost first")
                .arg(count)
                .arg(Theme::formatPlural(tr("%n sample(s)", nullptr, Theme::pluralOf(samples)), samples)));
    if (stack && stack->approximate)
        m_stackRemark->setText(tr("%1; approximate, a frame may be missing").arg(m_stackRemark->text()));
    const Trace::Flame flame = Trace::flameOf(m_stall);
    const QString counted =
        Theme::formatPlural(tr("%n sample(s)", nullptr, Theme::pluralOf(samples)), samples);
    m_flameRemark->setText(samples == 0   ? samplesRemark()
                           : samples == 1 ? counted
                                          : tr("%1; width is time").arg(counted));
    m_rampRemark->setText(samples == 0 ? tr("ms, linear")
                                       : tr("ms, linear; each circle is one stack sample"));
    for (QWidget *entry : m_legend)
        entry->setVisible(samples > 0);
    m_loopscopeEntry->setVisible(hasLoopscopes(flame.roots));
    showFlameOrList();
    const QString nameless = namelessProgram();
    m_namesRemark->setVisible(!nameless.isEmpty());
    m_namesRemark->setText(
        tr("Names are missing: %1 has no debug information (build it with -g).").arg(nameless));
    m_copy->setEnabled(samples > 0); // Ctrl+C has what else is known
    m_flameRows->setFlame(flame);
    m_flame->setFlame(flame);
    fitHeights();
}

void StallPanel::makeScroller()
{
    m_scroller->setWidget(m_content);
    m_content->setAutoFillBackground(false);
    m_scroller->viewport()->setAutoFillBackground(false);
    m_scroller->setFrameShape(QFrame::NoFrame);
    m_scroller->setFocusPolicy(Qt::NoFocus);
    m_scroller->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget *, QWidget *now) {
        if (now && m_content->isAncestorOf(now))
            bringIntoSight(now, now->rect());
    });
}

// Of what is higher than the page its begin.
void StallPanel::bringIntoSight(const QWidget *part, const QRect &area)
{
    const QPoint at = part->mapTo(m_content, area.topLeft());
    m_scroller->ensureVisible(0, at.y() + area.height(), 0, gap);
    m_scroller->ensureVisible(0, at.y(), 0, gap);
}

int StallPanel::leastHeight() const
{
    const QLayout *parts = m_content->layout();
    return parts->hasHeightForWidth() ? parts->minimumHeightForWidth(m_content->width())
                                      : parts->minimumSize().height();
}

// The flame is as high as its stack is deep, as long as the list below it has room. Where both would be
// slits, the page scrolls.
void StallPanel::fitHeights()
{
    layout()->invalidate();
    layout()->activate();
    const int height = m_scroller->height(); // its viewport knows only when it is shown
    m_content->resize(m_scroller->width(), height);
    m_ramp->setFixedHeight(height < lowPage ? lowRamp : highRamp);
    m_flameArea->setFixedHeight(0);
    m_flameList->setFixedHeight(0);
    // Nested layouts know their sizes anew only after this.
    m_content->layout()->invalidate();
    m_content->layout()->activate();
    constexpr int row = Charts::FlameChart::rowHeight;
    const int least = leastHeight();
    const int flame = m_flame->sizeHint().height();
    const int stack = m_frames->rowCount() * std::max(m_view->sizeHintForRow(0), 0);
    const bool fits = height - least >= std::min(flame, fewestRows * row) + std::min(stack, fewestRows * row);
    const int left =
        fits ? height - least : std::min(flame, mostRows * row) + std::min(stack, mostRows * row);
    const int rows = static_cast<int>(left * flameShare) / row;
    const int most = fits ? std::max(rows, 1) * row : mostRows * row;
    m_flameArea->setFixedHeight(std::min(flame, most));
    m_flameList->setFixedHeight(fits ? most : std::min(flame, most));
    m_content->resize(m_content->width(), std::max(least + left, height));
    // The innermost own function is what one looks for; it can be scrolled to when everything has its place.
    QMetaObject::invokeMethod(this, &StallPanel::showOwnBar, Qt::QueuedConnection);
}

void StallPanel::showOwnBar()
{
    if (m_frames->culpritRow() >= 0)
        m_view->scrollTo(m_frames->index(m_frames->culpritRow()), QAbstractItemView::EnsureVisible);
    m_flameArea->ensureVisible(0, static_cast<int>(m_flame->ownBar().bottom()), 0,
                               Charts::FlameChart::rowHeight);
}

void StallPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitHeights();
}

} // namespace Loopscope::Panels
