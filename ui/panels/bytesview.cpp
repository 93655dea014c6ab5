#include "ui/panels/bytesview.h"

#include "ui/panels/look.h"
#include "ui/theme/icons.h"

#include <QFontMetrics>

namespace Loopscope::Panels {

using Wire::FieldKind;

namespace {

constexpr int gap = 6;
constexpr int boxPadding = 6;
constexpr int boxMargin = 3; // above and below the two lines
constexpr int mark = 3;      // the strip of the field's colour
constexpr int iconSize = 16;

} // namespace

BytesView::BytesView(const Theme::Theme *theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    connect(theme, &Theme::Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

QString BytesView::nameOf(FieldKind kind)
{
    switch (kind) {
    case FieldKind::RequestSize:
    case FieldKind::ReplySize:
        return tr("size");
    case FieldKind::Opcode:
        return tr("opcode");
    case FieldKind::ReplyCode:
        return tr("code");
    case FieldKind::Encoding:
        return tr("encoding");
    case FieldKind::Value:
        return tr("value");
    case FieldKind::ArraySize:
        return tr("array");
    case FieldKind::TextSize:
    case FieldKind::Length:
        return tr("length");
    case FieldKind::Verb:
        return tr("command");
    case FieldKind::Arguments:
    case FieldKind::Key:
        return tr("key");
    case FieldKind::ReplyType:
        return tr("type");
    case FieldKind::LineEnd:
        return tr("end");
    case FieldKind::Unknown:
        break;
    }
    return tr("bytes");
}

ColorRole BytesView::colorOf(FieldKind kind)
{
    switch (kind) {
    case FieldKind::RequestSize:
    case FieldKind::ReplySize:
    case FieldKind::TextSize:
    case FieldKind::Length:
        return ColorRole::Waiting;
    case FieldKind::Opcode:
    case FieldKind::ReplyCode:
    case FieldKind::Verb:
    case FieldKind::ReplyType:
        return ColorRole::Latency;
    case FieldKind::Arguments:
    case FieldKind::Key:
        return ColorRole::Running;
    case FieldKind::Value:
        return ColorRole::Throughput;
    default:
        return ColorRole::Text3;
    }
}

void BytesView::setMessage(const QByteArray &bytes, std::vector<Wire::Field> fields)
{
    m_bytes = bytes;
    m_boxes.clear();
    for (Wire::Field &field : fields) {
        const qsizetype size = std::clamp<qsizetype>(bytes.size() - field.offset, 0, field.size);
        const QString hex = QString::fromLatin1(bytes.mid(field.offset, size).toHex(' '));
        const bool isCut = size < field.size;
        // SET has a lifetime, a key and a value, with spaces between.
        const bool isSeveral = field.kind == FieldKind::Arguments && field.meaning.contains(u' ');
        const QString name = isSeveral ? tr("arguments") : nameOf(field.kind);
        m_boxes.push_back({name, std::move(field), isCut ? hex + QStringLiteral(" …") : hex});
    }
    describe();
    updateGeometry();
    update();
}

void BytesView::setTitle(const QString &title, const QString &note, Tone tone)
{
    m_title = title;
    m_note = note;
    m_tone = tone;
    describe();
    update();
}

// What is painted is also said.
void BytesView::describe()
{
    QStringList spoken;
    for (const Box &box : m_boxes)
        spoken << QStringLiteral("%1 %2 (%3)").arg(box.name, box.field.meaning, box.bytes);
    setAccessibleName(m_title);
    setAccessibleDescription(QStringLiteral("%1. %2").arg(m_note, spoken.join(QStringLiteral(", "))));
}

int BytesView::boxHeight() const
{
    return 2 * m_theme->lineHeight(FontRole::Caption) + 2 * boxMargin;
}

int BytesView::boxWidth(const Box &box, int most) const
{
    const QFontMetrics caption(m_theme->font(FontRole::Caption));
    const QFontMetrics strong(m_theme->font(FontRole::CaptionStrong));
    const int words =
        caption.horizontalAdvance(box.name + u' ') + strong.horizontalAdvance(box.field.meaning);
    const int hex = QFontMetrics(m_theme->font(FontRole::CodeSmall)).horizontalAdvance(box.bytes);
    return std::min(std::max(words, hex) + mark + 2 * boxPadding + 1, most);
}

std::vector<QRect> BytesView::place(int width) const
{
    std::vector<QRect> rects;
    const int right = width - edge;
    QPoint at(edge, m_theme->lineHeight(FontRole::Body) + gap / 2);
    for (const Box &box : m_boxes) {
        const int needed = boxWidth(box, right - edge);
        if (at.x() > edge && at.x() + needed > right)
            at = {edge, at.y() + boxHeight() + gap};
        rects.emplace_back(at, QSize(needed, boxHeight()));
        at.rx() += needed + gap;
    }
    return rects;
}

int BytesView::heightForWidth(int width) const
{
    const std::vector<QRect> rects = place(width);
    const int title = m_theme->lineHeight(FontRole::Body) + gap / 2;
    return (rects.empty() ? title : rects.back().bottom() + 1) + gap;
}

void BytesView::paintBoxAt(QPainter &painter, const QRect &rect, const Box &box) const
{
    painter.fillRect(rect, m_theme->color(ColorRole::Raised));
    painter.fillRect(QRect(rect.topLeft(), QSize(mark, rect.height())),
                     m_theme->color(colorOf(box.field.kind)));
    const int line = m_theme->lineHeight(FontRole::Caption);
    const QRect words(rect.left() + mark + boxPadding, rect.top() + boxMargin,
                      rect.width() - mark - 2 * boxPadding + 1, line);
    const int used = paintText(painter, words, box.name + u' ', m_theme->font(FontRole::Caption),
                               m_theme->color(ColorRole::Text2));
    paintText(painter, words.adjusted(used, 0, 0, 0), box.field.meaning,
              m_theme->font(FontRole::CaptionStrong), m_theme->color(ColorRole::Text));
    paintText(painter, words.translated(0, line), box.bytes, m_theme->font(FontRole::CodeSmall),
              m_theme->color(ColorRole::Text2));
}

void BytesView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QRect line(edge, 0, width() - 2 * edge, m_theme->lineHeight(FontRole::Body));
    int at = paintText(painter, line, m_title, m_theme->font(FontRole::BodyStrong),
                       m_theme->color(ColorRole::Text)) +
             8;
    if (m_tone != Tone::Plain) {
        const bool isWrong = m_tone == Tone::Wrong;
        const QRect icon(line.left() + at, line.top() + (line.height() - iconSize) / 2, iconSize, iconSize);
        Theme::paintIcon(painter, isWrong ? Theme::Icon::Warning : Theme::Icon::Check, icon,
                         m_theme->color(isWrong ? ColorRole::StallText : ColorRole::Running));
        at += iconSize + gap;
    }
    paintText(painter, line.adjusted(at, 0, 0, 0), m_note, m_theme->font(FontRole::Label),
              m_theme->color(m_tone == Tone::Wrong ? ColorRole::StallText : ColorRole::Text2));
    const std::vector<QRect> rects = place(width());
    for (std::size_t i = 0; i < rects.size(); ++i)
        paintBoxAt(painter, rects[i], m_boxes[i]);
}

} // namespace Loopscope::Panels
