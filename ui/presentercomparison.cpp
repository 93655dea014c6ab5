#include "ui/presentercomparison.h"

#include "ui/charts/variantmark.h"
#include "ui/models/comparisonmodel.h"
#include "ui/theme/format.h"

#include <QCoreApplication>
#include <QPainter>

#include <algorithm>

namespace Loopscope::Ui {

using Models::ComparedRun;
using Models::ComparedState;
using Models::ComparisonModel;
using Theme::ColorRole;
using Theme::FontRole;

namespace {

constexpr double aboveBars = 28;
constexpr double lowestBar = 24;
constexpr double tallestBar = 64;
constexpr double tallestRow = 230;
constexpr double tallRow = 185; // room for a number as large as the title
constexpr double barGap = 10;   // to the words above
constexpr double rowGap = 36;   // to the next variant
constexpr double markSize = 36;
constexpr double gapInside = 16;
constexpr double gapBetween = 40;
constexpr double aboveWords = 20;
constexpr int headlineLines = 2;
constexpr double filledLines = 1.9; // of the remark's two: lines break between words

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(PresenterComparison)
};

bool answersWrong(const ComparedRun &run)
{
    const auto *figures = run.figures();
    return figures && (figures->requests.wrongAnswers > 0 || figures->foreignResumptions > 0 ||
                       figures->foreignUses > 0);
}

QString stallNote(const Session::OwnStalls &stalls)
{
    return stalls.count > 0 ? Words::tr("longest stall %1").arg(Theme::formatStall(stalls.longest))
                            : Words::tr("no stall");
}

QString wrongNote(const Scenario::RunFigures &figures)
{
    if (figures.requests.wrongAnswers > 0)
        return Words::tr("%1 of %2 answers wrong")
            .arg(Theme::formatCount(figures.requests.wrongAnswers), Theme::formatCount(figures.completed()));
    return Words::tr("used in the wrong thread");
}

QString stateNote(const ComparedRun &run)
{
    switch (run.state) {
    case ComparedState::Waiting:
        return Words::tr("not run yet");
    case ComparedState::Running:
        return Words::tr("running");
    case ComparedState::Stopped:
        return Words::tr("stopped");
    case ComparedState::Failed:
        return run.reason;
    case ComparedState::Done:
        break;
    }
    return {};
}

double lengthOf(const ComparisonModel &model, const ComparedRun &run)
{
    const auto *figures = run.figures();
    if (!model.scenario().hasAmount)
        return figures ? Base::toSeconds(Session::ownStalls(*run.report).longest) : 0;
    return figures ? Base::toSeconds(figures->duration)
                   : (run.state == ComparedState::Running ? run.lines.seconds : 0);
}

PresenterComparison::Bar barOf(const ComparisonModel &model, const ComparedRun &run)
{
    PresenterComparison::Bar bar;
    bar.variant = run.variant->title;
    bar.rank = run.rank;
    const auto *figures = run.figures();
    if (!figures) {
        if (run.state == ComparedState::Running)
            bar.value = Theme::formatSeconds(Base::fromMilliseconds(run.lines.seconds * 1000), 1);
        bar.note = stateNote(run);
        bar.isAlarm = run.state == ComparedState::Failed;
        return bar;
    }
    const bool ofTime = model.scenario().hasAmount;
    bar.isAlarm = answersWrong(run);
    const Session::OwnStalls own = Session::ownStalls(*run.report); // as the table has them
    bar.value = ofTime          ? Theme::formatDuration(figures->duration)
                : own.count > 0 ? Theme::formatStall(own.longest)
                                : Words::tr("none");
    const QString stalls =
        Theme::formatPlural(Words::tr("%n stall(s)", nullptr, Theme::pluralOf(own.count)), own.count);
    bar.note = bar.isAlarm ? wrongNote(*figures) : ofTime ? stallNote(own) : stalls;
    return bar;
}

class Picture
{
public:
    Picture(QPainter &painter, const PresenterLayout &layout, const Theme::Theme &theme)
        : m_painter(painter)
        , m_layout(layout)
        , m_theme(theme)
    {}

    void paint(const PresenterComparison &comparison)
    {
        const QRectF words = paintWords(comparison);
        const double top = m_layout.lesson().bottom() + m_layout.px(aboveBars);
        const double measure = m_layout.line(FontRole::PresenterBody);
        write(QRectF(m_layout.left(), top, width(), measure), Qt::AlignLeft, comparison.measure,
              FontRole::PresenterBody, ColorRole::Text2);
        const double room = words.top() - top - measure - m_layout.px(aboveWords);
        const double pitch =
            std::min(room / static_cast<double>(comparison.bars.size()), m_layout.px(tallestRow));
        double y = top + measure + m_layout.px(barGap);
        for (const PresenterComparison::Bar &bar : comparison.bars) {
            paintBar(bar, QRectF(m_layout.left(), y, width(), pitch));
            y += pitch;
        }
    }

private:
    double width() const { return m_layout.right() - m_layout.left(); }

    void write(const QRectF &rect, int alignment, const QString &text, FontRole role, ColorRole color)
    {
        m_painter.setFont(m_layout.font(role));
        m_painter.setPen(m_theme.color(color));
        m_painter.drawText(rect, alignment | Qt::TextDontClip, text);
    }

