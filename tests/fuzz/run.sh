#!/usr/bin/env bash
# Builds the fuzzers and runs them, two at a time, from the seeds in tests/fuzz/seeds and from what earlier runs
# found worth keeping (build/PRESET/corpus). Most executions have inputs of at most 512 bytes, which take a tenth of the
# time of long ones and reach nearly as far; one in twenty (a quarter of the time) has up to 4 096.
#
#   tests/fuzz/run.sh [--preset PRESET] [--seconds N | --runs N] [NAME...]
#
# PRESET is fuzz (the default), or dev-asan for a short run of what has been built with the tests. NAME is a fuzzer such as
# fuzz_resp; all without one. The default is 10 seconds each. Exits with 1 after a finding, which lies in build/PRESET/findings
# and is repeated by: build/PRESET/fuzzers/NAME FILE
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
preset=fuzz
unit=seconds
amount=10
while (($# > 0)); do
    case $1 in
        --preset)
            preset=${2:?--preset needs the name of a preset}
            shift 2
            ;;
        --seconds | --runs)
            unit=${1#--}
            amount=${2:?$1 needs a number}
            shift 2
            ;;
        *) break ;;
    esac
done

# shellcheck source-path=SCRIPTDIR source=../../resources/packages.sh
source "$root/resources/packages.sh"
loopscope_install_packages "${loopscope_build_packages[@]}" "${loopscope_run_packages[@]}" \
    "${loopscope_clang_packages[@]}"

cd -- "$root"
names=("$@")
if ((${#names[@]} == 0)); then
    for source in tests/fuzz/fuzz_*.cpp; do
        names+=("$(basename -- "$source" .cpp)")
    done
fi
cmake --preset "$preset" >/dev/null
cmake --build "build/$preset" --target "${names[@]}" >&2

# One fuzzer with inputs up to a length; prints how many executions there were, and ends with 1 after a finding.
fuzz_length() {
    local name=$1 length=$2 limit=$3
    local folder=build/$preset
    local log=$folder/$name-$length.log
    mkdir -p "$folder/corpus/$name" "$folder/findings"
    local -i status=0
    # Blocks that were freed are watched for a while, and stacks of allocations are left out: both cost more than the
    # reader does.
    QT_NO_GLIB=1 LSAN_OPTIONS="suppressions=$PWD/tests/lsan.supp:print_suppressions=0" \
        ASAN_OPTIONS=quarantine_size_mb=1:malloc_context_size=0 \
        "$folder/fuzzers/$name" "$limit" -max_len="$length" -entropic=0 -timeout=10 -rss_limit_mb=2048 \
        -close_fd_mask=3 -print_final_stats=1 -artifact_prefix="$folder/findings/$name-" \
        "$folder/corpus/$name" "tests/fuzz/seeds/$name" >"$log" 2>&1 || status=$?
    sed -n 's/^stat::number_of_executed_units: *//p' "$log"
    if ((status != 0)); then
        tail -n 60 -- "$log" >&2
    fi
    return "$status"
}

fuzz() {
    local name=$1 unit=$2
    local -i amount=$3 short long
    if [[ $unit == runs ]]; then
        short=$(fuzz_length "$name" 512 "-runs=$((amount - amount / 20))") && \
            long=$(fuzz_length "$name" 4096 "-runs=$((amount / 20))")
    else
        short=$(fuzz_length "$name" 512 "-max_total_time=$((amount - amount / 4))") && \
            long=$(fuzz_length "$name" 4096 "-max_total_time=$(((amount + 3) / 4))")
    fi || {
        printf '%-22s FINDING, see build/%s/findings\n' "$name" "$preset"
        return 1
    }
    printf '%-22s %12d executions, no finding\n' "$name" "$((short + long))"
}
export -f fuzz fuzz_length
export preset
printf '%s\0' "${names[@]}" | xargs -0 -P 2 -I{} bash -c 'fuzz "$@"' _ {} "$unit" "$amount"
