#include "ui/panels/stalllistpanel.h"

#include "ui/panels/listheader.h"
#include "ui/panels/listview.h"
#include "ui/panels/look.h"
#include "ui/panels/rolelabel.h"
#include "ui/panels/stalldelegate.h"
#include "ui/panels/textbutton.h"
#include "ui/theme/format.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QRegularExpression>
#include <QTextLayout>
#include <QVBoxLayout>

namespace Loopscope::Panels {

using Models::StallListModel;

namespace {

constexpr std::chrono::seconds announceInterval{1};
constexpr int emptyHeight = 32; // of the sentence that nothing is there
constexpr int stallRow = 56;
constexpr int fewestRows = 2;
constexpr int logPadding = 8;
constexpr int logLineHeight = 20;
constexpr int logLines = 3;

/// The box is narrow and the file names tell enough.
QString withoutFolders(QString line)
{
    static const QRegularExpression folders(QStringLiteral("[\\w./-]+/(?=[\\w.-]+:\\d)"));
    return line.remove(folders);
}

} // namespace

StallListPanel::StallListPanel(const Theme::Theme *theme, StallListModel *model, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_model(model)
    , m_summary(new RoleLabel(theme, FontRole::Label, ColorRole::Text2, this))
    , m_view(new ListView(this))
{
    setAccessibleName(tr("Slow callbacks"));
    m_view->setModel(model);
    m_view->setItemDelegate(new StallDelegate(theme, m_view));
    m_view->setAccessibleName(tr("Slow callbacks, newest first"));
    m_view->setToolTip(tr("Slow callbacks, newest first (N, Shift+N, Enter)"));
    m_close = new TextButton(theme, TextButton::Weight::Quiet, this);
    m_close->setContent(QString(), Theme::Icon::Close);
    m_close->setAccessibleName(tr("Close the list"));
    m_close->setToolTip(tr("Close the list (F6 opens it again)"));
    connect(m_close, &TextButton::clicked, this, &StallListPanel::closeRequested);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    QHBoxLayout *header = makeListHeader(theme, tr("Slow callbacks"), m_summary, this);
    header->setContentsMargins(edge, 0, edge / 2, 0);
    header->addWidget(m_close);
    layout->addLayout(header);
    layout->addWidget(m_view, 1);
    connect(model, &QAbstractItemModel::rowsAboutToBeInserted, this, [this] {
        m_keepsChosen = m_view->viewport()->rect().intersects(m_view->visualRect(m_view->currentIndex()));
    });
    connect(model, &QAbstractItemModel::rowsInserted, this, &StallListPanel::keepChosen);
    connect(model, &QAbstractItemModel::rowsInserted, this, &StallListPanel::refresh);
    connect(model, &QAbstractItemModel::rowsInserted, this, &StallListPanel::announce);
    connect(model, &QAbstractItemModel::rowsRemoved, this, &StallListPanel::refresh);
    connect(model, &QAbstractItemModel::modelReset, this, &StallListPanel::refresh);
    connect(model, &QAbstractItemModel::dataChanged, this, &StallListPanel::refresh);
    // At once: the view would lay out its rows first, and be a frame behind all others.
    connect(model, &QAbstractItemModel::dataChanged, m_view->viewport(), qOverload<>(&QWidget::update));
    connect(model, &StallListModel::hasRunChanged, this, qOverload<>(&QWidget::update));
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex &current) {
                refreshLog();
                layOutLog();
                if (!m_selecting && current.isValid())
                    Q_EMIT stallChosen(idAt(current));
            });
    connect(m_view, &QListView::activated, this,
            [this](const QModelIndex &index) { Q_EMIT stallOpened(idAt(index)); });
    connect(theme, &Theme::Theme::changed, this, &StallListPanel::layOutLog);
    refresh();
}

void StallListPanel::setThreshold(Base::Duration threshold)
{
    m_threshold = threshold;
    refresh();
    update(); // an empty list says it
}

Trace::StallId StallListPanel::idAt(const QModelIndex &index) const
{
    return index.data(StallListModel::IdRole).toULongLong();
}

