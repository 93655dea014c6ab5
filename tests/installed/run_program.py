#!/usr/bin/env python3
"""Installs the program into a folder and uses it from there: its worker and the probe must be found, and what
desktops and shells read must be as they want it.

    run_program.py BUILD CMAKE PROGRAM      PROGRAM: tests/app/attachedprogram.cpp, built
"""

import json
import pathlib
import struct
import subprocess
import sys
import tempfile


def run(*command):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=120)


def expect(condition, what, result):
    if not condition:
        sys.exit(f"{what}\nstatus {result.returncode}\n{result.stdout}\n{result.stderr}")


# What is installed, and the checker that must have nothing to say about it.
CHECKS = {
    "share/applications/loopscope.desktop": ["desktop-file-validate"],
    "share/metainfo/org.loopscope.loopscope.metainfo.xml": ["appstreamcli", "validate", "--no-net", "--pedantic"],
    "share/mime/packages/loopscope.xml": ["xmllint", "--noout"],
    "share/icons/hicolor/scalable/apps/loopscope.svg": ["xmllint", "--noout"],
    "share/man/man1/loopscope.1": ["mandoc", "-T", "lint", "-W", "warning"],
    "share/bash-completion/completions/loopscope": ["bash", "-n"],
}


def check_files(prefix):
    for file, checker in CHECKS.items():
        result = run(*checker, prefix / file)
        expect(result.returncode == 0 and "warning" not in result.stderr.lower(), f"{file}: {' '.join(checker)}", result)
    for size in (16, 22, 24, 32, 48, 64, 128, 256):
        header = (prefix / f"share/icons/hicolor/{size}x{size}/apps/loopscope.png").read_bytes()[:24]
        if header[:8] != b"\x89PNG\r\n\x1a\n" or struct.unpack(">II", header[16:]) != (size, size):
            sys.exit(f"the icon of size {size} has another size")


def main():
    build, cmake, program = sys.argv[1:4]
    with tempfile.TemporaryDirectory(prefix="loopscope installed ") as folder:
        prefix = pathlib.Path(folder)
        result = run(cmake, "--install", build, "--component", "program", "--prefix", prefix)
        expect(result.returncode == 0, "cmake --install failed", result)
        installed = prefix / "bin" / "loopscope"
        if (prefix / "share/applications").exists():  # with the window
            check_files(prefix)

        result = run(installed, "attach", "--json", "--threshold", "50", "--", program, "sleep")
        expect(result.returncode == 0, "attach from an installed program failed", result)
        stalls = json.loads(result.stdout)["slow_callbacks"]
        functions = [frame["function"] for stall in stalls for frame in stall["frames"]]
        expect(any("sleepInSlot" in function for function in functions), "the stall was not named", result)

        result = run(installed, "run", "cpu-bound/process-pool", "--set", "numbers=1", "--json")
        expect(result.returncode == 0, "the worker was not found", result)


if __name__ == "__main__":
    main()
