#pragma once

#include <QMap>
#include <QString>
#include <QStringList>
#include <QVariant>

#include <string_view>
#include <unordered_map>
#include <vector>

namespace Loopscope::Testing {

struct CheckedTrack
{
    quint64 parent = 0;
    QString name;
    qint64 pid = 0;
    qint64 tid = 0;
    bool isCounter = false;
};

struct CheckedEvent
{
    int type = 0; // as in the format: 1 begin, 2 end, 3 instant, 4 counter
    quint64 track = 0;
    qint64 time = 0; // monotonic, ns
    bool isAbsolute = false;
    QString name;
    double value = 0;
    QString file;
    QString function;
    int line = 0;
    QMap<QString, QVariant> annotations;
};

struct CheckedSlice
{
    QString name;
    qint64 start = 0;
    qint64 end = 0;
    int depth = 0;
    CheckedEvent begin;
};

/// Reads a Perfetto trace as its documents say, apart from the code that wrote it, and notes all that is
/// wrong.
class TraceChecker
{
public:
    explicit TraceChecker(std::string_view bytes);

    QStringList errors;
    std::unordered_map<quint64, CheckedTrack> tracks;
    std::vector<CheckedEvent> events; // in the order of the file
    QMap<int, qint64> anchor;         // time by clock id
    std::size_t wholeBytes = 0;       // up to the end of the last whole packet

    /// Uuid of the track with this name; with a parent's name only below that. 0 and an error when there is
    /// none.
    quint64 track(const QString &name, const QString &parent = {});
    /// The slices of a track in order of time, as a stack; what does not nest is an error.
    std::vector<CheckedSlice> slices(quint64 track);
    /// Checks the nesting of every track.
    void checkAllTracks();
    std::vector<CheckedEvent> eventsOf(quint64 track, int type) const;

private:
    struct Sequence
    {
        bool hasState = false;
        qint64 time = 0;
        int defaultClock = 6;
        int incrementalClock = 0;
        quint64 defaultTrack = 0;
        std::unordered_map<quint64, QString> names;
        std::unordered_map<quint64, QString> annotationNames;
        std::unordered_map<quint64, CheckedEvent> lines;
    };
    struct RawPacket;

    void readPacket(std::string_view bytes);
    void readDescriptor(std::string_view bytes);
    void readSnapshot(std::string_view bytes, Sequence &sequence);
    void readDefaults(std::string_view bytes, Sequence &sequence);
    void readInterned(std::string_view bytes, Sequence &sequence);
    CheckedEvent readEvent(std::string_view bytes, Sequence &sequence);
    void readAnnotation(std::string_view bytes, Sequence &sequence, CheckedEvent &event);

    std::unordered_map<quint32, Sequence> m_sequences;
};

} // namespace Loopscope::Testing
