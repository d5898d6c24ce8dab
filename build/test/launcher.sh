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
