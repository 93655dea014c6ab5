#!/usr/bin/env python3
"""Runs every command of README.md, in its order, in a folder of its own.

    check_readme.py LOOPSCOPE PROGRAM      PROGRAM: tests/app/attachedprogram.cpp, built

What is changed, so that all of it takes less than a minute:
- `run` and `screenshot` get the amounts of AMOUNTS for what the command does not set itself, and end after 0.3 seconds;
- `./my-app` is PROGRAM, which sleeps in a slot, with no arguments but that;
- the window (a command without a subcommand, or with --window) is asked to close by SIGTERM after 2 seconds;
- of scripts of the tree, and of what needs root, only their being there is checked.
"""

import json
import os
import pathlib
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
AMOUNTS = {"requests": 20, "queries": 2, "rows": 1000, "calls": 2, "size_mib": 1, "numbers": 1, "hops": 20}
SUBCOMMANDS = {"list", "run", "attach", "report", "compare", "check", "export", "screenshot"}
# What may be: 3 is a budget that a machine under load does not keep.
STATUS = {"check": {0, 3}}
ELSEWHERE = ("app/run.sh", "tests/run.sh", "tests/fuzz/run.sh", "tests/bench/run.sh", ".ci/run")
KNOWN_TOOLS = ("redis-server", "cmake", "cpack", "ctest", "apt", "apt-get", "sudo")


def commands():
    """Line number and command of what stands in fences without a language, without comments. Output is ```text."""
    is_inside, is_shell = False, False
    for number, line in enumerate((ROOT / "README.md").read_text().split("\n"), 1):
        if line.startswith("```"):
            is_inside, is_shell = not is_inside, line == "```"
        elif is_inside and is_shell and line.strip():
            command = re.split(r"\s{2,}#|\s#\s", line)[0].strip()
            yield number, command


def scenarios(program):
    return {each["id"]: each for each in json.loads(subprocess.run([program, "list", "--json"], capture_output=True).stdout)}


def shortened(words, known):
    """The command with small amounts; keys are wrong usage where no scenario of it has them."""
    place = next((i for i, word in enumerate(words) if word in (">", "|")), len(words))
    words, rest = words[:place], words[place:]
    named = [known[word.split("/")[0]] for word in words if word.split("/")[0] in known]
    keys = {each["key"] for scenario in named or known.values() for each in scenario["parameters"]}
    if words[1] == "screenshot":
        keys = {each["key"] for each in (named or list(known.values()))[0]["parameters"]}
    given = {words[i + 1].split("=")[0] for i, word in enumerate(words) if word == "--set"}
    if "--duration" in words:
        words[words.index("--duration") + 1] = "0.3"
    else:
        words += ["--duration", "0.3"]
    for key, amount in AMOUNTS.items():
        if key in keys and key not in given:
            words += ["--set", f"{key}={amount}"]
    return words + rest


def prepared(command, known):
    words = shlex.split(command)
    for i, word in enumerate(words):
        if word == "./my-app":
            end = next((k for k in range(i, len(words)) if words[k] in (">", "|")), len(words))
            words[i + 1:end] = ["sleep"]
            break
    if words[0] == "loopscope" and words[1] in ("run", "screenshot"):
        words = shortened(words, known)
    return " ".join(word if word in (">", "|") else shlex.quote(word) for word in words)


def run_window(command, environment, folder):
    process = subprocess.Popen(["bash", "-c", f"exec {command}"], env=environment, cwd=folder, stderr=subprocess.PIPE, text=True)
    try:
        process.wait(2)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGTERM)
    errors = process.communicate(timeout=60)[1]
    if "attach" in command and process.returncode in (0, 128 + signal.SIGTERM):
        return ""  # the program gets the signal, and loopscope ends as it did
    return f"ended with {process.returncode}: {errors}" if process.returncode or errors else ""


def run(command, environment, folder):
    """What is wrong with a command; empty if nothing is."""
    words = shlex.split(command)
    if words[0] in ELSEWHERE:
        return "" if os.access(ROOT / words[0], os.X_OK) else f"there is no {words[0]} to start"
    if words[0] in KNOWN_TOOLS:
        return ""
    if words[0] != "loopscope":
        return "is nothing that this test knows how to run; see ELSEWHERE and KNOWN_TOOLS"
    if words[1] not in SUBCOMMANDS or "--window" in words:
        return run_window(command, environment, folder)
    done = subprocess.run(["bash", "-c", command], env=environment, cwd=folder, capture_output=True, text=True, timeout=60)
    if done.returncode not in STATUS.get(words[1], {0}):
        return f"ended with {done.returncode}: {done.stderr[-1000:]}"
    return ""


def main():
    program, attached = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
    problems = 0
    with tempfile.TemporaryDirectory(prefix="loopscope-readme-") as folder:
        bin_folder = pathlib.Path(folder, "bin")
        bin_folder.mkdir()
        (bin_folder / "loopscope").write_text(f'#!/bin/sh\nexec "{program}" "$@"\n')
        (bin_folder / "loopscope").chmod(0o755)
        shutil.copy(attached, pathlib.Path(folder, "my-app"))
        environment = os.environ | {"PATH": f"{bin_folder}:{os.environ['PATH']}", "QT_QPA_PLATFORM": "offscreen",
                                    "HOME": folder, "XDG_RUNTIME_DIR": folder}
        known = scenarios(program)
        for number, command in commands():
            problem = run(prepared(command, known), environment, folder)
            if problem:
                print(f"README.md:{number}: {command}\n    {problem}")
                problems += 1
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
