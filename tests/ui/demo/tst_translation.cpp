#include "tests/ui/demo/demowindow.h"
#include "ui/attachcontroller.h"
#include "ui/comparecontroller.h"
#include "ui/panels/headerpanel.h"
#include "ui/presentercontroller.h"
#include "ui/recordingcontroller.h"
#include "ui/replaycontroller.h"
#include "ui/runcontroller.h"
#include "ui/workarea.h"

#include <QAbstractButton>
#include <QAction>
#include <QBuffer>
#include <QFontInfo>
#include <QSvgGenerator>
#include <QTranslator>
#include <QXmlStreamReader>

using namespace Loopscope;
using namespace std::chrono_literals;
using Session::RunState;

namespace {

/// "Run" becomes "Ьфн": every letter of what it is asked for is another one, places for values stay. So a
/// word in Latin letters has not been through a translator, wherever it is shown, wrapped or elided.
class LetterTranslator final : public QTranslator
{
public:
    QString translate(const char *, const char *text, const char *, int) const override
    {
        QString changed = QString::fromUtf8(text);
        for (qsizetype at = 0; at < changed.size(); ++at) {
            const bool isPlace = at > 0 && changed[at - 1] == u'%';
            const QChar letter = changed[at];
            if (!isPlace && letter >= u'a' && letter <= u'z')
                changed[at] = QChar(0x430 + letter.unicode() - u'a');
            else if (!isPlace && letter >= u'A' && letter <= u'Z')
                changed[at] = QChar(0x410 + letter.unicode() - u'A');
        }
        return changed;
    }
    bool isEmpty() const override { return false; }
};

/// What has no other form in another language.
const QStringList &exceptions()
{
    static const QStringList all{
        // Units and statistics.
        QStringLiteral("(?:ms|s|min|h|B|kB|KiB|MB|MiB|GB|k|M|p50|p90|p99|d)"),
        // Names: of programs, protocols, packages.
        QStringLiteral("(?:Qt|QCoro|C|Redis|RESP|gibson|HTTP|TLS|MiB|Perfetto)"),
        // Files, functions, places in a source, addresses.
        QStringLiteral("[\\w./~-]*\\.(?:cpp|h|py|perfetto-trace|json|png|svg)(?::\\d+)?"),
        QStringLiteral("[\\w:~<>,&*. ]*\\w+\\(\\)?.*"),
        QStringLiteral("\\w+(?:::\\w+)+.*"),
        // What protocols send, values of choices; dates, settings and places as they are typed.
        QStringLiteral("(?:GET|SET|VAL|plain|gibson|resp)"),
        QStringLiteral("loopscope(?::\\d+)?"),
        QStringLiteral("[a-z0-9]{16}|[a-z]+(?:_[a-z]+)+"),
        QStringLiteral("\\w+=\\w+"),
        QStringLiteral("(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"),
        // Ids of scenarios and variants, and names of traces made of them; tasks.
        QStringLiteral("[a-z]+(?:-[a-z]+)+(?:/[a-z-]+)?"),
        QStringLiteral("\\w+[-:=][\\w:-]*…[\\w.-]*"),
        QStringLiteral("(?:sleeper|hopper|caller|jobs)"),
        // Kinds of Qt's events.
        QStringLiteral("\\(?(?:Timer|MetaCall|SockAct|DeferredDelete|Quit|event)\\)?"),
    };
    return all;
}

bool isException(const QString &word)
{
    return std::ranges::any_of(exceptions(), [&](const QString &pattern) {
        return QRegularExpression(QRegularExpression::anchoredPattern(pattern)).match(word).hasMatch();
    });
}

struct PaintedText
{
    QString text;
    bool isCode = false;
};

/// Everything that a widget paints in words, with the font.
std::vector<PaintedText> paintedTexts(QWidget *widget)
{
    QBuffer buffer;
    QSvgGenerator svg;
    svg.setOutputDevice(&buffer);
    svg.setSize(widget->size());
    svg.setViewBox(widget->rect());
    buffer.open(QIODevice::ReadWrite);
    widget->render(&svg);
    buffer.seek(0);
    std::vector<PaintedText> texts;
    QXmlStreamReader xml(&buffer);
    QStringList families;
    while (!xml.atEnd()) {
        xml.readNext();
        if (!xml.isStartElement() || xml.name() != QStringLiteral("text"))
            continue;
        const QString family = xml.attributes().value(QStringLiteral("font-family")).toString();
        texts.push_back({xml.readElementText().trimmed(), family.contains(QStringLiteral("Mono"))});
    }
    return texts;
}

} // namespace

/// A translator finds every word of the window: one that changes all letters is installed, and no word keeps
/// its own.
class TstTranslation : public Testing::DemoWindow
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(QCoreApplication::installTranslator(&m_translator)); }
    void init();
    void cleanup() { close(); }
    void idleAndKeys();
    void everySlide();
    void runAndStall();
    void compare();
    void wire();
    void presenter();
    void failed();
    void replay();
    void attach();

private:
    void check(const QString &state);
    void note(const QString &state, const QString &where, const QString &text);
    void runSmall();

    LetterTranslator m_translator;
    QStringList m_found;
};

void TstTranslation::init()
{
    StrictTest::init();
    QVERIFY(open());
    m_found.clear();
}

