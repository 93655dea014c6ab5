#include "core/record/recorderror.h"

#include "core/base/words.h"

#include <cerrno>

namespace Loopscope::Record {

RecordError recordErrorFrom(int systemError)
{
    switch (systemError) {
    case 0:
        return RecordError::None;
    case ENOENT:
        return RecordError::FolderMissing;
    case ENOTDIR:
        return RecordError::NotAFolder;
    case EISDIR:
        return RecordError::IsAFolder;
    case ENXIO:
    case ENODEV:
        return RecordError::NotAFile;
    case EACCES:
    case EPERM:
    case ETXTBSY:
        return RecordError::PermissionDenied;
    case EROFS:
        return RecordError::ReadOnly;
    case ENAMETOOLONG:
        return RecordError::NameTooLong;
    case EINVAL:
    case EILSEQ:
        return RecordError::BadName;
    case EMFILE:
    case ENFILE:
        return RecordError::TooManyFiles;
    case ENOSPC:
    case EDQUOT:
        return RecordError::DiskFull;
    case EFBIG:
        return RecordError::FileTooLarge;
    case EIO:
        return RecordError::InputOutput;
    default:
        return RecordError::Other;
    }
}

QString describe(RecordError error, const QString &path)
{
    switch (error) {
    case RecordError::None:
        return {};
    case RecordError::FolderMissing:
        return Words::tr("Cannot record to %1: its folder does not exist; create it first.").arg(path);
    case RecordError::NotAFolder:
        return Words::tr("Cannot record to %1: a part of the path is not a folder.").arg(path);
    case RecordError::IsAFolder:
        return Words::tr("Cannot record to %1: it is a folder; give the name of a file.").arg(path);
    case RecordError::NotAFile:
        return Words::tr("Cannot record to %1: it is a pipe, a socket or a device; give the name of a file.")
            .arg(path);
    case RecordError::PermissionDenied:
        return Words::tr("Cannot record to %1: permission denied; choose a folder that you may write to.")
            .arg(path);
    case RecordError::ReadOnly:
        return Words::tr("Cannot record to %1: the file system is read-only; choose another folder.")
            .arg(path);
    case RecordError::NameTooLong:
        return Words::tr("Cannot record to %1: the name is too long; choose a shorter one.").arg(path);
    case RecordError::BadName:
        return Words::tr("Cannot record to \"%1\": this is not a valid file name; choose another one.")
            .arg(path);
    case RecordError::TooManyFiles:
        return Words::tr("Cannot record to %1: too many files are open; close some or raise the limit.")
            .arg(path);
    case RecordError::DiskFull:
        return Words::tr("The recording to %1 stopped: no space is left; free some and record again.")
            .arg(path);
    case RecordError::FileTooLarge:
        return Words::tr("The recording to %1 stopped: the file has reached the size limit; raise the limit "
                         "or record a shorter run.")
            .arg(path);
    case RecordError::InputOutput:
        return Words::tr("The recording to %1 stopped: the device reported an error; try another disk.")
            .arg(path);
    case RecordError::Removed:
        return QStringLiteral(
                   "The recording to %1 stopped: the file was removed; leave it there and record again.")
            .arg(path);
    case RecordError::Other:
        break;
    }
    return Words::tr("Cannot record to %1: the system refused it; try another place.").arg(path);
}

} // namespace Loopscope::Record
