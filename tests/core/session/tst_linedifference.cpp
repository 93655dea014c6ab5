#include "core/session/linedifference.h"
#include "tests/support/stricttest.h"

#include <QRandomGenerator>

using namespace Loopscope;
using Session::DifferenceLine;
using Kind = DifferenceLine::Kind;

namespace {

// "=a -b +c …2"
QString shortForm(const std::vector<DifferenceLine> &lines)
{
    QStringList parts;
    for (const DifferenceLine &line : lines) {
        if (line.kind == Kind::Skipped)
            parts.append(QStringLiteral("…%1").arg(line.skipped));
        else
            parts.append((line.kind == Kind::Same      ? u'='
                          : line.kind == Kind::Removed ? u'-'
                                                       : u'+') +
                         line.text);
    }
    return parts.join(u' ');
}

QStringList words(const QString &text)
{
    return text.split(u' ', Qt::SkipEmptyParts);
}

} // namespace

class TstLineDifference : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void shortestWayIsFound_data();
    void shortestWayIsFound();
    void numbersAreThoseOfBothTexts();
    void bothTextsCanBeReadFromIt();
    void longStretchesAreFolded();
    void hugeTextsAreTakenAsWhollyDifferent();
    void ownNamesOfClassesAreNoDifference();
    void indentIsCut();
};

void TstLineDifference::shortestWayIsFound_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after");
    QTest::addColumn<QString>("expected");
    QTest::newRow("same") << "a b"
                          << "a b"
                          << "=a =b";
    QTest::newRow("one line") << "a b c"
                              << "a x c"
                              << "=a -b +x =c";
    QTest::newRow("added") << "a c"
                           << "a b c"
                           << "=a +b =c";
    QTest::newRow("removed at the end") << "a b"
                                        << "a"
                                        << "=a -b";
    QTest::newRow("from nothing") << ""
                                  << "a b"
                                  << "+a +b";
    QTest::newRow("to nothing") << "a b"
                                << ""
                                << "-a -b";
    QTest::newRow("moved") << "a b c d"
                           << "b c d a"
                           << "-a =b =c =d +a";
    QTest::newRow("removed stands first") << "a b c"
                                          << "x y"
                                          << "-a -b -c +x +y";
    QTest::newRow("repeated") << "a a a"
                              << "a a"
                              << "=a =a -a";
}

void TstLineDifference::shortestWayIsFound()
{
    QFETCH(QString, before);
    QFETCH(QString, after);
    QTEST(shortForm(Session::lineDifference(words(before), words(after))), "expected");
}

void TstLineDifference::numbersAreThoseOfBothTexts()
{
    const auto lines = Session::lineDifference(words("a b c d"), words("a x y c d"));
    const std::vector<DifferenceLine> expected{{Kind::Same, "a", 1, 1, 0},  {Kind::Removed, "b", 2, 0, 0},
                                               {Kind::Added, "x", 0, 2, 0}, {Kind::Added, "y", 0, 3, 0},
                                               {Kind::Same, "c", 3, 4, 0},  {Kind::Same, "d", 4, 5, 0}};
    QCOMPARE(lines, expected);
}

void TstLineDifference::bothTextsCanBeReadFromIt()
{
    QRandomGenerator random(7);
    for (int round = 0; round < 300; ++round) {
        const auto text = [&random] {
            QStringList lines;
            for (int left = random.bounded(12); left > 0; --left)
                lines.append(QString(QChar('a' + random.bounded(4))));
            return lines;
        };
        const QStringList before = text();
        const QStringList after = text();
        QStringList one;
        QStringList other;
        for (const DifferenceLine &line : Session::lineDifference(before, after)) {
            if (line.kind != Kind::Added)
                one.append(line.text);
            if (line.kind != Kind::Removed)
                other.append(line.text);
        }
        QCOMPARE(one, before);
        QCOMPARE(other, after);
    }
}

void TstLineDifference::longStretchesAreFolded()
{
    const auto lines = Session::lineDifference(words("a b c d e x f g h i"), words("a b c d e y f g h i"));
    QCOMPARE(shortForm(Session::folded(lines, 1)), QStringLiteral("…4 =e -x +y =f …3"));
    QCOMPARE(shortForm(Session::folded(lines, 9)), shortForm(lines));
    QCOMPARE(shortForm(Session::folded(Session::lineDifference(words("a b"), words("a b")), 3)),
             QStringLiteral("…2"));
}

void TstLineDifference::hugeTextsAreTakenAsWhollyDifferent()
{
    QStringList before;
    QStringList after;
    for (int line = 0; line < 5000; ++line) {
        before.append(QString::number(line));
        after.append(QString::number(line + 1));
    }
    QCOMPARE(Session::lineDifference(before, after).size(), std::size_t(10'000));
}

void TstLineDifference::ownNamesOfClassesAreNoDifference()
{
    const QStringList slow{QStringLiteral("class OnLoop final : public Experiment"),
                           QStringLiteral("    OnLoop(int run)"), QStringLiteral("    wait();"),
                           QStringLiteral("makeOnLoop();")};
    const QStringList quick{QStringLiteral("class Pool final : public Experiment"),
                            QStringLiteral("    Pool(int run)"), QStringLiteral("    co_await wait();"),
                            QStringLiteral("makePool();")};
    const auto lines = Session::sourceDifference(slow, quick);
    QStringList differing;
    QStringList same;
    for (const DifferenceLine &line : lines)
        (line.kind == Kind::Same ? same : differing) << line.text;
    QCOMPARE(differing, (QStringList{slow[2], quick[2]}));
    QCOMPARE(same, (QStringList{quick[0], quick[1], quick[3]})); // as the better one has them
    // Without a class it is the difference of the lines.
    QCOMPARE(Session::sourceDifference(words(QStringLiteral("a b")), words(QStringLiteral("a c"))),
             Session::lineDifference(words(QStringLiteral("a b")), words(QStringLiteral("a c"))));
}

void TstLineDifference::indentIsCut()
{
    const auto line = [](Kind kind, const char *text) {
        return DifferenceLine{kind, QString::fromLatin1(text), 1, 1, 0};
    };
    const auto lines = Session::unindented({line(Kind::Same, "    {"), line(Kind::Removed, "        wait();"),
                                            line(Kind::Same, ""), line(Kind::Added, "      x();"),
                                            line(Kind::Skipped, ""), line(Kind::Added, "        y();")});
    QStringList texts;
    for (const DifferenceLine &shown : lines)
        texts << shown.text;
    QCOMPARE(texts, (QStringList{QStringLiteral("{"), QStringLiteral("  wait();"), QString(),
                                 QStringLiteral(" x();"), QString(), QStringLiteral("y();")}));
    QVERIFY(Session::unindented({}).empty());
}

LOOPSCOPE_TEST_MAIN(TstLineDifference)
#include "tst_linedifference.moc"
