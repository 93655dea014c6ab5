#include "core/scenario/pipelining/pipeliningexperiment.h"

namespace Loopscope::Scenario {

struct PipeliningPipelined
{
    // Answers come in the order of the requests:
    // each goes to the caller that asked first.
    static constexpr auto order = Wire::PipelineOrder::FirstInFirstOut;
    static int callers(int depth) { return depth; }

    static QCoro::Task<> caller(auto *work)
    {
        auto &client = work->client();
        while (const auto i = work->takeNext()) {
            const auto begun = work->meter().begin();
            const auto reply = co_await client.get(work->key(*i));
            work->check(*i, begun, reply);
        }
    }
};

std::unique_ptr<Experiment> makePipeliningPipelined(RunContext *run)
{
    return makePipelining<PipeliningPipelined>(run);
}

} // namespace Loopscope::Scenario
