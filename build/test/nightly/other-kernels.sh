#!/bin/sh
# The packaged program on the stock kernels of other Debian releases, under QEMU: what a user of them meets.
set -eu
home=$(CDPATH='' cd -- "$(dirname -- "$0")/../../.." && pwd -P)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

leave_out() {
    echo "other-kernels: left out: $1" >&2
    echo "other-kernels.sh: $1" >>"${LACUNA_LEFT_OUT:-/dev/null}"
    exit 0
}
for tool in qemu-system-x86_64 busybox cpio gcc php8.2; do
    command -v "$tool" >/dev/null 2>&1 || leave_out "$tool is not installed"
done
# Made by package.sh, which stands before.
package=$(echo "$home"/dist/lacuna-*-linux-amd64)
[ -x "$package/bin/lacuna" ] || "$home/package" >"$work/package" 2>&1 || { cat "$work/package" >&2; exit 1; }
package=$(echo "$home"/dist/lacuna-*-linux-amd64)

"$home/testbed/debian/fetch-kernel" bookworm trixie
failed=no
# The last is an old processor, without AVX: what is built on a new one has to start there too.
for machine in bookworm:max trixie:max trixie:Nehalem; do
    suite=${machine%:*}
    QEMU_CPU=${machine#*:}
    export QEMU_CPU
    kernel=$home/target/kernel/$suite/vmlinuz
    if [ ! -e "$kernel" ]; then
        echo "other-kernels.sh: the kernel of $suite is out of reach" >>"${LACUNA_LEFT_OUT:-/dev/null}"
        continue
    fi
    sh "$home/testbed/other-kernels/boot.sh" "$kernel" "$package" "$work/$suite"
    tr -d '\r' <"$work/$suite" | grep '^guest: ' || true
    if grep -q 'guest: FAILED' "$work/$suite" || ! grep -q 'guest: done' "$work/$suite"; then
        echo "other-kernels: FAILED on the kernel of $suite, processor $QEMU_CPU" >&2
        tail -n 5 "$work/$suite" >&2
        failed=yes
    fi
done
[ "$failed" = no ] || exit 1
echo "other-kernels: everything passed"
