#!/usr/bin/env bash
# Makes the Debian packages and tries them as a new user would: in a bare Debian 12 (made with debootstrap) they are installed with
# apt, started, linked against and removed. Needs root, a network, and some minutes.
#
#   tests/installed/run_package.sh [BUILD_FOLDER]      build/release unless given
#
# LOOPSCOPE_MIRROR: where Debian comes from. The bare system is kept in build/chroot, so a second run is quicker.
set -euo pipefail

# shellcheck source-path=SCRIPTDIR source=baresystem.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/baresystem.sh"
require debootstrap unshare cpack lintian
build=$(cd -- "${1:-$root/build/release}" && pwd)
log="$build/package/apt.log"
# Mounts of its own, which end with the script.
if [[ ${LOOPSCOPE_OWN_MOUNTS:-} != yes ]]; then
    LOOPSCOPE_OWN_MOUNTS=yes exec unshare --mount -- "$0" "$build"
fi

make_packages() {
    rm -rf -- "$build/package"
    (cd -- "$build" && cpack -G DEB >&2)
    lintian --allow-root --fail-on error "$build"/package/*.deb
}

copy_files() {
    cp -- "$build"/package/*.deb "$system/root/try"
    cp --recursive -- "$root/tests/installed" "$root/tests/app/attachedprogram.cpp" "$system/root/try"
}

try_program() {
    inside 'apt-get update -qq && apt-get install -y -qq --no-install-recommends ./loopscope_*.deb' >"$log" 2>&1 ||
        fail "apt-get install: $(tail -5 -- "$log")"
    expect 'loopscope --version' '^loopscope [0-9.]+'
    expect 'loopscope list' 'slow-callback/blocking'
    expect 'loopscope run slow-callback/blocking --duration 1' 'slowcallback_blocking.cpp:[0-9]+'
    expect 'loopscope run cpu-bound/process-pool --set numbers=1 --json' '"kind": "process"'
    expect 'loopscope screenshot --duration 1 -o window.png && head -c 4 window.png' 'PNG'
    expect 'loopscope run database/on-loop || true' 'libqt6sql6-odbc' # a part that is only recommended is named
    expect 'dpkg -L loopscope' 'man1/loopscope.1.gz'
}

try_window() {
    inside 'apt-get install -y -qq --no-install-recommends xvfb xauth x11-utils desktop-file-utils' >/dev/null 2>&1
    expect 'desktop-file-validate /usr/share/applications/loopscope.desktop && echo valid' valid
    # shellcheck disable=SC2016
    expect 'cat > open <<"END"
command=$(sed -n "s/^Exec=\([^ ]*\).*/\1/p" /usr/share/applications/loopscope.desktop)
$command & for i in $(seq 120); do sleep 0.5; ! xwininfo -root -tree | grep Loopscope || break; done; kill %1; wait || true
END
xvfb-run -a -s "-screen 0 1920x1080x24" bash open' 'Loopscope'
}

try_linking() {
    inside 'apt-get install -y -qq --no-install-recommends ./libloopscope-monitor-dev_*.deb g++ cmake ninja-build qcoro-qt6-dev pkg-config libgl-dev' \
        >"$log" 2>&1 || fail "apt-get install: $(tail -5 -- "$log")"
    expect 'cmake -G Ninja -S installed -B example -DCMAKE_BUILD_TYPE=RelWithDebInfo >/dev/null && cmake --build example' 'monitored'
    expect 'QT_LOGGING_TO_CONSOLE=1 example/monitored' 'readConfiguration\(\) at .*monitored.cpp:[0-9]+'
    # shellcheck disable=SC2016
    expect 'g++ -g -fPIC -fno-optimize-sibling-calls attachedprogram.cpp -o attached $(pkg-config --cflags --libs Qt6Core) && echo built' built
    expect 'loopscope attach --threshold 50 -- ./attached sleep' 'attachedprogram.cpp:[0-9]+'
}

try_removal() {
    inside 'apt-get purge -y -qq loopscope libloopscope-monitor-dev' >/dev/null 2>&1 || fail "apt-get purge"
    local left
    left=$(find "$system" -xdev -iname '*loopscope*' -not -path "$system/root/try*" -not -path "$system/tmp/*" -not -path "$system/root/.c*")
    [[ -z $left ]] || fail "left after the removal: $left"
    printf 'ok: nothing is left\n'
}

make_packages
make_system package
copy_files
try_program
try_window
try_linking
try_removal
remove_system
