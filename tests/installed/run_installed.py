#!/usr/bin/env python3
"""Installs the monitor package to a folder of its own, builds the example beside this file with it, and
checks what its programs print.

    run_installed.py BUILD_FOLDER CMAKE [TEST...]
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
BUILD, CMAKE = None, None


def run(*command, environment=None, status=0):
    """Standard output and error of a command that must end with the status."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("LOOPSCOPE_", "QT_LOGGING"))}
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=120,
                          env=clean | {"QT_LOGGING_TO_CONSOLE": "1"} | (environment or {}))
    if done.returncode != status:
        raise AssertionError(f"{command} ended with {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout + done.stderr


def line_of(program, mark):
    """The place of the line that ends with the comment `program: mark`."""
    source = HERE / f"{program}.cpp"
    for number, line in enumerate(source.read_text().split("\n"), 1):
        if line.endswith(f"// {program}: {mark}"):
            return f"{source}:{number}"
    raise AssertionError(f"{mark} stands nowhere in {source}")


class Installed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="loopscope-installed-")
        cls.prefix = Path(cls.folder.name, "prefix")
        cls.built = Path(cls.folder.name, "build")
        run(CMAKE, "--install", BUILD, "--component", "monitor", "--prefix", cls.prefix)
        run(CMAKE, "-G", "Ninja", "-S", HERE, "-B", cls.built, f"-DCMAKE_PREFIX_PATH={cls.prefix}",
            "-DCMAKE_BUILD_TYPE=RelWithDebInfo")
        run(CMAKE, "--build", cls.built, "--parallel", "2")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def program(self, name, *arguments, **options):
        return run(self.built / name, *arguments, **options)

    def library(self):
        return next(self.prefix.rglob("libloopscope-monitor.so"))

    def test_handler_gets_function_line_and_cause(self):
        output = self.program("monitored")
        self.assertIn(f"slow: readConfiguration() at {line_of('monitored', 'the stall')}, sleep", output)

    def test_each_slow_callback_is_logged_once(self):
        lines = [line for line in self.program("monitored").split("\n") if " took " in line]
        self.assertEqual(len(lines), 1, lines)
        self.assertIn("loopscope.slow: Executing <Handle ", lines[0])
        self.assertIn(f"running at {line_of('monitored', 'the stall')}> took 0.", lines[0])

    def test_recording_is_a_trace_with_the_line(self):
        trace = Path(self.folder.name, "run.perfetto-trace")
        self.program("monitored", trace)
        self.assertIn(b"monitored.cpp", trace.read_bytes())

    def test_recording_says_why_it_cannot(self):
        output = self.program("monitored", "/nowhere/run.perfetto-trace", status=1)
        self.assertIn("/nowhere", output)

    def test_program_that_knows_nothing_is_silent(self):
        self.assertEqual(self.program("unchanged"), "")

    def test_debug_variable_prints_the_line(self):
        output = self.program("unchanged", environment={"LOOPSCOPE_DEBUG": "1"})
        self.assertRegex(output, re.escape(f"running at {line_of('unchanged', 'the stall')}> took 0.") + r"\d+ seconds")

    def test_threshold_variable_counts(self):
        environment = {"LOOPSCOPE_DEBUG": "1", "LOOPSCOPE_SLOW_CALLBACK_MS": "5000"}
        self.assertEqual(self.program("unchanged", environment=environment), "")

    def test_bad_threshold_is_told(self):
        environment = {"LOOPSCOPE_DEBUG": "1", "LOOPSCOPE_SLOW_CALLBACK_MS": "abc"}
        output = self.program("unchanged", environment=environment)
        self.assertIn('LOOPSCOPE_SLOW_CALLBACK_MS is "abc" and is left out', output)
        self.assertIn("took 0.", output)

    def test_task_is_named_with_its_place(self):
        output = self.program("awaiting")
        self.assertIn("name='sleeper' coro=<sleeper()", output)
        self.assertIn(f"running at {line_of('awaiting', 'the stall')}> created at "
                      f"{line_of('awaiting', 'the spawn')}> took 0.", output)

    def test_handler_gets_who_spawned_the_task(self):
        self.assertIn(f"sleeper, spawned by session {line_of('awaiting', 'the session')}\n", self.program("awaiting"))

    def test_exception_that_nobody_took_is_told(self):
        self.assertIn("Nobody took the exception \"no such host\" of <Task finished name='failing'",
                      self.program("awaiting"))

    def test_task_that_never_ends_is_told(self):
        self.assertIn("<Task pending name='never done'", self.program("awaiting"))

    def test_budget_fails_the_test_with_the_line(self):
        output = self.program("budget", status=1)
        self.assertIn("PASS   : Budget::isKept()", output)
        self.assertIn("PASS   : Budget::codeBetweenLoopsIsNoCallback()", output)
        self.assertIn("FAIL!  : Budget::isBroken()", output)
        self.assertIn(f"parse() at {line_of('budget', 'the stall')} held up the loop for ", output)

    def attached(self, name, *options, **others):
        """The output of a program under `loopscope attach`, and of that."""
        return run(Path(BUILD, "bin", "loopscope"), "attach", *options, "--", self.built / name, **others)

    def test_attached_program_gets_each_event_once(self):
        self.assertIn("delivered 6\n", self.program("counted"))
        self.assertIn("delivered 6\n", self.attached("counted"))

    def test_attached_program_keeps_its_own_monitor(self):
        output = self.attached("monitored")
        self.assertIn(f"slow: readConfiguration() at {line_of('monitored', 'the stall')}, sleep", output)
        self.assertIn(f"readConfiguration() at {line_of('monitored', 'the stall')}", output.split("slow callbacks", 1)[1])

    def test_attached_program_has_its_own_threshold(self):
        output = self.attached("monitored", "--threshold", "1000")
        self.assertIn("slow: readConfiguration()", output)
        self.assertIn("no slow callbacks (", output)

    def test_attached_program_tells_its_tasks(self):
        output = self.attached("awaiting", "--json")
        document = json.loads(output[output.index("{\n"):output.rindex("}") + 1])
        slow = document["slow_callbacks"][0]
        self.assertEqual(slow["name"], "sleeper")
        self.assertEqual(slow["location"], line_of("awaiting", "the stall"))
        self.assertEqual(slow["created_at"], line_of("awaiting", "the spawn"))
        self.assertEqual([each["name"] for each in slow["spawned_by"]], ["session"])

    def test_only_the_interface_is_exported(self):
        symbols = run("nm", "-DC", "--defined-only", self.library()).split("\n")
        names = [line.split(" ", 2)[2] for line in symbols if line]
        offered = ("LoopMonitor::", "TraceRecording::", "LatencyBudget::", "Link::isInOwnLoop(",
                   "Monitor::currentTask()", "Monitor::setCurrentTask(", "Monitor::registerTask(",
                   "Monitor::taskFinished(", "Monitor::taskFailed(", "Monitor::taskDropped(",
                   "Monitor::currentThreadMark()", "Monitor::reportResumption(")
        others = [name for name in names if name != "loopscopeProbeStart" and not name.startswith(tuple(f"Loopscope::{each}" for each in offered))]
        self.assertEqual(others, [])
        self.assertGreater(len(names), 10)

    def test_of_qt_only_core_is_needed(self):
        needed = re.findall(r"NEEDED.*\[(lib(?:Qt|QCoro)[^\]]*)\]", run("readelf", "-d", self.library()))
        self.assertEqual(needed, ["libQt6Core.so.6"])

    def test_installed_headers_know_no_path_of_the_tree(self):
        for header in self.prefix.rglob("*.h"):
            self.assertNotIn('#include "core/', header.read_text(), header)


if __name__ == "__main__":
    BUILD, CMAKE = sys.argv[1:3]
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
