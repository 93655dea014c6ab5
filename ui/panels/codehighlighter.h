#pragma once

#include "ui/theme/theme.h"

#include <QSyntaxHighlighter>

namespace Loopscope::Panels {

enum class CodeLanguage
{
    Cpp,
    Python
};

/// Colours code as it is written here: keywords, names of Qt and qualified names, strings, comments. It knows
/// no more of a language than a reader in the last row needs.
class CodeHighlighter final : public QSyntaxHighlighter
{
    Q_OBJECT

public:
    CodeHighlighter(const Theme::Theme *theme, QTextDocument *document);

    /// Of the text that is set next.
    void setLanguage(CodeLanguage language) { m_language = language; }

protected:
    void highlightBlock(const QString &text) override;

private:
    enum BlockState
    {
        Code = 0,
        InComment = 1
    };

    bool startsComment(QStringView rest) const;
    bool isKeyword(QStringView word) const;
    /// Each paints what starts at `at` and returns where it ends.
    qsizetype paintComment(const QString &text, qsizetype at);
    qsizetype paintLiteral(const QString &text, qsizetype at);
    qsizetype paintWord(const QString &text, qsizetype at);
    void paint(qsizetype from, qsizetype to, Theme::ColorRole role);

    const Theme::Theme *m_theme;
    CodeLanguage m_language = CodeLanguage::Cpp;
};

} // namespace Loopscope::Panels
