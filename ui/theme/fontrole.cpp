#include "ui/theme/fontrole.h"

#include <QDirIterator>
#include <QFontDatabase>

#include <array>
#include <cmath>

// A resource of a static library is only linked when something names it, and the macro that does
// so works in the global namespace alone.
static void initFontResource()
{
#ifdef LOOPSCOPE_HAS_FONTS
    Q_INIT_RESOURCE(loopscope_fonts);
#endif
}

namespace Loopscope::Theme {

namespace {

struct TypeStyle
{
    int size;
    int line;
    QFont::Weight weight;
    bool code;
};

// In the order of FontRole.
constexpr std::array<TypeStyle, fontRoleCount> styles{{
    {24, 32, QFont::Medium, false}, {20, 28, QFont::Medium, false}, {15, 24, QFont::Normal, false},
    {15, 24, QFont::Medium, false}, {13, 20, QFont::Normal, false}, {13, 20, QFont::Medium, false},
    {12, 16, QFont::Normal, false}, {12, 16, QFont::Medium, false}, {11, 16, QFont::Normal, false},
    {11, 16, QFont::Medium, false}, {12, 24, QFont::Normal, true},  {12, 24, QFont::Bold, true},
    {11, 16, QFont::Normal, true},  {28, 32, QFont::Bold, false},   {40, 48, QFont::Bold, false},
    {72, 80, QFont::Bold, false},   {40, 48, QFont::Normal, false}, {38, 48, QFont::Normal, false},
    {44, 52, QFont::Medium, false}, {112, 120, QFont::Bold, false}, {52, 64, QFont::Normal, true},
}};

const TypeStyle &styleOf(FontRole role)
{
    return styles[static_cast<std::size_t>(role)];
}

QString firstKnown(const QString &wanted, const QString &fallback)
{
    return QFontDatabase::hasFamily(wanted) ? wanted : fallback;
}

} // namespace

void loadFonts()
{
    static const bool loaded = [] {
        initFontResource();
        QDirIterator files(QStringLiteral(":/loopscope/fonts"), QDir::Files);
        while (files.hasNext())
            QFontDatabase::addApplicationFont(files.next());
        return true;
    }();
    Q_UNUSED(loaded)
}

QString textFamily()
{
    loadFonts();
    static const QString family = firstKnown(QStringLiteral("Roboto"), QStringLiteral("DejaVu Sans"));
    return family;
}

QString codeFamily()
{
    loadFonts();
    static const QString family =
        firstKnown(QStringLiteral("JetBrains Mono"), QStringLiteral("DejaVu Sans Mono"));
    return family;
}

QFont scaledFont(FontRole role, double scale)
{
    const TypeStyle &style = styleOf(role);
    QFont font(style.code ? codeFamily() : textFamily());
    font.setPixelSize(static_cast<int>(std::lround(style.size * scale)));
    font.setWeight(style.weight);
    font.setHintingPreference(QFont::PreferNoHinting);
    if (style.code) {
        font.setStyleHint(QFont::Monospace);
        // Unshaped text has no ligatures; Qt before 6.7 has no other way to switch them off.
        font.setStyleStrategy(QFont::PreferNoShaping);
    }
    return font;
}

int scaledLineHeight(FontRole role, double scale)
{
    return static_cast<int>(std::lround(styleOf(role).line * scale));
}

} // namespace Loopscope::Theme
