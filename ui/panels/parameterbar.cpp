#include "ui/panels/parameterbar.h"

#include "ui/panels/controlstyle.h"
#include "ui/panels/textbutton.h"

#include <QFrame>
#include <QVBoxLayout>

namespace Loopscope::Panels {

namespace {

constexpr int gap = 16;
constexpr int dropDownPadding = 12;
const QString repeatKey = QStringLiteral("repeat");

Scenario::Parameter switchOf(const QString &label)
{
    Scenario::Parameter repeat;
    repeat.key = repeatKey;
    repeat.label = label;
    repeat.kind = Scenario::ParameterKind::Switch;
    return repeat;
}

} // namespace

ParameterBar::ParameterBar(const Theme::Theme *theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_more(new TextButton(theme, TextButton::Weight::Quiet, this))
    , m_dropDown(new QFrame(this, Qt::Popup))
    , m_dropDownLayout(new QVBoxLayout(m_dropDown))
{
    m_more->setContent(tr("More"), Theme::Icon::ChevronDown);
    m_more->setToolTip(tr("More settings (Tab)"));
    m_more->hide();
    m_dropDown->setFrameStyle(int(QFrame::Box) | int(QFrame::Plain));
    m_dropDown->setAccessibleName(tr("More settings"));
    m_dropDownLayout->setContentsMargins(dropDownPadding, dropDownPadding, dropDownPadding, dropDownPadding);
    m_dropDownLayout->setSpacing(dropDownPadding);
    connect(m_more, &TextButton::clicked, this, &ParameterBar::toggleDropDown);
    setParameters({});
}

void ParameterBar::setParameters(const Scenario::Parameters &parameters)
{
    const bool repeating = m_repeat && repeat();
    m_dropDown->hide();
    for (ParameterEditor *editor : m_editors) {
        editor->hide();
        editor->deleteLater();
    }
    m_editors.clear();
    m_parameters = parameters;
    for (const Scenario::Parameter &parameter : parameters.declared()) {
        if (parameter.inWindow)
            addEditor(parameter, parameters.values().value(parameter.key, parameter.defaultValue));
    }
    m_repeat = addEditor(switchOf(tr("Repeat")), repeating);
    setLocked(m_locked);
    place();
}

ParameterEditor *ParameterBar::addEditor(const Scenario::Parameter &parameter, const QVariant &value)
{
    auto *editor = new ParameterEditor(m_theme, parameter, this);
    editor->show(value);
    connect(editor, &ParameterEditor::edited, this, &ParameterBar::edited);
    connect(editor, &ParameterEditor::left, this, &ParameterBar::left);
    m_editors.push_back(editor);
    return editor;
}

Scenario::Parameters ParameterBar::parameters() const
{
    Scenario::Parameters result = m_parameters;
    for (const ParameterEditor *editor : m_editors) {
        // What a field lets one type is in its range, so set() has nothing to object to.
        if (editor != m_repeat)
            result.set(editor->parameter().key, editor->text());
    }
    return result;
}

void ParameterBar::setRepeat(bool on)
{
    m_repeat->show(on);
}

bool ParameterBar::repeat() const
{
    return m_repeat->text() == QStringLiteral("on");
}

void ParameterBar::setLocked(bool locked)
{
    m_locked = locked;
    for (ParameterEditor *editor : m_editors)
        editor->setEnabled(!locked);
}

ParameterEditor *ParameterBar::editor(const QString &key) const
{
    for (ParameterEditor *editor : m_editors) {
        if (editor->parameter().key == key)
            return editor;
    }
    return nullptr;
}

std::vector<QWidget *> ParameterBar::stops() const
{
    std::vector<QWidget *> all;
    for (const ParameterEditor *editor : m_editors)
        all.push_back(editor->field());
    all.push_back(m_more);
    return all;
}

int ParameterBar::hiddenCount() const
{
    return static_cast<int>(m_editors.size() - countThatFits());
}

std::size_t ParameterBar::countThatFits() const
{
    int needed = 0;
    std::size_t fitting = 0;
    int fittingWithMore = 0;
    const int withMore = width() - m_more->sizeHint().width() - gap;
    for (const ParameterEditor *editor : m_editors) {
        needed += (needed > 0 ? gap : 0) + editor->sizeHint().width();
        if (needed <= withMore)
            ++fittingWithMore;
        if (needed <= width())
            ++fitting;
    }
    return fitting == m_editors.size() ? fitting : static_cast<std::size_t>(fittingWithMore);
}

void ParameterBar::place()
{
    const std::size_t fitting = countThatFits();
    int x = 0;
    for (std::size_t at = 0; at < m_editors.size(); ++at) {
        ParameterEditor *editor = m_editors[at];
        if (at >= fitting) {
            if (editor->parentWidget() != m_dropDown)
                m_dropDownLayout->addWidget(editor, 0, Qt::AlignRight);
        } else {
            if (editor->parentWidget() != this) {
                m_dropDownLayout->removeWidget(editor);
                editor->setParent(this);
            }
            const QSize size = editor->sizeHint();
            editor->setGeometry(x, (height() - size.height()) / 2, size.width(), size.height());
            x += size.width() + gap;
        }
        editor->setVisible(true);
    }
    m_more->setVisible(fitting < m_editors.size());
    const QSize size = m_more->sizeHint();
    m_more->setGeometry(x, (height() - size.height()) / 2, size.width(), size.height());
}

void ParameterBar::toggleDropDown()
{
    // A sheet of its own over whatever lies below.
    QPalette palette = controlPalette(m_theme);
    palette.setColor(QPalette::Window, m_theme->color(Theme::ColorRole::Raised));
    palette.setColor(QPalette::WindowText, m_theme->color(Theme::ColorRole::ControlBorder));
    m_dropDown->setPalette(palette);
    m_dropDown->adjustSize();
    m_dropDown->move(m_more->mapToGlobal(QPoint(0, m_more->height() + 4)));
    m_dropDown->show();
}

void ParameterBar::resizeEvent(QResizeEvent *)
{
    place();
}

bool ParameterBar::event(QEvent *event)
{
    // A field grew or shrank with its text.
    if (event->type() == QEvent::LayoutRequest)
        place();
    return QWidget::event(event);
}

} // namespace Loopscope::Panels
