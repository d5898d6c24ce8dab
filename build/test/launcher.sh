#!/bin/sh
# The launcher of a checkout, as a user meets it.
set -eu
home=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
    echo "launcher: FAILED: $1" >&2
    exit 1
}

"$home/lacuna" --version >"$work/version" || fail "--version exits with $?"
grep -q '^lacuna [0-9]' "$work/version" || fail "--version prints $(cat "$work/version")"

# Later starts do not touch Maven: one that fails is not noticed.
mkdir "$work/bin"
printf '#!/bin/sh\nexit 1\n' >"$work/bin/mvn"
chmod +x "$work/bin/mvn"
PATH=$work/bin:$PATH "$home/lacuna" --version >/dev/null || fail "a later start touches Maven"

# Through a link from elsewhere, as people put it on their PATH.
ln -s "$home/lacuna" "$work/bin/lacuna"
(cd / && "$work/bin/lacuna" --version >/dev/null) || fail "does not start through a link"

# From a folder that was deleted.
mkdir "$work/gone"
(cd "$work/gone" && rmdir "$work/gone" && PATH=$work/bin:$PATH "$home/lacuna" top --once >"$work/out" 2>&1) \
    || fail "in a deleted folder: $(head -n 1 "$work/out")"

# A plain copy is no change: its files are new, what is in them is not.
copy=$work/copy
mkdir "$copy"
(cd "$home" && tar -cf - pom.xml ./*/pom.xml ./*/src/main build lacuna cli/target/lacuna.jar cli/target/lacuna.built) | tar -C "$copy" -xmf -
PATH=$work/bin:$PATH "$copy/lacuna" --version >/dev/null 2>&1 || fail "a copy is built anew"

# A change of contents is one, whatever its time; and where nothing can be written, that is said.
echo "// changed" >>"$copy/cli/src/main/java/lacuna/cli/Version.java"
touch -d 2001-01-01 "$copy/cli/src/main/java/lacuna/cli/Version.java"
chmod 755 "$work"
chmod -R a+rX,a-w "$copy"
as_user=""
[ "$(id -u)" -ne 0 ] || as_user="setpriv --reuid 65534 --regid 65534 --clear-groups"
code=0
$as_user "$copy/lacuna" --version >"$work/out" 2>"$work/err" || code=$?
[ $code -eq 3 ] || fail "a changed checkout that cannot be written ends with $code, not 3: $(cat "$work/err")"
grep -q '^lacuna: cannot build: .*cannot be written; ' "$work/err" || fail "where it cannot build it says: $(cat "$work/err")"
[ "$(wc -l <"$work/err")" -eq 1 ] || fail "where it cannot build it takes more than one line"
chmod -R u+w "$copy"
code=0
PATH=$work/bin:$PATH "$copy/lacuna" --version >/dev/null 2>&1 || code=$?
[ $code -eq 3 ] || fail "a change of contents is not built"

code=0
"$home/lacuna" tpo >"$work/out" 2>"$work/err" || code=$?
[ $code -eq 2 ] || fail "a usage error exits with $code, not 2"
[ ! -s "$work/out" ] || fail "a usage error prints to stdout"
[ "$(wc -l <"$work/err")" -eq 1 ] || fail "a usage error takes more than one line: $(cat "$work/err")"

"$home/lacuna" top --json | python3 -c 'import json, sys; assert json.load(sys.stdin)["schema"] == "lacuna.top/1"' \
    || fail "top --json is not JSON"

# A machine without a JDK 25: one line, what to do, exit code 3.
mkdir "$work/none"
code=0
sed -e "s|/usr/lib/jvm|$work/none|; s|/usr/java|$work/none|; s|/opt/|$work/none/|g; s|/usr/local|$work/none|" \
    "$home/build/find-jdk" >"$work/find-jdk"
HOME=$work/none JAVA_HOME='' JAVA25_HOME='' PATH=/usr/bin:/bin sh "$work/find-jdk" >"$work/out" 2>"$work/err" || code=$?
[ $code -eq 3 ] || fail "without a JDK 25 the exit code is $code, not 3"
grep -q 'no JDK 25 found.*install' "$work/err" || fail "without a JDK 25 it says: $(cat "$work/err")"

echo "launcher: everything passed"
