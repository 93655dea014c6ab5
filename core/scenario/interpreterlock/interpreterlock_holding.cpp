#include "core/scenario/interpreterlock/interpreterlockexperiment.h"

#include <thread>

namespace Loopscope::Scenario {

namespace {

// A driver for Python, written in C.
PyObject *fetch(PyObject *, PyObject *time)
{
    // Waits for its answer, and keeps the lock: no
    // other thread of this process can run Python.
    std::this_thread::sleep_for(toMilliseconds(time));
    Py_RETURN_NONE;
}

PyMethodDef driver{"fetch", fetch, METH_O, nullptr};

} // namespace

class InterpreterLockHolding final : public InterpreterLockExperiment
{
public:
    explicit InterpreterLockHolding(RunContext *run)
        : InterpreterLockExperiment(run, &driver)
    {}

    void tick() override
    {
        // The loop stands still until a driver lets go
        // of the lock. That it is in a pool is no help.
        const PyGILState_STATE lock = PyGILState_Ensure();
        PyObject *const count = PyObject_CallNoArgs(tickFunction());
        if (!count)
            throwPythonError(lock);
        Py_DECREF(count);
        PyGILState_Release(lock);
    }
};

std::unique_ptr<Experiment> makeInterpreterLockHolding(RunContext *run)
{
    return std::make_unique<InterpreterLockHolding>(run);
}

} // namespace Loopscope::Scenario
