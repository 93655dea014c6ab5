#include "core/monitor/functionname.h"

namespace Loopscope::Monitor {

namespace {

constexpr QLatin1String anonymous("(anonymous namespace)");
constexpr QLatin1String callOperator("operator()");

/// Goes through a name from the left and knows whether it is inside brackets of any kind.
class Scanner
{
public:
    explicit Scanner(QStringView text)
        : m_text(text)
    {}

    /// The first place outside of brackets where `wanted` says yes; -1 when there is none.
    template <typename Wanted>
    qsizetype find(Wanted wanted)
    {
        int depth = 0;
        for (qsizetype i = 0; i < m_text.size(); ++i) {
            if (depth == 0) {
                if (m_text.sliced(i).startsWith(callOperator)) {
                    i += callOperator.size() - 1;
                    continue;
                }
                if (m_text.sliced(i).startsWith(QLatin1String("operator"))) {
                    i = endOfOperator(i) - 1;
                    continue;
                }
                if (m_text.sliced(i).startsWith(anonymous)) {
                    i += anonymous.size() - 1;
                    continue;
                }
                if (wanted(i))
                    return i;
            }
            const QChar c = m_text[i];
            if (c == u'<' || c == u'(' || c == u'{' || c == u'[')
                ++depth;
            else if ((c == u'>' && (i == 0 || m_text[i - 1] != u'-')) || c == u')' || c == u'}' || c == u']')
                --depth;
        }
        return -1;
    }

private:
    // "operator<<", "operator->": signs that are no brackets.
    qsizetype endOfOperator(qsizetype at) const
    {
        qsizetype end = at + 8;
        while (end < m_text.size() && QStringLiteral("<>=!+-*/%^&|~,").contains(m_text[end]))
            ++end;
        return std::max(end, at + 1);
    }

    const QStringView m_text;
};

// "sleeper(sleeper(int)::_Z7sleeperi.Frame*)" of g++, "sleeper(int) [clone .resume]" of clang.
bool isCoroutine(const QString &name)
{
    return name.contains(QLatin1String(".Frame*)")) || name.contains(QLatin1String("[clone .resume")) ||
           name.contains(QLatin1String("[clone .destroy"));
}

QString withoutClones(QString name)
{
    for (const QLatin1String mark : {QLatin1String(" [clone "), QLatin1String(" (.")}) {
        const qsizetype at = name.indexOf(mark);
        if (at >= 0)
            name.truncate(at);
    }
    return name;
}

QString withoutParameters(const QString &name)
{
    // After a space it is part of the return type: "decltype (...) name(...)".
    const qsizetype at =
        Scanner(name).find([&](qsizetype i) { return name[i] == u'(' && i > 0 && name[i - 1] != u' '; });
    return at < 0 ? name : name.left(at);
}

// Functions made from templates have their return type before the name.
QString withoutReturnType(const QString &name)
{
    qsizetype last = -1;
    Scanner(name).find([&](qsizetype i) {
        if (name[i] == u' ')
            last = i;
        return false;
    });
    // Conversions have their type behind: "Name::operator bool".
    const bool isConversion = name.contains(QLatin1String("operator ")) && last >= 8 &&
                              QStringView(name).left(last).endsWith(QLatin1String("operator"));
    return last < 0 || isConversion ? name : name.sliced(last + 1);
}

qsizetype lambdaIn(const QString &name)
{
    return Scanner(name).find([&](qsizetype i) {
        const QStringView rest = QStringView(name).sliced(i);
        return rest.startsWith(QLatin1String("{lambda(")) || rest.startsWith(QLatin1String("<lambda(")) ||
               rest.startsWith(QLatin1String("'lambda")) || rest.startsWith(QLatin1String("$_")); // clang
    });
}

QString simpleName(const QString &name)
{
    QString text = withoutReturnType(withoutParameters(name));
    text.remove(QLatin1String("(anonymous namespace)::"));
    return text;
}

// The functor or function of QtPrivate::QSlotObject<this, ...>::impl(...).
QString firstArgument(const QString &implementation)
{
    for (const QLatin1String known :
         {QLatin1String("QtPrivate::QFunctorSlotObject<"), QLatin1String("QtPrivate::QSlotObject<"),
          QLatin1String("QtPrivate::QStaticSlotObject<"), QLatin1String("QtPrivate::QCallableObject<")}) {
        const qsizetype at = implementation.indexOf(known);
        if (at < 0)
            continue;
        const QString rest = implementation.sliced(at + known.size());
        const qsizetype end =
            Scanner(rest).find([&](qsizetype i) { return rest[i] == u',' || rest[i] == u'>'; });
        return rest.left(end < 0 ? rest.size() : end);
    }
    return {};
}

} // namespace

QString readableFunctionName(const QString &demangled)
{
    const bool coroutine = isCoroutine(demangled);
    QString name = withoutClones(demangled);
    if (const qsizetype lambda = lambdaIn(name); lambda >= 0) {
        const QString around = name.left(std::max<qsizetype>(lambda - 2, 0));
        return around.isEmpty() ? QStringLiteral("lambda")
                                : QStringLiteral("lambda in %1()").arg(simpleName(around));
    }
    if (name == callOperator)
        return QStringLiteral("lambda"); // the one function that debug information names so and no more
    name = simpleName(name);
    return coroutine ? name + QStringLiteral("()") : name;
}

bool isResumedCoroutine(QLatin1String symbol)
{
    return symbol.contains(QLatin1String("Frame.actor")) || symbol.contains(QLatin1String("Frame.destroy")) ||
           symbol.endsWith(QLatin1String(".resume")) || symbol.endsWith(QLatin1String(".destroy"));
}

QString queuedCallName(const QString &implementation)
{
    const QString called = firstArgument(implementation);
    if (isFunctionPointer(implementation))
        return {};
    if (called.isEmpty())
        return QStringLiteral("??");
    if (lambdaIn(called) >= 0)
        return readableFunctionName(called);
    const qsizetype arguments = called.indexOf(u'<');
    return arguments > 0 ? called.left(arguments) : called;
}

bool isFunctionPointer(const QString &implementation)
{
    const QString called = firstArgument(implementation);
    if (lambdaIn(called) >= 0)
        return false;
    return called.contains(QLatin1String("::*)(")) || called.contains(QLatin1String("(*)("));
}

QString classOfMemberPointer(const QString &implementation)
{
    const QString called = firstArgument(implementation);
    const qsizetype end = called.indexOf(QLatin1String("::*)("));
    if (end < 0)
        return {};
    QString name = called.left(end);
    name.remove(QLatin1String("(anonymous namespace)::"));
    return name.sliced(name.lastIndexOf(u'(') + 1);
}

QString nameOfCall(const QString &implementation, bool isWordOdd,
                   const std::function<QString()> &symbolOfWord)
{
    if (!isFunctionPointer(implementation))
        return implementation.isEmpty() ? QString() : queuedCallName(implementation);
    if (const QString owner = classOfMemberPointer(implementation); !owner.isEmpty() && isWordOdd)
        return QStringLiteral("virtual slot of %1").arg(owner);
    const QString name = symbolOfWord();
    return name.isEmpty() ? QString() : readableFunctionName(name) + QStringLiteral("()");
}

} // namespace Loopscope::Monitor
