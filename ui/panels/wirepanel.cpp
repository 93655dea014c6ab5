#include "ui/panels/wirepanel.h"

#include "core/wire/gibson.h"
#include "ui/panels/bytesview.h"
#include "ui/panels/look.h"
#include "ui/panels/rolelabel.h"
#include "ui/panels/textbutton.h"
#include "ui/panels/wirequeueview.h"
#include "ui/theme/format.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace Loopscope::Panels {

namespace {

constexpr int spacing = 8;

} // namespace

WirePanel::WirePanel(const Theme::Theme *theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_protocol(new RoleLabel(theme, FontRole::Label, ColorRole::Text3, this))
    , m_close(new TextButton(theme, TextButton::Weight::Quiet, this))
    , m_contents(new QWidget(this))
    , m_request(new BytesView(theme, m_contents))
    , m_reply(new BytesView(theme, m_contents))
    , m_view(new WireQueueView(theme, &m_queue, m_contents))
{
    setAccessibleName(tr("On the wire"));
    m_close->setContent(tr("Code"), std::nullopt, QStringLiteral("W"));
    m_close->setToolTip(tr("Back to the code and the slow callbacks (W)"));
    connect(m_close, &TextButton::clicked, this, &WirePanel::closeRequested);
    auto *title = new RoleLabel(theme, FontRole::BodyStrong, ColorRole::Text, this);
    title->setText(tr("On the wire"));
    auto *header = new QWidget(this);
    header->setFixedHeight(rowHeight);
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(edge, 0, edge / 2, 0);
    row->addWidget(title);
    row->addStretch(1);
    row->addWidget(m_protocol);
    row->addWidget(m_close);
    auto *contents = new QVBoxLayout(m_contents);
    contents->setContentsMargins(0, spacing, 0, spacing);
    contents->setSpacing(spacing / 2);
    contents->addWidget(m_request);
    contents->addWidget(m_reply);
    contents->addWidget(m_view, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(header, 0, Qt::AlignTop);
    layout->addWidget(m_contents, 1);
    connect(theme, &Theme::Theme::changed, this, qOverload<>(&QWidget::update));
    showEmpty(tr("Press Space to run."));
}

void WirePanel::showEmpty(const QString &reason)
{
    m_reason = reason;
    m_queue.clear();
    m_protocol->setText({});
    m_contents->hide();
    setAccessibleDescription(reason);
    update();
}

void WirePanel::show(Net::WireFilm film, const QString &note)
{
    m_reason.clear();
    setAccessibleDescription({});
    m_queue.load(std::move(film));
    const bool isGibson = m_queue.film().protocol == Wire::Protocol::Gibson;
    m_protocol->setText(isGibson ? tr("gibson, little-endian") : tr("RESP, as Redis speaks it"));
    showExchange();
    m_view->setNote(note);
    m_contents->show();
    update();
}

// "7 + 16 bytes": of gibson what `size` counts stands by itself.
QString WirePanel::bytesText(qsizetype bytes, std::size_t header) const
{
    const auto first = static_cast<qsizetype>(header);
    if (m_queue.film().protocol != Wire::Protocol::Gibson || bytes <= first)
        return Theme::formatPlural(tr("%n byte(s)", nullptr, Theme::pluralOf(bytes)), bytes);
    return tr("%1 + %2").arg(first).arg(
        Theme::formatPlural(tr("%n byte(s)", nullptr, Theme::pluralOf(bytes - first)), bytes - first));
}

void WirePanel::showExchange()
{
    const Net::WireFilm &film = m_queue.film();
    const Net::WireExchange &exchange = film.exchange;
    const qint64 number = m_queue.shownNumber(exchange.number);
    m_request->setMessage(exchange.request, Wire::requestFields(film.protocol, exchange.request));
    m_request->setTitle(tr("Request %1").arg(number),
                        bytesText(exchange.requestSize, Wire::requestSizeBytes));
    m_reply->setMessage(exchange.reply, Wire::replyFields(film.protocol, exchange.reply));
    const QString replyBytes = bytesText(exchange.replySize, Wire::replyHeaderBytes);
    const QString title = tr("Reply %1").arg(number);
    if (!exchange.isComplete)
        m_reply->setTitle(title, tr("had not come when this was taken"));
    else if (!exchange.givenTo)
        m_reply->setTitle(title, tr("%1, its caller was gone").arg(replyBytes));
    else if (*exchange.givenTo == exchange.number)
        m_reply->setTitle(title, tr("%1, to its caller").arg(replyBytes), BytesView::Tone::Right);
    else
        m_reply->setTitle(title,
                          tr("%1, to the caller of request %2: wrong")
                              .arg(replyBytes)
                              .arg(m_queue.shownNumber(*exchange.givenTo)),
                          BytesView::Tone::Wrong);
}

bool WirePanel::play(int events)
{
    for (; events > 0 && m_queue.step(); --events) {
    }
    m_view->refresh();
    return !m_queue.atEnd();
}

void WirePanel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme->color(ColorRole::Panel));
    paintRule(painter, 0, rowHeight - 1, width(), m_theme->color(ColorRole::Line));
    if (!isEmpty())
        return;
    painter.setFont(m_theme->font(FontRole::Body));
    painter.setPen(m_theme->color(ColorRole::Text2));
    painter.drawText(rect().adjusted(edge, rowHeight, -edge, 0),
                     static_cast<int>(Qt::AlignCenter) | Qt::TextWordWrap, m_reason);
}

} // namespace Loopscope::Panels
