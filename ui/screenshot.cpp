#include "ui/screenshot.h"

#include "ui/charts/chartcolumn.h"
#include "ui/mainwindow.h"
#include "ui/panels/headerpanel.h"
#include "ui/presentercontroller.h"
#include "ui/runcontroller.h"

#include <QTimer>

namespace Loopscope::Ui {

namespace {

using namespace std::chrono_literals;

// The last events and what is shown of them arrive within a few frames.
constexpr auto settleTime = 250ms;

} // namespace

ScreenshotRun::ScreenshotRun(ScreenshotOptions options, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
{
    QMetaObject::invokeMethod(this, &ScreenshotRun::start, Qt::QueuedConnection);
}

ScreenshotRun::~ScreenshotRun() = default;

void ScreenshotRun::start()
{
    m_window = std::make_unique<MainWindow>(WindowOptions{m_options.theme, false});
    m_window->setAttribute(Qt::WA_DontShowOnScreen);
    m_window->setFixedSize(m_options.size);
    const QString wrong = prepare();
    if (!wrong.isEmpty()) {
        Q_EMIT failed(wrong);
        return;
    }
    m_window->show();
    if (m_options.presenter)
        m_window->presenter()->enter();
    connect(m_window->runs(), &RunController::runEnded, this, &ScreenshotRun::finish);
    m_window->runs()->startFor(m_options.duration);
}

QString ScreenshotRun::prepare()
{
    RunController *runs = m_window->runs();
    if (!m_options.scenarioId.isEmpty()) {
        if (!Scenario::scenario(m_options.scenarioId))
            return tr("There is no scenario %1.").arg(m_options.scenarioId);
        runs->showScenario(m_options.scenarioId);
    }
    if (!m_options.variantId.isEmpty()) {
        if (!runs->scenario()->variant(m_options.variantId))
            return tr("%1 has no variant %2.").arg(runs->scenario()->id, m_options.variantId);
        m_window->header()->selectVariant(m_options.variantId);
        runs->showVariant(m_options.variantId);
    }
    for (const auto &[key, text] : m_options.values) {
        if (const QString wrong = runs->setParameter(key, text); !wrong.isEmpty())
            return wrong;
    }
    if (m_window->header()->mode() == Panels::RunMode::Unavailable)
        return runs->scenario()->reasonUnavailable(m_window->header()->parameters());
    return {};
}

void ScreenshotRun::finish()
{
    const auto report = m_window->session()->report();
    if (report && report->failed) {
        Q_EMIT failed(report->failure);
        return;
    }
    QTimer::singleShot(settleTime, this, &ScreenshotRun::takePicture);
}

void ScreenshotRun::takePicture()
{
    if (m_options.presenter)
        m_window->presenter()->refresh();
    else
        m_window->charts()->renderFrame();
    Q_EMIT finished(m_window->grab().toImage());
}

} // namespace Loopscope::Ui
