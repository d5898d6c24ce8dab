#!/bin/sh
# The distribution, as a user meets it on a host without Java.
set -eu
home=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
    echo "package: FAILED: $1" >&2
    exit 1
}
json() {
    python3 -c 'import json, sys; json.load(sys.stdin)'
}
# Nothing of this machine's Java may help.
bare() {
    env -i PATH=/usr/bin:/bin LANG=C.UTF-8 "$@"
}

"$home/package" >"$work/log" 2>&1 || fail "./package: $(tail -n 3 "$work/log")"
tar -C "$work" -xzf "$(ls "$home"/dist/lacuna-*.tar.gz)"
tree=$(ls -d "$work"/lacuna-*/)
tree=${tree%/}

bare "$tree/bin/lacuna" --version | grep -q '^lacuna [0-9]' || fail "--version of the archive"
ln -s "$tree/bin/lacuna" "$work/link"
bare "$work/link" --version >/dev/null || fail "does not start through a link"
bare "$tree/bin/lacuna" top --once | grep -q PSS || fail "top --once of the archive"
bare "$tree/bin/lacuna" top --json | json || fail "top --json of the archive"
mkdir "$work/gone"
(cd "$work/gone" && rmdir "$work/gone" && bare "$tree/bin/lacuna" top --once | grep -q PSS) || fail "in a deleted folder"
bare "$tree/bin/lacuna" map $$ --json | json || fail "map --json of the archive"

# The cache is used: with it required, the JVM refuses to start where it does not fit.
grep -q AOTCache "$tree/bin/lacuna" || fail "the launcher does not use the AOT cache"
sed 's/-XX:AOTCache=/-XX:AOTMode=on &/' "$tree/bin/lacuna" >"$tree/bin/strict"
chmod +x "$tree/bin/strict"
bare "$tree/bin/strict" --version >/dev/null || fail "the AOT cache of watching does not fit its runtime and jar"
bare "$tree/bin/strict" heap $$ >/dev/null || fail "the AOT cache of examining does not fit its runtime and jar"

# Without it, or with a broken one: slower, and stdout still holds nothing but the answer.
echo broken >"$tree/lib/watch.aot"
bare "$tree/bin/lacuna" top --json 2>/dev/null | json || fail "a broken AOT cache prints into the JSON"
rm "$tree/lib/watch.aot"
bare "$tree/bin/lacuna" top --json 2>/dev/null | json || fail "a missing AOT cache prints into the JSON"

for page in lacuna lacuna-top lacuna-map; do
    gzip -dc "$tree/share/man/man1/$page.1.gz" | grep -q '^\.SH OPTIONS' || fail "no manual page $page"
done
bash -n "$tree/share/bash-completion/completions/lacuna" || fail "the completion is not bash"
bash -c ". '$tree/share/bash-completion/completions/lacuna'; complete -p lacuna" >/dev/null || fail "nothing to complete"

deb=$(ls "$home"/dist/lacuna_*.deb)
dpkg-deb -x "$deb" "$work/root"
bare "$work/root/usr/bin/lacuna" --version | grep -q '^lacuna [0-9]' || fail "--version of the .deb"
[ -f "$work/root/usr/share/man/man1/lacuna-top.1.gz" ] || fail "no manual pages in the .deb"
dpkg-deb -f "$deb" Package | grep -qx lacuna || fail "the .deb has no name"

echo "package: everything passed"
