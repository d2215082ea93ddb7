# The software beside which Flowkeep is tested: found, installed or started here, and named when it
# is missing. Sourced by ./flowkeep, whose functions `install`, `say` and `die` it uses.
# shellcheck shell=bash

# shellcheck source=scripts/ceph.sh
source "$here/scripts/ceph.sh"

# Process ids of what was started here, and names of what cannot be had.
neighbours_started=()
neighbours_missing=()

# The folder of the PostgreSQL that was started here.
postgres_home=""

answers() { # whether something listens on port $1 of this machine
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

free_port() {
    local port
    for _ in {1..100}; do
        port=$((20000 + RANDOM % 20000))
        if ! answers "$port"; then
            echo "$port"
            return
        fi
    done
    die "found no free port"
}

await_port() { # port $1, for at most $2 seconds
    local tries=$(($2 * 10))
    while ! answers "$1"; do
        ((tries-- > 0)) || return 1
        sleep 0.1
    done
}

# The end-to-end test drives a real Node-RED, which npm installs into a scratch folder.
prepare_node() {
    install node nodejs || neighbours_missing+=("Node.js")
    install npm npm || neighbours_missing+=("npm")
}

prepare_chromium() {
    if [[ -n "${FLOWKEEP_TEST_CHROMIUM:-}" ]]; then
        return
    fi
    if install chromium chromium; then
        FLOWKEEP_TEST_CHROMIUM="$(command -v chromium)"
        export FLOWKEEP_TEST_CHROMIUM
    else
        neighbours_missing+=("Chromium")
    fi
}

# The programs are needed in any case: some tests start a broker of their own and stop it.
prepare_rabbitmq() {
    if ! install rabbitmq-server rabbitmq-server; then
        neighbours_missing+=("RabbitMQ")
        return
    fi
    if [[ -n "${FLOWKEEP_TEST_RABBITMQ_URL:-}" ]]; then
        return
    fi
    local port=5672
    if ! answers "$port"; then
        port="$(free_port)"
        start_rabbitmq "$port" || {
            neighbours_missing+=("RabbitMQ (it does not start: see target/neighbours/rabbitmq/out)")
            return
        }
    fi
    export FLOWKEEP_TEST_RABBITMQ_URL="amqp://guest:guest@127.0.0.1:$port"
}

start_rabbitmq() { # on port $1, with all of its files below target
    local home="$here/target/neighbours/rabbitmq"
    say "starting RabbitMQ on port $1"
    rm -rf "$home"
    mkdir -p "$home"
    head -c 20 /dev/urandom | od -An -tx1 | tr -d ' \n' >"$home/.erlang.cookie"
    chmod 400 "$home/.erlang.cookie"
    local names_port
    names_port="$(free_port)"
    setsid epmd -address 127.0.0.1 -port "$names_port" >/dev/null 2>&1 </dev/null &
    neighbours_started+=("$!")
    env HOME="$home" \
        ERL_EPMD_ADDRESS=127.0.0.1 \
        ERL_EPMD_PORT="$names_port" \
        ERL_FLAGS="-kernel inet_dist_use_interface {127,0,0,1}" \
        RABBITMQ_CONF_ENV_FILE="$home/none.conf" \
        RABBITMQ_CONFIG_FILE="$home/none" \
        RABBITMQ_NODENAME="flowkeep-$1@localhost" \
        RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 \
        RABBITMQ_NODE_PORT="$1" \
        RABBITMQ_DIST_PORT="$(free_port)" \
        RABBITMQ_MNESIA_BASE="$home/mnesia" \
        RABBITMQ_LOG_BASE="$home/log" \
        RABBITMQ_ENABLED_PLUGINS_FILE="$home/plugins" \
        RABBITMQ_PID_FILE="$home/pid" \
        setsid /usr/lib/rabbitmq/bin/rabbitmq-server >"$home/out" 2>&1 </dev/null &
    neighbours_started+=("$!")
    await_port "$1" 60
}

# The programs are needed in any case: some tests start a server of their own and stop it.
postgres_programs() { # prints the folder of the newest; fails if there are none
    local folder found=""
    for folder in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V); do
        [[ ! -x "$folder/initdb" ]] || found="$folder"
    done
    if [[ -z "$found" ]] && command -v initdb >/dev/null; then
        found="$(dirname -- "$(readlink -f -- "$(command -v initdb)")")"
    fi
    [[ -n "$found" ]] && printf '%s\n' "$found"
}

