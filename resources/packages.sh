# Sourced by the scripts: which Debian packages the project needs, and how to install what is missing.
# shellcheck shell=bash disable=SC2034

# What resources/cmake/LoopscopeDependencies.cmake looks for, and the tools that build it.
loopscope_build_packages=(
    g++ cmake ninja-build ccache pkg-config ca-certificates
    qt6-base-dev qt6-base-dev-tools qt6-base-private-dev libqt6opengl6-dev qt6-charts-dev qt6-svg-dev libgl-dev
    qcoro-qt6-dev libprotozero-dev libcli11-dev libunwind-dev libdw-dev python3
    qt6-httpserver-dev libcurl4-openssl-dev libhiredis-dev libpython3-dev
    nlohmann-json3-dev
)

# What programs load beside the libraries: platform plugins, fonts, the database driver.
loopscope_run_packages=(
    qt6-wayland fonts-roboto-unhinted fonts-jetbrains-mono fonts-dejavu-core
    libqt6sql6-odbc unixodbc libsqliteodbc
)

# Independent readers of what we write, a display for tests, checkers.
loopscope_test_packages=(
    designer-qt6 linguist-qt6 assistant-qt6 protobuf-compiler redis-server xvfb xauth git clang-format lld
    desktop-file-utils appstream libxml2-utils mandoc valgrind
)

# A bare system and a checker for the Debian packages (tests/installed/run_package.sh).
loopscope_package_packages=(debootstrap lintian file)

# What tests/bench/run.sh measures ours against.
loopscope_bench_packages=(redis-server redis-tools libhiredis-dev python3-redis python3-aiohttp util-linux)

# The compiler of the address sanitizer's build and the fuzzers, and its clang-tidy: clang 14, Debian's default, has no std::source_location.
loopscope_clang_packages=(clang-16 clang-tidy-16 libclang-rt-16-dev)

# Whether Debian's package is installed.
loopscope_is_installed() {
    [[ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" == installed ]]
}

# The packages of the list that are not installed, one per line. One call for all when all are there.
loopscope_missing_packages() {
    local package
    local -i installed
    installed=$(dpkg-query --show --showformat='${db:Status-Status}\n' "$@" 2>/dev/null | grep -c '^installed$' || true)
    if ((installed == $#)); then
        return 0
    fi
    for package in "$@"; do
        loopscope_is_installed "$package" || printf '%s\n' "$package"
    done
}

# Installs those of the listed packages that are missing: as root, or with sudo. Says what it does. Their files go once they
# are installed: over a gigabyte for a new machine.
loopscope_install_packages() {
    if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
        loopscope_explain_other_system "$@"
        return 0
    fi
    local -a missing=()
    mapfile -t missing < <(loopscope_missing_packages "$@")
    if ((${#missing[@]} == 0)); then
        return 0
    fi
    local -a as_root=()
    if ((EUID != 0)); then
        if ! command -v sudo >/dev/null; then
            printf 'These packages are missing: %s. Install them as root, or install sudo, and start again.\n' \
                "${missing[*]}" >&2
            return 1
        fi
        as_root=(sudo)
        # Without somebody to type a password, sudo must not ask for one.
        if [[ ! -t 0 ]]; then
            as_root=(sudo --non-interactive)
        fi
    fi
    printf 'Installing %d Debian packages: %s\n' "${#missing[@]}" "${missing[*]}" >&2
    loopscope_refresh_package_lists "${as_root[@]}" -- "${missing[@]}"
    if ! "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --quiet \
        --no-install-recommends -o Dpkg::Use-Pty=0 -o APT::Keep-Downloaded-Packages=false "${missing[@]}" </dev/null >&2; then
        printf 'The packages could not be installed. Check the network and /etc/apt, or install them by hand: %s\n' \
            "${missing[*]}" >&2
        return 1
    fi
}

# apt-get update, when one of the packages is not in apt's lists. Arguments: [sudo ...] -- packages
loopscope_refresh_package_lists() {
    local -a as_root=()
    while [[ "$1" != -- ]]; do
        as_root+=("$1")
        shift
    done
    shift
    local package
    for package in "$@"; do
        if ! apt-cache show --no-all-versions "$package" >/dev/null 2>&1; then
            printf 'Fetching the package lists.\n' >&2
            "${as_root[@]}" apt-get update --quiet --quiet </dev/null >&2 || true # the installation tells
            return 0
        fi
    done
}

loopscope_explain_other_system() {
    printf 'This is not a Debian system, so nothing is installed. Needed, by their names in Debian 12: %s\n' "$*" >&2
}
