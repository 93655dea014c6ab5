#pragma once

#include <unistd.h>

#include <utility>

namespace Loopscope::Net {

/// Owns a file descriptor and closes it.
class Descriptor
{
public:
    Descriptor() = default;
    explicit Descriptor(int value) noexcept
        : m_value(value)
    {}
    ~Descriptor() { close(); }
    Descriptor(Descriptor &&other) noexcept
        : m_value(std::exchange(other.m_value, -1))
    {}
    Descriptor &operator=(Descriptor &&other) noexcept
    {
        std::swap(m_value, other.m_value);
        return *this;
    }

    bool isOpen() const noexcept { return m_value >= 0; }
    int get() const noexcept { return m_value; }
    void close() noexcept
    {
        if (isOpen())
            ::close(std::exchange(m_value, -1));
    }

private:
    int m_value = -1;
};

} // namespace Loopscope::Net
