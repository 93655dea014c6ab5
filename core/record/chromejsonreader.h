#pragma once

#include "core/record/batchbuilder.h"
#include "core/record/tracereader.h"

#include <map>

namespace Loopscope::Record {

/// One event of a Chrome JSON trace ("Trace Event Format"), as far as it is of use here.
struct ChromeEvent
{
    std::string name;
    std::string category;
    std::string id;
    std::string pid;
    std::string tid;
    char phase = 0;
    std::optional<qint64> ts; ///< ns
    qint64 duration = 0;      ///< ns
    bool hasBadTime = false;
    std::vector<std::pair<std::string, double>> numbers; ///< numeric arguments
    std::string nameArgument;                            ///< the argument "name", of metadata
    qint64 offset = 0;
};

/// Turns Chrome's JSON trace events into batches: complete, begin and end events of threads, async events,
/// counters, names of threads and processes. One thread at a time.
class ChromeJsonReader
{
public:
    ChromeJsonReader(BatchBuilder *builder, TraceDescription *description, SkippedNotes *notes);

    /// False: cancelled.
    bool read(QIODevice *device, qint64 size, const TraceReader::Progress &progress);

    /// Called by the parser for each event.
    void take(const ChromeEvent &event);

private:
    struct OpenSlice
    {
        Trace::Slice slice;
        qint64 offset = 0;
    };
    struct Row
    {
        Trace::Track track;
        std::vector<OpenSlice> open;
    };

    Row *rowOf(const ChromeEvent &event, bool isAsync);
    void begin(Row *row, std::vector<OpenSlice> *open, const ChromeEvent &event);
    void end(std::vector<OpenSlice> *open, const ChromeEvent &event);
    void takeComplete(const ChromeEvent &event);
    void takeAsync(const ChromeEvent &event, bool isBegin);
    void takeCounter(const ChromeEvent &event);
    void takeLatency(const ChromeEvent &event);
    void nameSubject(const std::string &key);
    void takeMetadata(const ChromeEvent &event);
    void addSlice(Trace::Slice slice, Base::SteadyTime end);
    void finish();
    void flush();
    void skip(SkipReason reason, qint64 offset) { m_notes->add(reason, offset); }

    BatchBuilder *const m_builder;
    TraceDescription *const m_description;
    SkippedNotes *const m_notes;
    std::map<std::string, Row> m_rows;
    std::map<std::string, std::vector<OpenSlice>> m_openAsync; // by id
    std::map<std::string, Trace::CounterId> m_counters;
    std::map<std::string, QString> m_threadNames; // that came before the thread's first event
    std::string m_subject;                        // of our own export: the loop under test
};

} // namespace Loopscope::Record
