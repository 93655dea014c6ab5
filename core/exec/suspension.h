#pragma once

#include "core/monitor/currenttask.h"

#include <coroutine>
#include <utility>

namespace Loopscope::Exec {

/// A coroutine that waits, as a link of at most one list: our awaiters derive from it, so that
/// waiting allocates nothing. It belongs to the thread that awaits. A copy made before the wait (g++
/// moves awaiters into the frame) starts unlinked.
class Suspension
{
public:
    Suspension() = default;
    Suspension(const Suspension &) noexcept {}
    Suspension &operator=(const Suspension &) = delete;
    ~Suspension() { unlink(); }

    bool isLinked() const noexcept { return m_next != nullptr; }
    void unlink() noexcept
    {
        if (!m_next)
            return;
        m_previous->m_next = m_next;
        m_next->m_previous = m_previous;
        m_previous = m_next = nullptr;
    }

protected:
    /// What await_suspend has to keep: who waits, and for which task it runs.
    void remember(std::coroutine_handle<> handle) noexcept
    {
        m_handle = handle;
        m_task = Monitor::currentTask();
    }
    Trace::TaskId task() const noexcept { return m_task; }

private:
    friend class SuspensionList;
    friend class ResumeQueue;

    Suspension *m_previous = nullptr;
    Suspension *m_next = nullptr;
    std::coroutine_handle<> m_handle;
    Trace::TaskId m_task = 0;
};

/// First in, first out. One thread.
class SuspensionList
{
public:
    SuspensionList() { m_end.m_previous = m_end.m_next = &m_end; }
    ~SuspensionList()
    {
        while (takeFirst()) {
        }
        m_end.m_next = nullptr;
    }
    SuspensionList(const SuspensionList &) = delete;
    SuspensionList &operator=(const SuspensionList &) = delete;

    bool isEmpty() const noexcept { return m_end.m_next == &m_end; }
    Suspension *first() noexcept { return isEmpty() ? nullptr : m_end.m_next; }
    void append(Suspension &suspension) noexcept { insertBefore(m_end, suspension); }
    void prepend(Suspension &suspension) noexcept { insertBefore(*m_end.m_next, suspension); }
    Suspension *takeFirst() noexcept
    {
        Suspension *result = first();
        if (result)
            result->unlink();
        return result;
    }
    /// Takes over everything that `other` has.
    void appendAll(SuspensionList &other) noexcept
    {
        while (Suspension *suspension = other.takeFirst())
            append(*suspension);
    }

private:
    static void insertBefore(Suspension &place, Suspension &suspension) noexcept
    {
        suspension.unlink();
        suspension.m_previous = place.m_previous;
        suspension.m_next = &place;
        place.m_previous->m_next = &suspension;
        place.m_previous = &suspension;
    }

    Suspension m_end; // closes the ring
};

} // namespace Loopscope::Exec
