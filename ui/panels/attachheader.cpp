#include "ui/panels/attachheader.h"

#include "ui/panels/controlstyle.h"
#include "ui/panels/keyuse.h"
#include "ui/panels/look.h"
#include "ui/panels/rolelabel.h"
#include "ui/panels/textbutton.h"

#include <QKeyEvent>
#include <QLineEdit>

namespace Loopscope::Panels {

namespace {

constexpr int headerHeight = 128;
constexpr int controlsTop = 80;
constexpr int gap = 8;
constexpr int fieldHeight = 32;

} // namespace

AttachHeader::AttachHeader(const Theme::Theme *theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_title(new RoleLabel(theme, FontRole::Title, ColorRole::Text, this))
    , m_state(new RoleLabel(theme, FontRole::Lesson, ColorRole::Text2, this))
    , m_field(new QLineEdit(this))
    , m_button(new TextButton(theme, TextButton::Weight::Primary, this))
    , m_back(new TextButton(theme, TextButton::Weight::Normal, this))
{
    setFixedHeight(headerHeight);
    setAccessibleName(tr("Attached program"));
    m_field->setAccessibleName(tr("Command line of the program"));
    m_field->setPlaceholderText(tr("./my-app --its-own-arguments"));
    m_field->setToolTip(tr("Command line of the program (Ctrl+T)"));
    m_field->setTextMargins(6, 0, 6, 0);
    keepKeys(m_field, KeyUse::Type);
    m_back->setContent(tr("Back to the slides"), std::nullopt, tr("Esc"));
    connect(m_field, &QLineEdit::returnPressed, this, &AttachHeader::act);
    connect(m_button, &TextButton::clicked, this, &AttachHeader::act);
    connect(m_back, &TextButton::clicked, this, &AttachHeader::backRequested);
    connect(theme, &Theme::Theme::changed, this, &AttachHeader::dress);
    setRunning(false);
    dress();
}

void AttachHeader::dress()
{
    m_field->setFont(m_theme->font(FontRole::Body));
    m_field->setPalette(controlPalette(m_theme));
    update();
}

void AttachHeader::act()
{
    if (m_isRunning)
        Q_EMIT endRequested();
    else
        Q_EMIT startRequested(m_field->text());
}

void AttachHeader::setTitle(const QString &title)
{
    m_title->setText(title);
}

QString AttachHeader::title() const
{
    return m_title->text();
}

void AttachHeader::setState(const QString &state, bool isProblem)
{
    m_state->setColorRole(isProblem ? ColorRole::StallText : ColorRole::Text2);
    if (state != m_state->text())
        m_state->setText(state);
}

QString AttachHeader::state() const
{
    return m_state->text();
}

void AttachHeader::setCommand(const QString &command)
{
    m_field->setText(command);
    m_field->setCursorPosition(0);
}

void AttachHeader::setRunning(bool running)
{
    m_isRunning = running;
    m_field->setEnabled(!running);
    m_button->setContent(running ? tr("End program") : tr("Start"));
    m_button->setToolTip(running ? tr("Asks the program to end (SIGTERM)")
                                 : tr("Start and observe it (Enter)"));
    place();
}

void AttachHeader::focusCommand()
{
    m_field->setFocus();
    m_field->selectAll();
}

void AttachHeader::place()
{
    const QSize back = m_back->sizeHint();
    m_back->setGeometry(width() - edge - back.width(), 16, back.width(), back.height());
    m_title->setGeometry(edge, 15, width() - 2 * edge - back.width() - gap, 32);
    m_state->setGeometry(edge, 48, width() - 2 * edge, 24);
    const QSize button = m_button->sizeHint();
    const int buttonX = width() - edge - button.width();
    m_button->setGeometry(buttonX, controlsTop + (fieldHeight - button.height()) / 2, button.width(),
                          button.height());
    m_field->setGeometry(edge, controlsTop, buttonX - gap - edge, fieldHeight);
}

// The field passes on what it has no use for.
void AttachHeader::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        Q_EMIT backRequested();
    else
        QWidget::keyPressEvent(event);
}

void AttachHeader::resizeEvent(QResizeEvent *)
{
    place();
}

void AttachHeader::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme->color(ColorRole::Window));
    paintRule(painter, 0, height() - 1, width(), m_theme->color(ColorRole::Line));
}

} // namespace Loopscope::Panels
