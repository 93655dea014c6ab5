#include "core/trace/callplace.h"
#include "tests/support/stricttest.h"

using namespace Loopscope::Trace;

class TstCallPlace : public Loopscope::Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void placeComesBackFromItsName_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QByteArray>("buildId");
        QTest::addColumn<bool>("isVirtual");
        QTest::newRow("library") << "/usr/lib/libx.so.1" << QByteArray("\x01\xff\x20") << false;
        QTest::newRow("without a build id") << "/usr/lib/libx.so.1" << QByteArray() << false;
        QTest::newRow("with spaces") << "/home/a b/c d" << QByteArray("\x01") << false;
        QTest::newRow("virtual") << "/bin/x" << QByteArray("\x01") << true;
    }

    void placeComesBackFromItsName()
    {
        QFETCH(QString, path);
        QFETCH(QByteArray, buildId);
        QFETCH(bool, isVirtual);
        CallPlace place{{path, buildId, 0xabcdef0123456789}, {}, isVirtual};
        if (!isVirtual)
            place.word = {path, buildId, 7};
        const auto found = placedName(QStringLiteral("before") + toText(place) + QStringLiteral(" ← after"));
        QVERIFY(found);
        QCOMPARE(found->before, QStringLiteral("before"));
        QCOMPARE(found->after, QStringLiteral(" ← after"));
        QVERIFY(found->place == place);
    }

    void placeThatCannotBeWrittenIsNone()
    {
        QCOMPARE(toText({}), QString());
        QCOMPARE(toText({{QStringLiteral("/tmp/a\037"), {}, 1}, {}, false}), QString());
        QCOMPARE(toText({{QStringLiteral("/tmp/a"), {}, 1}, {QStringLiteral("/b\036"), {}, 1}, false}),
                 QString());
    }

    void otherTextHasNoPlace_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text :
             {"", "QTimer (Timer)", "a\037", "a\037\036", "a\037\036\037", "a\037x y z\036\037",
              "a\0371 \036\037", "a\0371 ab \036\037", "\036\037\037", "a\037 1 2\036\037"})
            QTest::addRow("%s", QByteArray(text).toPercentEncoding().constData()) << QString::fromUtf8(text);
    }

    void otherTextHasNoPlace()
    {
        QFETCH(QString, text);
        QVERIFY(!placedName(text));
    }
};

LOOPSCOPE_TEST_MAIN(TstCallPlace)

#include "tst_callplace.moc"
