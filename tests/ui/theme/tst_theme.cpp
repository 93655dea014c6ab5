#include "tests/support/stricttest.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QFontInfo>
#include <QPainter>
#include <QSignalSpy>

using namespace Loopscope::Theme;

class TstTheme : public Loopscope::Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void textIsReadableOnItsSurfaces_data();
    void textIsReadableOnItsSurfaces();
    void linesStandOutFromTheChart_data();
    void linesStandOutFromTheChart();
    void fillsAreTranslucentAsWritten();
    void builtInFontsAreUsedWhenTheyWereFound();
    void weightsOfTextDiffer();
    void figuresHaveOneWidth();
    void codeHasNoLigatures();
    void smallestTextHasElevenPixels();
    void changeIsAnnouncedOnce();
    void everyIconPaintsInItsColourOnly();
};

namespace {

void addThemes()
{
    QTest::addColumn<int>("kind");
    QTest::newRow("dark") << static_cast<int>(ThemeKind::Dark);
    QTest::newRow("light") << static_cast<int>(ThemeKind::Light);
    QTest::newRow("high contrast") << static_cast<int>(ThemeKind::HighContrast);
}

} // namespace

void TstTheme::textIsReadableOnItsSurfaces_data()
{
    addThemes();
}

void TstTheme::textIsReadableOnItsSurfaces()
{
    QFETCH(int, kind);
    const Theme theme(static_cast<ThemeKind>(kind));
    const auto contrast = [&theme](ColorRole text, ColorRole surface) {
        return contrastRatio(theme.color(text), theme.color(surface));
    };
    const auto surfaces = {ColorRole::Window, ColorRole::Panel, ColorRole::Raised, ColorRole::Code};
    for (const ColorRole surface : surfaces) {
        for (const ColorRole text :
             {ColorRole::Text, ColorRole::Text2, ColorRole::Text3, ColorRole::StallText})
            QVERIFY2(contrast(text, surface) >= 4.5, qPrintable(QString::number(contrast(text, surface))));
    }
    QVERIFY(contrast(ColorRole::OnAccent, ColorRole::Accent) >= 4.5);
    QVERIFY(contrast(ColorRole::OnStall, ColorRole::Stall) >= 4.5);
    QVERIFY(contrast(ColorRole::OnThreshold, ColorRole::Threshold) >= 4.5);
    for (const ColorRole surface : {ColorRole::Window, ColorRole::Code}) {
        const QColor marked = blended(theme.color(ColorRole::StallFill), theme.color(surface));
        for (const ColorRole text : {ColorRole::Text, ColorRole::Text2, ColorRole::StallText})
            QVERIFY(contrastRatio(theme.color(text), marked) >= 4.5);
    }
}

void TstTheme::linesStandOutFromTheChart_data()
{
    addThemes();
}

void TstTheme::linesStandOutFromTheChart()
{
    QFETCH(int, kind);
    const Theme theme(static_cast<ThemeKind>(kind));
    const QColor plain = theme.color(ColorRole::Window);
    const QColor stalled = blended(theme.color(ColorRole::StallFill), plain);
    for (const ColorRole line :
         {ColorRole::Latency, ColorRole::Stall, ColorRole::Threshold, ColorRole::Waiting, ColorRole::Running,
          ColorRole::Throughput, ColorRole::InFlight, ColorRole::Worst, ColorRole::Middle, ColorRole::Best}) {
        QVERIFY(contrastRatio(theme.color(line), plain) >= 3);
        QVERIFY(contrastRatio(theme.color(line), stalled) >= 3);
    }
    QVERIFY(contrastRatio(theme.color(ColorRole::ControlBorder), plain) >= 3);
}

void TstTheme::fillsAreTranslucentAsWritten()
{
    QCOMPARE(Theme(ThemeKind::Dark).color(ColorRole::StallFill).alpha(), 51);
    QCOMPARE(Theme(ThemeKind::Light).color(ColorRole::StallFill).alpha(), 41);
    QCOMPARE(Theme(ThemeKind::HighContrast).color(ColorRole::StallFill).alpha(), 66);
    QCOMPARE(Theme(ThemeKind::Dark).color(ColorRole::Stall), QColor(0xf2, 0x7a, 0x3f));
}

