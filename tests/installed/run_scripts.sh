#!/usr/bin/env bash
# Tries app/run.sh and tests/run.sh in a bare Debian 12 as a user with sudo, up to where the compiler would start: what they install and
# configure, that a second run is quick, that no network is needed then, and what they say where they cannot help.
#
#   tests/installed/run_scripts.sh
set -euo pipefail

# shellcheck source-path=SCRIPTDIR source=baresystem.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/baresystem.sh"
require debootstrap unshare git
# Mounts of its own, which end with the script.
if [[ ${LOOPSCOPE_OWN_MOUNTS:-} != yes ]]; then
    LOOPSCOPE_OWN_MOUNTS=yes exec unshare --mount -- "$0" "$@"
fi

# The tree as it is, and a user; his cmake configures, but stops where it would build.
prepare() {
    inside 'apt-get update -qq && apt-get install -y -qq --no-install-recommends sudo && useradd -m dev' >/dev/null 2>&1 || fail "apt-get"
    inside 'useradd -m guest; echo "dev ALL=(ALL) NOPASSWD: ALL" > /etc/sudoers.d/dev; mkdir /home/dev/loopscope /home/dev/bin'
    (cd -- "$root" && git ls-files -z | xargs -0 tar --create --no-recursion) | tar --extract --directory "$system/home/dev/loopscope"
    cat >"$system/home/dev/bin/cmake" <<'END'
#!/bin/sh
[ "$1" != --build ] || { echo "stops before building: $*" >&2; exit 42; }
exec /usr/bin/cmake "$@"
END
    inside 'chmod 755 /home/dev/bin/cmake; chown -R dev: /home/dev; chmod -R a+rX /home/dev'
}

# A script of the tree as a user; its status is 42 when it came as far as building.
as_user() {
    local user=$1
    shift
    inside "set +e; su $user -s /bin/bash -c 'cd /home/dev/loopscope; PATH=/home/dev/bin:/usr/bin:/bin $*' </dev/null; echo status \$?"
}

must_say() {
    [[ $2 =~ $3 ]] || fail "$1 does not say \"$3\": $2"
    printf 'ok: %s\n' "$1"
}

must_be_quick() {
    local -i start=$SECONDS
    local output
    output=$("${@:3}" 2>&1)
    must_say "$1" "$output" "$2"
    [[ $output != *Installing* ]] || fail "$1 installs: $output"
    ((SECONDS - start < 60)) || fail "$1 took $((SECONDS - start)) s"
}

try_scripts() {
    must_say "without sudo's leave it says what is missing" "$(as_user guest app/run.sh 2>&1)" 'could not be installed|Install them as root'
    must_say "app/run.sh installs, configures and builds" "$(as_user dev app/run.sh 2>&1)" \
        'Installing [0-9]+ Debian packages.*stops before building: --build --preset release'
    must_say "tests/run.sh installs, configures and builds" "$(as_user dev tests/run.sh 2>&1)" \
        'Installing [0-9]+ Debian packages.*stops before building: --build --preset dev'
    must_be_quick "a second app/run.sh goes on to build" 'stops before building: --build --preset release' as_user dev app/run.sh
    must_be_quick "without a network app/run.sh goes on to build" 'stops before building: --build --preset release' \
        as_user dev "sudo env PATH=/home/dev/bin:/usr/bin:/bin unshare --net app/run.sh"
    must_be_quick "without a network tests/run.sh goes on to build" 'stops before building: --build --preset dev' \
        as_user dev "sudo env PATH=/home/dev/bin:/usr/bin:/bin unshare --net tests/run.sh"
    inside 'mv /usr/bin/apt-get /usr/bin/apt-get.away'
    must_say "on another system it says what is needed" "$(as_user dev app/run.sh 2>&1)" 'not a Debian system.*qt6-base-dev'
}

make_system scripts
prepare
try_scripts
remove_system
