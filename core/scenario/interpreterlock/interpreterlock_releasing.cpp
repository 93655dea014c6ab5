#include "core/scenario/interpreterlock/interpreterlockexperiment.h"

#include <thread>

namespace Loopscope::Scenario {

namespace {

// A driver for Python, written in C.
PyObject *fetch(PyObject *, PyObject *argument)
{
    const auto time = toMilliseconds(argument);
    // Lets go of the lock while it waits: other
    // threads, and the loop, can run Python.
    Py_BEGIN_ALLOW_THREADS std::this_thread::sleep_for(time);
    Py_END_ALLOW_THREADS Py_RETURN_NONE;
}

PyMethodDef driver{"fetch", fetch, METH_O, nullptr};

} // namespace

class InterpreterLockReleasing final : public InterpreterLockExperiment
{
public:
    explicit InterpreterLockReleasing(RunContext *run)
        : InterpreterLockExperiment(run, &driver)
    {}

    void tick() override
    {
        // Nobody keeps the lock for long.
        const PyGILState_STATE lock = PyGILState_Ensure();
        PyObject *const count = PyObject_CallNoArgs(tickFunction());
        if (!count)
            throwPythonError(lock);
        Py_DECREF(count);
        PyGILState_Release(lock);
    }
};

std::unique_ptr<Experiment> makeInterpreterLockReleasing(RunContext *run)
{
    return std::make_unique<InterpreterLockReleasing>(run);
}

} // namespace Loopscope::Scenario
