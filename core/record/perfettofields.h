#pragma once

#include <cstdint>

/// Numbers of the protobuf fields of a Perfetto trace that we write or read, by message.
namespace Loopscope::Record::Fields {

namespace Trace {
constexpr std::uint32_t packet = 1;
}

namespace Packet {
constexpr std::uint32_t clockSnapshot = 6;
constexpr std::uint32_t timestamp = 8;
constexpr std::uint32_t sequenceId = 10;
constexpr std::uint32_t trackEvent = 11;
constexpr std::uint32_t internedData = 12;
constexpr std::uint32_t sequenceFlags = 13;
constexpr std::uint32_t compressedPackets = 50;
constexpr std::uint32_t timestampClockId = 58;
constexpr std::uint32_t defaults = 59;
constexpr std::uint32_t trackDescriptor = 60;
constexpr std::uint32_t firstPacketOnSequence = 87;
} // namespace Packet

/// Values of Packet::sequenceFlags.
constexpr std::uint32_t flagStateCleared = 1;
constexpr std::uint32_t flagNeedsState = 2;

namespace Defaults {
constexpr std::uint32_t trackEvent = 11;
constexpr std::uint32_t timestampClockId = 58;
} // namespace Defaults

namespace ClockSnapshot {
constexpr std::uint32_t clock = 1;
}

namespace Clock {
constexpr std::uint32_t id = 1;
constexpr std::uint32_t timestamp = 2;
constexpr std::uint32_t isIncremental = 3;
constexpr std::uint32_t unitMultiplierNs = 4;
} // namespace Clock

/// Values of Clock::id. From 64 on they belong to one sequence.
constexpr std::uint32_t clockRealtime = 1;
constexpr std::uint32_t clockMonotonic = 3;
constexpr std::uint32_t clockBoottime = 6;
constexpr std::uint32_t clockIncremental = 64;

namespace Event {
constexpr std::uint32_t debugAnnotation = 4;
constexpr std::uint32_t type = 9;
constexpr std::uint32_t nameIid = 10;
constexpr std::uint32_t trackUuid = 11;
constexpr std::uint32_t name = 23;
constexpr std::uint32_t counterValue = 30;
constexpr std::uint32_t sourceLocation = 33;
constexpr std::uint32_t sourceLocationIid = 34;
constexpr std::uint32_t doubleCounterValue = 44;
} // namespace Event

enum class EventType : std::int32_t
{
    SliceBegin = 1,
    SliceEnd = 2,
    Instant = 3,
    Counter = 4
};

namespace Interned {
constexpr std::uint32_t eventName = 2;
constexpr std::uint32_t debugAnnotationName = 3;
constexpr std::uint32_t sourceLocation = 4;
constexpr std::uint32_t debugAnnotationString = 29;
constexpr std::uint32_t entryIid = 1;
constexpr std::uint32_t entryName = 2;
constexpr std::uint32_t locationFile = 2;
constexpr std::uint32_t locationFunction = 3;
constexpr std::uint32_t locationLine = 4;
} // namespace Interned

namespace Annotation {
constexpr std::uint32_t nameIid = 1;
constexpr std::uint32_t boolValue = 2;
constexpr std::uint32_t uintValue = 3;
constexpr std::uint32_t intValue = 4;
constexpr std::uint32_t doubleValue = 5;
constexpr std::uint32_t stringValue = 6;
constexpr std::uint32_t name = 10;
constexpr std::uint32_t arrayValue = 12;
constexpr std::uint32_t stringValueIid = 17;
} // namespace Annotation

namespace Track {
constexpr std::uint32_t uuid = 1;
constexpr std::uint32_t name = 2;
constexpr std::uint32_t process = 3;
constexpr std::uint32_t thread = 4;
constexpr std::uint32_t parentUuid = 5;
constexpr std::uint32_t counter = 8;
constexpr std::uint32_t staticName = 10;
constexpr std::uint32_t processPid = 1;
constexpr std::uint32_t processName = 6;
constexpr std::uint32_t threadPid = 1;
constexpr std::uint32_t threadTid = 2;
constexpr std::uint32_t threadName = 5;
constexpr std::uint32_t counterUnit = 3;
} // namespace Track

enum class CounterUnit : std::int32_t
{
    TimeNs = 1,
    Count = 2,
    SizeBytes = 3
};

} // namespace Loopscope::Record::Fields
