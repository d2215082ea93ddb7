# Installs the software beside which Flowkeep is tested, where that is possible: as root, from
# Debian's packages. Starts nothing; that is done by StartedServers, in Java. Sourced by ./flowkeep,
# whose functions `say` and `die` it uses.
# shellcheck shell=bash

# What must be there, and the Debian packages that bring it.
readonly neighbours=(
    "node:nodejs"
    "npm:npm"
    "chromium:chromium"
    "/usr/lib/rabbitmq/bin/rabbitmq-server:rabbitmq-server"
    "initdb:postgresql"
    "pgbouncer:pgbouncer"
    "radosgw:radosgw"
    "ceph-osd:ceph-mon ceph-osd ceph-common"
)

# Whether program $1 is there; some are not on the PATH of everyone.
has_program() {
    command -v "$1" >/dev/null && return
    case "$1" in
        chromium) [[ -n "${FLOWKEEP_TEST_CHROMIUM:-}" ]] ;;
        initdb) [[ -n "$(ls /usr/lib/postgresql/*/bin/initdb 2>/dev/null)" ]] ;;
        *) [[ -x "/usr/sbin/$1" ]] ;;
    esac
}

install_neighbours() {
    local neighbour packages=()
    for neighbour in "${neighbours[@]}"; do
        # shellcheck disable=SC2206 # several words are several packages
        has_program "${neighbour%%:*}" || packages+=(${neighbour#*:})
    done
    if ((${#packages[@]} == 0)) || [[ "$(id -u)" != 0 ]] || ! command -v apt-get >/dev/null; then
        return 0
    fi
    say "installing ${packages[*]}"
    apt_install "${packages[@]}" && return
    # One that cannot be had must not keep out the others.
    for neighbour in "${neighbours[@]}"; do
        # shellcheck disable=SC2086
        has_program "${neighbour%%:*}" || apt_install ${neighbour#*:} || true
    done
}

# Of what the tests start themselves, remembers what is still not there.
note_missing_programs() {
    local program
    for program in node npm chromium pgbouncer; do
        has_program "$program" || missing+=("$program")
    done
}