void StallListPanel::select(Trace::StallId id)
{
    m_selecting = true;
    m_view->setCurrentIndex(m_model->index(m_model->rowOf(id)));
    m_selecting = false;
}

Trace::StallId StallListPanel::selected() const
{
    return idAt(m_view->currentIndex());
}

void StallListPanel::chooseNext()
{
    // Newest first: what is later in time stands above.
    const QModelIndex current = m_view->currentIndex();
    choose(current.isValid() ? current.row() - 1 : 0);
}

void StallListPanel::choosePrevious()
{
    const QModelIndex current = m_view->currentIndex();
    choose(current.isValid() ? current.row() + 1 : 0);
}

void StallListPanel::choose(int row)
{
    if (row >= 0 && row < m_model->rowCount())
        m_view->setCurrentIndex(m_model->index(row));
}

void StallListPanel::openSelected()
{
    const QModelIndex current = m_view->currentIndex();
    const QModelIndex wanted = current.isValid() ? current : m_model->index(0);
    if (wanted.isValid())
        Q_EMIT stallOpened(idAt(wanted));
}

// What was in sight stays there while newer ones come above it.
void StallListPanel::keepChosen()
{
    if (m_keepsChosen)
        m_view->scrollTo(m_view->currentIndex());
}

void StallListPanel::addList(QWidget *list)
{
    static_cast<QVBoxLayout *>(layout())->addWidget(list, 3); // it is there for a reason
    m_added = list;
    list->installEventFilter(this);
    fitRows();
}

bool StallListPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::ShowToParent || event->type() == QEvent::HideToParent)
        fitRows();
    return QWidget::eventFilter(watched, event);
}

// Beside another list one row is enough, or the sentence that there is none.
void StallListPanel::fitRows()
{
    const bool isAlone = !m_added || m_added->isHidden();
    const bool isEmpty = m_model->rowCount() == 0;
    m_view->setMinimumHeight(isAlone ? fewestRows * stallRow : isEmpty ? emptyHeight : stallRow);
}

void StallListPanel::setVerdict(const Verdict &verdict)
{
    m_verdict = verdict;
    setAccessibleDescription(QStringLiteral("%1 %2").arg(verdict.text, verdict.remedy).trimmed());
    layOutLog();
}

void StallListPanel::setEmptyText(const QString &sentence)
{
    m_emptyText = sentence;
    update();
}

QString StallListPanel::emptyText() const
{
    if (!m_emptyText.isEmpty())
        return m_emptyText;
    const QString threshold = Theme::formatLive(m_threshold);
    return m_model->hasRun() ? tr("No stall over %1.").arg(threshold)
                             : tr("Stalls over %1 will be listed here.").arg(threshold);
}

QString StallListPanel::summary() const
{
    return m_summary->text();
}

// Header and comparison count the code's alone.
QString StallListPanel::overText() const
{
    const int count = m_model->rowCount();
    const QString over = tr("%1 over %2").arg(Theme::formatCount(count), Theme::formatLive(m_threshold));
    const auto ofMachine = static_cast<int>(m_model->countOfMachine());
    if (ofMachine == 0)
        return over;
    return ofMachine >= count ? tr("%1, by the machine").arg(over)
                              : tr("%1, %2 by the machine").arg(over, Theme::formatCount(ofMachine));
}

void StallListPanel::refresh()
{
    const int count = m_model->rowCount();
    if (count == 0 && !m_view->accessibleDescription().isEmpty())
        m_view->setAccessibleDescription({});
    const bool running = count > 0 && m_model->index(0).data(StallListModel::OpenRole).toBool();
    const QString over = overText();
    const QString text = count == 0   ? QString()
                         : !running   ? over
                         : count == 1 ? tr("%1, running").arg(over)
                                      : tr("%1, 1 running").arg(over);
    if (text != m_summary->text()) {
        m_summary->setText(text);
        layout()->activate(); // it is painted before the layout has its turn
    }
    fitRows();
    refreshLog();
}

