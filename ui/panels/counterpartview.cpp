#include "ui/panels/counterpartview.h"

#include "ui/panels/codeview.h"
#include "ui/panels/look.h"
#include "ui/panels/rolelabel.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace Loopscope::Panels {

CounterpartView::CounterpartView(const Theme::Theme *theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_title(new QWidget(this))
    , m_name(new RoleLabel(theme, FontRole::Code, ColorRole::Text, m_title))
    , m_view(new CodeView(theme, this))
{
    auto *origin = new RoleLabel(theme, FontRole::Label, ColorRole::Text3, m_title);
    origin->setText(remark());
    origin->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
    m_name->setElide(Qt::ElideLeft);
    m_title->setFixedHeight(titleHeight);
    auto *row = new QHBoxLayout(m_title);
    row->setContentsMargins(edge, 0, edge, 0);
    row->addWidget(m_name, 1);
    row->addWidget(origin);
    m_view->setAccessibleName(tr("Source code in Python"));
    m_view->setToolTip(tr("Source code in Python (P)"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_title);
    layout->addWidget(m_view, 1);
    connect(theme, &Theme::Theme::changed, this, qOverload<>(&QWidget::update));
}

QString CounterpartView::remark()
{
    return tr("the same in Python");
}

void CounterpartView::showVariant(const QString &sourceFile)
{
    m_counterpart = Counterpart::of(sourceFile);
    m_name->setText(QFileInfo(m_counterpart.file()).fileName());
    m_view->setSource(m_counterpart.text(), CodeLanguage::Python);
    m_view->scrollToTop(1);
    m_view->keepInSight(m_counterpart.tellingLine());
}

void CounterpartView::setTitled(bool titled)
{
    m_title->setVisible(titled);
}

void CounterpartView::setMark(int sourceLine)
{
    const int line = m_counterpart.lineFor(sourceLine);
    if (line == m_view->markedLine())
        return;
    m_view->setMark(line, QString());
    goToLine();
}

bool CounterpartView::isMarked() const
{
    return m_view->markedLine() > 0;
}

void CounterpartView::goToLine()
{
    if (isMarked())
        m_view->showLine(m_view->markedLine());
}

void CounterpartView::paintEvent(QPaintEvent *)
{
    if (m_title->isHidden())
        return;
    QPainter painter(this);
    paintRule(painter, 0, 0, width(), m_theme->color(ColorRole::Line));
}

} // namespace Loopscope::Panels
