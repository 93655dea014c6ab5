#include "core/record/tracereader.h"

#include "core/record/batchbuilder.h"
#include "core/record/chromejsonreader.h"
#include "core/record/perfettoreader.h"

#include <QFile>
#include <QFileInfo>

namespace Loopscope::Record {

namespace {

enum class Content
{
    Perfetto,
    Json,
    Compressed,
    Unknown
};

// By the first bytes.
Content contentOf(QIODevice *device)
{
    constexpr qint64 enough = 4096;
    QByteArray start = device->peek(enough);
    if (start.startsWith("\x1f\x8b") || start.startsWith("PK\x03\x04") ||
        start.startsWith("\x28\xb5\x2f\xfd"))
        return Content::Compressed;
    if (start.startsWith("\x0a"))
        return start.trimmed().startsWith('{') || start.trimmed().startsWith('[') ? Content::Json
                                                                                  : Content::Perfetto;
    if (start.startsWith("\xef\xbb\xbf"))
        start.remove(0, 3);
    start = start.trimmed();
    return start.startsWith('{') || start.startsWith('[') ? Content::Json : Content::Unknown;
}

ReadError missingReason(const QString &path, const QFile &file)
{
    const QFileInfo info(path);
    if (!info.exists())
        return file.error() == QFileDevice::PermissionsError ? ReadError::PermissionDenied
                                                             : ReadError::Missing;
    return file.error() == QFileDevice::PermissionsError || !info.isReadable() ? ReadError::PermissionDenied
                                                                               : ReadError::InputOutput;
}

} // namespace

TraceContents TraceReader::readFile(const QString &path, const BatchHandler &onBatch,
                                    const Progress &progress)
{
    TraceContents contents;
    const QFileInfo info(path);
    if (info.isDir())
        contents.error = ReadError::IsAFolder;
    else if (info.exists() && !info.isFile())
        contents.error = ReadError::NotAFile;
    if (contents.error != ReadError::None)
        return contents;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        contents.error = missingReason(path, file);
        return contents;
    }
    return read(&file, onBatch, progress);
}

TraceContents TraceReader::read(QIODevice *device, const BatchHandler &onBatch, const Progress &progress)
{
    TraceContents contents;
    const qint64 size = device->size();
    const Content content = size > 0 ? contentOf(device) : Content::Unknown;
    if (size <= 0 || content == Content::Compressed || content == Content::Unknown) {
        contents.error = size <= 0                        ? ReadError::Empty
                         : content == Content::Compressed ? ReadError::Compressed
                                                          : ReadError::UnknownFormat;
        return contents;
    }
    BatchBuilder builder(onBatch);
    SkippedNotes notes;
    bool isComplete = false;
    if (content == Content::Json) {
        ChromeJsonReader reader(&builder, &contents.description, &notes);
        isComplete = reader.read(device, size, progress);
    } else {
        PerfettoReader reader(&builder, &contents.description, &notes, size);
        isComplete = reader.read(device, size, progress);
    }
    contents.description.events = builder.events();
    contents.description.firstAt = builder.firstAt();
    contents.description.lastAt = builder.lastAt();
    contents.skipped = notes.parts();
    const bool isOurs = contents.description.format == TraceDescription::Format::Loopscope;
    if (!isComplete)
        contents.error = ReadError::Cancelled;
    else if (builder.events() == 0 && !isOurs)
        contents.error = notes.parts().empty() || content == Content::Json ? ReadError::NothingRead
                                                                           : ReadError::UnknownFormat;
    else if (progress)
        progress(size, size);
    return contents;
}

} // namespace Loopscope::Record
