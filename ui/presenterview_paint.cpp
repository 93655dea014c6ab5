// How presenter mode looks; presenterview.cpp has what it keeps and its keys.
#include "ui/charts/variantmark.h"
#include "ui/panels/look.h"
#include "ui/presenterview.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"

#include <QFileInfo>
#include <QPainter>

#include <cmath>

namespace Loopscope::Ui {

using Panels::LoopStatus;
using Theme::ColorRole;
using Theme::FontRole;

namespace {

constexpr double boxRadius = 8;
constexpr double boxBorder = 4;
constexpr double boxPadding = 28;
constexpr double shapeSize = 36; // the icon has room around it
constexpr double barWidth = 12;
constexpr double numberLeft = 65; // in the code's box
constexpr double gapInside = 16;
constexpr double gapBetween = 56;
constexpr double loopSquare = 64;
constexpr double railHeight = 12;
constexpr double notesPadding = 24;
constexpr double notesMargin = 24;
constexpr double notesScale = 0.7;
constexpr int mostLessonLines = 2;
constexpr int mostVerdictLines = 2;
constexpr double fittingStep = 0.05; // of the type's scale
constexpr double swing = 0.5;        // of the heartbeat's way, to each side

Theme::Icon rankIcon(Panels::VariantRank rank)
{
    return rank == Panels::VariantRank::Worst    ? Theme::Icon::Square
           : rank == Panels::VariantRank::Middle ? Theme::Icon::Diamond
                                                 : Theme::Icon::Circle;
}

void write(QPainter &painter, const QRectF &rect, int alignment, const QString &text, const QFont &font,
           const QColor &color)
{
    painter.setFont(font);
    painter.setPen(color);
    painter.drawText(rect, alignment | Qt::TextDontClip, text);
}

} // namespace

PresenterLayout PresenterView::layoutAt(double scale, bool hasLesson, bool hasCode) const
{
    PresenterLayout::Words words;
    const PresenterLayout first(size(), scale, words);
    const double width = first.right() - first.left();
    words.hasCode = hasCode && m_contents.line.isValid() && !m_contents.comparison;
    const int lines = presenterLines(m_contents.lesson, first.font(FontRole::PresenterLesson), width);
    words.lessonLines = hasLesson ? std::min(lines, mostLessonLines) : 0;
    words.footerLines = m_contents.keepsRoomForRemedy ? mostVerdictLines + 1 : mostVerdictLines;
    words.below = m_notes.isEmpty() ? 0 : notesHeight(first) + first.px(notesMargin);
    return {size(), scale, words};
}

// Large type takes what is free, but not the chart.
double PresenterView::fittingScale() const
{
    double scale = m_textScale;
    while (scale > 1 && !layoutAt(scale, true, true).hasRoom())
        scale = std::max(scale - fittingStep, 1.0);
    return scale;
}

// The same for all variants of a slide, before, during and after a run: nothing jumps when another one is
// chosen. With notes the lesson or the line of code gives way to the chart.
PresenterLayout PresenterView::layoutNow() const
{
    const double scale = fittingScale();
    for (const auto &[hasLesson, hasCode] :
         {std::pair(true, true), std::pair(false, true), std::pair(true, false)}) {
        const PresenterLayout layout = layoutAt(scale, hasLesson, hasCode);
        if (layout.hasRoom())
            return layout;
    }
    return layoutAt(scale, false, false);
}

void PresenterView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    if (m_blank) {
        painter.fillRect(rect(), Qt::black);
        return;
    }
    const PresenterLayout layout = layoutNow();
    if (isHeld()) {
        painter.drawPixmap(0, 0, m_held);
        paintHeld(painter, layout);
    } else {
        paintPicture(painter);
    }
    if (!m_notes.isEmpty())
        paintNotes(painter, layout);
}

void PresenterView::paintPicture(QPainter &painter)
{
    painter.fillRect(rect(), m_theme.color(ColorRole::Window));
    const PresenterLayout layout = layoutNow();
    if (m_contents.comparison) {
        paintWords(painter, layout);
        paintPresenterComparison(painter, layout, m_theme, *m_contents.comparison);
        paintNotice(painter, layout);
        return;
    }
    paintVariant(painter, layout);
    paintWords(painter, layout);
    if (isIdle())
        paintInvitation(painter, layout);
    else
        m_chart.paint(painter, layout, m_contents);
    painter.setRenderHint(QPainter::Antialiasing);
    if (!layout.code().isEmpty())
        paintCode(painter, layout);
    if (!layout.footer().isEmpty())
        paintFooter(painter, layout);
    paintNotice(painter, layout);
}

