#pragma once

#include <algorithm>
#include <atomic>
#include <utility>
#include <vector>

namespace Loopscope::Base {

/// Values from any threads for one taking thread. push() allocates but never waits; takeAll()
/// returns everything pushed so far, oldest first.
template <typename T>
class MpscStack
{
public:
    constexpr MpscStack() = default;
    ~MpscStack() { takeAll(); }
    MpscStack(const MpscStack &) = delete;
    MpscStack &operator=(const MpscStack &) = delete;

    void push(T value)
    {
        auto *node = new Node{std::move(value), m_newest.load(std::memory_order_relaxed)};
        while (!m_newest.compare_exchange_weak(node->next, node, std::memory_order_release,
                                               std::memory_order_relaxed)) {
        }
    }

    std::vector<T> takeAll()
    {
        std::vector<T> result;
        for (Node *node = m_newest.exchange(nullptr, std::memory_order_acquire); node;) {
            result.push_back(std::move(node->value));
            delete std::exchange(node, node->next);
        }
        std::reverse(result.begin(), result.end());
        return result;
    }

private:
    struct Node
    {
        T value;
        Node *next;
    };

    std::atomic<Node *> m_newest{nullptr};
};

} // namespace Loopscope::Base
