#pragma once

#include "ui/theme/theme.h"

#include <QSyntaxHighlighter>

namespace Loopscope::Panels {

/// Colours C++ as it is written here: keywords, names of Qt and qualified names, strings, comments. It knows
/// no more of the language than a reader in the last row needs.
class CppHighlighter final : public QSyntaxHighlighter
{
    Q_OBJECT

public:
    CppHighlighter(const Theme::Theme *theme, QTextDocument *document);

protected:
    void highlightBlock(const QString &text) override;

private:
    enum BlockState
    {
        Code = 0,
        InComment = 1
    };

    /// Each paints what starts at `at` and returns where it ends.
    qsizetype paintComment(const QString &text, qsizetype at);
    qsizetype paintLiteral(const QString &text, qsizetype at);
    qsizetype paintWord(const QString &text, qsizetype at);
    void paint(qsizetype from, qsizetype to, Theme::ColorRole role);

    const Theme::Theme *m_theme;
};

} // namespace Loopscope::Panels
