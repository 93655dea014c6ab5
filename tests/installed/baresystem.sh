# Sourced by the scripts beside it: a bare Debian 12 to try things in, made by debootstrap and kept in build/chroot.
# shellcheck shell=bash disable=SC2034

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
mirror=${LOOPSCOPE_MIRROR:-http://deb.debian.org/debian}
bare="$root/build/chroot/bookworm"

skip() {
    printf 'Skipped: %s\n' "$1" >&2
    exit 77 # as ctest is told
}

fail() {
    printf 'FAILED: %s\n' "$1" >&2
    exit 1
}

# Arguments: the tools that are needed.
require() {
    ((EUID == 0)) || skip "a bare system is made by root only."
    local tool
    for tool in "$@"; do
        command -v "$tool" >/dev/null || skip "$tool is not installed."
    done
}

# A fresh copy of the bare system, with /proc, /dev and the network's names. The mounts end with the caller's namespace.
make_system() {
    system="$root/build/chroot/$1"
    if [[ ! -f $bare/etc/debian_version ]]; then
        rm -rf -- "$bare" "$bare.part"
        debootstrap --variant=minbase bookworm "$bare.part" "$mirror" >&2
        mv -- "$bare.part" "$bare"
    fi
    rm -rf -- "$system"
    cp --archive --reflink=auto -- "$bare" "$system"
    cp -- /etc/resolv.conf "$system/etc/resolv.conf"
    mount -t proc proc "$system/proc"
    mount --bind /dev "$system/dev"
    mkdir -- "$system/root/try"
}

remove_system() {
    umount "$system/dev" "$system/proc"
    rm -rf -- "$system"
}

# In the bare system, with nothing of this environment.
inside() {
    chroot "$system" env --ignore-environment HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 \
        DEBIAN_FRONTEND=noninteractive XDG_RUNTIME_DIR=/tmp bash -euo pipefail -c "cd ~/try; $1"
}

# A command inside, and what its output has to have.
expect() {
    local output
    output=$(inside "$1" 2>&1) || fail "$1: $output"
    [[ $output =~ $2 ]] || fail "$1: there is no $2 in: $output"
    printf 'ok: %s\n' "${1%%$'\n'*}"
}
