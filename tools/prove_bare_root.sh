#!/bin/sh
# Proves the two commands in a bare Debian 12 root that has python3 and nothing else: tools/prove_bare_root.sh [DIR]
# DIR (default /tmp/kring-bare) keeps the bare root for the next time. Needs root, debootstrap, git, two cores.
# Settings of package clients (PIP_…, UV_…, NPM_CONFIG_…, certificates, proxies) are passed on when they are set.
set -eu

first_limit=240
second_limit=5
here=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
place=${1:-/tmp/kring-bare}
root=$place/root
home=/home/kring
failures=0

say() { printf '%s\n' "$*"; }

verdict() {
    if [ "$1" -eq 0 ]; then
        say "ok      $2"
    else
        say "FAILED  $2"
        failures=$((failures + 1))
    fi
}

[ "$(id -u)" -eq 0 ] || { say "A bare root is made and entered as root."; exit 1; }
for program in debootstrap git unshare taskset python3; do
    command -v "$program" >/dev/null || { say "This proof needs $program."; exit 1; }
done

# ---- the bare root and a clean clone in it --------------------------------------------------------

if [ ! -e "$place/base.complete" ]; then
    say "Making a bare Debian 12 root (some minutes) …"
    rm -rf "$place/base"
    mkdir -p "$place"
    debootstrap --variant=minbase --include=python3 bookworm "$place/base" >"$place/debootstrap.log" 2>&1 ||
        { tail "$place/debootstrap.log"; exit 1; }
    touch "$place/base.complete"
fi
rm -rf "$root"
cp -a "$place/base" "$root"
cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
git clone --quiet "$here" "$root$home"
for name in pip git gcc make node npm curl; do
    [ -z "$(find "$root/usr/bin" "$root/usr/local/bin" -name "$name")" ] || { say "The root is not bare: $name"; exit 1; }
done

set -- PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8
for name in $(env | sed -n 's/^\(\(PIP\|UV\|NPM_CONFIG\|npm_config\)_[A-Za-z_]*\|SSL_CERT_FILE\|NODE_EXTRA_CA_CERTS\|[a-zA-Z]*_proxy\|[A-Z]*_PROXY\)=.*/\1/p'); do
    value=$(printenv "$name")
    case $value in
        /*) # A file goes along, to a place no Debian package writes to; a folder stays behind, with its setting.
            [ -f "$value" ] || continue
            mkdir -p "$root/srv"
            cp -L "$value" "$root/srv/$name"
            value=/srv/$name ;;
    esac
    set -- "$@" "$name=$value"
done

# inside COMMAND…: in the root, with its own processes, on two cores; environment in $@ of this script
cat >"$place/inside" <<'INSIDE'
#!/bin/sh
root=$1
shift
mount -t proc proc "$root/proc" && mount --bind /dev "$root/dev" && exec chroot "$root" "$@"
INSIDE
chmod +x "$place/inside"
environment=$place/environment
: >"$environment"
for pair in "$@"; do printf '%s\n' "$pair" >>"$environment"; done
inside() {
    # One setting a line, none with spaces.
    # shellcheck disable=SC2046
    taskset -c 0,1 unshare --mount --pid --fork --kill-child "$place/inside" "$root" env -i $(cat "$environment") "$@"
}

# ---- a user who may not install: one command is named ---------------------------------------------

chown -R 65534:65534 "$root$home"
code=0
taskset -c 0,1 chroot --userspec=65534:65534 "$root" "$home/run" kring --help >"$place/user.out" 2>"$place/user.err" || code=$?
[ "$code" -eq 1 ] && [ ! -s "$place/user.out" ] && grep -q 'apt-get install -y python3' "$place/user.err" && code=0 || code=1
verdict "$code" "without venv and without root, ./run names the one command to type"
chown -R 0:0 "$root$home"

# ---- the two starts -------------------------------------------------------------------------------

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')

cat >"$place/wait_for.py" <<'WAIT'
"""Waits for a page and prints the seconds since the given start, or "never"."""
import pathlib
import sys
import time
import urllib.error
import urllib.request

url, started, limit, ended = sys.argv[1], float(sys.argv[2]), float(sys.argv[3]), pathlib.Path(sys.argv[4])
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
while time.time() < started + limit and not ended.exists():
    try:
        with opener.open(url, timeout=10) as answer:
            if answer.status == 200 and b"<html" in answer.read(4000).lower():
                print(f"{time.time() - started:.1f}")
                sys.exit(0)
    except urllib.error.HTTPError as error:
        print(f"the answer {error.code}, not")
        sys.exit(1)
    except OSError:
        time.sleep(0.05)
print("never")
sys.exit(1)
WAIT

# start NAME LIMIT: from ./run to the first page
start() {
    rm -f "$root/tmp/stop" "$root/tmp/ended"
    began=$(date +%s.%N)
    # shellcheck disable=SC2016
    inside sh -c '"$0/run" --port "$1" & pid=$!
        while [ ! -e /tmp/stop ] && kill -0 $pid 2>/dev/null; do sleep 0.2; done
        kill -TERM $pid 2>/dev/null; wait $pid; touch /tmp/ended' "$home" "$port" >"$place/$1.out" 2>"$place/$1.err" &
    server=$!
    code=0
    seconds=$(python3 "$place/wait_for.py" "http://127.0.0.1:$port/" "$began" $(($2 * 2)) "$root/tmp/ended") || code=1
    touch "$root/tmp/stop"
    wait "$server" || true
    if [ "$code" -eq 0 ] && [ "$(printf '%s\n' "$seconds $2" | awk '{ print ($1 <= $2) }')" -ne 1 ]; then code=1; fi
    verdict "$code" "$1 start: first page after $seconds s (limit $2 s)"
    [ "$code" -eq 0 ] || tail -n 20 "$place/$1.err"
}

start first "$first_limit"
start second "$second_limit"

code=0
inside "$home/run" kring --help >"$place/help.out" 2>"$place/help.err" || code=$?
[ "$code" -eq 0 ] && [ -s "$place/help.out" ] && [ ! -s "$place/help.err" ] || code=1
verdict "$code" "./run kring --help: exit code 0, help on standard output, nothing else"

say "$failures failed; what each command said lies in $place"
[ "$failures" -eq 0 ]
