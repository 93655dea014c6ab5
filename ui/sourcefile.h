#pragma once

#include <QString>

#include <functional>

QT_BEGIN_NAMESPACE
class QObject;
QT_END_NAMESPACE

namespace Loopscope::Ui {

/// Reads a source file on another thread: it may lie on a disk that does not answer. `done` is called on the
/// GUI thread unless `context` is gone, with the text, or with one sentence that says why there is none.
/// Only plain files of at most 4 MB. GUI thread.
void readSourceFile(const QString &path, QObject *context,
                    std::function<void(const QString &text, const QString &problem)> done);

} // namespace Loopscope::Ui
