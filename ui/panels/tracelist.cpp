#include "ui/panels/tracelist.h"

#include "ui/panels/look.h"
#include "ui/panels/sidecolumn.h"
#include "ui/panels/textbutton.h"
#include "ui/theme/icons.h"

#include <QFileInfo>
#include <QFontMetrics>

namespace Loopscope::Panels {

namespace {

constexpr int cardHeight = 88;
constexpr int cardGap = 8;
constexpr int factTitle = 17;
constexpr int factLine = 20;
constexpr int factGap = 7;
constexpr int mostRecent = 5;

} // namespace

TraceList::TraceList(const Theme::Theme *theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_back(new TextButton(theme, TextButton::Weight::Row, this))
    , m_open(new TextButton(theme, TextButton::Weight::Row, this))
{
    setFixedWidth(sideColumnWidth);
    setAccessibleName(tr("Traces"));
    m_back->setContent(tr("Back to slides"), Theme::Icon::ChevronLeft, tr("Esc"));
    m_open->setContent(tr("Open a trace\u2026"), Theme::Icon::Folder, tr("Ctrl+O"));
    connect(m_back, &TextButton::clicked, this, &TraceList::backRequested);
    connect(m_open, &TextButton::clicked, this, &TraceList::openRequested);
    connect(theme, &Theme::Theme::changed, this, qOverload<>(&QWidget::update));
}

void TraceList::setTraces(std::vector<TraceCard> cards)
{
    m_cards = std::move(cards);
    QStringList names;
    for (const TraceCard &card : m_cards)
        names.append(QStringLiteral("%1 %2, %3").arg(card.letter, card.name, card.figures).trimmed());
    setAccessibleDescription(names.join(QStringLiteral("; ")));
    place();
    update();
}

void TraceList::setFacts(std::vector<std::pair<QString, QString>> facts)
{
    m_facts = std::move(facts);
    place();
    update();
}

void TraceList::setRecent(const QStringList &paths)
{
    for (TextButton *button : m_recent) {
        button->hide();
        button->deleteLater();
    }
    m_recent.clear();
    for (const QString &path : paths.first(qMin<qsizetype>(paths.size(), mostRecent))) {
        auto *button = new TextButton(m_theme, TextButton::Weight::Quiet, this);
        const QString name = QFileInfo(path).fileName();
        const QFontMetrics metrics(m_theme->font(FontRole::Label));
        // What tells recordings of one slide apart is at the end.
        button->setContent(metrics.elidedText(QFileInfo(name).completeBaseName(), Qt::ElideLeft,
                                              sideColumnWidth - 2 * edge - 8));
        button->setAccessibleName(tr("Open %1").arg(name));
        button->setToolTip(path);
        connect(button, &TextButton::clicked, this, [this, path] { Q_EMIT recentRequested(path); });
        button->show();
        m_recent.push_back(button);
    }
    place();
    update();
}

int TraceList::factsTop() const
{
    return sideColumnListTop + static_cast<int>(m_cards.size()) * (cardHeight + cardGap) + 8;
}

int TraceList::recentTop() const
{
    int top = factsTop() + 8;
    for (const auto &[title, value] : m_facts)
        top += factTitle + factGap + factLine * static_cast<int>(value.count(u'\n') + 1);
    return top;
}

void TraceList::place()
{
    int bottom = height() - 8;
    for (TextButton *button : {m_open, m_back}) {
        bottom -= rowHeight;
        button->setGeometry(8, bottom, width() - 16, controlHeight);
    }
    int y = recentTop() + 24;
    for (TextButton *button : m_recent) {
        // A low window has no room for all of them.
        button->setVisible(y + controlHeight <= bottom - 8);
        button->setGeometry(8, y, button->sizeHint().width(), controlHeight);
        y += controlHeight;
    }
}

void TraceList::resizeEvent(QResizeEvent *)
{
    place();
}

void TraceList::paintCard(QPainter &painter, const QRect &rect, const TraceCard &card) const
{
    paintBox(painter, rect, m_theme->color(ColorRole::Raised));
    painter.fillRect(QRect(rect.left(), rect.top() + 8, 3, rect.height() - 16), m_theme->color(card.color));
    int x = rect.left() + 15;
    if (!card.letter.isEmpty())
        x += 10 + paintText(painter, QRect(x, rect.top() + 10, 20, 24), card.letter,
                            m_theme->font(FontRole::ListNumber), m_theme->color(card.color));
    paintText(painter, QRect(x, rect.top() + 10, rect.right() - x - 8, 24),
              QFileInfo(card.name).completeBaseName(), m_theme->font(FontRole::BodyStrong),
              m_theme->color(ColorRole::Text), Qt::AlignLeft | Qt::AlignVCenter, Qt::ElideLeft);
    x = rect.left() + 15;
    paintText(painter, QRect(x, rect.top() + 36, rect.width() - 24, 20), card.figures,
              m_theme->font(FontRole::Label), m_theme->color(ColorRole::Text2));
    paintText(painter, QRect(x, rect.top() + 56, rect.width() - 24, 20), card.date,
              m_theme->font(FontRole::Label), m_theme->color(ColorRole::Text2));
}

void TraceList::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintSideColumn(painter, *this, *m_theme, tr("Traces"));
    const QFont caption = m_theme->font(FontRole::LabelStrong);
    const QColor faint = m_theme->color(ColorRole::Text3);
    int y = sideColumnListTop;
    for (const TraceCard &card : m_cards) {
        paintCard(painter, QRect(8, y, width() - 16, cardHeight), card);
        y += cardHeight + cardGap;
    }
    y = factsTop();
    for (const auto &[title, value] : m_facts) {
        paintText(painter, QRect(edge, y, width() - 2 * edge, 16), title, m_theme->font(FontRole::Label),
                  faint);
        y += factTitle;
        for (const QString &line : value.split(u'\n')) {
            paintText(painter, QRect(edge, y, width() - 2 * edge, factLine), line,
                      m_theme->font(FontRole::Body), m_theme->color(ColorRole::Text),
                      Qt::AlignLeft | Qt::AlignVCenter, Qt::ElideMiddle);
            y += factLine;
        }
        y += factGap;
    }
    if (!m_recent.empty() && m_recent.front()->isVisibleTo(this))
        paintText(painter, QRect(edge, recentTop(), width() - 2 * edge, 20), tr("Recent"), caption, faint);
    paintRule(painter, edge, m_back->y() - 12, width() - 2 * edge, m_theme->color(ColorRole::Line));
}

} // namespace Loopscope::Panels
