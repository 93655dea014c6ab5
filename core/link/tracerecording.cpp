#include "core/link/attachedloop.h"
#include "core/link/loopmonitor.h"
#include "core/record/perfettowriter.h"

#include <QCoreApplication>

namespace Loopscope {

class TraceRecording::Private
{
public:
    std::shared_ptr<Record::PerfettoWriter> writer;
    Record::RecordError error = Record::RecordError::None; ///< of start()
    QString path;
};

TraceRecording::TraceRecording()
    : d(std::make_unique<Private>())
{}

TraceRecording::~TraceRecording()
{
    finish();
}

bool TraceRecording::start(const QString &path)
{
    if (!d->path.isEmpty())
        return false;
    d->path = path;
    Record::RunDescription description;
    description.program = QCoreApplication::applicationName();
    auto writer = std::make_shared<Record::PerfettoWriter>(std::move(description));
    d->error = writer->open(path);
    if (d->error != Record::RecordError::None)
        return false;
    d->writer = std::move(writer);
    Monitor::Monitor::instance().source()->addSink(d->writer);
    return true;
}

void TraceRecording::finish()
{
    if (!d->writer)
        return;
    Link::flushMonitor();
    Monitor::Monitor::instance().source()->removeSink(d->writer);
    Link::flushMonitor(); // the source has let go of it
    d->writer->finish();
    d->error = d->writer->error();
    d->writer.reset(); // waits for the disk
}

QString TraceRecording::errorString() const
{
    return Record::describe(d->writer ? d->writer->error() : d->error, d->path);
}

} // namespace Loopscope
