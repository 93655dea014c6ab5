#include "tests/support/stricttest.h"
#include "ui/charts/tint.h"

#include <QDir>
#include <QImage>
#include <QPainter>

using namespace Loopscope;

class TstTint : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    // First: threads of Qt's pool, which the plain way starts, stay for half a minute.
    void noOtherThreadPaints_data();
    void noOtherThreadPaints();
    void looksLikeOneRectangle_data();
    void looksLikeOneRectangle();
};

namespace {

const QColor tint(255, 120, 0, 60);
const QBrush pattern(Qt::gray, Qt::BDiagPattern);
const QRectF area(20.25, 10.5, 400, 500.25);

QImage ground(double scale)
{
    QImage image(QSize(640, 560) * scale, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(scale);
    image.fill(Qt::darkBlue);
    return image;
}

uint threads()
{
    return QDir(QStringLiteral("/proc/self/task")).count();
}

} // namespace

void TstTint::looksLikeOneRectangle_data()
{
    QTest::addColumn<double>("scale");
    QTest::addColumn<QBrush>("brush");
    QTest::newRow("plain") << 1.0 << QBrush(tint);
    QTest::newRow("dense screen") << 2.0 << QBrush(tint);
    QTest::newRow("pattern") << 1.0 << pattern;
    QTest::newRow("pattern, dense screen") << 2.0 << pattern;
}

void TstTint::looksLikeOneRectangle()
{
    QFETCH(double, scale);
    QFETCH(QBrush, brush);
    QImage expected = ground(scale);
    QPainter(&expected).fillRect(area, brush);
    QImage image = ground(scale);
    {
        QPainter painter(&image);
        Charts::paintTint(painter, area, brush);
    }
    QCOMPARE(image, expected);
}

void TstTint::noOtherThreadPaints_data()
{
    QTest::addColumn<QBrush>("brush");
    QTest::newRow("colour") << QBrush(tint);
    QTest::newRow("pattern") << pattern;
}

void TstTint::noOtherThreadPaints()
{
    QFETCH(QBrush, brush);
    QImage image = ground(1);
    const uint before = threads();
    {
        QPainter painter(&image);
        Charts::paintTint(painter, area, brush);
    }
    QCOMPARE(threads(), before);
}

LOOPSCOPE_TEST_MAIN(TstTint)
#include "tst_tint.moc"