void TstTheme::builtInFontsAreUsedWhenTheyWereFound()
{
    loadFonts();
    const bool builtIn = QFile::exists(QStringLiteral(":/loopscope/fonts/Roboto-Regular.ttf"));
    const QFont body = Theme().font(FontRole::Body);
    QCOMPARE(body.family(), builtIn ? QStringLiteral("Roboto") : textFamily());
    QCOMPARE(QFontInfo(body).family(), body.family());
    const QFont code = Theme().font(FontRole::Code);
    QCOMPARE(QFontInfo(code).family(), code.family());
}

void TstTheme::weightsOfTextDiffer()
{
    const Theme theme;
    const auto inkOf = [&theme](QFont::Weight weight) {
        QFont font = theme.font(FontRole::NumberNow);
        font.setWeight(weight);
        QImage image(120, 40, QImage::Format_ARGB32_Premultiplied);
        image.fill(Qt::white);
        QPainter painter(&image);
        painter.setFont(font);
        painter.drawText(image.rect(), QStringLiteral("64 ms"));
        painter.end();
        qint64 ink = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x)
                ink += 255 - qGray(image.pixel(x, y));
        }
        return ink;
    };
    QVERIFY(inkOf(QFont::Medium) > inkOf(QFont::Normal));
    QVERIFY(inkOf(QFont::Bold) > inkOf(QFont::Medium));
}

void TstTheme::figuresHaveOneWidth()
{
    const QFontMetricsF metrics(Theme().font(FontRole::NumberNow));
    for (const char16_t digit : u"0123456789") {
        if (digit)
            QCOMPARE(metrics.horizontalAdvance(QChar(digit)), metrics.horizontalAdvance(QChar(u'0')));
    }
}

void TstTheme::codeHasNoLigatures()
{
    const QFontMetricsF metrics(Theme().font(FontRole::Code));
    const double one = metrics.horizontalAdvance(QChar(u'-'));
    QCOMPARE(metrics.horizontalAdvance(QStringLiteral("->")), 2 * one);
    QVERIFY(Theme().font(FontRole::Code).styleStrategy() & QFont::PreferNoShaping);
}

void TstTheme::smallestTextHasElevenPixels()
{
    const Theme theme;
    for (int role = 0; role < fontRoleCount; ++role) {
        QVERIFY(theme.font(static_cast<FontRole>(role)).pixelSize() >= 11);
        QVERIFY(theme.lineHeight(static_cast<FontRole>(role)) >=
                theme.font(static_cast<FontRole>(role)).pixelSize());
    }
    QCOMPARE(theme.font(FontRole::PresenterBody).pixelSize(), 38);
}

void TstTheme::changeIsAnnouncedOnce()
{
    Theme theme;
    QSignalSpy changed(&theme, &Theme::changed);
    theme.setKind(ThemeKind::Light);
    theme.setKind(ThemeKind::Light);
    QCOMPARE(changed.count(), 1);
    QVERIFY(!theme.isDark());
}

void TstTheme::everyIconPaintsInItsColourOnly()
{
    for (int icon = 0; icon < iconCount; ++icon) {
        QImage image(32, 32, QImage::Format_ARGB32);
        image.fill(Qt::transparent);
        QPainter painter(&image);
        paintIcon(painter, static_cast<Icon>(icon), QRectF(0, 0, 32, 32), QColor(255, 0, 0));
        painter.end();
        int painted = 0;
        for (int y = 0; y < 32; ++y) {
            for (int x = 0; x < 32; ++x) {
                const QColor pixel = image.pixelColor(x, y);
                painted += pixel.alpha() > 128 ? 1 : 0;
                QVERIFY(pixel.alpha() == 0 || (pixel.green() == 0 && pixel.blue() == 0));
            }
        }
        QVERIFY2(painted > 30, qPrintable(QString::number(icon)));
    }
}

LOOPSCOPE_WIDGET_TEST_MAIN(TstTheme)
#include "tst_theme.moc"
