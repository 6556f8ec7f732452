#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds evcam and installs it, with all that it needs to run on a machine without Swift. docs/installation.md has more.
set -euo pipefail
umask 022
# What the caller named is relative to where the caller is; all else to the sources.
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
    cat <<'HELP'
usage: Scripts/install.sh [--prefix PREFIX] [--build | --no-build] [--strip]
       Scripts/install.sh --uninstall [--prefix PREFIX]

  --prefix PREFIX   where to, an absolute path (default: /usr/local)
  --build           only build, as yourself; then: sudo Scripts/install.sh --no-build
  --no-build        install what --build has built
  --strip           leave out the debug information: smaller, but no line numbers in a crash's report
  --uninstall       remove what was installed there, and nothing else

DESTDIR in the environment goes before every path, as with make.
HELP
}

# fail STATUS TEXT: ends with one sentence on standard error. The numbers are those of sysexits(3), as evcam's own.
fail() {
    echo "error: $2" >&2
    exit "$1"
}

prefix=/usr/local
mode=install
build=1
strip=0
while (($#)); do
    case $1 in
    --prefix)
        (($# > 1)) || fail 64 "--prefix needs a path, such as --prefix /usr/local"
        prefix=$2
        shift
        ;;
    --prefix=*) prefix=${1#*=} ;;
    --build) mode=build ;;
    --no-build) build=0 ;;
    --strip) strip=1 ;;
    --uninstall) mode=uninstall ;;
    -h | --help) usage && exit ;;
    *)
        usage >&2
        fail 64 "there is no option \`$1\`"
        ;;
    esac
    shift
done
[[ $mode != build || $build == 1 ]] || fail 64 "--build and --no-build contradict each other"

[[ $prefix == /* ]] || fail 64 "--prefix is a relative path, \`$prefix\`; write an absolute one, such as \"\$PWD/$prefix\""
# It stands in pkg-config's file, in a unit of systemd and in YAML, of which each quotes differently.
[[ $prefix =~ ^[A-Za-z0-9_./+@~-]+$ ]] ||
    fail 64 "--prefix \`$prefix\` has a character other than letters, digits and _./+@~-; choose another folder"
[[ -z ${DESTDIR:-} || $DESTDIR == /* ]] || fail 64 "DESTDIR is a relative path, \`$DESTDIR\`; write an absolute one"
[[ ! /$prefix/ =~ /\.\.?/ ]] || fail 64 "--prefix \`$prefix\` has \`.\` or \`..\` in it; write the path without"
while [[ $prefix == */ && $prefix != / ]]; do prefix=${prefix%/}; done
target=${DESTDIR:-}${prefix%/}
manifest=$target/share/evcam/manifest.txt

# Before anything is built: the user is not to wait for minutes to be told.
writable() {
    local folder=${target:-/} remedy
    while [[ ! -e $folder ]]; do folder=$(dirname "$folder"); done
    [[ -d $folder ]] || fail 73 "cannot install in $target: $folder is not a folder"
    remedy="choose another --prefix, such as ~/.local"
    case $mode in
    install) remedy+=", or build as yourself (--build) and then say: sudo Scripts/install.sh --no-build --prefix $prefix" ;;
    uninstall) remedy="say: sudo Scripts/install.sh --uninstall --prefix $prefix" ;;
    esac
    [[ -w $folder && -x $folder ]] || fail 77 "you may not write to $folder; $remedy"
}

build() {
    Scripts/toolchain.sh
    Scripts/packages.sh $(cat Scripts/packages.txt) chrpath
    echo "Building evcam and its cameras (some minutes the first time)"
    local quiet=()
    [[ -t 1 ]] || quiet=(--quiet)
    swift build -c release "${quiet[@]}"
    # A page for each command, by swift-argument-parser's plugin.
    rm -rf .build/plugins/GenerateManual/outputs
    swift package generate-manual --multi-page >/dev/null 2>.build/manual.log || {
        cat .build/manual.log >&2
        fail 70 "the manual pages cannot be made; what swift says is above"
    }
}

source Scripts/install/pages.sh
source Scripts/install/tree.sh
source Scripts/install/manifest.sh

case $mode in
build)
    build
    echo "Built. To install it: Scripts/install.sh --no-build --prefix PREFIX, with sudo where you may not write"
    ;;
install)
    writable
    ((!build)) || build
    stage=$(mktemp -d)
    trap 'rm -rf "$stage"' EXIT
    make_tree "$stage/tree"
    put_tree "$stage"
    report
    ;;
uninstall)
    [[ -e $manifest ]] || fail 66 "no evcam is installed in $target: there is no $manifest"
    writable
    remove_tree
    ;;
esac
