#include "core/scenario/interpreterlock/python.h"

#include "core/base/words.h"
#include "core/scenario/scenarioerror.h"

#include <QString>

#include <mutex>

namespace Loopscope::Scenario {

namespace {

[[noreturn]] void failToStart(const PyStatus &status)
{
    throw ScenarioError(Words::tr("Python could not be started: %1. Is its package libpython3-stdlib "
                                  "installed as a whole?")
                            .arg(QString::fromUtf8(status.err_msg ? status.err_msg : "it gave no reason")));
}

void preInitialise()
{
    PyPreConfig config;
    PyPreConfig_InitIsolatedConfig(&config);
#ifdef LOOPSCOPE_SANITIZE_ADDRESS
    // The leak checker does not look into the arenas of Python's own allocator, and would report what
    // is only referred to from there.
    config.allocator = PYMEM_ALLOCATOR_MALLOC;
#endif
    const PyStatus status = Py_PreInitialize(&config);
    if (PyStatus_Exception(status))
        failToStart(status);
}

void initialise()
{
    preInitialise();
    PyConfig config;
    PyConfig_InitIsolatedConfig(&config);
    config.install_signal_handlers = 0;
    config.site_import = 0;
    // From here it finds its own library, not that of a Python that comes first in PATH.
    PyStatus status = PyConfig_SetBytesString(&config, &config.program_name, LOOPSCOPE_PYTHON);
    if (!PyStatus_Exception(status))
        status = Py_InitializeFromConfig(&config);
    PyConfig_Clear(&config);
    if (PyStatus_Exception(status))
        failToStart(status);
    PyEval_SaveThread();
}

} // namespace

void startPython()
{
    static std::once_flag started;
    std::call_once(started, initialise);
}

void throwPythonError(PyGILState_STATE state)
{
    PyObject *type = nullptr;
    PyObject *value = nullptr;
    PyObject *trace = nullptr;
    PyErr_Fetch(&type, &value, &trace);
    PyObject *const text = value ? PyObject_Str(value) : nullptr;
    const char *const utf8 = text ? PyUnicode_AsUTF8(text) : nullptr;
    const QString reason = QString::fromUtf8(utf8 ? utf8 : "an error without a text");
    Py_XDECREF(text);
    Py_XDECREF(type);
    Py_XDECREF(value);
    Py_XDECREF(trace);
    PyErr_Clear();
    PyGILState_Release(state);
    throw ScenarioError(Words::tr("Python reports: %1.").arg(reason));
}

} // namespace Loopscope::Scenario
