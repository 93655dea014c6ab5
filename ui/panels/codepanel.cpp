#include "ui/panels/codepanel.h"

#include "ui/panels/codeview.h"
#include "ui/panels/look.h"
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
    , m_origin(new RoleLabel(theme, FontRole::Label, ColorRole::Text3, this))
    , m_language(new TextButton(theme, TextButton::Weight::Quiet, this))
    , m_view(new CodeView(theme, this))
    , m_createdCaption(new RoleLabel(theme, FontRole::Label, ColorRole::Text3, this))
    , m_created(new RoleLabel(theme, FontRole::Code, ColorRole::Text2, this))
    , m_goTo(new TextButton(theme, TextButton::Weight::Quiet, this))
    , m_close(new TextButton(theme, TextButton::Weight::Quiet, this))
{
    m_close->setContent(QString(), Theme::Icon::Close);
    m_close->setAccessibleName(tr("Close the code"));
    m_close->setToolTip(tr("Close the code (F6 opens it again)"));
    connect(m_close, &TextButton::clicked, this, &CodePanel::closeRequested);
    setAccessibleName(tr("Code"));
    m_origin->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
    m_created->setElide(Qt::ElideLeft);
    m_name->setElide(Qt::ElideLeft); // what tells the variants of a slide apart is at the end
    m_createdCaption->setText(tr("Created at"));
    m_goTo->setContent(tr("Go to line"), std::nullopt, QStringLiteral("G"));
    auto *header = new QWidget(this);
    QHBoxLayout *headerRow = makeRow(header);
    headerRow->addWidget(m_name, 1);
    headerRow->addWidget(m_origin);
    headerRow->addWidget(m_language);
    headerRow->addWidget(m_close);
    headerRow->setContentsMargins(edge, 0, edge / 2, 0);
    auto *footer = new QWidget(this);
    QHBoxLayout *footerRow = makeRow(footer);
    footerRow->setContentsMargins(edge, 0, edge / 2, 0);
    footerRow->addWidget(m_createdCaption);
    footerRow->addWidget(m_created, 1);
    footerRow->addWidget(m_goTo);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(header);
    layout->addWidget(m_view, 1);
    layout->addWidget(footer);
    connect(m_language, &TextButton::clicked, this, &CodePanel::toggleLanguage);
    connect(m_goTo, &TextButton::clicked, this, &CodePanel::goToLine);
    connect(theme, &Theme::Theme::changed, this, qOverload<>(&QWidget::update));
    setCreatedAt({});
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
    m_name->setText(QFileInfo(file).fileName());
    m_showsPython = file.endsWith(QLatin1String(".py"));
    showOrigin(m_showsPython ? tr("the same in Python") : tr("as compiled"));
    m_language->setContent(m_showsPython ? tr("C++") : tr("Python"), std::nullopt, QStringLiteral("P"));
    const QString python = pythonFile();
    m_language->setVisible(m_showsPython ||
                           (!python.isEmpty() && QFile::exists(QStringLiteral(":/") + python)));
    m_view->setSource(text, m_showsPython ? CodeLanguage::Python : CodeLanguage::Cpp);
    const bool isVariants = m_tellingLine > 0 && file == m_sourceFile;
    const int telling = isVariants ? std::max(m_tellingLine - linesOfComment, 1) : firstInterestingLine(text);
    m_view->scrollToTop(std::min(firstInterestingLine(text), telling));
    m_view->keepInSight(isVariants ? m_tellingLine : 0);
}

void CodePanel::showSource(const QString &file, int tellingLine)
{
    m_sourceFile = file;
    m_tellingLine = tellingLine;
    m_mark = {};
    m_wanted.clear();
    setCreatedAt({});
    m_goTo->setEnabled(false);
    if (file.isEmpty()) {
        showText({}, tr("// The program's source is not in the trace."));
        return;
    }
    const bool wantsPython = m_showsPython;
    if (wantsPython && load(pythonFile()))
        return;
    if (!load(file)) {
        show(file, QString());
        showOrigin(tr("not built in"));
    }
}

