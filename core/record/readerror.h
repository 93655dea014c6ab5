#pragma once

#include <QString>

namespace Loopscope::Record {

/// Why a trace could not be read at all.
enum class ReadError : quint8
{
    None,
    Missing,          ///< there is no such file
    IsAFolder,        ///< the path is a folder
    NotAFile,         ///< a pipe, a socket or a device
    PermissionDenied, ///< the user may not read it
    Empty,            ///< no byte in it
    Compressed,       ///< gzip or another archive
    UnknownFormat,    ///< neither Perfetto nor Chrome JSON
    NothingRead,      ///< of a known format, with no slice and no counter that could be read
    InputOutput,      ///< the device failed
    Cancelled,        ///< by the progress callback
};

/// One clear sentence that names the file; empty for `None`.
QString describe(ReadError error, const QString &path);

} // namespace Loopscope::Record
