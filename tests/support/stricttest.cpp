#include "tests/support/stricttest.h"

#include <QRegularExpression>

namespace Loopscope::Testing {

void StrictTest::init()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral(".")));
}

} // namespace Loopscope::Testing
