#pragma once

#include <QtGlobal>

#include <atomic>
#include <bit>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace Loopscope::Base {

/// Bounded queue between exactly one producing and one consuming thread.
///
/// push() never waits and never allocates: a full ring drops the value and counts it, so that the
/// observed thread is never held up and nothing is lost silently.
template <typename T>
class SpscRing
{
    static_assert(std::is_default_constructible_v<T> && std::is_nothrow_move_assignable_v<T>);

public:
    /// The capacity is rounded up to a power of two.
    explicit SpscRing(std::size_t capacity)
        : m_mask(std::bit_ceil(capacity < 2 ? std::size_t{2} : capacity) - 1)
        , m_slots(std::make_unique<T[]>(m_mask + 1))
    {}

    SpscRing(const SpscRing &) = delete;
    SpscRing &operator=(const SpscRing &) = delete;

    std::size_t capacity() const noexcept { return m_mask + 1; }

    /// Producer only. False, and counted as dropped, when the ring is full.
    bool push(T value) noexcept
    {
        T *slot = claim();
        if (!slot)
            return false;
        *slot = std::move(value);
        commit();
        return true;
    }

    /// Producer only: the place of the next value, to be filled in and followed by commit(). Null, and
    /// counted as dropped, when the ring is full. It may hold what an earlier value left.
    T *claim() noexcept
    {
        const std::size_t head = m_head.load(std::memory_order_relaxed);
        if (head - m_cachedTail > m_mask) {
            m_cachedTail = m_tail.load(std::memory_order_acquire);
            if (head - m_cachedTail > m_mask) {
                m_dropped.store(m_dropped.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
                return nullptr;
            }
        }
        return &m_slots[head & m_mask];
    }
    /// True once for every half of the capacity: then the consumer had better come.
    bool commit() noexcept
    {
        const std::size_t head = m_head.load(std::memory_order_relaxed) + 1;
        m_head.store(head, std::memory_order_release);
        return (head & (m_mask >> 1)) == 0;
    }

    /// Consumer only. The oldest value, or null; it stays valid until pop().
    T *front() noexcept
    {
        const std::size_t tail = m_tail.load(std::memory_order_relaxed);
        if (tail == m_cachedHead) {
            m_cachedHead = m_head.load(std::memory_order_acquire);
            if (tail == m_cachedHead)
                return nullptr;
        }
        return &m_slots[tail & m_mask];
    }

    /// Consumer only; only after front() returned a value.
    void pop() noexcept
    {
        const std::size_t tail = m_tail.load(std::memory_order_relaxed);
        if constexpr (!std::is_trivially_destructible_v<T>)
            m_slots[tail & m_mask] = T();
        m_tail.store(tail + 1, std::memory_order_release);
    }

    /// Any thread. Values that found the ring full since it was made.
    quint64 dropped() const noexcept { return m_dropped.load(std::memory_order_relaxed); }

private:
    static constexpr std::size_t cacheLine = 64;

    const std::size_t m_mask;
    const std::unique_ptr<T[]> m_slots;
    alignas(cacheLine) std::atomic<std::size_t> m_head{0};
    std::size_t m_cachedTail = 0; // producer's copy, so that it seldom reads the consumer's line
    std::atomic<quint64> m_dropped{0};
    alignas(cacheLine) std::atomic<std::size_t> m_tail{0};
    std::size_t m_cachedHead = 0; // consumer's copy
};

} // namespace Loopscope::Base
