#!/usr/bin/env bash
# Ours beside its peers: installs the peers, builds the benchmarks optimised, measures both in turns, prints the ratios
# and writes build/bench/results.json. About a quarter of an hour on two idle cores.
#
#   tests/bench/run.sh [--rows resp,gibson,...] [--rounds N] [--one-core] [--curves] [--build FOLDER] [--json FILE]
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)

# shellcheck source-path=SCRIPTDIR source=../../resources/packages.sh
source "$root/resources/packages.sh"
loopscope_install_packages "${loopscope_build_packages[@]}" "${loopscope_run_packages[@]}" "${loopscope_bench_packages[@]}"

cd -- "$root"
if [[ " $* " != *" --build"* ]]; then
    cmake --preset release -DLOOPSCOPE_BUILD_TESTS=ON >&2
    cmake --build --preset release --target bench_programs >&2
fi

# Qt wants a run-time folder of its own.
XDG_RUNTIME_DIR=$(mktemp -d)
export XDG_RUNTIME_DIR
trap 'rm -rf -- "$XDG_RUNTIME_DIR"' EXIT
python3 tests/bench/compare.py "$@"
