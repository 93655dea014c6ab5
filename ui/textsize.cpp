#include "ui/textsize.h"

#include "ui/panels/messagebar.h"
#include "ui/theme/format.h"

#include <QSettings>

#include <algorithm>

namespace Loopscope::Ui {

namespace {

const QString percentKey = QStringLiteral("window/text-size");
constexpr const char *factorName = "QT_SCALE_FACTOR";

// As Qt reads it: what is no number over 0 counts as 1.
double factorOf(const QByteArray &text)
{
    bool isNumber = false;
    const double factor = text.toDouble(&isNumber);
    return isNumber && factor > 0 ? factor : 1;
}

} // namespace

TextSizeInEffect::TextSizeInEffect()
{
    const int percent = TextSize::chosen();
    if (percent == TextSize::smallest)
        return;
    if (qEnvironmentVariableIsSet(factorName))
        m_before = qgetenv(factorName);
    m_isSet =
        qputenv(factorName, QByteArray::number(factorOf(m_before.value_or(QByteArray())) * percent / 100));
}

TextSizeInEffect::~TextSizeInEffect()
{
    if (!m_isSet)
        return;
    if (m_before)
        qputenv(factorName, *m_before);
    else
        qunsetenv(factorName);
}

int TextSize::chosen()
{
    const int percent = QSettings().value(percentKey, smallest).toInt();
    return percent >= smallest && percent <= largest ? percent / step * step : smallest;
}

TextSize::TextSize(Panels::MessageBar *messages, QObject *parent)
    : QObject(parent)
    , m_messages(messages)
    , m_shown(chosen())
{}

void TextSize::choose(int percent)
{
    const int inRange = std::clamp(percent, smallest, largest);
    QSettings().setValue(percentKey, inRange);
    const QString size = QString::number(inRange) + Theme::noBreakSpace + u'%';
    Panels::Message message;
    message.title = inRange == m_shown ? tr("Text and controls stay at %1.").arg(size)
                                       : tr("Text and controls are at %1 from the next start.").arg(size);
    message.detail =
        tr("Ctrl++ makes them larger, to 200\u00a0%, Ctrl+- smaller, and Ctrl+0 sets 100\u00a0%.");
    if (inRange != m_shown && m_restart) {
        message.action = tr("Start again now");
        message.actionKey = tr("Enter");
        message.act = m_restart;
    }
    m_messages->showMessage(message);
}

} // namespace Loopscope::Ui
