#!/usr/bin/env bash
# What takes too long for every change; tests/run.sh --long runs it before the tests.
#
#   tests/long.sh [STEP...]
#
# STEP is fuzz, address, threads, valgrind or soak; all without one. SOAK_MINUTES (10) and FUZZ_SECONDS (60) may be set. Exits with 1 when
# one of them failed.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
cd -- "$root"
# shellcheck source-path=SCRIPTDIR source=../resources/packages.sh
source "$root/resources/packages.sh"
loopscope_install_packages "${loopscope_build_packages[@]}" "${loopscope_run_packages[@]}" \
    "${loopscope_test_packages[@]}" "${loopscope_clang_packages[@]}"

build() {
    local preset=$1
    shift
    cmake --preset "$preset" -DLOOPSCOPE_WERROR=ON >/dev/null && cmake --build --preset "$preset" "$@" >&2
}

fuzz() {
    tests/fuzz/run.sh --seconds "${FUZZ_SECONDS:-60}"
}

# All tests, those with a window too. Programs that know nothing of the sanitizer can't be attached to: those tests
# are not in this build.
address() {
    build dev-asan-window && ctest --preset dev-asan-window
}

# Races where threads meet: executors and sessions. .ci/run has rings, monitor and recorder. Workers are processes and would be built
# with the sanitizer, too, which makes each start take seconds.
threads() {
    tests/threads.sh tst_threadexecutor tst_threadexecutorcancel tst_asyncfile tst_session tst_sessiondatabase tst_sessionend \
        tst_sessionfiles tst_sessionhttp tst_sessioninterpreterlock tst_sessionprogress tst_sessionredis tst_sessionrightloop \
        tst_sessionscenarios
}

# Under valgrind one thread runs at a time, thirty times slower. What can't be tested there:
#   tst_watchdog, tst_stallcause, tst_stops, tst_waitobject, tst_costbudget   look at how a thread that runs for itself spends its time
#   tst_fastclock           the time stamp counter is not emulated at its rate
#   tst_dispatchprobe       counts nanoseconds per dispatch
#   tst_workerlife, tst_workerloss, tst_processexecutor    kill programs that valgrind would have to follow
#   tst_session*, tst_tracereport, tst_tracerepeat         judge by thresholds of milliseconds; ASan has them
#   tst_perfettowriter      starts itself and kills that
#   tst_gibsonclient        asks so often that its own time is over first, and what it asked for then comes too late
#   tst_packetdecoder, tst_replay, tst_tracereader, tst_foreigntrace    read thousands of damaged traces, for hours; ASan and the fuzzers do
memcheck() {
    local skipped='tst_(watchdog|stallcause|stops|waitobject|costbudget|fastclock|dispatchprobe|workerlife|workerloss'
    skipped+='|processexecutor|session.*|tracereport|tracerepeat|perfettowriter|gibsonclient|packetdecoder|replay|tracereader|foreigntrace)$'
    local name
    local -i failed=0
    local -a names=()
    cmake --preset dev >/dev/null || return 1
    while read -r name; do
        if [[ $name =~ $skipped ]]; then
            printf 'not under valgrind: %s\n' "$name"
        else
            names+=("$name")
        fi
    done < <(ctest --preset dev -L core -N | sed -n 's/^ *Test *#[0-9]*: \(tst_.*\)$/\1/p')
    build dev --target "${names[@]}" || return 1
    for name in "${names[@]}"; do
        run_under_valgrind "$name" || failed=1
    done
    return "$failed"
}

run_under_valgrind() {
    local log=build/dev/valgrind-$1.log
    local -i status=0
    QT_NO_GLIB=1 QT_QPA_PLATFORM=offscreen LC_ALL=C.UTF-8 QTEST_FUNCTION_TIMEOUT=3000000 \
        timeout 1800 valgrind --quiet --error-exitcode=99 --leak-check=no --fair-sched=yes --num-callers=30 \
        --suppressions=tests/valgrind.supp "build/dev/tests/$1" >"$log" 2>&1 || status=$?
    # A test that judges by time or by stacks may fail here; what valgrind itself reports may not, and each has to come to its end.
    if ((status == 99)) || ! grep -aq '^Totals:' "$log"; then
        tail -n 60 -- "$log"
        printf '%s: valgrind has errors, or it did not end\n' "$1"
        return 1
    fi
    printf '%s: %s\n' "$1" "$(sed -n 's/^Totals: //p' "$log")"
}

soak() {
    build dev --target soak && QT_NO_GLIB=1 build/dev/bin/soak --minutes "${SOAK_MINUTES:-10}"
}

steps=("$@")
if ((${#steps[@]} == 0)); then
    steps=(fuzz address threads valgrind soak)
fi
failed=()
for step in "${steps[@]}"; do
    printf '\n=== %s\n' "$step"
    case $step in
        fuzz | address | threads | soak) run=$step ;;
        valgrind) run=memcheck ;;
        *)
            printf 'There is no step %s.\n' "$step" >&2
            exit 2
            ;;
    esac
    "$run" || failed+=("$step")
done
if ((${#failed[@]} > 0)); then
    printf 'Failed: %s\n' "${failed[*]}"
    exit 1
fi
