#!/bin/sh
# Boots a kernel under QEMU, without KVM, with the packaged Lacuna and real targets: boot.sh VMLINUZ PACKAGE CONSOLE
# What the machine says is in CONSOLE. Needs qemu-system-x86, a static busybox, cpio, gcc, python3 and php.
set -eu
kernel=$1 package=$2 console=$3
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
mkdir -p "$root/bin" "$root/target" "$root/usr/bin" "$root/usr/lib" "$root/etc"

# A program of this system, with the libraries that it needs.
bring() {
    for file in "$@"; do
        mkdir -p "$root$(dirname "$file")"
        cp -L "$file" "$root$file"
        { ldd "$file" 2>/dev/null || true; } | grep -o '/[^ ]*' | while read -r library; do
            [ -e "$root$library" ] || { mkdir -p "$root$(dirname "$library")" && cp -L "$library" "$root$library"; }
        done
    done
}

cp "$here/init.sh" "$root/init"
cp /bin/busybox "$root/bin/busybox"
cp -r "$package" "$root/lacuna"
gcc -O1 -pthread -o "$root/target/holes" "$here/../c/holes.c"
bring "$root/target/holes" "$(readlink -f /usr/bin/python3)" "$(readlink -f /usr/bin/php8.2)" 2>/dev/null
ln -sf "$(basename "$(readlink -f /usr/bin/python3)")" "$root/usr/bin/python3"
ln -sf php8.2 "$root/usr/bin/php"
version=$(/usr/bin/python3 -I -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
mkdir -p "$root/usr/lib/$version"
(cd "/usr/lib/$version" && tar -c --exclude=test --exclude=__pycache__ --exclude=dist-packages --exclude='config-*' .) |
    tar -x -C "$root/usr/lib/$version"
for library in "$package"/lib/runtime/lib/*.so "$package"/lib/runtime/lib/server/libjvm.so; do
    { ldd "$library" 2>/dev/null || true; } | grep -o '/[^ ]*' | while read -r needed; do
        case $needed in "$package"*) continue ;; esac
        [ -e "$root$needed" ] || { mkdir -p "$root$(dirname "$needed")" && cp -L "$needed" "$root$needed"; }
    done
done
rm -rf "$root/$work"
(cd "$root" && find . | cpio --quiet -o -H newc) >"$work/initramfs"

timeout 600 "${QEMU:-qemu-system-x86_64}" -accel tcg,thread=multi -cpu "${QEMU_CPU:-max}" -smp 2 -m 3072 -nographic -no-reboot -nodefaults \
    -kernel "$kernel" -initrd "$work/initramfs" -append "console=ttyS0 panic=-1 quiet psi=1" \
    -serial file:"$console" || true
