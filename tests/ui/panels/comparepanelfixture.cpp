#include "tests/ui/panels/comparepanelfixture.h"

#include "tests/core/session/madereports.h"
#include "tests/ui/panels/panelfixture.h"

namespace Loopscope::Testing {

using namespace std::chrono_literals;

bool ComparePanelFixture::open()
{
    m_scenario =
        madeScenario({"slow=Request and reply", "lifo=Pipelined, last in first out", "quick=Pipelined"});
    Scenario::Parameter threshold;
    threshold.key = QStringLiteral("threshold_ms");
    threshold.kind = Scenario::ParameterKind::Number;
    threshold.defaultValue = 10.0;
    const std::vector<Scenario::Parameter> parameters{threshold};
    m_model = std::make_unique<Models::ComparisonModel>(&m_scenario, Scenario::Parameters(parameters));
    m_page = std::make_unique<Panels::ComparePanel>(&m_theme);
    m_page->resize(1224, 740);
    m_page->showModel(m_model.get());
    return showWindow(m_page.get());
}

void ComparePanelFixture::fill(bool requests)
{
    const double seconds[] = {1.12, 0.108, 0.105};
    for (int row = 0; row < 3; ++row) {
        auto report = madeReport(m_scenario.variants[static_cast<std::size_t>(row)].id, seconds[row]);
        report->run.usesRequests = requests;
        report->run.workUnits = 20'000;
        report->run.latencySamples = 200;
        report->run.latencyP50 = 54us;
        report->run.latencyP99 = 121us * (row + 1);
        report->run.latencyMax = 1900us;
        if (requests) {
            report->run.requests.completed = 20'000;
            report->run.requests.wrongAnswers = row == 1 ? 19'936 : 0;
            report->run.requests.latency.record(300us, 20'000);
        }
        Models::RunLines lines;
        lines.seconds = seconds[row];
        lines.progress = {{0, 0}, {seconds[row], 20'000}};
        lines.latency = {{0, 0.1}, {seconds[row], 1.9}};
        lines.inFlight = {{0, 1}, {seconds[row], 64}};
        lines.waiting = lines.inFlight;
        m_model->begin(row);
        m_model->end(row, report, lines);
    }
}

} // namespace Loopscope::Testing
