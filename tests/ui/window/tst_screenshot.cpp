#include "tests/support/stricttest.h"
#include "ui/screenshot.h"

using namespace Loopscope;
using Ui::ScreenshotOptions;
using Ui::ScreenshotRun;

class TstScreenshot : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void pictureHasTheSizeAndThemeAskedFor();
    void wrongOptionsFailWithASentence_data();
    void wrongOptionsFailWithASentence();
};

void TstScreenshot::pictureHasTheSizeAndThemeAskedFor()
{
    ScreenshotOptions options;
    options.scenarioId = QStringLiteral("slow-callback");
    options.variantId = QStringLiteral("awaiting");
    options.duration = std::chrono::duration<double>(0.3);
    options.values = {{QStringLiteral("sleep_ms"), QStringLiteral("20")},
                      {QStringLiteral("interval_ms"), QStringLiteral("50")}};
    options.theme = Theme::ThemeKind::Light;
    options.size = QSize(1100, 710);
    ScreenshotRun run(options);
    QSignalSpy finished(&run, &ScreenshotRun::finished);
    QSignalSpy failed(&run, &ScreenshotRun::failed);
    QVERIFY(finished.wait(20'000));
    QCOMPARE(failed.count(), 0);
    const auto image = finished.first().first().value<QImage>();
    QCOMPARE(image.size(), options.size);
    QCOMPARE(image.pixelColor(2, 2), Theme::paletteColor(Theme::ThemeKind::Light, Theme::ColorRole::Window));
}

void TstScreenshot::wrongOptionsFailWithASentence_data()
{
    QTest::addColumn<QString>("scenario");
    QTest::addColumn<QString>("variant");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("value");
    QTest::newRow("scenario") << QStringLiteral("no-such") << QString() << QString() << QString();
    QTest::newRow("variant") << QStringLiteral("slow-callback") << QStringLiteral("no-such") << QString()
                             << QString();
    QTest::newRow("key") << QStringLiteral("slow-callback") << QString() << QStringLiteral("no_such")
                         << QStringLiteral("1");
    QTest::newRow("value") << QStringLiteral("slow-callback") << QString() << QStringLiteral("sleep_ms")
                           << QStringLiteral("-1");
}

void TstScreenshot::wrongOptionsFailWithASentence()
{
    QFETCH(QString, scenario);
    QFETCH(QString, variant);
    QFETCH(QString, key);
    QFETCH(QString, value);
    ScreenshotOptions options;
    options.scenarioId = scenario;
    options.variantId = variant;
    if (!key.isEmpty())
        options.values = {{key, value}};
    ScreenshotRun run(options);
    QSignalSpy failed(&run, &ScreenshotRun::failed);
    QVERIFY(failed.wait());
    QVERIFY(failed.first().first().toString().endsWith(u'.'));
}

LOOPSCOPE_WIDGET_TEST_MAIN(TstScreenshot)
#include "tst_screenshot.moc"
