#include "ui/panels/headerpanel.h"

#include "ui/panels/look.h"
#include "ui/panels/parameterbar.h"
#include "ui/panels/rolelabel.h"
#include "ui/panels/textbutton.h"

#include <QSignalBlocker>

namespace Loopscope::Panels {

namespace {

constexpr int headerHeight = 128;
constexpr int controlsTop = 80;
constexpr int controlGap = 8;
constexpr int groupGap = 24; // on both sides of the divider
constexpr QSize progressSize(128, 4);
constexpr int progressTop = 104;
constexpr int progressTextWidth = 184;

} // namespace

HeaderPanel::HeaderPanel(const Theme::Theme *theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_title(new RoleLabel(theme, FontRole::Title, ColorRole::Text, this))
    , m_lesson(new RoleLabel(theme, FontRole::Lesson, ColorRole::Text2, this))
    , m_progressText(new RoleLabel(theme, FontRole::Label, ColorRole::Text2, this))
    , m_parameters(new ParameterBar(theme, this))
    , m_run(new TextButton(theme, TextButton::Weight::Primary, this))
    , m_compare(new TextButton(theme, TextButton::Weight::Normal, this))
{
    setFixedHeight(headerHeight);
    m_progressText->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_progressText->setAccessibleName(tr("Progress"));
    m_compare->setContent(tr("Compare"), Theme::Icon::Compare, tr("C"));
    connect(m_run, &TextButton::clicked, this, &HeaderPanel::pressRun);
    connect(m_compare, &TextButton::clicked, this, &HeaderPanel::compareRequested);
    connect(m_parameters, &ParameterBar::edited, this, &HeaderPanel::parameterEdited);
    connect(m_parameters, &ParameterBar::left, this, &HeaderPanel::left);
    connect(theme, &Theme::Theme::changed, this, qOverload<>(&QWidget::update));
    setMode(RunMode::Ready);
}

void HeaderPanel::showScenario(const Scenario::Scenario *scenario, const Scenario::Parameters &parameters,
                               bool repeat)
{
    m_scenario = scenario;
    m_title->setText(scenario->title);
    m_lesson->setText(scenario->lesson);
    m_parameters->setParameters(parameters);
    m_parameters->setRepeat(repeat);
    makeVariants();
    setMode(RunMode::Ready);
    setProgress(QString());
    place();
}

void HeaderPanel::makeVariants()
{
    for (VariantButton *button : m_variants) {
        button->hide();
        button->deleteLater();
    }
    m_variants.clear();
    const int count = static_cast<int>(m_scenario->variants.size());
    for (int at = 0; at < count; ++at) {
        const Scenario::Variant &variant = m_scenario->variants[static_cast<std::size_t>(at)];
        auto *button = new VariantButton(m_theme, at + 1, rankOf(at, count), variant.title, this);
        button->setObjectName(variant.id);
        button->setChecked(at == 0);
        connect(button, &VariantButton::toggled, this, [this, id = variant.id](bool chosen) {
            if (chosen)
                Q_EMIT variantChosen(id);
        });
        // Beside a comparison the chosen one, too, leads back to its run.
        connect(button, &VariantButton::clicked, this, [this, id = variant.id] {
            if (m_comparing)
                Q_EMIT variantChosen(id);
        });
        button->show();
        m_variants.push_back(button);
    }
    setComparing(m_comparing);
}

// Tab goes as one reads: variants, settings, Run. What is new, or comes out of the drop-down, was put behind
// everything of the window.
void HeaderPanel::orderTabs()
{
    QWidget *last = m_run->previousInFocusChain();
    const auto follow = [&last](QWidget *next) {
        setTabOrder(last, next);
        last = next;
    };
    for (VariantButton *button : m_variants)
        follow(button);
    for (QWidget *stop : m_parameters->stops()) {
        if (stop->window() == window()) // not those of the drop-down
            follow(stop);
    }
    follow(m_run);
    follow(m_compare);
}

void HeaderPanel::selectVariant(const QString &id)
{
    for (VariantButton *button : m_variants) {
        // Only the one that is switched on is blocked: it still has to switch the others off.
        const QSignalBlocker quiet(this);
        if (button->objectName() == id)
            button->setChecked(true);
    }
}

QString HeaderPanel::variant() const
{
    for (const VariantButton *button : m_variants) {
        if (button->isChecked())
            return button->objectName();
    }
    return {};
}

Scenario::Parameters HeaderPanel::parameters() const
{
    return m_parameters->parameters();
}

QString HeaderPanel::progress() const
{
    return m_progressText->text();
}

bool HeaderPanel::repeat() const
{
    return m_parameters->repeat();
}

void HeaderPanel::chooseVariant(int number)
{
    const auto at = static_cast<std::size_t>(number - 1);
    if (number >= 1 && at < m_variants.size() && m_variants[at]->isEnabled())
        m_variants[at]->setChecked(true);
}

void HeaderPanel::setMode(RunMode mode)
{
    m_mode = mode;
    const bool busy = mode == RunMode::Running || mode == RunMode::Stopping;
    m_run->setEnabled(mode == RunMode::Ready || mode == RunMode::Running);
    if (mode == RunMode::Stopping)
        m_run->setContent(tr("Stopping"), Theme::Icon::Stop, tr("Space"));
    else if (busy)
        m_run->setContent(tr("Stop"), Theme::Icon::Stop, tr("Space"));
    else
        m_run->setContent(m_comparing ? tr("Run again") : tr("Run"), Theme::Icon::Play, tr("Space"));
    m_compare->setEnabled(m_mode != RunMode::Unavailable && m_variants.size() > 1);
    m_parameters->setLocked(busy);
    place();
}

void HeaderPanel::setComparing(bool comparing)
{
    m_comparing = comparing;
    m_compare->setActive(comparing);
    for (VariantButton *button : m_variants)
        button->setCompared(comparing);
    setMode(m_mode);
}

void HeaderPanel::setVariantsLocked(bool locked)
{
    for (VariantButton *button : m_variants)
        button->setEnabled(!locked);
}

void HeaderPanel::setProgress(const QString &text, std::optional<double> fraction)
{
    if (text != m_progressText->text())
        m_progressText->setText(text);
    setAlarming(false);
    if (fraction == m_fraction)
        return;
    const bool moves = fraction.has_value() != m_fraction.has_value();
    m_fraction = fraction;
    if (moves)
        place();
    update(progressBar());
}

void HeaderPanel::setAlarming(bool alarming)
{
    m_progressText->setColorRole(alarming ? ColorRole::StallText : ColorRole::Text2);
}

void HeaderPanel::pressRun()
{
    if (m_mode == RunMode::Ready && m_comparing)
        Q_EMIT compareRequested();
    else if (m_mode == RunMode::Ready)
        Q_EMIT runRequested();
    else if (m_mode == RunMode::Running)
        Q_EMIT stopRequested();
}

QRect HeaderPanel::progressBar() const
{
    return {QPoint(width() - edge - progressSize.width(), progressTop), progressSize};
}

void HeaderPanel::place()
{
    const QSize run = m_run->sizeHint();
    const int compareWidth = m_compare->sizeHint().width();
    m_compare->setGeometry(width() - edge - compareWidth, 16, compareWidth, run.height());
    m_run->setGeometry(m_compare->x() - controlGap - run.width(), 16, run.width(), run.height());
    const int textWidth = m_run->x() - 2 * edge;
    m_title->setGeometry(edge, 15, textWidth, 32);
    // In a narrow window below the buttons, where it has all of the width.
    const bool isBeside = m_lesson->sizeHint().width() <= textWidth;
    m_lesson->setGeometry(edge, isBeside ? 48 : controlsTop - 24, isBeside ? textWidth : width() - 2 * edge,
                          24);
    // With a bar the words stand above it, else in the middle of the row.
    m_progressText->setGeometry(width() - edge - progressTextWidth, m_fraction ? 79 : 86, progressTextWidth,
                                20);
    int x = edge;
    for (VariantButton *button : m_variants) {
        const QSize size = button->sizeHint();
        button->setGeometry(x, controlsTop, size.width(), size.height());
        x += size.width() + controlGap;
    }
    x += m_variants.empty() ? 0 : 2 * groupGap - controlGap;
    m_parameters->setGeometry(x - groupGap + edge, controlsTop, width() - progressTextWidth - edge - x,
                              controlHeight);
    orderTabs();
}

void HeaderPanel::resizeEvent(QResizeEvent *)
{
    place();
}

void HeaderPanel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme->color(ColorRole::Window));
    paintRule(painter, 0, height() - 1, width(), m_theme->color(ColorRole::Line));
    if (!m_variants.empty()) {
        const int x = m_variants.back()->geometry().right() + 1 + groupGap;
        painter.fillRect(QRect(x, controlsTop + 4, 1, controlHeight - 8), m_theme->color(ColorRole::Line));
    }
    if (m_fraction) {
        const QRect bar = progressBar();
        painter.fillRect(bar, m_theme->color(ColorRole::Raised));
        const double share = qBound(0.0, *m_fraction, 1.0);
        painter.fillRect(QRect(bar.left(), bar.top(), qRound(bar.width() * share), bar.height()),
                         m_theme->color(ColorRole::Accent));
    }
}

} // namespace Loopscope::Panels
