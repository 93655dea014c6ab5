#pragma once

#include "ui/presenterchart.h"
#include "ui/presentercontents.h"

#include <QPixmap>
#include <QWidget>

#include <functional>

namespace Loopscope::Ui {

/// Presenter mode: title, one chart, one number, one line of code, over the whole window and in high
/// contrast. It has the keyboard while it is shown and asks for what a key means by a signal. GUI thread.
class PresenterView final : public QWidget
{
    Q_OBJECT

public:
    using Source = std::function<PresenterContents()>;

    /// The run must outlive the view. `source` is asked for each frame.
    PresenterView(const Models::RunModel *run, Source source, QWidget *parent = nullptr);

    PresenterChart *chart() { return &m_chart; }
    /// Once per frame, and when something else changed: paints what there is, unless the picture is held.
    void refresh();
    const PresenterContents &contents() const { return m_contents; }
    /// Where everything stands now.
    PresenterLayout layoutNow() const;

    double textScale() const { return m_textScale; }
    void setTextScale(double scale);
    bool isHeld() const { return !m_held.isNull(); }
    bool isBlank() const { return m_blank; }
    /// Shown over the lower part; empty: none.
    void setNotes(const QStringList &notes);
    QStringList notes() const { return m_notes; }

public Q_SLOTS:
    void toggleHold();
    void toggleBlank();

Q_SIGNALS:
    void leaveRequested();
    void backRequested();
    void swapRequested(); ///< picture and notes change screens
    void nextRequested();
    void previousRequested();
    void runRequested();
    void variantRequested(int number);
    void compareRequested();
    void notesRequested();

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    bool act(int key);
    void enlargeText();
    PresenterLayout layoutAt(double scale, bool hasLesson, bool hasCode) const;
    double fittingScale() const;
    void paintPicture(QPainter &painter);
    bool isIdle() const { return !m_contents.showsRun; }
    void paintWords(QPainter &painter, const PresenterLayout &layout) const;
    void paintVariant(QPainter &painter, const PresenterLayout &layout) const;
    void paintCode(QPainter &painter, const PresenterLayout &layout) const;
    void paintCodeCaption(QPainter &painter, const PresenterLayout &layout) const;
    double codeLeft(const PresenterLayout &layout) const;
    static double codeRight(const PresenterLayout &layout);
    static QFont notesFont(const PresenterLayout &layout);
    double notesHeight(const PresenterLayout &layout) const;
    void paintCodeText(QPainter &painter, const QRectF &room, const PresenterCode &code) const;
    void paintFooter(QPainter &painter, const PresenterLayout &layout) const;
    void paintVerdict(QPainter &painter, const PresenterLayout &layout, const QString &sentence,
                      bool failed) const;
    double paintLoop(QPainter &painter, const PresenterLayout &layout, const QRectF &row) const;
    void paintFacts(QPainter &painter, const PresenterLayout &layout, const QRectF &row, double from) const;
    void paintInvitation(QPainter &painter, const PresenterLayout &layout) const;
    void paintNotes(QPainter &painter, const PresenterLayout &layout) const;
    void paintNotice(QPainter &painter, const PresenterLayout &layout) const;
    void paintHeld(QPainter &painter, const PresenterLayout &layout) const;

    Theme::Theme m_theme{Theme::ThemeKind::HighContrast};
    const Models::RunModel *m_run;
    Source m_source;
    PresenterChart m_chart;
    PresenterContents m_contents;
    QStringList m_notes;
    QPixmap m_held;         // the picture that stays
    double m_textScale = 1; // what was asked for
    bool m_blank = false;
};

} // namespace Loopscope::Ui
