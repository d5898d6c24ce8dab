#!/bin/busybox sh
# The first process of a machine with another kernel: starts real targets, runs the packaged Lacuna against them, and says on
# the console what failed. The last line is "guest: done".
/bin/busybox mkdir -p /proc /sys /dev /tmp /run /var/tmp
/bin/busybox --install -s /bin
export PATH=/bin:/usr/bin:/usr/sbin HOME=/tmp LC_ALL=C.UTF-8
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mount -t cgroup2 cgroup /sys/fs/cgroup
ip link set lo up
# Or the kernel fills the holes of what was trimmed up again, to huge pages of zeros.
echo never >/sys/kernel/mm/transparent_hugepage/enabled
echo "guest: kernel $(uname -r)"

fail() {
    echo "guest: FAILED: $1"
    [ ! -s /tmp/err ] || sed 's/^/guest: | /' /tmp/err
}
# Runs Lacuna with the rest; its output is in /tmp/out.
lacuna() {
    code=0
    began=$(cut -d ' ' -f 1 /proc/uptime)
    /lacuna/bin/lacuna "$@" >/tmp/out 2>/tmp/err || code=$?
    echo "guest: $code after $(echo "$began $(cut -d ' ' -f 1 /proc/uptime)" | awk '{ printf "%.1f", $2 - $1 }') s: lacuna $*"
    if grep -q 'Exception\|internal error' /tmp/err; then
        fail "lacuna $*: an error of its own"
    fi
    return $code
}
must() {
    lacuna "$@" || fail "lacuna $* exits with $?"
}
holds() { # WHAT PYTHON-EXPRESSION of the JSON document d
    python3 -I -c "import json; d = json.load(open('/tmp/out')); assert $2, json.dumps(d)[:2000]" 2>/tmp/err || fail "$1"
}
started() { # NAME COMMAND...: its PID in $pid, when it has said "ready"
    name=$1
    shift
    "$@" >/tmp/$name.said 2>&1 </dev/null &
    pid=$!
    until grep -q ready /tmp/$name.said; do
        [ -d /proc/$pid ] || { cp /tmp/$name.said /tmp/err; fail "$name ended"; return; }
        sleep 0.1
    done
}

started holes /target/holes 32
holes=$pid
started python python3 -I -c '
kept = [object() for _ in range(200000)]
del kept[::2]
print("ready", flush=True)
import time
time.sleep(10000)'
python=$pid
started php php -n -r '$a = range(1, 100000); echo "ready\n"; sleep(10000);'
php=$pid

must --version
must top --once
must top --json
for target in $holes $python $php; do
    must map "$target"
    must heap "$target" --json
    holds "heap $target: every resident byte has a name" \
        "d['resident']['exact'] and d['resident']['total'] == sum(leaf['bytes'] for leaf in d['resident']['leaves'])"
    holds "heap $target is consistent" "all(heap['consistent'] for heap in d['heaps'])"
    lacuna doctor "$target" || [ $? -eq 1 ] || fail "lacuna doctor $target"
done
must snapshot "$holes" -o /tmp/holes.lacuna
must heap /tmp/holes.lacuna --json
must trim "$holes" --yes --json
holds "trim is done" "d['outcome'] == 'trimmed'"
holds "trim gives back what was foretold" "abs(d['released'] - d['predicted']) < 1 << 20 and d['released'] > 8 << 20"
[ -d /proc/$holes ] || fail "the trimmed program is gone"
must heap "$holes"
must trim "$holes" --json
holds "nothing is left to give back" "d['predicted'] < 1 << 20"

echo "guest: done"
sync
poweroff -f
