#!/bin/sh
# Boots a kernel under QEMU without KVM and unpacks what it recorded: record-kernel.sh VMLINUZ FOLDER
# Needs qemu-system-x86, a static busybox ($BUSYBOX), gcc and python3.
set -eu
kernel=$1
to=$2
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

gcc -O1 -static -pthread -o "$work/target" "$here/target.c"
python3 "$here/initramfs.py" "$work/initramfs" \
    init="$here/init.sh" record-tree.sh="$here/record-tree.sh" target="$work/target" \
    bin/busybox="${BUSYBOX:-/bin/busybox}"
timeout 300 "${QEMU:-qemu-system-x86_64}" ${QEMU_OPTIONS:-} -m 1024 -nographic -no-reboot -nodefaults \
    -kernel "$kernel" -initrd "$work/initramfs" -append "console=ttyS0 panic=-1 psi=1" \
    -serial file:"$work/console" -serial file:"$work/tree.tar" || true
mkdir -p "$to"
tar -x -f "$work/tree.tar" -C "$to" || { tail -20 "$work/console"; exit 1; }