void PresenterView::paintWords(QPainter &painter, const PresenterLayout &layout) const
{
    write(painter, layout.title(), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, m_contents.title,
          layout.font(FontRole::PresenterTitle), m_theme.color(ColorRole::Text));
    if (!layout.lesson().isEmpty())
        write(painter, layout.lesson(), Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, m_contents.lesson,
              layout.font(FontRole::PresenterLesson), m_theme.color(ColorRole::Text));
}

void PresenterView::paintVariant(QPainter &painter, const PresenterLayout &layout) const
{
    if (m_contents.variant.isEmpty())
        return;
    const QFont font = layout.font(FontRole::PresenterStrong);
    const double shape = layout.px(shapeSize);
    const QString number =
        m_contents.variantNumber > 0 ? QString::number(m_contents.variantNumber) : QString();
    const double numberRoom =
        number.isEmpty() ? 0 : QFontMetricsF(font).horizontalAdvance(number) + layout.px(gapInside);
    const double width = 2 * layout.px(boxPadding) + numberRoom + shape + layout.px(gapInside) +
                         QFontMetricsF(font).horizontalAdvance(m_contents.variant);
    const double height = layout.line(FontRole::PresenterStrong) + layout.px(gapInside);
    const QRectF box(layout.right() - width, layout.title().center().y() - height / 2, width, height);
    const QColor color = m_theme.color(Charts::colorOf(m_contents.rank));
    Panels::paintBox(painter, box, QColor(), color, layout.px(boxBorder), layout.px(boxRadius));
    const double left = box.left() + layout.px(boxPadding);
    write(painter, QRectF(left, box.top(), width, height),
          Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, number, font,
          m_theme.color(ColorRole::Text2));
    const QRectF mark(left + numberRoom, box.center().y() - shape / 2, shape, shape);
    painter.setRenderHint(QPainter::Antialiasing);
    Theme::paintIcon(painter, rankIcon(m_contents.rank), mark, color);
    write(painter, QRectF(mark.right() + layout.px(gapInside), box.top(), width, height),
          Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, m_contents.variant, font,
          m_theme.color(ColorRole::Text));
}

void PresenterView::paintInvitation(QPainter &painter, const PresenterLayout &layout) const
{
    const QRectF room(layout.left(), layout.plot().top(), layout.right() - layout.left(),
                      layout.times().bottom() - layout.plot().top());
    const bool isProblem = !m_contents.problem.isEmpty();
    write(painter, room, Qt::AlignCenter | Qt::TextWordWrap,
          isProblem ? m_contents.problem : m_contents.invitation, layout.font(FontRole::PresenterStrong),
          m_theme.color(isProblem ? ColorRole::StallText : ColorRole::Text));
}

void PresenterView::paintCode(QPainter &painter, const PresenterLayout &layout) const
{
    const QRectF box = layout.code();
    const bool guilty = m_contents.isGuilty;
    painter.fillRect(box, m_theme.color(ColorRole::Raised));
    painter.fillRect(QRectF(box.left(), box.top(), layout.px(barWidth), box.height()),
                     m_theme.color(guilty ? ColorRole::Stall : ColorRole::Accent));
    paintCodeCaption(painter, layout);
    QFont small = layout.font(FontRole::PresenterCode);
    small.setPixelSize(layout.font(FontRole::PresenterBody).pixelSize());
    const QRectF row = layout.codeText();
    const double numberX = box.left() + layout.px(numberLeft);
    const QString number = m_contents.line.isCode ? QString::number(m_contents.line.number) : QString();
    write(painter, row.adjusted(numberX - row.left(), 0, 0, 0),
          Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, number, small,
          m_theme.color(ColorRole::Text3));
    const double codeX = codeLeft(layout);
    const double width = codeRight(layout) - codeX;
    paintCodeText(painter, QRectF(codeX, row.top(), width, row.height()),
                  presenterCode(layout, m_contents.line.text, width));
}

double PresenterView::codeLeft(const PresenterLayout &layout) const
{
    QFont small = layout.font(FontRole::PresenterCode);
    small.setPixelSize(layout.font(FontRole::PresenterBody).pixelSize());
    const double number = QFontMetricsF(small).horizontalAdvance(QString::number(m_contents.line.number));
    return std::max(layout.code().left() + layout.px(numberLeft) + number + layout.px(boxPadding),
                    layout.plot().left());
}

double PresenterView::codeRight(const PresenterLayout &layout)
{
    return layout.code().right() - layout.px(boxPadding);
}

