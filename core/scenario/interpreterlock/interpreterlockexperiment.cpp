#include "core/scenario/interpreterlock/interpreterlockexperiment.h"

#include "core/scenario/executorreport.h"
#include "core/scenario/preparation.h"
#include "core/scenario/scenarioerror.h"

namespace Loopscope::Scenario {

namespace {

Exec::ThreadExecutorOptions poolOptions(const RunContext *run)
{
    Exec::ThreadExecutorOptions options;
    options.workers = static_cast<int>(run->parameters().integer(QStringLiteral("threads")));
    return options;
}

// A callback as an application has many: a few lines of Python.
constexpr const char *tickSource = "ticks = 0\n"
                                   "def tick():\n"
                                   "    global ticks\n"
                                   "    ticks += 1\n"
                                   "    return ticks\n";

} // namespace

std::chrono::milliseconds toMilliseconds(PyObject *number)
{
    return std::chrono::milliseconds(PyLong_AsLong(number));
}

InterpreterLockExperiment::InterpreterLockExperiment(RunContext *run, PyMethodDef *driver)
    : m_run(run)
    , m_driver(driver)
    , m_calls(static_cast<int>(run->parameters().integer(QStringLiteral("calls"))))
    , m_blockMs(static_cast<int>(run->parameters().integer(QStringLiteral("block_ms"))))
    , m_interval(run->parameters().integer(QStringLiteral("interval_ms")))
    , m_preparation(QStringLiteral("Preparation"), preparationOptions())
    , m_pool(QStringLiteral("Driver threads"), poolOptions(run))
{}

QCoro::Task<> InterpreterLockExperiment::prepare()
{
    static const Exec::JobName name(QStringLiteral("start Python"));
    const auto job = [this] { makeFunctions(); };
    co_await m_preparation.run(name, job);
    m_run->checkStopped();
}

void InterpreterLockExperiment::makeFunctions()
{
    startPython();
    const PyGILState_STATE state = PyGILState_Ensure();
    PyObject *const globals = PyDict_New();
    if (globals && PyDict_SetItemString(globals, "__builtins__", PyEval_GetBuiltins()) == 0) {
        PyObject *const result = PyRun_String(tickSource, Py_file_input, globals, globals);
        m_tick = result ? Py_XNewRef(PyDict_GetItemString(globals, "tick")) : nullptr;
        Py_XDECREF(result);
    }
    Py_XDECREF(globals);
    m_fetch = m_tick ? PyCFunction_New(m_driver, nullptr) : nullptr;
    if (!m_fetch)
        throwPythonError(state);
    PyGILState_Release(state);
}

void InterpreterLockExperiment::dropFunctions()
{
    const PyGILState_STATE state = PyGILState_Ensure();
    Py_CLEAR(m_fetch);
    Py_CLEAR(m_tick);
    PyGILState_Release(state);
}

QCoro::Task<> InterpreterLockExperiment::round()
{
    std::stop_source ticking;
    const std::stop_callback onStop(m_run->stopToken(), [&] {
        m_pool.cancel();
        ticking.request_stop();
    });
    const auto tick = [this, token = ticking.get_token()] { return keepTicking(token); };
    m_run->spawn([this] { return callAll(); }, QStringLiteral("calls"));
    m_tasks.spawn(tick, QStringLiteral("tick"));
    std::exception_ptr error;
    try {
        co_await m_run->tasks().finished();
    } catch (...) {
        error = std::current_exception();
    }
    ticking.request_stop();
    co_await m_tasks.finished();
    if (error)
        std::rethrow_exception(error);
    m_run->checkStopped();
}

QCoro::Task<> InterpreterLockExperiment::keepTicking(Async::StopToken stop)
{
    for (;;) {
        co_await Async::Sleep(m_interval, stop);
        tick();
    }
}

QCoro::Task<> InterpreterLockExperiment::callAll()
{
    Async::TaskGroup calls;
    for (int i = 0; i < m_calls; ++i)
        calls.spawn([this] { return call(); }, QStringLiteral("call"));
    co_await calls.finished();
}

QCoro::Task<> InterpreterLockExperiment::call()
{
    static const Exec::JobName name(QStringLiteral("fetch()"));
    const auto job = [this] { callDriver(); };
    co_await m_pool.run(name, job);
    m_completed.set(++m_called);
}

void InterpreterLockExperiment::callDriver() const
{
    const PyGILState_STATE state = PyGILState_Ensure();
    // Until now the thread has waited for the lock: the lanes show who has it.
    Exec::ThreadExecutor::beginSliceNow();
    PyObject *const result =
        m_run->isStopped() ? Py_NewRef(Py_None) : PyObject_CallFunction(m_fetch, "i", m_blockMs);
    if (!result)
        throwPythonError(state);
    Py_DECREF(result);
    PyGILState_Release(state);
    m_run->checkStopped();
}

QCoro::Task<> InterpreterLockExperiment::tearDown()
{
    m_pool.cancel();
    co_await m_pool.drained();
    if (!m_tick && !m_fetch)
        co_return;
    static const Exec::JobName name(QStringLiteral("release"));
    const auto job = [this] { dropFunctions(); };
    co_await m_preparation.run(name, job);
}

void InterpreterLockExperiment::report(RunFigures *figures) const
{
    figures->workUnits = m_called;
    figures->executors.push_back(toFigures(m_pool.stats()));
}

} // namespace Loopscope::Scenario