prepare_postgres() {
    if ! postgres_programs >/dev/null; then
        install pg_ctlcluster postgresql || true
    fi
    local programs
    if ! programs="$(postgres_programs)"; then
        neighbours_missing+=("PostgreSQL")
        return
    fi
    export FLOWKEEP_TEST_POSTGRES_PROGRAMS="$programs"
    if [[ -n "${FLOWKEEP_TEST_POSTGRES_URL:-}" ]]; then
        return
    fi
    local port=5432
    if ! "$programs/psql" -w -q -h 127.0.0.1 -p "$port" -U postgres -c 'SELECT 1' >/dev/null 2>&1; then
        port="$(free_port)"
        start_postgres "$programs" "$port" || {
            neighbours_missing+=("PostgreSQL (it does not start: see target/neighbours/postgres)")
            return
        }
    fi
    export FLOWKEEP_TEST_POSTGRES_URL="postgres://postgres@127.0.0.1:$port/postgres"
}

# With the programs in folder $1 on port $2. PostgreSQL does not run as root, and the user it then
# runs as may not look into this tree, so its files are elsewhere until the end.
start_postgres() {
    local programs="$1" port="$2" log="$here/target/neighbours/postgres"
    local as=()
    say "starting PostgreSQL on port $port"
    mkdir -p "$here/target/neighbours"
    postgres_home="$(mktemp -d)"
    if [[ "$(id -u)" == 0 ]]; then
        chown postgres: "$postgres_home"
        as=(setpriv --reuid=postgres --regid=postgres --init-groups)
    fi
    (cd "$postgres_home" &&
        "${as[@]}" "$programs/initdb" -D "$postgres_home/data" -U postgres --auth=trust -E UTF8 --no-sync) \
        >"$log" 2>&1 || return 1
    (cd "$postgres_home" &&
        exec setsid "${as[@]}" "$programs/postgres" -D "$postgres_home/data" -p "$port" \
            -c listen_addresses=127.0.0.1 -c unix_socket_directories="$postgres_home") \
        >>"$log" 2>&1 </dev/null &
    neighbours_started+=("$!")
    await_port "$port" 30
}

# The tests start it themselves, before whichever PostgreSQL they use.
prepare_pgbouncer() {
    [[ -x /usr/sbin/pgbouncer ]] || install pgbouncer pgbouncer || neighbours_missing+=("PgBouncer")
}

# Ends what was started here, with all that it started in turn: each has a process group of its own.
stop_neighbours() {
    local process
    give_up_ceph
    for process in "${neighbours_started[@]}"; do
        kill -TERM -- "-$process" 2>/dev/null || true
    done
    if [[ -n "$postgres_home$ceph_home" ]]; then
        for _ in {1..50}; do # they still write while they end
            kill -0 -- "${neighbours_started[@]/#/-}" 2>/dev/null || break
            sleep 0.1
        done
    fi
    remove_ceph
    if [[ -n "$postgres_home" ]]; then
        rm -rf "$postgres_home"
        postgres_home=""
    fi
    neighbours_started=()
}

prepare_neighbours() {
    trap stop_neighbours EXIT
    prepare_ceph
    prepare_node
    prepare_chromium
    prepare_rabbitmq
    prepare_postgres
    prepare_pgbouncer
    await_ceph
    ((${#neighbours_missing[@]} == 0)) && return
    local names
    printf -v names '%s, ' "${neighbours_missing[@]}"
    names="${names%, }"
    if [[ -n "${CI:-}" ]]; then
        die "missing and cannot be had: $names; in CI every test must run"
    fi
    say "missing and cannot be had: $names; the tests that need them will be reported as skipped"
}
