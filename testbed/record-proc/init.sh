#!/bin/busybox sh
# The only process of the recorded machine: starts the target, records, sends the tree as tar through the second serial port.
/bin/busybox mkdir -p /proc /sys /dev /tmp /bin
/bin/busybox --install -s /bin
export PATH=/bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mount -t cgroup2 cgroup /sys/fs/cgroup
echo +memory >/sys/fs/cgroup/cgroup.subtree_control
group=/sys/fs/cgroup/system.slice/php8.2-fpm.service
mkdir -p $group
echo +memory >/sys/fs/cgroup/system.slice/cgroup.subtree_control
echo 64M >$group/memory.max

sh -c "echo \$\$ >$group/cgroup.procs; exec /target --with a longer command line to write over" >/tmp/said &
until grep -q ready /tmp/said; do sleep 0.1; done
target=$(head -1 $group/cgroup.procs)
zombie=$(awk '$3 == "Z" { print $1 }' /proc/[0-9]*/stat | head -1)
/record-tree.sh /record/proc 1 2 "$target" "$zombie"
mkdir -p /record/sys/fs/cgroup/system.slice/php8.2-fpm.service
for file in $group/memory.* /sys/fs/cgroup/memory.stat; do
    cat "$file" >"/record$file" 2>/dev/null || rm -f "/record$file"
done

stty -F /dev/ttyS1 raw
tar -c -C /record . >/dev/ttyS1
sync
poweroff -f
