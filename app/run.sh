#!/usr/bin/env bash
# Installs what is missing, builds, and opens the window; arguments go to the window.
# Without a display: runs every scenario, prints the table, leaves a picture and the traces in build/demo/.
#
#   app/run.sh [--preset PRESET] [ARGUMENTS...]
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
preset=release
if [[ ${1:-} == --preset ]]; then
    preset=${2:?--preset needs the name of a preset}
    shift 2
fi

# shellcheck source-path=SCRIPTDIR source=../resources/packages.sh
source "$root/resources/packages.sh"
loopscope_install_packages "${loopscope_build_packages[@]}" "${loopscope_run_packages[@]}"

cd -- "$root"
if [[ ! -f "build/$preset/build.ninja" ]]; then
    cmake --preset "$preset" -DLOOPSCOPE_BUILD_TESTS=OFF >&2
fi
cmake --build --preset "$preset" >&2

program="$root/build/$preset/bin/loopscope"

# A display that is named and answers: the socket of X or of Wayland is there, or X is on another machine.
has_display() {
    if [[ -n ${WAYLAND_DISPLAY:-} ]]; then
        local socket=$WAYLAND_DISPLAY
        [[ $socket == /* ]] || socket="${XDG_RUNTIME_DIR:-}/$socket"
        if [[ -S $socket ]]; then
            return 0
        fi
    fi
    case ${DISPLAY:-} in
        "") return 1 ;;
        :* | unix:*)
            local number=${DISPLAY#*:}
            [[ -S "/tmp/.X11-unix/X${number%%.*}" ]]
            ;;
        *) return 0 ;;
    esac
}

if has_display; then
    exec "$program" "$@"
fi

demo="$root/build/demo"
mkdir -p -- "$demo"
printf 'No display: running every scenario instead of opening the window.\n' >&2
"$program" run --all --record "$demo/demo.perfetto-trace" "$@"
"$program" screenshot --duration 4 -o "$demo/window.png"
printf '\nThe picture of the window and the traces are in %s:\n' "$demo"
ls -- "$demo"
