#include "ui/translation.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QStandardPaths>
#include <QTranslator>

namespace Loopscope::Ui {

bool installTranslation(const QLocale &locale)
{
    const QStringList folders =
        QStandardPaths::locateAll(QStandardPaths::GenericDataLocation,
                                  QStringLiteral("loopscope/translations"), QStandardPaths::LocateDirectory);
    auto *own = new QTranslator(qApp);
    const QString separator = QStringLiteral("_");
    for (const QString &folder : folders) {
        if (!own->load(locale, QStringLiteral("loopscope"), separator, folder))
            continue;
        auto *qts = new QTranslator(qApp);
        if (qts->load(locale, QStringLiteral("qtbase"), separator,
                      QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
            QCoreApplication::installTranslator(qts);
        return QCoreApplication::installTranslator(own);
    }
    delete own;
    return false;
}

} // namespace Loopscope::Ui
