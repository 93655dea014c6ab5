#!/usr/bin/env python3
"""Installs the program into a folder and uses it from there: its worker and the probe must be found.

    run_program.py BUILD CMAKE PROGRAM      PROGRAM: tests/app/attachedprogram.cpp, built
"""

import json
import pathlib
import subprocess
import sys
import tempfile


def run(*command):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=120)


def expect(condition, what, result):
    if not condition:
        sys.exit(f"{what}\nstatus {result.returncode}\n{result.stdout}\n{result.stderr}")


def main():
    build, cmake, program = sys.argv[1:4]
    with tempfile.TemporaryDirectory(prefix="loopscope installed ") as folder:
        prefix = pathlib.Path(folder)
        result = run(cmake, "--install", build, "--component", "program", "--prefix", prefix)
        expect(result.returncode == 0, "cmake --install failed", result)
        installed = prefix / "bin" / "loopscope"

        result = run(installed, "attach", "--json", "--threshold", "50", "--", program, "sleep")
        expect(result.returncode == 0, "attach from an installed program failed", result)
        stalls = json.loads(result.stdout)["slow_callbacks"]
        functions = [frame["function"] for stall in stalls for frame in stall["frames"]]
        expect(any("sleepInSlot" in function for function in functions), "the stall was not named", result)

        result = run(installed, "run", "cpu-bound/process-pool", "--set", "numbers=1", "--json")
        expect(result.returncode == 0, "the worker was not found", result)


if __name__ == "__main__":
    main()
