#pragma once

#include "ui/theme/fontrole.h"

#include <QFontMetricsF>
#include <QRectF>
#include <QStringList>

namespace Loopscope::Ui {

/// Where everything of the presenter's picture is, and how large its type: sizes of 1920x1080, scaled with
/// the screen and with what the speaker chose.
class PresenterLayout
{
public:
    static constexpr double smallestText = 0.8;
    static constexpr double largestText = 1.4;

    /// How much there is to be said beside the chart.
    struct Words
    {
        int lessonLines = 1;
        bool hasCode = true;
        int footerLines = 2;
        double below = 0; ///< pixels at the lower edge of what lies over the footer
    };

    /// `scale` of the type: 1 is the usual size.
    PresenterLayout(const QSizeF &size, double scale, const Words &words);

    /// Pixels of a length on the 1920x1080 screen.
    double px(double length) const { return length * m_unit; }
    QFont font(Theme::FontRole role) const { return Theme::scaledFont(role, m_type); }
    double line(Theme::FontRole role) const { return Theme::scaledLineHeight(role, m_type); }
    QFontMetricsF metrics(Theme::FontRole role) const { return QFontMetricsF(font(role)); }

    QRectF screen() const { return m_screen; }
    QRectF title() const { return m_title; }
    QRectF lesson() const { return m_lesson; }
    QRectF plot() const { return m_plot; }
    /// Under the plot, for the times.
    QRectF times() const { return m_times; }
    QRectF code() const { return m_code; }
    /// In the code's box, above the line: what it is and in which file.
    QRectF codeCaption() const { return m_codeCaption; }
    /// Under it, for the line itself.
    QRectF codeText() const { return m_codeText; }
    /// Without a height where something else lies over it.
    QRectF footer() const { return m_footer; }
    /// The chart has nearly a third of the height.
    bool hasRoom() const;
    double left() const { return px(margin); }
    double right() const { return m_screen.width() - px(margin); }

private:
    static constexpr double margin = 64;

    double m_unit;
    double m_type;
    QRectF m_screen;
    QRectF m_title;
    QRectF m_lesson;
    QRectF m_plot;
    QRectF m_times;
    QRectF m_code;
    QRectF m_codeCaption;
    QRectF m_codeText;
    QRectF m_footer;
};

/// The line of code, as large as it can be without losing an end: a long one is smaller, a longer one has two
/// lines.
struct PresenterCode
{
    QFont font;
    QStringList lines;
};
PresenterCode presenterCode(const PresenterLayout &layout, const QString &text, double width);

/// How many lines a text takes, at least 1.
int presenterLines(const QString &text, const QFont &font, double width);

/// The font, or a smaller one in which a sentence needs no more than so many lines.
QFont presenterSentenceFont(const QFont &font, const QString &sentence, double width, int lines);

} // namespace Loopscope::Ui