// To whoever does not see it; more than one a second could not be followed.
void StallListPanel::announce()
{
    const Base::SteadyTime now = Base::now();
    if (now - m_announcedAt < announceInterval)
        return;
    m_announcedAt = now;
    m_view->setAccessibleDescription(m_model->index(0).data(Qt::AccessibleTextRole).toString());
    QAccessibleEvent alert(m_view, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void StallListPanel::refreshLog()
{
    // A callback is logged when it has ended, as asyncio does. What was chosen is what one reads of.
    const QModelIndex chosen = m_view->currentIndex();
    const Trace::Stall *stall = m_model->stallAt(chosen.isValid() ? chosen.row() : 0);
    if (stall && stall->open)
        stall = chosen.isValid() ? nullptr : m_model->stallAt(1);
    const QString line = stall ? withoutFolders(Trace::slowCallbackLine(*stall)) : QString();
    // Whom the machine delayed another variant would not have helped.
    const bool isOwn = stall && !stall->isOfMachine();
    if (line == m_logLine && isOwn == m_isLogOwn)
        return;
    m_logLine = line;
    m_isLogOwn = isOwn;
    layOutLog();
}

void StallListPanel::addLines(const QString &text, int most, FontRole font, ColorRole color)
{
    if (text.isEmpty()) // it would have one line all the same
        return;
    QTextLayout layout(text, m_theme->font(font));
    QTextOption wrap;
    wrap.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(wrap);
    layout.beginLayout();
    for (int at = 0; at < most; ++at) {
        QTextLine line = layout.createLine();
        if (!line.isValid())
            break;
        line.setLineWidth(std::max(width() - 2 * edge, 1));
        const QString part = text.mid(line.textStart(), at == most - 1 ? -1 : line.textLength());
        m_logLines.push_back({part.trimmed(), font, color});
    }
    layout.endLayout();
}

// No line, no box: the list needs the room.
void StallListPanel::layOutLog()
{
    m_logLines.clear();
    if (!m_verdict.text.isEmpty() && selected() == 0) {
        addLines(m_verdict.text, logLines, FontRole::Body,
                 m_verdict.isWrong ? ColorRole::StallText : ColorRole::Text);
        addLines(m_verdict.remedy, logLines, FontRole::BodyStrong, ColorRole::Text);
    } else {
        addLines(m_logLine, logLines, FontRole::CodeSmall, ColorRole::Text2);
        if (m_isLogOwn)
            addLines(m_verdict.remedy, logLines, FontRole::BodyStrong, ColorRole::Text);
    }
    layout()->setContentsMargins(0, 0, 0, logRect().height());
    update();
}

QRect StallListPanel::logRect() const
{
    const int lines = static_cast<int>(m_logLines.size());
    const int height = lines == 0 ? 0 : lines * logLineHeight + 2 * logPadding;
    return {0, this->height() - height, width(), height};
}

void StallListPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if (event->size().width() != event->oldSize().width())
        layOutLog();
}

void StallListPanel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme->color(ColorRole::Panel));
    const QColor line = m_theme->color(ColorRole::Line);
    paintRule(painter, 0, rowHeight - 1, width(), line);
    if (m_model->rowCount() == 0) {
        const QRect list(0, rowHeight, width(), m_view->geometry().bottom() + 1 - rowHeight);
        paintText(painter, list, emptyText(), m_theme->font(FontRole::Body), m_theme->color(ColorRole::Text2),
                  Qt::AlignCenter);
    }
    const QRect log = logRect();
    if (log.isEmpty())
        return;
    paintRule(painter, 0, log.top(), width(), line);
    paintLog(painter, log);
}

void StallListPanel::paintLog(QPainter &painter, const QRect &log) const
{
    QRect row(edge, log.top() + logPadding, log.width() - 2 * edge, logLineHeight);
    for (const LogLine &line : m_logLines) {
        // Of a log line the end tells how long it took.
        paintText(painter, row, line.text, m_theme->font(line.font), m_theme->color(line.color),
                  Qt::AlignLeft | Qt::AlignVCenter,
                  line.font == FontRole::CodeSmall ? Qt::ElideMiddle : Qt::ElideRight);
        row.translate(0, logLineHeight);
    }
}

} // namespace Loopscope::Panels