// What the line is, and in which file: colour alone must not say whether it is to blame.
void PresenterView::paintCodeCaption(QPainter &painter, const PresenterLayout &layout) const
{
    const double left = layout.code().left() + layout.px(numberLeft);
    const QRectF row(left, layout.codeCaption().top(), layout.code().right() - layout.px(boxPadding) - left,
                     layout.codeCaption().height());
    const QFont font = layout.font(FontRole::PresenterStrong);
    write(painter, row, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, m_contents.lineCaption, font,
          m_theme.color(m_contents.isGuilty ? ColorRole::StallText : ColorRole::Text));
    QFont code = layout.font(FontRole::PresenterCode);
    code.setPixelSize(layout.font(FontRole::PresenterBody).pixelSize());
    const double captionWidth =
        QFontMetricsF(font).horizontalAdvance(m_contents.lineCaption) + layout.px(gapBetween);
    const QString file = QFontMetricsF(code).elidedText(QFileInfo(m_contents.line.file).fileName(),
                                                        Qt::ElideLeft, row.width() - captionWidth);
    write(painter, row, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, file, code,
          m_theme.color(ColorRole::Text));
}

void PresenterView::paintCodeText(QPainter &painter, const QRectF &room, const PresenterCode &code) const
{
    constexpr int left = Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine;
    const double line = QFontMetricsF(code.font).height();
    QRectF row(room.left(), room.center().y() - line * static_cast<double>(code.lines.size()) / 2,
               room.width(), line);
    // What is called is what one looks for: up to the bracket in the accent colour.
    const QString called = code.lines.first().section(u'(', 0, 0);
    const bool isCall = called.size() < code.lines.first().size() && !called.contains(u' ');
    for (const QString &text : code.lines) {
        write(painter, row, left, text, code.font, m_theme.color(ColorRole::Text));
        if (isCall && &text == &code.lines.first())
            write(painter, row, left, called, code.font, m_theme.color(ColorRole::Accent));
        row.translate(0, line);
    }
}

void PresenterView::paintFooter(QPainter &painter, const PresenterLayout &layout) const
{
    const bool isOver = m_run->stage() == Models::RunStage::Ended && !isIdle();
    const bool failed = isOver && !m_contents.problem.isEmpty();
    const QString &sentence = failed ? m_contents.problem : m_contents.verdict;
    if (isOver && !sentence.isEmpty()) {
        paintVerdict(painter, layout, sentence, failed);
        return;
    }
    if (isIdle())
        return;
    const double from = paintLoop(painter, layout, layout.footer());
    paintFacts(painter, layout, layout.footer(), from);
}

// It begins at the same height whether it has one line or two; the remedy stands right below.
void PresenterView::paintVerdict(QPainter &painter, const PresenterLayout &layout, const QString &sentence,
                                 bool failed) const
{
    const QRectF room = layout.footer();
    const double line = layout.line(FontRole::PresenterBody);
    const bool hasRemedy = !failed && !m_contents.remedy.isEmpty();
    const int most = static_cast<int>(std::lround(room.height() / line)) - (hasRemedy ? 1 : 0);
    const QFont font =
        presenterSentenceFont(layout.font(FontRole::PresenterBody), sentence, room.width(), most);
    write(painter, room, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, sentence, font,
          m_theme.color(failed ? ColorRole::StallText : ColorRole::Text));
    if (!hasRemedy)
        return;
    const int lines = std::min(presenterLines(sentence, font, room.width()), most);
    write(painter, QRectF(room.left(), room.top() + lines * line, room.width(), line),
          Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, m_contents.remedy,
          layout.font(FontRole::PresenterStrong), m_theme.color(ColorRole::Accent));
}

// A dot that the loop under test moves; a square where it stands still.
double PresenterView::paintLoop(QPainter &painter, const PresenterLayout &layout, const QRectF &row) const
{
    const bool frozen = m_contents.loop.kind == LoopStatus::Kind::Frozen;
    const double size = layout.px(loopSquare);
    const double way = 2 * size;
    double at = 0;
    if (m_run->lastBeatAt()) {
        const double seconds = Base::toSeconds(m_run->lastBeatAt()->time_since_epoch());
        at = way * (0.5 + swing * std::sin(2 * M_PI * seconds));
    }
    const double rail = layout.px(railHeight);
    Panels::paintBox(painter, QRectF(row.left(), row.center().y() - rail / 2, way + size, rail),
                     m_theme.color(ColorRole::BandLine), QColor(), 1, rail / 2);
    const QRectF mark(row.left() + at, row.center().y() - size / 2, size, size);
    const bool isOver = m_run->stage() == Models::RunStage::Ended;
    Theme::paintIcon(painter, frozen ? Theme::Icon::Square : Theme::Icon::Circle, mark,
                     m_theme.color(frozen   ? ColorRole::Stall
                                   : isOver ? ColorRole::Text3
                                            : ColorRole::Latency));
    QFont font = layout.font(FontRole::PresenterStrong);
    const double left = row.left() + way + size + layout.px(gapInside);
    write(painter, QRectF(left, row.top(), row.width(), row.height()),
          Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, m_contents.loopText, font,
          m_theme.color(frozen ? ColorRole::StallText : ColorRole::Text));
    // Its width is that of the longest text: the facts must not jump.
    return left + QFontMetricsF(font).horizontalAdvance(tr("Loop busy 100 %"));
}

