#pragma once

#include "core/record/traceexport.h"
#include "core/record/tracklanes.h"

#include <map>
#include <set>

namespace Loopscope::Record {

/// Chrome JSON: slices as complete events of one thread per track; what overlaps there (requests on a
/// connection) as async events; stalls on a thread of their own beside the loop's; counters; uses in a wrong
/// thread and summaries of short dispatches as instants.
class ChromeExport final : public TraceExport
{
public:
    ChromeExport(QIODevice *device, const ExportFrame &frame);
    void take(const Trace::Batch &batch) override;
    void finish() override;

private:
    struct Row
    {
        Trace::Track track;
        qint64 pid = 0;
        qint64 tid = 0;
        TrackLanes lanes;
    };
    /// Something with a begin and an end, ready but for its times.
    struct Item
    {
        QByteArray name;
        QByteArray arguments; // a JSON object, or empty
        QByteArray category;
    };

    void declare(const Trace::Track &track);
    Row &rowOf(Trace::TrackId track);
    Row &stallRowOf(Trace::TrackId track);
    void writeName(const Row &row);
    void writeStretches(Row &row, std::vector<Stretch> stretches, const std::vector<Item> &items);
    void takeSlices(const Trace::Batch &batch);
    void takeStalls(const Trace::Batch &batch);
    void takeCounters(const Trace::Batch &batch);
    void takeInstants(const Trace::Batch &batch);
    void writeComplete(const Row &row, const Stretch &stretch, const Item &item);
    void writeAsync(const Row &row, const Stretch &stretch, const Item &item);
    void write(const QByteArray &event);

    QIODevice *const m_device;
    const ExportFrame m_frame;
    bool m_isFirst = true;
    quint64 m_lastAsync = 0;
    std::map<Trace::TrackId, Row> m_rows;
    std::map<Trace::TrackId, Row> m_stallRows;
    std::set<qint64> m_tids;
    std::map<Trace::NameId, QByteArray> m_names;
    std::map<Trace::CounterId, QByteArray> m_counters;
};

} // namespace Loopscope::Record
