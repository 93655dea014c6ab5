#!/usr/bin/env python3
"""What `loopscope attach` costs a program, as ratios against the same program unobserved.

    bench_attach.py LOOPSCOPE ATTACHEDPROGRAM [--events 1000000] [--rounds 5] [--idle 20]

ATTACHEDPROGRAM is built from tests/app/attachedprogram.cpp. CPU time of its main thread, so that other work on
the machine does not count; rounds alternate. `beside-thread`: the program has a second thread. A program of one
thread becomes one of several by being observed, and the kernel's calls on descriptors are dearer then (for
any reason: it counts references), so this says what the observing itself costs.
"""

import argparse
import os
import pathlib
import re
import statistics
import subprocess
import time


def clean_environment(glib):
    environment = {key: value for key, value in os.environ.items() if key != "QT_NO_GLIB"}
    return environment if glib else environment | {"QT_NO_GLIB": "1"}


def cpu_seconds(command, glib):
    done = subprocess.run(command, capture_output=True, text=True, env=clean_environment(glib), check=True)
    return int(re.search(r"cpu (\d+)", done.stdout).group(1)) / 1e9


def post(options, mode, glib):
    alone, observed = [], []
    program = [options.program, mode, str(options.events)]
    for _ in range(options.rounds):
        alone.append(cpu_seconds(program, glib))
        observed.append(cpu_seconds([options.loopscope, "attach", "--"] + program, glib))
    before, after = statistics.median(alone), statistics.median(observed)
    print(f"{mode:20} {'glib' if glib else 'unix':5} alone {before / options.events * 1e9:7.0f} ns per event, "
          f"observed {after / options.events * 1e9:7.0f}, ratio {after / before:.3f}", flush=True)


def cpu_of(pid):
    """CPU time of all threads of a process, in seconds."""
    total = 0
    for thread in pathlib.Path(f"/proc/{pid}/task").iterdir():
        total += int((thread / "schedstat").read_text().split()[0])
    return total / 1e9


def idle_share(command, seconds, is_observed):
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=clean_environment(False)) as process:
        pid = process.pid
        if is_observed:
            pid = int(re.search(r"\(process (\d+)\)", process.stderr.readline()).group(1))
        time.sleep(2)
        before, start = cpu_of(pid), time.monotonic()
        time.sleep(seconds)
        share = (cpu_of(pid) - before) / (time.monotonic() - start)
        process.stderr.read()
    return share


def idle(options):
    program = [options.program, "idle", str((options.idle + 4) * 1000)]
    print(f"idle: alone {100 * idle_share(program, options.idle, False):.3f} % of a core, observed "
          f"{100 * idle_share([options.loopscope, 'attach', '--'] + program, options.idle, True):.3f} %")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("loopscope")
    parser.add_argument("program")
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--idle", type=int, default=20)
    options = parser.parse_args()
    for glib in (False, True):
        for mode in ("post", "post-beside-thread"):
            post(options, mode, glib)
    idle(options)


if __name__ == "__main__":
    main()
