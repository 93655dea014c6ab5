#!/usr/bin/env python3
"""Measures ours and the peers side by side and prints the table of issue "Speed". Started by run.sh."""

import argparse
import json
import os
import pathlib
import platform
import sys
import time

from bench_curves import CURVES
from bench_programs import Programs
from bench_rows import ROWS, placements

ROOT = pathlib.Path(__file__).resolve().parents[2]


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests/bench/run.sh", description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/release", help="the build folder")
    parser.add_argument("--rows", default=",".join(ROWS), help="which rows, with commas: " + ",".join(ROWS))
    parser.add_argument("--rounds", type=int, default=7, help="how often each contender is measured")
    parser.add_argument("--one-core", action="store_true", help="leave out the runs with an end on each core")
    parser.add_argument("--curves", action="store_true", help="instead of the rows: how cost grows with work")
    parser.add_argument("--json", type=pathlib.Path, default=ROOT / "build/bench/results.json", help="the results")
    arguments = parser.parse_args()
    for row in arguments.rows.split(","):
        if row not in ROWS:
            parser.error(f"there is no row {row}")
    if arguments.rounds < 1:
        parser.error("there has to be a round")
    return arguments


def machine() -> dict:
    model = "unknown"
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    clock = pathlib.Path("/sys/devices/system/clocksource/clocksource0/current_clocksource")
    return {
        "processor": model,
        "cores": os.cpu_count(),
        "kernel": platform.release(),
        "clock_source": clock.read_text().strip() if clock.exists() else "unknown",
        "load_before": os.getloadavg()[0],
    }


def say(lines: list[str]) -> None:
    print("\n".join(lines), flush=True)


def compare(arguments: argparse.Namespace, programs: Programs) -> list[dict]:
    results = []
    for row in arguments.rows.split(","):
        places = placements(programs, row)
        for place in places[:1] if arguments.one_core else places:
            for comparison in ROWS[row](programs, place):
                comparison.placement = place.name if len(places) > 1 else ""
                comparison.run(arguments.rounds)
                say(comparison.lines())
                results.append(comparison.to_json())
    return results


def draw(programs: Programs) -> list[dict]:
    results = []
    for group in CURVES:
        for curve in group(programs):
            curve.run()
            say(curve.lines())
            results.append(curve.to_json())
    return results


def main() -> int:
    arguments = parse()
    programs = Programs(arguments.build.resolve())
    document = {"machine": machine(), "rounds": arguments.rounds}
    begin = time.monotonic()
    kind = "curves" if arguments.curves else "rows"
    document[kind] = draw(programs) if arguments.curves else compare(arguments, programs)
    document["seconds"] = round(time.monotonic() - begin, 1)
    document["machine"]["load_after"] = os.getloadavg()[0]
    json_file = arguments.json.with_stem("curves") if arguments.curves else arguments.json
    json_file.parent.mkdir(parents=True, exist_ok=True)
    json_file.write_text(json.dumps(document, indent=1) + "\n")
    missed = [entry["title"] for entry in document[kind] if entry.get("verdict") == "MISSED"]
    say([f"{document['seconds']} s, load {document['machine']['load_before']:.1f} before; {json_file}"])
    say([f"missed: {title}" for title in missed] or ["nothing missed"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
