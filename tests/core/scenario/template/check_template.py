#!/usr/bin/env python3
"""A new folder and one line are a new scenario: it is listed, runs, and its blocking line is named.

    check_template.py PROGRAM      loopscope, built with the template as resources/docs/scenarios.md says
"""

import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent


def answer(*arguments):
    done = subprocess.run([sys.argv[1], *arguments], capture_output=True, text=True, timeout=60)
    if done.returncode:
        sys.exit(f"{arguments} ended with {done.returncode}: {done.stderr}")
    return json.loads(done.stdout)


def expect(condition, what, document):
    if not condition:
        sys.exit(f"{what}: {json.dumps(document, indent=1)}")


def main():
    listed = answer("list", "--json")
    expect("napping" in [scenario["id"] for scenario in listed], "the template is not listed", listed)

    lines = (HERE / "napping" / "napping_blocking.cpp").read_text().split("\n")
    place = f"core/scenario/napping/napping_blocking.cpp:{next(i for i, line in enumerate(lines, 1) if 'msleep' in line)}"
    blocking, awaiting = answer("run", "napping", "--json")
    expect(place in [stall["location"] for stall in blocking["slow_callbacks"]], f"{place} is not named", blocking)
    expect("naps blocked the loop" in blocking["verdict"], "the verdict is another", blocking)
    expect(awaiting["rounds"] == 1, "the second variant did not run", awaiting)

    for python in (HERE / "napping").glob("*.py"):
        compile(python.read_text(), str(python), "exec")


if __name__ == "__main__":
    main()