void PresenterView::paintFacts(QPainter &painter, const PresenterLayout &layout, const QRectF &row,
                               double from) const
{
    const QFont nameFont = layout.font(FontRole::PresenterBody);
    const QFont valueFont = layout.font(FontRole::PresenterStrong);
    constexpr int alignment = Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine;
    double right = row.right();
    // From the right; what does not fit any more is left out.
    for (auto fact = m_contents.facts.rbegin(); fact != m_contents.facts.rend(); ++fact) {
        const double value = QFontMetricsF(valueFont).horizontalAdvance(fact->value);
        const double name = QFontMetricsF(nameFont).horizontalAdvance(fact->name);
        const double left = right - value - layout.px(gapInside) - name;
        if (left < from + layout.px(gapInside))
            break;
        write(painter, QRectF(left, row.top(), name + 1, row.height()), alignment, fact->name, nameFont,
              m_theme.color(ColorRole::Text3));
        write(painter, QRectF(right - value, row.top(), value + 1, row.height()), alignment, fact->value,
              valueFont, m_theme.color(ColorRole::Text));
        right = left - layout.px(gapBetween);
    }
}

// What the bar of the covered window says.
void PresenterView::paintNotice(QPainter &painter, const PresenterLayout &layout) const
{
    if (m_contents.notice.isEmpty())
        return;
    const double inside = layout.px(boxPadding);
    const double strong = layout.line(FontRole::PresenterStrong);
    const double height =
        strong + (m_contents.noticeKeys.isEmpty() ? 0 : layout.line(FontRole::PresenterBody)) + inside;
    const QRectF box(layout.left(), layout.footer().bottom() - height, layout.right() - layout.left(),
                     height);
    painter.setRenderHint(QPainter::Antialiasing);
    Panels::paintBox(painter, box, m_theme.color(ColorRole::Raised), m_theme.color(ColorRole::Accent),
                     layout.px(boxBorder), layout.px(boxRadius));
    const QRectF words = box.adjusted(inside, inside / 2, -inside, -inside / 2);
    constexpr int alignment = Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine;
    write(painter, QRectF(words.left(), words.top(), words.width(), strong), alignment, m_contents.notice,
          layout.font(FontRole::PresenterStrong), m_theme.color(ColorRole::Text));
    write(painter, words.adjusted(0, strong, 0, 0), alignment, m_contents.noticeKeys,
          layout.font(FontRole::PresenterBody), m_theme.color(ColorRole::Text));
}

void PresenterView::paintHeld(QPainter &painter, const PresenterLayout &layout) const
{
    const QFont font = layout.font(FontRole::PresenterBody);
    const QString text = tr("picture held");
    const double height = layout.line(FontRole::PresenterBody) + layout.px(gapInside);
    const double width = QFontMetricsF(font).horizontalAdvance(text) + 2 * layout.px(boxPadding);
    const QRectF box((layout.screen().width() - width) / 2, layout.px(gapInside), width, height);
    Panels::paintBox(painter, box, m_theme.color(ColorRole::Raised), m_theme.color(ColorRole::Text),
                     layout.px(boxBorder) / 2, layout.px(boxRadius));
    write(painter, box, Qt::AlignCenter | Qt::TextSingleLine, text, font, m_theme.color(ColorRole::Text));
}

QFont PresenterView::notesFont(const PresenterLayout &layout)
{
    // Read from near.
    QFont font = layout.font(FontRole::PresenterBody);
    font.setPixelSize(std::max(static_cast<int>(font.pixelSize() * notesScale), 1));
    return font;
}

double PresenterView::notesHeight(const PresenterLayout &layout) const
{
    const double width = layout.right() - layout.left() - 2 * layout.px(notesPadding);
    const QRectF text = QFontMetricsF(notesFont(layout))
                            .boundingRect(QRectF(0, 0, width, 10'000), Qt::TextWordWrap, m_notes.join(u'\n'));
    return text.height() + 2 * layout.px(notesPadding);
}

// Over the footer: the audience keeps the picture.
void PresenterView::paintNotes(QPainter &painter, const PresenterLayout &layout) const
{
    const double margin = layout.px(notesMargin);
    const double height = notesHeight(layout);
    const QRectF box(layout.left(), layout.screen().height() - margin - height,
                     layout.right() - layout.left(), height);
    Panels::paintBox(painter, box, m_theme.color(ColorRole::Raised), m_theme.color(ColorRole::Accent),
                     layout.px(boxBorder), layout.px(boxRadius));
    const double inside = layout.px(notesPadding);
    write(painter, box.adjusted(inside, inside, -inside, -inside), Qt::AlignLeft | Qt::TextWordWrap,
          m_notes.join(u'\n'), notesFont(layout), m_theme.color(ColorRole::Text));
}

} // namespace Loopscope::Ui
