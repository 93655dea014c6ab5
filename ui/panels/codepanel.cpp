#include "ui/panels/codepanel.h"

#include "ui/panels/codeview.h"
#include "ui/panels/counterpartview.h"
#include "ui/panels/look.h"
#include "ui/panels/placebutton.h"
#include "ui/panels/rolelabel.h"
#include "ui/panels/textbutton.h"

#include <QFile>
#include <QFileInfo>
#include <QFontMetrics>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include <utility>

namespace Loopscope::Panels {

namespace {

bool isPreface(const QString &line)
{
    const QString text = line.trimmed();
    return text.isEmpty() || text.startsWith(u'#') || text.startsWith(QStringLiteral("namespace")) ||
           text.startsWith(QStringLiteral("using"));
}

/// The first line that belongs to a coroutine, else the first that is no include and the like.
int firstInterestingLine(const QString &text)
{
    const QStringList lines = text.split(u'\n');
    int first = 0;
    for (int at = 0; at < static_cast<int>(lines.size()); ++at) {
        if (lines[at].contains(QStringLiteral("Task<")) && lines[at].contains(u'('))
            return at + 1;
        if (first == 0 && !isPreface(lines[at]))
            first = at + 1;
    }
    return std::max(first, 1);
}

constexpr int linesOfComment = 2; // above the line that a variant is about
constexpr int linesOfBoth = 10;   // C++ and Python: with fewer they take turns

/// Nobody scrolls a sentence sideways.
QString asComment(const QString &sentence)
{
    constexpr qsizetype widest = 48; // fits the narrowest panel
    const QString begin = QStringLiteral("//");
    QStringList lines{begin};
    for (const QString &word : sentence.split(u' ')) {
        if (lines.last() != begin && lines.last().size() + 1 + word.size() > widest)
            lines.append(begin);
        lines.last() += u' ' + word;
    }
    return lines.join(u'\n');
}

QHBoxLayout *makeRow(QWidget *row)
{
    row->setFixedHeight(rowHeight);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(edge, 0, edge, 0);
    layout->setSpacing(8);
    return layout;
}

} // namespace

CodePanel::CodePanel(const Theme::Theme *theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_name(new RoleLabel(theme, FontRole::Code, ColorRole::Text, this))
    , m_remark(new RoleLabel(theme, FontRole::Label, ColorRole::Text3, this))
    , m_language(new TextButton(theme, TextButton::Weight::Quiet, this))
    , m_view(new CodeView(theme, this))
    , m_python(new CounterpartView(theme, this))
    , m_createdCaption(new RoleLabel(theme, FontRole::Label, ColorRole::Text3, this))
    , m_created(new PlaceButton(theme, this))
    , m_goTo(new TextButton(theme, TextButton::Weight::Quiet, this))
    , m_close(new TextButton(theme, TextButton::Weight::Quiet, this))
{
    m_close->setContent(QString(), Theme::Icon::Close);
    m_close->setAccessibleName(tr("Close the code"));
    m_close->setToolTip(tr("Close the code (F6 opens it again)"));
    connect(m_close, &TextButton::clicked, this, &CodePanel::closeRequested);
    setAccessibleName(tr("Code"));
    m_remark->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
    m_name->setElide(Qt::ElideLeft); // what tells the variants of a slide apart is at the end
    m_createdCaption->setText(tr("Created at"));
    m_goTo->setContent(tr("Go to line"), std::nullopt, QStringLiteral("G"));
    auto *header = new QWidget(this);
    QHBoxLayout *headerRow = makeRow(header);
    headerRow->addWidget(m_name, 1);
    headerRow->addWidget(m_remark);
    headerRow->addWidget(m_language);
    headerRow->addWidget(m_close);
    headerRow->setContentsMargins(edge, 0, edge / 2, 0);
    auto *footer = new QWidget(this);
    QHBoxLayout *footerRow = makeRow(footer);
    footerRow->setContentsMargins(edge, 0, edge / 2, 0);
    footerRow->addWidget(m_createdCaption);
    footerRow->addWidget(m_created);
    footerRow->addStretch(1);
    footerRow->addWidget(m_goTo);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(header);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_python, 1);
    layout->addWidget(footer);
    connect(m_language, &TextButton::clicked, this, &CodePanel::toggleLanguage);
    connect(m_created, &PlaceButton::clicked, this,
            [this] { showPlace(m_created->place().file, m_created->place().line); });
    connect(m_goTo, &TextButton::clicked, this, &CodePanel::goToLine);
    connect(theme, &Theme::Theme::changed, this, qOverload<>(&QWidget::update));
    setCreatedAt({});
    arrange();
}

bool CodePanel::load(const QString &file)
{
    QFile source(QStringLiteral(":/") + file);
    if (file.isEmpty() || !source.open(QIODevice::ReadOnly))
        return false;
    show(file, QString::fromUtf8(source.readAll()));
    return true;
}

void CodePanel::show(const QString &file, const QString &text)
{
    m_file = file;
    m_origin = tr("as compiled");
    m_view->setSource(text);
    const bool isVariants = m_tellingLine > 0 && file == m_sourceFile;
    const int telling = isVariants ? std::max(m_tellingLine - linesOfComment, 1) : firstInterestingLine(text);
    m_view->scrollToTop(std::min(firstInterestingLine(text), telling));
    m_view->keepInSight(isVariants ? m_tellingLine : 0);
    enableCreated();
    arrange();
}

void CodePanel::showVariant(const QString &file)
{
    m_sourceFile = file;
    m_mark = m_pointed = {};
    m_wanted.clear();
    m_python->showVariant(file);
}

void CodePanel::showSource(const QString &file, int tellingLine)
{
    m_tellingLine = tellingLine;
    setCreatedAt({});
    if (file.isEmpty()) {
        showText({}, tr("// The program's source is not in the trace."));
        return;
    }
    showVariant(file);
    if (!load(file)) {
        show(file, QString());
        m_origin = tr("not built in");
        arrange();
    }
}

void CodePanel::showText(const QString &file, const QString &text)
{
    m_tellingLine = 0;
    showVariant(file);
    show(file, text);
    if (file.isEmpty())
        m_origin.clear();
    else if (!QFile::exists(QStringLiteral(":/") + file))
        m_origin = tr("from disk");
    arrange();
}

void CodePanel::giveSource(const QString &file, const QString &text)
{
    if (file != m_wanted) // something else is, by now
        return;
    show(file, text);
    m_origin = tr("from disk");
    arrange();
    if (m_pointed.file == file)
        showPlace(file, m_pointed.line);
    else if (m_mark.file == file)
        showMark();
}

void CodePanel::giveNoSource(const QString &file, const QString &why)
{
    if (file != m_wanted)
        return;
    m_pointed = {};
    show({}, asComment(why));
    m_origin.clear();
    arrange();
    m_name->setText(QFileInfo(file).fileName());
}

bool CodePanel::showsPython() const
{
    return m_wantsPython && m_python->counterpart().isValid();
}

bool CodePanel::isBeside() const
{
    return showsPython() && !m_view->isHidden();
}

bool CodePanel::hasRoomForBoth() const
{
    const int rows = 2 * rowHeight + CounterpartView::titleHeight;
    return height() - rows >= linesOfBoth * m_theme->lineHeight(FontRole::Code);
}

CodeView *CodePanel::shownView() const
{
    return m_view->isHidden() ? m_python->view() : m_view;
}

void CodePanel::arrange()
{
    const bool python = showsPython();
    const bool beside = python && hasRoomForBoth();
    const bool inPlace = python && !beside;
    const bool hadFocus = m_view->hasFocus() || m_python->view()->hasFocus();
    m_view->setVisible(!inPlace);
    m_python->setVisible(python);
    m_python->setTitled(beside);
    if (hadFocus && !(m_python->view()->hasFocus() && python))
        shownView()->setFocus(Qt::OtherFocusReason);
    m_name->setText(QFileInfo(inPlace ? m_python->counterpart().file() : m_file).fileName());
    m_remark->setText(inPlace ? CounterpartView::remark() : m_origin);
    m_language->setContent(inPlace  ? tr("C++")
                           : beside ? tr("C++ alone")
                                    : tr("Python"),
                           std::nullopt, QStringLiteral("P"));
    m_language->setVisible(m_python->counterpart().isValid());
    fitHeader();
    enableGoTo();
}

void CodePanel::enableGoTo()
{
    const bool isAway = m_mark.line > 0 && m_pointed.line > 0;
    const bool isPythonMarked = showsPython() && m_python->isMarked();
    m_goTo->setEnabled(isPythonMarked || (!m_view->isHidden() && (m_view->markedLine() > 0 || isAway)));
}

void CodePanel::toggleLanguage()
{
    m_wantsPython = !showsPython();
    arrange();
}

void CodePanel::mark(const QString &file, int line, const QString &badge)
{
    if (line <= 0)
        return;
    const bool climbs = file == m_mark.file && line == m_mark.line;
    m_mark = {file, line, badge};
    // Who looks at another line meanwhile goes on looking.
    if (climbs && m_pointed.line > 0)
        fillMarks();
    else
        showMark();
}

void CodePanel::showMark()
{
    leavePlace();
    if (m_mark.line <= 0)
        return;
    if (m_mark.file != m_file && !load(m_mark.file)) {
        if (std::exchange(m_wanted, m_mark.file) != m_mark.file)
            Q_EMIT sourceWanted(m_mark.file);
        return;
    }
    m_wanted = m_mark.file; // what was asked for meanwhile comes too late
    const bool moved = m_mark.line != m_view->markedLine();
    fillMarks();
    if (moved)
        m_view->showLine(m_mark.line);
}

void CodePanel::fillMarks()
{
    if (m_mark.line > 0 && m_mark.file == m_file)
        m_view->setMark(m_mark.line, m_mark.badge);
    m_python->setMark(m_mark.file == m_sourceFile ? m_mark.line : 0);
    enableGoTo();
}

void CodePanel::showPlace(const QString &file, int line)
{
    if (line <= 0)
        return;
    if (file != m_file && !load(file)) {
        m_pointed = {file, line, QString()};
        m_wanted = file;
        Q_EMIT sourceWanted(file);
        return;
    }
    m_wanted = file;
    m_wantsPython = m_wantsPython && isBeside();
    m_pointed = {file, line, QString()};
    arrange();
    fillMarks();
    m_view->pointAt(line);
    m_view->showLine(line);
}

void CodePanel::leavePlace()
{
    m_pointed = {};
    m_view->pointAt(0);
}

// The file says more than where it came from.
void CodePanel::fitHeader()
{
    const QFontMetrics name(m_theme->font(FontRole::Code));
    int needed = edge + name.horizontalAdvance(m_name->text()) + edge / 2 + m_close->sizeHint().width() + 16;
    needed += m_remark->sizeHint().width() + 8;
    needed += m_language->isHidden() ? 0 : m_language->sizeHint().width() + 8;
    m_remark->setVisible(needed <= width());
    m_name->parentWidget()->layout()->activate();
}

void CodePanel::clearMark()
{
    m_mark = {};
    leavePlace();
    m_view->setMark(0, QString());
    m_python->setMark(0);
    setCreatedAt({});
    if (m_file != m_sourceFile)
        load(m_sourceFile);
    enableGoTo();
}

void CodePanel::setCreatedAt(const Base::SourcePlace &place)
{
    m_createdCaption->setVisible(place.isValid());
    if (place == m_created->place())
        return;
    m_created->setPlace(place);
    enableCreated();
}

void CodePanel::enableCreated()
{
    const QString file = m_created->place().file;
    m_created->setEnabled(file == m_file || QFile::exists(QStringLiteral(":/") + file));
}

void CodePanel::goToLine()
{
    if (m_pointed.line > 0)
        showMark();
    if (m_view->markedLine() > 0)
        m_view->showLine(m_view->markedLine());
    m_python->goToLine();
}

void CodePanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if (showsPython() && isBeside() != hasRoomForBoth())
        arrange();
    fitHeader();
}

void CodePanel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme->color(ColorRole::Code));
    paintRule(painter, 0, rowHeight - 1, width(), m_theme->color(ColorRole::Line));
    paintRule(painter, 0, height() - rowHeight, width(), m_theme->color(ColorRole::Grid));
}

} // namespace Loopscope::Panels