    void paintBar(const PresenterComparison::Bar &bar, const QRectF &row)
    {
        const FontRole value =
            row.height() >= m_layout.px(tallRow) ? FontRole::PresenterTitle : FontRole::PresenterStrong;
        const double left = row.left() + m_layout.px(markSize + gapInside);
        const QRectF line(left, row.top(), row.right() - left, m_layout.line(value));
        const double size = m_layout.px(markSize) / 2;
        Charts::paintMark(m_painter, bar.rank, {row.left() + size, line.center().y()}, size, m_theme);
        const QColor color = m_theme.color(Charts::colorOf(bar.rank));
        write(line, Qt::AlignLeft | Qt::AlignVCenter, bar.variant, FontRole::PresenterStrong,
              ColorRole::Text);
        paintResult(bar, line, value);
        const double free = row.height() - line.height() - m_layout.px(barGap + rowGap);
        const double height = std::clamp(free, m_layout.px(lowestBar), m_layout.px(tallestBar));
        const QRectF track(left, line.bottom() + m_layout.px(barGap), line.width(), height);
        m_painter.fillRect(track, m_theme.color(ColorRole::Raised));
        // Something is always seen of what is more than nothing.
        const double least = bar.share > 0 ? m_layout.px(lowestBar) / 4 : 0;
        const double length = std::max(track.width() * bar.share, least);
        m_painter.fillRect(QRectF(track.topLeft(), QSizeF(length, height)), color);
    }

    // At the right: the value, and before it what else is to be known.
    void paintResult(const PresenterComparison::Bar &bar, const QRectF &line, FontRole role)
    {
        constexpr int right = Qt::AlignRight | Qt::AlignVCenter;
        write(line, right, bar.value, role, ColorRole::Text);
        const double name = m_layout.metrics(FontRole::PresenterStrong).horizontalAdvance(bar.variant);
        const double value = m_layout.metrics(role).horizontalAdvance(bar.value);
        const double gap = m_layout.px(gapBetween);
        const QRectF room = line.adjusted(name + gap, 0, bar.value.isEmpty() ? 0 : -value - gap, 0);
        const QString note =
            m_layout.metrics(FontRole::PresenterBody).elidedText(bar.note, Qt::ElideRight, room.width());
        write(room, right, note, FontRole::PresenterBody,
              bar.isAlarm ? ColorRole::StallText : ColorRole::Text2);
    }

    // At the lower edge; says where they begin.
    QRectF paintWords(const PresenterComparison &comparison)
    {
        const double bottom = m_layout.footer().bottom();
        const QRectF wide(0, 0, width(), bottom);
        const double strong = m_layout.line(FontRole::PresenterStrong);
        const double needed = m_layout.metrics(FontRole::PresenterStrong)
                                  .boundingRect(wide, Qt::TextWordWrap, comparison.headline)
                                  .height();
        const double headline = needed > 1.5 * strong ? headlineLines * strong : strong;
        const double remark = remarkHeight(comparison.remark);
        const QRectF words(m_layout.left(), bottom - headline - remark, width(), headline + remark);
        write(QRectF(words.left(), words.top(), width(), headline),
              Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, comparison.headline, FontRole::PresenterStrong,
              ColorRole::Accent);
        if (remark > 0)
            write(QRectF(words.left(), words.bottom() - remark, width(), remark),
                  Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap,
                  m_layout.metrics(FontRole::PresenterBody)
                      .elidedText(comparison.remark, Qt::ElideRight, filledLines * width()),
                  FontRole::PresenterBody, comparison.isRemarkAlarm ? ColorRole::StallText : ColorRole::Text);
        return words;
    }

    double remarkHeight(const QString &remark) const
    {
        if (remark.isEmpty())
            return 0;
        const QFontMetricsF metrics = m_layout.metrics(FontRole::PresenterBody);
        const double line = m_layout.line(FontRole::PresenterBody);
        return metrics.horizontalAdvance(remark) > width() ? 2 * line : line;
    }

    QPainter &m_painter;
    const PresenterLayout &m_layout;
    const Theme::Theme &m_theme;
};

} // namespace

PresenterComparison presenterComparison(const ComparisonModel &model, const QString &progress)
{
    PresenterComparison comparison;
    comparison.measure = model.scenario().hasAmount ? Words::tr("Time for the same work")
                                                    : Words::tr("Longest stall of the loop");
    double longest = 0;
    for (const ComparedRun &run : model.runs())
        longest = std::max(longest, lengthOf(model, run));
    for (const ComparedRun &run : model.runs()) {
        comparison.bars.push_back(barOf(model, run));
        comparison.bars.back().share = longest > 0 ? lengthOf(model, run) / longest : 0;
    }
    const Session::ComparisonFindings &findings = model.findings();
    const bool isOver = model.runningRow() < 0;
    comparison.headline = isOver && !findings.headline.isEmpty() ? findings.headline : progress;
    if (isOver && !findings.remarks.empty()) {
        const auto alarm = std::ranges::find_if(findings.remarks, &Session::ComparisonRemark::isAlarm);
        const auto &remark = alarm != findings.remarks.end() ? *alarm : findings.remarks.front();
        comparison.remark = remark.text;
        comparison.isRemarkAlarm = remark.isAlarm;
    }
    return comparison;
}

void paintPresenterComparison(QPainter &painter, const PresenterLayout &layout, const Theme::Theme &theme,
                              const PresenterComparison &comparison)
{
    painter.setRenderHint(QPainter::Antialiasing);
    Picture(painter, layout, theme).paint(comparison);
}

} // namespace Loopscope::Ui
