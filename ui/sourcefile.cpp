#include "ui/sourcefile.h"

#include "core/base/words.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QObject>
#include <QPointer>
#include <QThreadPool>

namespace Loopscope::Ui {

namespace {

constexpr qint64 largestSource = 4 * 1024 * 1024;

struct SourceText
{
    QString text;
    QString problem;
};

SourceText readPlainFile(const QString &path)
{
    const QFileInfo info(path);
    QFile file(path);
    // A device or a pipe would be waited for.
    if (!info.isFile())
        return {{}, Words::tr("There is no file %1 here.").arg(path)};
    if (info.size() > largestSource)
        return {{}, Words::tr("%1 is larger than 4 MB.").arg(path)};
    if (!file.open(QIODevice::ReadOnly))
        return {{}, Words::tr("%1 cannot be read: %2.").arg(path, file.errorString())};
    return {QString::fromUtf8(file.read(largestSource)), {}};
}

} // namespace

void readSourceFile(const QString &path, QObject *context,
                    std::function<void(const QString &, const QString &)> done)
{
    const QPointer<QObject> self(context);
    QThreadPool::globalInstance()->start([self, path, done = std::move(done)] {
        const SourceText source = readPlainFile(path);
        const auto tell = [self, source, done] {
            if (self)
                done(source.text, source.problem);
        };
        QMetaObject::invokeMethod(qApp, tell, Qt::QueuedConnection);
    });
}

} // namespace Loopscope::Ui
