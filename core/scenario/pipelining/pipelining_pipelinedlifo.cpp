#include "core/scenario/pipelining/pipeliningexperiment.h"

namespace Loopscope::Scenario {

struct PipeliningLifo
{
    // The slide's mistake, queue.pop(): an answer
    // goes to the caller that asked last.
    static constexpr auto order = Wire::PipelineOrder::LastInFirstOut;
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

std::unique_ptr<Experiment> makePipeliningLifo(RunContext *run)
{
    return makePipelining<PipeliningLifo>(run);
}

} // namespace Loopscope::Scenario
