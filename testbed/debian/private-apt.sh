# Sourced: packages of any Debian release from the mirror that the system's apt is set to, through apt (which checks
# signatures), with lists and a cache of its own in $work: nothing of the system's apt changes. The caller sets $work.

mirror_of_system() {
    apt-get indextargets --format '$(ORIGIN) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' |
        sed -n 's/^Debian main //p' | head -n 1
}

# One suite at a time, seen by an apt that knows no other and has nothing installed.
private_apt() {
    apt-get -qq -o Dir::State="$work/state" -o Dir::Cache="$work/cache" -o Dir::State::status="$work/status" \
        -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts=/dev/null -o Dir::Etc::preferencesparts=/dev/null \
        -o Dir::Etc::preferences=/dev/null -o APT::Architecture=amd64 -o APT::Architectures=amd64 -o APT::Sandbox::User=root \
        -o APT::Install-Recommends=false -o Acquire::Retries=1 -o Acquire::http::Timeout=20 -o Acquire::https::Timeout=20 \
        -o Acquire::Check-Valid-Until=false -o APT::Update::Error-Mode=any "$@"
}

use_suite() {
    rm -rf "${work:?}"/*
    mkdir -p "$work/state/lists/partial" "$work/cache/archives/partial" "$work/tree"
    : >"$work/status"
    echo "deb [arch=amd64 target=Packages] $mirror $1 main" >"$work/sources.list"
    private_apt update
}

# Debian's tree, made to stand on its own: links within it, /lib and /lib64 where newer releases have them under /usr.
stand_alone() {
    for folder in bin sbin lib lib64; do
        [ -e "$1/$folder" ] || [ ! -d "$1/usr/$folder" ] || ln -s "usr/$folder" "$1/$folder"
    done
    find "$1" -type l -lname '/*' | while read -r link; do
        ln -sfnr "$1$(readlink "$link")" "$link"
    done
}
