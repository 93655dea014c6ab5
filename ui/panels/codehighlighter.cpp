#include "ui/panels/codehighlighter.h"

#include <QSet>

namespace Loopscope::Panels {

using Theme::ColorRole;

namespace {

const QSet<QStringView> &cppKeywords()
{
    static const QSet<QStringView> words{
        u"alignas",  u"auto",     u"bool",      u"break",    u"case",        u"catch",     u"char",
        u"class",    u"co_await", u"co_return", u"co_yield", u"const",       u"constexpr", u"continue",
        u"default",  u"delete",   u"do",        u"double",   u"else",        u"enum",      u"explicit",
        u"extern",   u"false",    u"final",     u"float",    u"for",         u"friend",    u"if",
        u"inline",   u"int",      u"long",      u"mutable",  u"namespace",   u"new",       u"noexcept",
        u"nullptr",  u"operator", u"override",  u"private",  u"protected",   u"public",    u"return",
        u"short",    u"signed",   u"sizeof",    u"static",   u"static_cast", u"struct",    u"switch",
        u"template", u"this",     u"throw",     u"true",     u"try",         u"typename",  u"union",
        u"unsigned", u"using",    u"virtual",   u"void",     u"while"};
    return words;
}

const QSet<QStringView> &pythonKeywords()
{
    static const QSet<QStringView> words{
        u"False",  u"None",  u"True",   u"and",  u"as",    u"assert", u"async",    u"await", u"break",
        u"class",  u"def",   u"del",    u"elif", u"else",  u"except", u"finally",  u"for",   u"from",
        u"global", u"if",    u"import", u"in",   u"is",    u"lambda", u"nonlocal", u"not",   u"or",
        u"pass",   u"raise", u"return", u"try",  u"while", u"with",   u"yield",    u"self"};
    return words;
}

bool isWordPart(QChar c)
{
    return c.isLetterOrNumber() || c == u'_';
}

bool startsQtName(QStringView word)
{
    return word.size() > 1 && word[0] == u'Q' && word[1].isUpper();
}

} // namespace

CodeHighlighter::CodeHighlighter(const Theme::Theme *theme, QTextDocument *document)
    : QSyntaxHighlighter(document)
    , m_theme(theme)
{
    connect(theme, &Theme::Theme::changed, this, &QSyntaxHighlighter::rehighlight);
}

void CodeHighlighter::paint(qsizetype from, qsizetype to, ColorRole role)
{
    setFormat(static_cast<int>(from), static_cast<int>(to - from), m_theme->color(role));
}

void CodeHighlighter::highlightBlock(const QString &text)
{
    paint(0, text.size(), ColorRole::Text);
    setCurrentBlockState(Code);
    qsizetype at = previousBlockState() == InComment ? paintComment(text, 0) : 0;
    if (m_language == CodeLanguage::Cpp && QStringView(text).trimmed().startsWith(u'#')) {
        const qsizetype hash = text.indexOf(u'#');
        qsizetype end = hash + 1;
        while (end < text.size() && isWordPart(text[end]))
            ++end;
        paint(hash, end, ColorRole::Throughput);
        at = end;
    }
    while (at < text.size()) {
        const QStringView rest = QStringView(text).sliced(at);
        if (startsComment(rest))
            at = paintComment(text, at);
        else if (rest[0] == u'"' || rest[0] == u'\'')
            at = paintLiteral(text, at);
        else if (isWordPart(rest[0]))
            at = paintWord(text, at);
        else
            ++at;
    }
}

bool CodeHighlighter::startsComment(QStringView rest) const
{
    if (m_language == CodeLanguage::Python)
        return rest.startsWith(u'#');
    return rest.startsWith(u"//") || rest.startsWith(u"/*");
}

bool CodeHighlighter::isKeyword(QStringView word) const
{
    return (m_language == CodeLanguage::Python ? pythonKeywords() : cppKeywords()).contains(word);
}

qsizetype CodeHighlighter::paintComment(const QString &text, qsizetype at)
{
    qsizetype end = text.size();
    if (m_language == CodeLanguage::Cpp && !QStringView(text).sliced(at).startsWith(u"//")) {
        const qsizetype close = text.indexOf(QStringLiteral("*/"), at);
        if (close < 0)
            setCurrentBlockState(InComment);
        else
            end = close + 2;
    }
    paint(at, end, ColorRole::Text2); // also read on a marked line
    return end;
}

qsizetype CodeHighlighter::paintLiteral(const QString &text, qsizetype at)
{
    const QChar quote = text[at];
    qsizetype end = at + 1;
    while (end < text.size() && text[end] != quote)
        end += text[end] == u'\\' ? 2 : 1;
    end = qMin(end + 1, text.size());
    paint(at, end, ColorRole::Running);
    return end;
}

qsizetype CodeHighlighter::paintWord(const QString &text, qsizetype at)
{
    qsizetype end = at;
    bool qualified = false;
    const auto skipWord = [&] {
        while (end < text.size() && isWordPart(text[end]))
            ++end;
    };
    skipWord();
    const QStringView first = QStringView(text).sliced(at, end - at);
    if (isKeyword(first)) {
        paint(at, end, ColorRole::Throughput);
        return end;
    }
    while (QStringView(text).sliced(end).startsWith(u"::") && end + 2 < text.size() &&
           isWordPart(text[end + 2])) {
        qualified = true;
        end += 2;
        skipWord();
    }
    if (qualified && QStringView(text).sliced(end).startsWith(u"<>"))
        end += 2;
    if (qualified || startsQtName(first))
        paint(at, end, ColorRole::Accent);
    return end;
}

} // namespace Loopscope::Panels