void CodePanel::showText(const QString &file, const QString &text)
{
    m_sourceFile = file;
    m_tellingLine = 0;
    m_mark = {};
    m_wanted.clear();
    show(file, text);
    if (file.isEmpty())
        showOrigin(QString());
    m_goTo->setEnabled(false);
}

void CodePanel::giveSource(const QString &file, const QString &text)
{
    show(file, text);
    showOrigin(tr("from disk"));
    m_goTo->setEnabled(false);
    if (m_mark.file == file)
        showMark();
}

void CodePanel::giveNoSource(const QString &file, const QString &why)
{
    show({}, QStringLiteral("// %1").arg(why));
    m_name->setText(QFileInfo(file).fileName());
    showOrigin({});
    m_goTo->setEnabled(false);
}

QString CodePanel::pythonFile() const
{
    return m_sourceFile.endsWith(QLatin1String(".cpp")) ? m_sourceFile.chopped(4) + QStringLiteral(".py")
                                                        : QString();
}

void CodePanel::toggleLanguage()
{
    load(m_showsPython ? m_sourceFile : pythonFile());
    m_goTo->setEnabled(false);
    if (!m_showsPython)
        showMark();
}

void CodePanel::mark(const QString &file, int line, const QString &badge)
{
    if (line <= 0)
        return;
    m_mark = {file, line, badge};
    // Whoever reads the Python goes on reading; what blocks is C++.
    if (!m_showsPython)
        showMark();
}

void CodePanel::showMark()
{
    if (m_mark.line <= 0)
        return;
    if (m_mark.file != m_file && !load(m_mark.file)) {
        if (std::exchange(m_wanted, m_mark.file) != m_mark.file)
            Q_EMIT sourceWanted(m_mark.file);
        return;
    }
    const bool moved = m_mark.line != m_view->markedLine();
    m_view->setMark(m_mark.line, m_mark.badge);
    m_goTo->setEnabled(m_view->markedLine() > 0);
    if (moved)
        m_view->showLine(m_mark.line);
}

void CodePanel::showOrigin(const QString &origin)
{
    m_origin->setText(origin);
    fitHeader();
}

// The file says more than where it came from.
void CodePanel::fitHeader()
{
    const QFontMetrics name(m_theme->font(FontRole::Code));
    int needed = edge + name.horizontalAdvance(m_name->text()) + edge / 2 + m_close->sizeHint().width() + 16;
    needed += m_origin->sizeHint().width() + 8;
    needed += m_language->isHidden() ? 0 : m_language->sizeHint().width() + 8;
    m_origin->setVisible(needed <= width());
    m_name->parentWidget()->layout()->activate();
}

void CodePanel::resizeEvent(QResizeEvent *)
{
    fitHeader();
}

void CodePanel::clearMark()
{
    m_mark = {};
    m_view->setMark(0, QString());
    m_goTo->setEnabled(false);
    setCreatedAt({});
    if (m_file != m_sourceFile && !m_showsPython)
        load(m_sourceFile);
}

void CodePanel::setCreatedAt(const Base::SourcePlace &place)
{
    const QString text = place.isValid()
                             ? QStringLiteral("%1:%2").arg(QFileInfo(place.file).fileName()).arg(place.line)
                             : QString();
    if (text != m_created->text())
        m_created->setText(text);
    m_createdCaption->setVisible(place.isValid());
}

QString CodePanel::createdAt() const
{
    return m_created->text();
}

void CodePanel::goToLine()
{
    if (m_view->markedLine() > 0)
        m_view->showLine(m_view->markedLine());
}

void CodePanel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme->color(ColorRole::Code));
    paintRule(painter, 0, rowHeight - 1, width(), m_theme->color(ColorRole::Line));
    paintRule(painter, 0, height() - rowHeight, width(), m_theme->color(ColorRole::Grid));
}

} // namespace Loopscope::Panels
