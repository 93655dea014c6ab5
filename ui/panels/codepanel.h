#pragma once

#include "core/base/sourceplace.h"
#include "ui/theme/theme.h"

#include <QWidget>

namespace Loopscope::Panels {

class CodeView;
class CounterpartView;
class PlaceButton;
class RoleLabel;
class TextButton;

/// The code of the variant as it was compiled: read from the resources. Of another file it asks for the text
/// by a signal; by itself it reads nothing from disk.
class CodePanel final : public QWidget
{
    Q_OBJECT

public:
    explicit CodePanel(const Theme::Theme *theme, QWidget *parent = nullptr);

    /// Shows the built-in source (":/" + file) from the coroutine on, and so that the line that it is about
    /// can be seen; 0: none. Says so when it is not built in.
    void showSource(const QString &file, int tellingLine = 0);
    /// The same with the text given.
    void showText(const QString &file, const QString &text);
    /// The text of a file that was asked for, with its mark. Nothing when another one was wanted since.
    void giveSource(const QString &file, const QString &text);
    /// Why there is none, in its place.
    void giveNoSource(const QString &file, const QString &why);
    QString file() const { return m_file; }

    /// Marks the line that blocks. In another file than the one shown, that one is shown if it is built in;
    /// else nothing is marked, and sourceWanted() says so once. What stands for it in the Python is marked,
    /// too.
    void mark(const QString &file, int line, const QString &badge);
    bool isMarked() const { return m_mark.line > 0; }
    /// Back to the file of showSource.
    void clearMark();
    /// Shows a line that does not block: of a caller, of who created a task. As mark() does, but what is
    /// marked stays so; goToLine() goes back to it, and so does the mark when it moves.
    void showPlace(const QString &file, int line);
    /// Where the task was created: a click shows it. An invalid place clears it.
    void setCreatedAt(const Base::SourcePlace &place);

    /// The Python of the variant is shown, too: what an asyncio programmer would have written. It is below
    /// the C++ where there is room for both, else in its place.
    bool showsPython() const;
    bool isBeside() const;
    CounterpartView *python() const { return m_python; }
    /// The upper one of those that are shown.
    CodeView *shownView() const;
    TextButton *languageButton() const { return m_language; }
    CodeView *view() const { return m_view; }
    PlaceButton *createdButton() const { return m_created; }
    RoleLabel *nameLabel() const { return m_name; }
    /// "as compiled".
    RoleLabel *remarkLabel() const { return m_remark; }
    TextButton *closeButton() const { return m_close; }

public Q_SLOTS:
    /// Scrolls to the marked line.
    void goToLine();
    /// The variant's Python, and no longer; nothing when it has none.
    void toggleLanguage();

Q_SIGNALS:
    void closeRequested();
    void sourceWanted(const QString &file);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    bool load(const QString &file);
    void show(const QString &file, const QString &text);
    void showVariant(const QString &file);
    bool hasRoomForBoth() const;
    void arrange();
    void enableGoTo();
    void showMark();
    void leavePlace();
    void fillMarks();
    void enableCreated();
    void fitHeader();

    const Theme::Theme *m_theme;
    QString m_file; // the one that is shown
    QString m_origin;
    struct Mark
    {
        QString file;
        int line = 0;
        QString badge;
    };
    Mark m_mark;          // of the C++, also while another file is shown
    QString m_wanted;     // was asked for last
    Mark m_pointed;       // that does not block
    QString m_sourceFile; // the variant's own
    int m_tellingLine = 0;
    bool m_wantsPython = false;
    RoleLabel *m_name;
    RoleLabel *m_remark;
    TextButton *m_language;
    CodeView *m_view;
    CounterpartView *m_python;
    RoleLabel *m_createdCaption;
    PlaceButton *m_created;
    TextButton *m_goTo;
    TextButton *m_close;
};

} // namespace Loopscope::Panels
