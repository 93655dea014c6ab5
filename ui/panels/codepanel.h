#pragma once

#include "core/base/sourceplace.h"
#include "ui/theme/theme.h"

#include <QWidget>

namespace Loopscope::Panels {

class CodeView;
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
    /// The text of a file that was asked for, with its mark if that has not moved on.
    void giveSource(const QString &file, const QString &text);
    /// Why there is none, in its place.
    void giveNoSource(const QString &file, const QString &why);
    QString file() const { return m_file; }

    /// Marks the line that blocks. In another file than the one shown, that one is shown if it is built in;
    /// else nothing is marked, and sourceWanted() says so once.
    void mark(const QString &file, int line, const QString &badge);
    /// Back to the file of showSource.
    void clearMark();
    /// Where the task was created; an invalid place clears it.
    void setCreatedAt(const Base::SourcePlace &place);

    /// The Python of the variant is shown instead: what an asyncio programmer would have written.
    bool showsPython() const { return m_showsPython; }
    TextButton *languageButton() const { return m_language; }
    CodeView *view() const { return m_view; }
    QString createdAt() const;
    TextButton *closeButton() const { return m_close; }

public Q_SLOTS:
    /// Scrolls to the marked line.
    void goToLine();
    /// To the variant's Python and back; nothing when it has none.
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
    QString pythonFile() const;
    void showMark();
    void showOrigin(const QString &origin);
    void fitHeader();

    const Theme::Theme *m_theme;
    QString m_file; // the one that is shown
    struct Mark
    {
        QString file;
        int line = 0;
        QString badge;
    };
    Mark m_mark;          // of the C++, also while the Python is shown
    QString m_wanted;     // was asked for last
    QString m_sourceFile; // the variant's own
    int m_tellingLine = 0;
    bool m_showsPython = false;
    RoleLabel *m_name;
    RoleLabel *m_origin;
    TextButton *m_language;
    CodeView *m_view;
    RoleLabel *m_createdCaption;
    RoleLabel *m_created;
    TextButton *m_goTo;
    TextButton *m_close;
};

} // namespace Loopscope::Panels
