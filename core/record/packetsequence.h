#pragma once

#include "core/base/steadytime.h"
#include "core/record/perfettofields.h"
#include "core/record/shortmessage.h"

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

namespace Loopscope::Record {

/// A key with a value on an event ("debug annotation").
struct Annotation
{
    std::string_view name;
    std::variant<bool, quint64, double, std::string, std::vector<std::string>> value;
};

/// The line of code that an event is about.
struct CodeLine
{
    std::string file;
    std::string function;
    quint32 line = 0;
};

/// Appends one packet (with its frame in the Trace message) to `out`.
void appendPacket(std::string &out, std::string_view packet);

/// The packets of one track: a packet sequence of its own, so that its events need no track id and
/// only the time since the last one.
///
/// Times on a sequence are deltas of an incremental clock, which cannot go back. An event that is
/// older than the last one of its sequence therefore carries its absolute monotonic time and leaves
/// the incremental clock alone; readers sort by time. One thread at a time.
class PacketSequence
{
public:
    PacketSequence(quint32 id, quint64 trackUuid)
        : m_id(id)
        , m_trackUuid(trackUuid)
    {}

    void beginSlice(std::string &out, Base::SteadyTime at, std::string_view name,
                    std::span<const Annotation> annotations = {}, const CodeLine *line = nullptr);
    void endSlice(std::string &out, Base::SteadyTime at);
    void instant(std::string &out, Base::SteadyTime at, std::string_view name,
                 std::span<const Annotation> annotations = {}, const CodeLine *line = nullptr);
    void counter(std::string &out, Base::SteadyTime at, double value,
                 std::span<const Annotation> annotations = {});

    /// What comes next refers to nothing that was written before.
    void restart();
    /// The latest time written so far; the clock's epoch before the first event.
    Base::SteadyTime lastTime() const { return m_last; }
    /// So many names are interned before the sequence starts afresh, for endless streams of names.
    static constexpr std::size_t internLimit = 10'000;
    /// After so long it starts afresh too: what a damaged file has lost is missed no longer than that.
    static constexpr std::chrono::seconds stateLifetime{10};

private:
    /// Looks texts up as they come, without a string of each.
    struct TextHash : std::hash<std::string_view>
    {
        using is_transparent = void;
    };
    struct Interning
    {
        quint64 idOf(std::string_view text, std::uint32_t field, std::string &added);
        std::unordered_map<std::string, quint64, TextHash, std::equal_to<>> ids;
        quint64 lastId = 0; // never used twice, not even after a restart
    };

    void openEvent(Fields::EventType type, Base::SteadyTime at);
    void addName(std::string_view name);
    void addAnnotations(std::span<const Annotation> annotations);
    void addLine(const CodeLine &line);
    void closeEvent(std::string &out, Base::SteadyTime at);
    void start(std::string &out, Base::SteadyTime at);

    const quint32 m_id;
    const quint64 m_trackUuid;
    bool m_started = false;
    bool m_everStarted = false;
    Base::SteadyTime m_last;
    Base::SteadyTime m_startedAt;
    Interning m_names;
    Interning m_annotationNames;
    Interning m_lines;
    ShortMessage m_numbers; // of the event that is being written
    std::string m_event;    // the rest of it; scratch buffers: no allocation per event
    std::string m_interned;
    std::string m_packet;
    std::string m_text;
};

} // namespace Loopscope::Record
