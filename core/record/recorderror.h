#pragma once

#include <QString>

namespace Loopscope::Record {

/// Why a trace file could not be made or went no further.
enum class RecordError : quint8
{
    None,
    FolderMissing,    ///< a folder of the path does not exist
    NotAFolder,       ///< a part of the path that should be a folder is a file
    IsAFolder,        ///< the path itself is a folder
    NotAFile,         ///< a pipe, a socket or a device that waits for somebody
    PermissionDenied, ///< the user may not write there
    ReadOnly,         ///< the file system is mounted read-only
    NameTooLong,      ///< the name or the path is longer than the file system takes
    BadName,          ///< empty, or with characters that the file system does not take
    TooManyFiles,     ///< the program or the system has no descriptor left
    DiskFull,         ///< no space, or the user's quota is used up
    FileTooLarge,     ///< the limit for the size of a file is reached
    InputOutput,      ///< the device failed
    Removed,          ///< the file or its folder was removed while it was written
    Other,
};

/// What an errno of open(2) or write(2) means here; `None` for 0.
RecordError recordErrorFrom(int systemError);

/// One clear sentence that names the file and says what to do; empty for `None`.
QString describe(RecordError error, const QString &path);

} // namespace Loopscope::Record
