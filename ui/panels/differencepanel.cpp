#include "ui/panels/differencepanel.h"

#include "ui/panels/diffview.h"
#include "ui/panels/look.h"
#include "ui/panels/rolelabel.h"
#include "ui/panels/textbutton.h"

#include <QFile>
#include <QFontMetrics>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace Loopscope::Panels {

namespace {

constexpr int contextLines = 2;

QStringList linesOf(const QString &sourceFile)
{
    QFile file(QStringLiteral(":/") + sourceFile);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QString text = QString::fromUtf8(file.readAll());
    if (text.endsWith(u'\n'))
        text.chop(1);
    return text.split(u'\n');
}

} // namespace

DifferencePanel::DifferencePanel(const Theme::Theme *theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_title(new RoleLabel(theme, FontRole::BodyStrong, ColorRole::Text, this))
    , m_names(new RoleLabel(theme, FontRole::Label, ColorRole::Text2, this))
    , m_next(new TextButton(theme, TextButton::Weight::Quiet, this))
    , m_view(new DiffView(theme, this))
{
    setAccessibleName(tr("What differs"));
    m_next->setContent(tr("Other two"), std::nullopt, tr("D"));
    m_names->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_title->setText(tr("What differs"));
    m_title->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
    auto *header = new QWidget(this);
    header->setFixedHeight(rowHeight);
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(edge, 0, edge / 2, 0);
    row->setSpacing(edge / 2);
    row->addWidget(m_title);
    row->addWidget(m_names, 1);
    row->addWidget(m_next);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(header);
    layout->addWidget(m_view, 1);
    connect(m_next, &TextButton::clicked, this, &DifferencePanel::nextPair);
    connect(theme, &Theme::Theme::changed, this, qOverload<>(&QWidget::update));
}

void DifferencePanel::showScenario(const Scenario::Scenario *scenario)
{
    if (scenario == m_scenario)
        return;
    m_scenario = scenario;
    m_pairs.clear();
    m_shown = 0;
    m_isChosen = false;
    const int count = static_cast<int>(scenario->variants.size());
    if (count > 1)
        m_pairs.emplace_back(0, count - 1);
    for (int after = count - 1; after > 0; --after) {
        for (int before = after - 1; before >= 0; --before) {
            if (std::pair(before, after) != m_pairs.front())
                m_pairs.emplace_back(before, after);
        }
    }
    showPairButton(true);
    // A button has a margin of its own, a name has none.
    m_names->parentWidget()->layout()->setContentsMargins(edge, 0, m_pairs.size() > 1 ? edge / 2 : edge, 0);
    show();
}

std::pair<int, int> DifferencePanel::pair() const
{
    return m_pairs.empty() ? std::pair(-1, -1) : m_pairs[m_shown];
}

void DifferencePanel::praise(const Scenario::Variant *best)
{
    if (!best || m_isChosen)
        return;
    const auto isPraised = [&](const std::pair<int, int> &pair) {
        return pair.first == 0 && m_scenario->variants[static_cast<std::size_t>(pair.second)].id == best->id;
    };
    const auto found = std::ranges::find_if(m_pairs, isPraised);
    const auto at = static_cast<std::size_t>(found - m_pairs.begin());
    if (found != m_pairs.end() && std::exchange(m_shown, at) != at)
        show();
}

void DifferencePanel::showPairButton(bool shown)
{
    m_next->setVisible(shown && m_pairs.size() > 1);
}

void DifferencePanel::nextPair()
{
    if (m_pairs.size() < 2)
        return;
    m_isChosen = true;
    m_shown = (m_shown + 1) % m_pairs.size();
    show();
}

void DifferencePanel::show()
{
    if (m_pairs.empty())
        return;
    const auto [before, after] = m_pairs[m_shown];
    const Scenario::Variant &worse = m_scenario->variants[static_cast<std::size_t>(before)];
    const Scenario::Variant &better = m_scenario->variants[static_cast<std::size_t>(after)];
    const int count = static_cast<int>(m_scenario->variants.size());
    nameThem();
    const auto lines = Session::sourceDifference(linesOf(worse.sourceFile), linesOf(better.sourceFile));
    const auto tellingLine = [this](const Scenario::Variant &variant) {
        return m_tellingLine ? m_tellingLine(*m_scenario, variant) : 0;
    };
    m_view->setLines(Session::unindented(Session::folded(lines, contextLines)), Models::rankOf(before, count),
                     Models::rankOf(after, count), {tellingLine(worse), tellingLine(better)});
}

// By their numbers when the names have no room.
void DifferencePanel::nameThem()
{
    if (m_pairs.empty())
        return;
    const auto [before, after] = m_pairs[m_shown];
    const auto title = [this](int at) { return m_scenario->variants[static_cast<std::size_t>(at)].title; };
    const QString names = tr("%1 to %2").arg(title(before), title(after));
    // Nothing may be laid out yet.
    const int button = m_pairs.size() > 1 ? m_next->sizeHint().width() + edge / 2 : 0;
    const int room = width() - m_title->sizeHint().width() - button - 3 * edge;
    const bool hasRoom = QFontMetrics(m_theme->font(FontRole::Label)).horizontalAdvance(names) <= room;
    m_names->setText(hasRoom ? names : tr("variant %1 to variant %2").arg(before + 1).arg(after + 1));
    m_names->setToolTip(names);
}

void DifferencePanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    nameThem();
}

void DifferencePanel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme->color(ColorRole::Code));
    paintRule(painter, 0, rowHeight - 1, width(), m_theme->color(ColorRole::Line));
}

} // namespace Loopscope::Panels