// Words of two letters or more that are Latin; a text in the font of code is code.
void TstTranslation::note(const QString &state, const QString &where, const QString &text)
{
    static const QRegularExpression word(QStringLiteral("[A-Za-z]{2,}"));
    if (!word.match(text).hasMatch() || isException(text.trimmed()))
        return;
    static const QRegularExpression parts(QStringLiteral("[^\\s\u00a0,;]+"));
    for (auto part = parts.globalMatch(text); part.hasNext();) {
        QString piece = part.next().captured();
        while (!piece.isEmpty() && !piece.back().isLetterOrNumber() && piece.back() != u')')
            piece.chop(1);
        while (!piece.isEmpty() && !piece.front().isLetterOrNumber() && piece.front() != u'~')
            piece.remove(0, 1);
        if (word.match(piece).hasMatch() && !isException(piece)) {
            m_found.append(QStringLiteral("%1, %2: \"%3\" in \"%4\"").arg(state, where, piece, text));
            return;
        }
    }
}

void TstTranslation::check(const QString &state)
{
    QWidget *root = m_window->presenter()->isActive() ? static_cast<QWidget *>(m_window->presenter()->view())
                                                      : m_window.get();
    QTest::qWait(1);
    const auto texts = paintedTexts(root);
    QVERIFY2(texts.size() > 5, qPrintable(state));
    for (const PaintedText &painted : texts) {
        if (!painted.isCode)
            note(state, QStringLiteral("painted"), painted.text);
    }
    QList<QWidget *> widgets = root->findChildren<QWidget *>();
    widgets.append(root);
    for (const QWidget *widget : widgets) {
        if (widget->isHidden())
            continue;
        const QString name = QString::fromLatin1(widget->metaObject()->className());
        note(state, name + QStringLiteral(" name"), widget->accessibleName());
        note(state, name + QStringLiteral(" description"), widget->accessibleDescription());
        note(state, name + QStringLiteral(" tip"), widget->toolTip());
        if (const auto *button = qobject_cast<const QAbstractButton *>(widget))
            note(state, name + QStringLiteral(" text"), button->text());
    }
    for (const QAction *action : root->findChildren<QAction *>())
        note(state, QStringLiteral("action"), action->text());
    m_found.removeDuplicates();
    QVERIFY2(m_found.isEmpty(), qPrintable(u'\n' + std::exchange(m_found, {}).join(u'\n')));
}

void TstTranslation::runSmall()
{
    makeSmall();
    QVERIFY(runVariant());
}

void TstTranslation::idleAndKeys()
{
    check(QStringLiteral("idle"));
    key(Qt::Key_F1);
    check(QStringLiteral("keys"));
    key(Qt::Key_Escape);
    key(Qt::Key_F1, Qt::ShiftModifier);
    check(QStringLiteral("about"));
}

void TstTranslation::everySlide()
{
    for (const Scenario::Scenario &scenario : Scenario::allScenarios()) {
        QCOMPARE(m_window->runs()->scenario()->id, scenario.id);
        if (m_window->runs()->canStart())
            runSmall();
        check(scenario.id);
        key(Qt::Key_PageDown);
    }
}

void TstTranslation::runAndStall()
{
    QVERIFY(runVariant());
    check(QStringLiteral("run"));
    key(Qt::Key_N);
    key(Qt::Key_Return);
    QCOMPARE(m_window->workArea()->page(), Ui::WorkArea::Page::Stall);
    check(QStringLiteral("stall"));
    key(Qt::Key_L);
    check(QStringLiteral("stall's list"));
}

void TstTranslation::compare()
{
    for (const char *id : {"pipelining", "right-loop", "cpu-bound"}) {
        m_window->runs()->showScenario(QLatin1String(id));
        makeSmall();
        if (QLatin1String(id) == QLatin1String("right-loop"))
            QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral(".*")));
        key(Qt::Key_C);
        QVERIFY(m_window->compares()->isShown());
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->compares()->isRunning(), 60'000);
        check(QStringLiteral("compare ") + QLatin1String(id));
        key(Qt::Key_Escape);
    }
}

void TstTranslation::wire()
{
    m_window->runs()->showScenario(QStringLiteral("pipelining"));
    runSmall();
    key(Qt::Key_W);
    check(QStringLiteral("wire"));
}

void TstTranslation::presenter()
{
    key(Qt::Key_F5);
    check(QStringLiteral("presenter idle"));
    QVERIFY(runVariant());
    key(Qt::Key_S);
    check(QStringLiteral("presenter"));
    key(Qt::Key_Escape);
}

void TstTranslation::failed()
{
    m_window->runs()->showScenario(QStringLiteral("pipelining"));
    m_window->runs()->setParameter(QStringLiteral("server"), QStringLiteral("127.0.0.1:1"));
    key(Qt::Key_Space);
    QTRY_COMPARE_WITH_TIMEOUT(m_window->session()->state(), RunState::Failed, 30'000);
    check(QStringLiteral("failed"));
}

void TstTranslation::replay()
{
    key(Qt::Key_R, Qt::ControlModifier);
    QVERIFY(runVariant());
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->recordings()->finished().isEmpty(), 20'000);
    check(QStringLiteral("recorded"));
    const QString path = m_window->recordings()->finished();
    m_window->replays()->open({path});
    QTRY_VERIFY_WITH_TIMEOUT(m_window->replays()->isActive(), 20'000);
    check(QStringLiteral("replay"));
    m_window->replays()->open({path, path});
    QTRY_VERIFY_WITH_TIMEOUT(m_window->replays()->isPair(), 20'000);
    check(QStringLiteral("two traces"));
    key(Qt::Key_Escape);
}

void TstTranslation::attach()
{
    key(Qt::Key_T, Qt::ControlModifier);
    QVERIFY(m_window->attaching()->isActive());
    check(QStringLiteral("attach"));
    key(Qt::Key_Escape);
}

int main(int argc, char **argv)
{
    return Testing::demoMain<TstTranslation>(argc, argv);
}

#include "tst_translation.moc"
