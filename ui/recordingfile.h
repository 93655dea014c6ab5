#pragma once

#include <QString>
#include <QTemporaryDir>

#include <chrono>
#include <memory>

namespace Loopscope::Ui {

/// ".perfetto-trace"
extern const QString recordingEnding;

/// A temporary recording has at least the last so long.
inline constexpr std::chrono::minutes temporarilyKept{10};

/// A recording in a file. A temporary one is there as long as somebody has its folder.
struct RecordingFile
{
    QString path; ///< empty: none
    std::shared_ptr<QTemporaryDir> folder = {};

    bool isTemporary() const { return folder != nullptr; }
    bool isThere() const;
    qint64 size() const;
};

/// In a folder of its own; without a path when there is no place for one.
RecordingFile temporaryRecording(const QString &fileName);

/// The documents folder where there is one, else the current folder.
QString usualRecordingFolder();

/// "slow-callback-blocking.perfetto-trace" in the folder; "-2" and so on when there is one already.
QString freshRecordingPath(const QString &folder, const QString &name);

/// Any thread; waits for the disk. Empty, or why it failed. An existing file is replaced only when the copy
/// is whole. Of a recording that goes on it has what is written so far.
QString copyRecording(const QString &from, const QString &to);

} // namespace Loopscope::Ui
