#!/usr/bin/env bash
# Builds tests with the thread sanitizer and runs them. Exits with 1 when it reports something or a test does not come to
# its end.
#
#   tests/threads.sh TEST...
#
# The sanitizer holds signals back until a thread enters the kernel, so the stack of a computing thread is not always
# to be had: of the tests that want one, a failure of their own is named and does not count.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
cd -- "$root"
build=build/dev-tsan
wants_stacks='^tst_(callorigin|queuedcalls|session|sessioninterpreterlock|sessionscenarios|stallcause|threadsnapshot|timedcalls|watchdog|wrongthread)$'

cmake --preset dev-tsan -DLOOPSCOPE_WERROR=ON >/dev/null
cmake --build --preset dev-tsan --target "$@" >&2

export QT_NO_GLIB=1 QT_QPA_PLATFORM=offscreen LC_ALL=C.UTF-8 XDG_RUNTIME_DIR=$root/$build/tests/runtime
export TSAN_OPTIONS="suppressions=$root/tests/tsan.supp history_size=4 exitcode=66" QTEST_FUNCTION_TIMEOUT=900000

run() {
    local name=$1 log=$build/threads-$1.log program=$build/tests/$1
    local -i status=0
    [[ -x $program ]] || program=$build/bin/$name
    timeout 900 "$program" >"$log" 2>&1 || status=$?
    if ! grep -aq '^Totals:' "$log" || grep -aq 'WARNING: ThreadSanitizer' "$log" || ((status == 66)); then
        cat -- "$log"
        printf '%s: FAILED\n' "$name"
        return 1
    fi
    printf '%s: %s\n' "$name" "$(sed -n 's/^Totals: //p' "$log")"
    if ((status != 0)); then
        grep -a -A 2 '^FAIL' "$log"
        [[ $name =~ $wants_stacks ]] || return 1
    fi
}

failed=()
for name; do
    run "$name" || failed+=("$name")
done
if ((${#failed[@]} > 0)); then
    printf 'Failed under the thread sanitizer: %s\n' "${failed[*]}"
    exit 1
fi
