#!/usr/bin/env bash
# Builds the fuzzers and runs them, two at a time, from the seeds in tests/fuzz/seeds and from what earlier runs
# found worth keeping (build/fuzz/corpus).
#
#   tests/fuzz/run.sh [--seconds N | --runs N] [NAME...]
#
# NAME is a fuzzer such as fuzz_resp; all without one. The default is 10 seconds each. Exits with 1 after a finding, which
# lies in build/fuzz/findings and is repeated by: build/fuzz/fuzzers/NAME FILE
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
limit=(-max_total_time=10)
while (($# > 0)); do
    case $1 in
        --seconds) limit=("-max_total_time=${2:?--seconds needs a number}") && shift 2 ;;
        --runs) limit=("-runs=${2:?--runs needs a number}") && shift 2 ;;
        *) break ;;
    esac
done

# shellcheck source-path=SCRIPTDIR source=../../resources/packages.sh
source "$root/resources/packages.sh"
loopscope_install_packages "${loopscope_build_packages[@]}" "${loopscope_run_packages[@]}" \
    "${loopscope_fuzz_packages[@]}"

cd -- "$root"
names=("$@")
if ((${#names[@]} == 0)); then
    for source in tests/fuzz/fuzz_*.cpp; do
        names+=("$(basename -- "$source" .cpp)")
    done
fi
cmake --preset fuzz >/dev/null
cmake --build build/fuzz --target "${names[@]}" >&2

fuzz() {
    local name=$1
    shift
    local folder=build/fuzz log=build/fuzz/$name.log
    mkdir -p "$folder/corpus/$name" "$folder/findings"
    local status=0
    QT_NO_GLIB=1 LSAN_OPTIONS="suppressions=$PWD/tests/lsan.supp:print_suppressions=0" "$folder/fuzzers/$name" \
        "$@" -max_len=4096 -entropic=0 -timeout=10 -rss_limit_mb=2048 -close_fd_mask=3 -print_final_stats=1 \
        -artifact_prefix="$folder/findings/$name-" "$folder/corpus/$name" "tests/fuzz/seeds/$name" \
        >"$log" 2>&1 || status=$?
    local runs
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    if ((status != 0)); then
        tail -n 60 -- "$log"
        printf '%-22s FINDING after %s executions, see %s\n' "$name" "${runs:-some}" "$folder/findings"
        return 1
    fi
    printf '%-22s %12s executions, no finding\n' "$name" "$runs"
}
export -f fuzz
printf '%s\0' "${names[@]}" | xargs -0 -P 2 -I{} bash -c 'fuzz "$@"' _ {} "${limit[@]}"
