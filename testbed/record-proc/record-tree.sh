#!/bin/sh
# Copies what Lacuna reads of /proc into a folder: record-tree.sh FOLDER PID...
# The kernel's files have no size, so they are read, not copied; what cannot be read is left out.
to=$1
shift

record() { # FILE below /proc
    mkdir -p "$to/$(dirname "$1")"
    cat "/proc/$1" >"$to/$1" 2>/dev/null || rm -f "$to/$1"
}

for file in meminfo vmstat buddyinfo pagetypeinfo slabinfo zoneinfo stat version \
    pressure/memory pressure/cpu pressure/io sys/kernel/random/boot_id self/auxv self/mountinfo; do
    record $file
done
for pid in "$@"; do
    for file in stat statm status maps smaps smaps_rollup cgroup cmdline comm wchan; do
        record "$pid/$file"
    done
    for task in /proc/"$pid"/task/*; do
        record "$pid/task/${task##*/}/stat"
        record "$pid/task/${task##*/}/comm"
    done
done
find "$to" -type d -empty -delete 2>/dev/null || true
