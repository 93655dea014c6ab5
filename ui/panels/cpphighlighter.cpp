#include "ui/panels/cpphighlighter.h"

#include <QSet>

namespace Loopscope::Panels {

using Theme::ColorRole;

namespace {

const QSet<QStringView> &keywords()
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

bool isWordPart(QChar c)
{
    return c.isLetterOrNumber() || c == u'_';
}

bool startsQtName(QStringView word)
{
    return word.size() > 1 && word[0] == u'Q' && word[1].isUpper();
}

} // namespace

CppHighlighter::CppHighlighter(const Theme::Theme *theme, QTextDocument *document)
    : QSyntaxHighlighter(document)
    , m_theme(theme)
{
    connect(theme, &Theme::Theme::changed, this, &QSyntaxHighlighter::rehighlight);
}

void CppHighlighter::paint(qsizetype from, qsizetype to, ColorRole role)
{
    setFormat(static_cast<int>(from), static_cast<int>(to - from), m_theme->color(role));
}

void CppHighlighter::highlightBlock(const QString &text)
{
    paint(0, text.size(), ColorRole::Text);
    setCurrentBlockState(Code);
    qsizetype at = previousBlockState() == InComment ? paintComment(text, 0) : 0;
    if (QStringView(text).trimmed().startsWith(u'#')) {
        const qsizetype hash = text.indexOf(u'#');
        qsizetype end = hash + 1;
        while (end < text.size() && isWordPart(text[end]))
            ++end;
        paint(hash, end, ColorRole::Throughput);
        at = end;
    }
    while (at < text.size()) {
        const QStringView rest = QStringView(text).sliced(at);
        if (rest.startsWith(u"//") || rest.startsWith(u"/*"))
            at = paintComment(text, at);
        else if (rest[0] == u'"' || rest[0] == u'\'')
            at = paintLiteral(text, at);
        else if (isWordPart(rest[0]))
            at = paintWord(text, at);
        else
            ++at;
    }
}

qsizetype CppHighlighter::paintComment(const QString &text, qsizetype at)
{
    qsizetype end = text.size();
    if (!QStringView(text).sliced(at).startsWith(u"//")) {
        const qsizetype close = text.indexOf(QStringLiteral("*/"), at);
        if (close < 0)
            setCurrentBlockState(InComment);
        else
            end = close + 2;
    }
    paint(at, end, ColorRole::Text3);
    return end;
}

qsizetype CppHighlighter::paintLiteral(const QString &text, qsizetype at)
{
    const QChar quote = text[at];
    qsizetype end = at + 1;
    while (end < text.size() && text[end] != quote)
        end += text[end] == u'\\' ? 2 : 1;
    end = qMin(end + 1, text.size());
    paint(at, end, ColorRole::Running);
    return end;
}

qsizetype CppHighlighter::paintWord(const QString &text, qsizetype at)
{
    qsizetype end = at;
    bool qualified = false;
    const auto skipWord = [&] {
        while (end < text.size() && isWordPart(text[end]))
            ++end;
    };
    skipWord();
    const QStringView first = QStringView(text).sliced(at, end - at);
    if (keywords().contains(first)) {
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
