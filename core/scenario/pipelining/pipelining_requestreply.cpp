#include "core/scenario/pipelining/pipeliningexperiment.h"

namespace Loopscope::Scenario {

struct PipeliningRequestReply
{
    // One caller: the next request is sent
    // when the answer to the last is there.
    static constexpr auto order = Wire::PipelineOrder::FirstInFirstOut;
    static int callers(int) { return 1; }

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

std::unique_ptr<Experiment> makePipeliningRequestReply(RunContext *run)
{
    return makePipelining<PipeliningRequestReply>(run);
}

} // namespace Loopscope::Scenario
