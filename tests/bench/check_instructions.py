#!/usr/bin/env python3
"""Compares how many instructions the hot paths take with the counts in instructions.json: the same on a busy machine.

    check_instructions.py BENCH_HOTPATHS BUILD_TYPE COMPILER [--store]

Exits with 1 when a path takes more than the margin allows, with 77 (skipped) when there is nothing to compare with:
without valgrind, for another compiler, for a build type without counts. --store writes what was counted.
"""

import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

FILE = pathlib.Path(__file__).with_name("instructions.json")
SKIPPED = 77
OPERATIONS = {"packet-encode": 5_000, "dispatch-probe": 5_000}  # fewer than the monitor's ring holds
MOST_OPERATIONS = 20_480


def count(program: str, path: str) -> float:
    """Instructions of one operation, what the kernel does left out."""
    operations = OPERATIONS.get(path, MOST_OPERATIONS)
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [
                "valgrind",
                "--tool=callgrind",
                "--toggle-collect=measuredPath",
                f"--callgrind-out-file={folder}/out",
                program,
                path,
                str(operations),
            ],
            env=dict(os.environ, QT_NO_GLIB="1", LC_ALL="C.UTF-8"),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    collected = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode != 0 or not collected or int(collected[1]) < operations:
        sys.exit(f"{path} could not be counted:\n{done.stderr}")
    return int(collected[1]) / operations


def skip(why: str) -> None:
    print(f"skipped: {why}")
    sys.exit(SKIPPED)


def compare(counted: dict[str, float], stored: dict[str, float], margin: float) -> int:
    worse = 0
    for path, now in counted.items():
        before = stored.get(path)
        if before is None:
            print(f"{path}: {now:.1f} instructions, none stored: run with --store")
            worse += 1
            continue
        change = now / before - 1
        word = "MORE" if change > margin else "less: run with --store" if change < -margin else "same"
        print(f"{path}: {now:.1f} instructions, {before:.1f} stored, {change * 100:+.1f} %: {word}")
        worse += change > margin
    return 1 if worse else 0


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("build_type")
    parser.add_argument("compiler")
    parser.add_argument("--store", action="store_true")
    arguments = parser.parse_args()
    document = json.loads(FILE.read_text()) if FILE.exists() else {"margin": 0.1, "counts": {}}
    if not shutil.which("valgrind"):
        skip("the package valgrind is missing")
    stored = document["counts"].get(arguments.build_type, {})
    if not arguments.store:
        if not stored:
            skip(f"no counts for the build type {arguments.build_type}")
        if stored["compiler"] != arguments.compiler:
            skip(f"the counts are those of {stored['compiler']}, this is {arguments.compiler}")
    paths = subprocess.run([arguments.program], capture_output=True, text=True, check=True).stdout.split()
    counted = {path: round(count(arguments.program, path), 1) for path in paths}
    if arguments.store:
        document["counts"][arguments.build_type] = {"compiler": arguments.compiler, **counted}
        FILE.write_text(json.dumps(document, indent=1, sort_keys=True) + "\n")
        return 0
    return compare(counted, stored, document["margin"])


if __name__ == "__main__":
    sys.exit(main())
