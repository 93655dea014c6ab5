#!/usr/bin/env bash
# Installs what is missing, builds with warnings as errors, checks the formatting and runs the tests.
#
#   tests/run.sh [--preset PRESET] [--long] [CTEST ARGUMENTS...]
#
# PRESET is dev (the default), dev-asan, dev-asan-window, dev-tsan, release or headless. --long lets the tests take
# their long form (LOOPSCOPE_LONG_TESTS=1) after what tests/long.sh has. Everything else goes to ctest, such as -L core or -R ring.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
preset=dev
is_long=false
while (($# > 0)); do
    case $1 in
        --preset)
            preset=${2:?--preset needs the name of a preset}
            shift 2
            ;;
        --long)
            export LOOPSCOPE_LONG_TESTS=1
            is_long=true
            shift
            ;;
        *) break ;;
    esac
done

# shellcheck source-path=SCRIPTDIR source=../resources/packages.sh
source "$root/resources/packages.sh"
loopscope_install_packages "${loopscope_build_packages[@]}" "${loopscope_run_packages[@]}" \
    "${loopscope_test_packages[@]}"

if [[ $preset == dev-asan* ]]; then
    loopscope_install_packages "${loopscope_clang_packages[@]}"
fi
if $is_long; then
    loopscope_install_packages "${loopscope_package_packages[@]}"
fi

cd -- "$root"
cmake --preset "$preset" -DLOOPSCOPE_WERROR=ON -DLOOPSCOPE_BUILD_TESTS=ON >&2
cmake --build --preset "$preset" >&2

# Sources as they are in the tree; in a folder without git, those that are not in build/.
list_sources() {
    if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
        git ls-files -z --cached --others --exclude-standard -- '*.cpp' '*.h'
    else
        find app core resources tests ui \( -name '*.cpp' -o -name '*.h' \) -print0
    fi
}
while IFS= read -r -d '' source; do
    [[ ! -f $source ]] || printf '%s\0' "$source"
done < <(list_sources) | xargs -0 --no-run-if-empty clang-format --dry-run -Werror

if $is_long; then
    tests/long.sh
fi

# A test at a time: they look at the latency of loops, which a neighbour on the same core would change. Machines of CI have
# neighbours that nobody here sees, so a test gets a second try there, and ctest shows the first.
repeat=()
if [[ ${CI:-} == true && $preset == dev ]]; then
    repeat=(--repeat until-pass:2)
fi
configuration=()
if $is_long; then
    configuration=(-C Long) # tests that take minutes each are in no other
fi
exec ctest --preset "$preset" "${configuration[@]}" "${repeat[@]}" "$@"
