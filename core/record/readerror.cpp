#include "core/record/readerror.h"

#include "core/base/words.h"

namespace Loopscope::Record {

QString describe(ReadError error, const QString &path)
{
    switch (error) {
    case ReadError::None:
        return {};
    case ReadError::Missing:
        return Words::tr("Cannot read %1: there is no such file.").arg(path);
    case ReadError::IsAFolder:
        return Words::tr("Cannot read %1: it is a folder; give the name of a trace in it.").arg(path);
    case ReadError::NotAFile:
        return Words::tr("Cannot read %1: it is a pipe, a socket or a device; give the name of a file.")
            .arg(path);
    case ReadError::PermissionDenied:
        return Words::tr("Cannot read %1: permission denied.").arg(path);
    case ReadError::Empty:
        return Words::tr("Cannot read %1: the file is empty.").arg(path);
    case ReadError::Compressed:
        return Words::tr("Cannot read %1: it is compressed; unpack it first.").arg(path);
    case ReadError::UnknownFormat:
        return Words::tr("Cannot read %1: it is neither a Perfetto trace nor a Chrome JSON trace.").arg(path);
    case ReadError::NothingRead:
        return Words::tr("Cannot read %1: no slice and no counter was found in it.").arg(path);
    case ReadError::InputOutput:
        return Words::tr("Cannot read %1: the device reported an error.").arg(path);
    case ReadError::Cancelled:
        break;
    }
    return Words::tr("Reading %1 was cancelled.").arg(path);
}

} // namespace Loopscope::Record
