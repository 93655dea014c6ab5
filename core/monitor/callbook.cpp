#include "core/monitor/callbook.h"

#include <QMetaMethod>

#include <dlfcn.h>

namespace Loopscope::Monitor {

namespace {

constexpr qsizetype mostKept = 20'000; // per table; then it starts anew

// Meta objects that were made at run time (QML) may be gone by now: only those of a program or library are
// read.
bool isStatic(quint64 address)
{
    Dl_info info;
    return ::dladdr(reinterpret_cast<const void *>(address), &info) != 0;
}

// Of a functor the word is what it captured, another one for each call: only what may tell a function is
// kept.
quint64 withoutCaptured(quint64 word)
{
    dl_find_object module;
    if (word != 0 && ::_dl_find_object(reinterpret_cast<void *>(word), &module) == 0)
        return word;
    return word % 2;
}

QString methodName(const QueuedCall &call)
{
    if (!isStatic(call.target))
        return {};
    const auto *object = reinterpret_cast<const QMetaObject *>(call.target);
    const QMetaMethod method = object->method(static_cast<int>(call.word));
    if (!method.isValid())
        return {};
    return QStringLiteral("%1::%2()")
        .arg(QLatin1String(method.enclosingMetaObject()->className()), QLatin1String(method.name()));
}

template <typename Table>
void keepBounded(Table *table)
{
    if (table->size() > mostKept)
        table->clear();
}

} // namespace

CallBook::Name *CallBook::find(const QueuedCall &call)
{
    if (call.kind == QueuedCall::Kind::Method)
        return findMethod(call);
    if (m_locator)
        return findPlace(call);
    keepBounded(&m_targets);
    const auto target = m_targets.find(call.target);
    if (target == m_targets.end()) {
        m_targets.insert(call.target, {});
        ask(call);
        return nullptr;
    }
    if (target->kind == TargetKind::Asked)
        return nullptr;
    if (target->kind == TargetKind::Functor)
        return &target->name;
    keepBounded(&m_pointers);
    const auto pointer = m_pointers.find(call);
    if (pointer == m_pointers.end()) {
        m_pointers.insert(call, {});
        ask(call);
        return nullptr;
    }
    return pointer->isKnown ? &pointer->name : nullptr;
}

CallBook::Name *CallBook::findMethod(const QueuedCall &call)
{
    keepBounded(&m_methods);
    const auto known = m_methods.find(call);
    return &(known != m_methods.end() ? known : m_methods.insert(call, {methodName(call)})).value();
}

CallBook::Name *CallBook::findPlace(QueuedCall call)
{
    keepBounded(&m_places);
    call.word = withoutCaptured(call.word);
    const auto known = m_places.find(call);
    if (known != m_places.end())
        return &known.value();
    const QString place = m_locator->placeOf(call);
    return &m_places.insert(call, {place, 0, !place.isEmpty()}).value();
}

void CallBook::ask(const QueuedCall &call)
{
    m_questions.push_back(call);
    ++m_pending;
}

void CallBook::learn(const QueuedCall &call, const QString &name, bool isOfWord)
{
    --m_pending;
    m_targets[call.target] = {isOfWord ? TargetKind::FunctionPointer : TargetKind::Functor,
                              {isOfWord ? QString() : name}};
    if (isOfWord)
        m_pointers[call] = {true, {name}};
}

} // namespace Loopscope::Monitor
