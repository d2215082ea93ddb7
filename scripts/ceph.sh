# A real S3 store for the tests: Ceph with its gateway, on one machine, all objects in memory, on
# the loopback. Sourced by neighbours.sh. It takes some 15 s to start, most of them waiting, so it
# starts beside the other neighbours.
# shellcheck shell=bash

# The folder of the Ceph that was started here, and the process that starts it.
ceph_home=""
ceph_starting=""
ceph_processes=()

readonly ceph_packages=(radosgw ceph-mon ceph-osd ceph-common curl)
readonly ceph_key=flowkeepkey ceph_secret=flowkeepsecret

# Every server must be of a process group of its own, which stop_neighbours ends.
prepare_ceph() {
    if [[ -n "${FLOWKEEP_TEST_CEPH_URL:-}" ]]; then
        return
    fi
    if ! install radosgw "${ceph_packages[@]}" || ! install ceph-osd "${ceph_packages[@]}"; then
        neighbours_missing+=("Ceph's gateway")
        return
    fi
    ceph_home="$(mktemp -d)"
    local log="$here/target/neighbours/ceph"
    mkdir -p "$here/target/neighbours"
    say "starting Ceph's gateway"
    local gateway monitor
    gateway="$(free_port)"
    monitor="$(free_port)"
    configure_ceph "$gateway" "$monitor"
    start_ceph "$gateway" "$monitor" >"$log" 2>&1 </dev/null &
    ceph_starting="$!"
    FLOWKEEP_TEST_CEPH_URL="http://$ceph_key:$ceph_secret@127.0.0.1:$gateway"
    export FLOWKEEP_TEST_CEPH_URL
}

configure_ceph() { # gateway on port $1, monitor on port $2
    mkdir -p "$ceph_home/mon" "$ceph_home/osd" "$ceph_home/rgw"
    cat >"$ceph_home/ceph.conf" <<CONF
[global]
fsid = $(</proc/sys/kernel/random/uuid)
mon host = [v2:127.0.0.1:$2]
mon initial members = a
public addr = 127.0.0.1
cluster addr = 127.0.0.1
keyring = $ceph_home/keyring
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon max pg per osd = 1000
mon allow pool size one = true
mon data avail warn = 1
mon data avail crit = 1
osd objectstore = memstore
memstore device bytes = 4294967296
run dir = $ceph_home
admin socket =
log to stderr = false
log file = /dev/null
mon cluster log file = /dev/null
[mon.a]
mon data = $ceph_home/mon
[osd.0]
osd data = $ceph_home/osd
[client.rgw.a]
rgw data = $ceph_home/rgw
rgw frontends = beast endpoint=127.0.0.1:$1
CONF
}

ceph_server() { # runs a program of Ceph until it is ended, and writes its process down
    setsid "$@" -f -c "$ceph_home/ceph.conf" &
    echo "$!" >>"$ceph_home/processes"
}

ceph_tool() { # runs a program that ends by itself, or with all the rest
    setsid "$@" &
    echo "$!" >>"$ceph_home/processes"
    wait "$!"
}

start_ceph() { # gateway on port $1, monitor on port $2
    local conf="$ceph_home/ceph.conf" disk
    disk="$(</proc/sys/kernel/random/uuid)"
    local who
    ceph-authtool "$ceph_home/keyring" --create-keyring --gen-key -n mon. --cap mon 'allow *'
    for who in client.admin osd.0 client.rgw.a; do
        ceph-authtool "$ceph_home/keyring" --gen-key -n "$who" --cap mon 'allow *' --cap osd 'allow *'
    done
    monmaptool --create --fsid "$(sed -n 's/^fsid = //p' "$conf")" \
        --addv a "[v2:127.0.0.1:$2]" "$ceph_home/monmap"
    ceph-mon -c "$conf" -i a --mkfs --monmap "$ceph_home/monmap" --keyring "$ceph_home/keyring"
    ceph_server ceph-mon -i a
    await_port "$2" 20
    ceph_tool timeout 30 ceph -c "$conf" osd new "$disk" 0
    ceph-osd -c "$conf" -i 0 --mkfs --osd-uuid "$disk"
    ceph_server ceph-osd -i 0
    # this makes the gateway's pools as well; a gateway that starts beside it waits for ever
    ceph_tool timeout 60 radosgw-admin -c "$conf" -n client.rgw.a user create --uid=tests --display-name=tests \
        --access-key="$ceph_key" --secret-key="$ceph_secret"
    ceph_server radosgw -n client.rgw.a
    await_port "$1" 60
}

# Waits until it is there, or says that it is not.
await_ceph() {
    [[ -n "$ceph_starting" ]] || return 0
    local result=0
    wait "$ceph_starting" || result=$?
    ceph_starting=""
    note_ceph
    if ((result != 0)); then
        unset FLOWKEEP_TEST_CEPH_URL
        neighbours_missing+=("Ceph's gateway (it does not start: see target/neighbours/ceph)")
    fi
}

# Whoever is ended in the middle of the start leaves nothing running.
give_up_ceph() {
    [[ -n "$ceph_starting" ]] || return 0
    kill "$ceph_starting" 2>/dev/null || true
    wait "$ceph_starting" 2>/dev/null || true
    ceph_starting=""
    note_ceph
}

# Its processes were started by another shell, which has written them down.
note_ceph() {
    [[ -f "$ceph_home/processes" ]] || return 0
    mapfile -t ceph_processes <"$ceph_home/processes"
    neighbours_started+=("${ceph_processes[@]}")
}

# After all were asked to end. The gateway takes its time over it, and nothing is worth keeping.
remove_ceph() {
    local process
    for process in "${ceph_processes[@]}"; do
        kill -KILL -- "-$process" 2>/dev/null || true
    done
    [[ -z "$ceph_home" ]] || rm -rf "$ceph_home"
    ceph_home=""
    ceph_processes=()
}
