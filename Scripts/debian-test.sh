#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Proves that an installed evcam needs no Swift: Scripts/debian-test.sh PREFIX [CAMERAS]
#
# Makes a minimal Debian 12 (by debootstrap, in .build/debian; some minutes the first time) with the packages that
# docs/installation.md names and no others, copies the prefix into it, and records there. CAMERAS is a folder with
# projects as Tests/Install/languages.sh leaves them: those cameras record there too. Needs root, as debootstrap does.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source Tests/Install/check.sh
(($# == 1 || $# == 2)) && [[ -x $1/bin/evcam ]] || {
    echo "usage: Scripts/debian-test.sh PREFIX [CAMERAS], with evcam installed in PREFIX" >&2
    exit 64
}
prefix=$(realpath "$1")
cameras=${2:+$(realpath "$2")}

skip() {
    echo "skipped: the installed evcam was not tried on a Debian without Swift: $*"
    exit 0
}
((EUID == 0)) || skip "that needs root"
[[ $(. /etc/os-release && echo "$ID $VERSION_ID") == "debian 12" ]] ||
    skip "it was built here, which is not Debian 12, and runs where it was built"
# All that is mounted is in a namespace of its own, and goes with it, however this ends.
if [[ ${EVCAM_OWN_MOUNTS:-0} != 1 ]]; then
    unshare --mount true 2>/dev/null || skip "nothing may be mounted here"
    EVCAM_OWN_MOUNTS=1 exec unshare --mount "$0" "$@"
fi
command -v debootstrap >/dev/null || Scripts/packages.sh debootstrap || skip "debootstrap cannot be installed"
probe=$(mktemp -d)
trap 'rm -rf "$probe"' EXIT
mknod "$probe/null" c 1 3 2>/dev/null && chroot / true 2>/dev/null || skip "mknod or chroot is not allowed here"

packages=$(sed -nE 's/^apt-get install --no-install-recommends (.*)$/\1/p' docs/installation.md)
[[ -n $packages ]] || fail "docs/installation.md has no line with the packages of Debian 12"

# Kept for the next time while the list is the same.
root=$PWD/.build/debian
if [[ $(cat "$root/made-of" 2>/dev/null) != "$packages" ]]; then
    rm -rf --one-file-system "$root"
    # Nobody minds if this one does not survive a power cut; waiting for the disk takes most of the time.
    mkdir -p "$root/etc/dpkg/dpkg.cfg.d"
    echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/unsafe-io"
    debootstrap --variant=minbase --include="${packages// /,}" bookworm "$root" >.build/debian.log 2>&1 || {
        tail -n 5 .build/debian.log >&2
        grep -qE '^(I: )?(Extracting|Unpacking|Configuring) ' .build/debian.log ||
            skip "debootstrap cannot fetch a Debian; what it says is above"
        fail "debootstrap; all it says is in .build/debian.log"
    }
    echo "$packages" >"$root/made-of"
fi

place=/opt/evcam
rm -rf --one-file-system "$root$place" "$root/work"
mkdir -p "$root/work" "$root$place"
cp -R "$prefix/." "$root$place/"
mountpoint -q "$root/proc" || mount -t proc proc "$root/proc"
chroot=$(command -v chroot)
inside() {
    env -i PATH="$place/bin:/usr/bin:/bin" HOME=/root LANG=C.UTF-8 "$chroot" "$root" /bin/sh -euc "cd /work && $1"
}

inside '! command -v swift && [ ! -e /opt/swift ]' >/dev/null || fail "there is a Swift in $root"
missing=$(inside "ldd $place/bin/evcam $place/lib/evcam/cameras/*.so" | awk '/not found/ { print $1 }' | sort -u)
[[ -z $missing ]] || fail "docs/installation.md lacks the packages of $missing"
# And no package is named for nothing, nor one that another brings along: those of the libraries that our own files name.
# (libc and libgcc are what every Debian has.)
named=$(readelf -d "$prefix/bin/evcam" "$prefix"/lib/evcam/*.so "$prefix"/lib/evcam/cameras/*.so |
    sed -nE 's/.*\(NEEDED\).*\[(.*)\]$/\1/p' | sort -u)
needed=$(inside "ldd $place/bin/evcam $place/lib/evcam/cameras/*.so" | awk '$2 == "=>" && $3 !~ /evcam/ { print $1, $3 }' |
    sort -u | while read -r name library; do
        grep -qxF "$name" <<<"$named" || continue
        # dpkg knows a file by either name, with or without the link /lib -> /usr/lib.
        inside "dpkg -S $library 2>/dev/null || dpkg -S /usr$library" | cut -d : -f 1
    done | sort -u | grep -vxE 'libc6|libgcc-s1')
[[ $needed == "$(tr ' ' '\n' <<<"$packages" | sort)" ]] ||
    fail "docs/installation.md should name the packages $(paste -sd ' ' <<<"$needed")"

# A camera of somebody's own, in the one language that is certainly there.
cat >"$root/work/ends.sh" <<'PROGRAM'
#!/bin/sh
# Counts the pictures.
while read -r line; do
    case $line in *'"kind":"end"'*) echo picture >>ends.txt && echo ok ;; esac
done
PROGRAM
cat >"$root/work/config.yaml" <<YAML
replay: {file: $place/share/evcam/recording.ndjson.gz, speed: max}
deterministic: true
cameras:
  - {name: screen, camera: console}
  - {name: lines, camera: jsonl, options: {path: recording.jsonl}}
  - {name: counter, camera: minimal, options: {path: minimal.txt}}
  - {name: table, camera: sqlite, options: {path: table.sqlite}}
  - {name: apart, camera: jsonl, isolation: process, options: {path: apart.jsonl}}
  - {name: program, camera: exec, options: {command: [/bin/sh, ends.sh], directory: .}}
YAML
for library in ${cameras:+"$cameras"/home/.local/lib/evcam/cameras/*.so}; do
    id=$(basename "$library" .so)
    id=${id#libevcam-camera-}
    cp "$library" "$root/work/"
    echo "  - {name: $id, camera: ./$(basename "$library"), options: {path: $id.txt}}" >>"$root/work/config.yaml"
done

# Here, with the same evcam, for comparison: a deterministic recording is the same byte for byte. (But for the
# pictures' headers, which tell of all the cameras there are.)
rows() { grep -v '^{"kind":"snapshot",' "$1"; }
here=$probe/here
mkdir "$here"
user "$prefix" "$here" "$prefix/bin/evcam" record --replay "$prefix/share/evcam/recording.ndjson.gz" --speed max \
    --deterministic --camera jsonl -o "path=$here/recording.jsonl" --loglevel WARNING
inside 'evcam check -c config.yaml' >/dev/null
inside 'evcam record -c config.yaml --loglevel WARNING >screen.txt'
for file in recording.jsonl apart.jsonl; do
    cmp <(rows "$here/recording.jsonl") <(rows "$root/work/$file") || fail "$file is not what the same evcam records here"
done
failures=$(inside 'evcam query table.sqlite --failed --csv --limit 0' | grep -c ',FAILURE,' || true)
[[ $failures == 57 ]] || fail "evcam query finds $failures failures in table.sqlite, not the recording's 57"
for file in screen.txt minimal.txt ends.txt; do [[ -s $root/work/$file ]] || fail "$file was not recorded"; done
for file in "$root"/work/failed-*.txt; do
    [[ -e $file ]] || continue
    cut -d ' ' -f 1 "$file" | sort -u | cmp - "$cameras/expected.txt" || fail "$file has other failures"
done
inside 'evcam camera new hello --language exec' >/dev/null
echo "a Debian 12 without Swift, $(wc -w <<<"$packages") packages: $(rows "$root/work/recording.jsonl" | wc -l) rows recorded, the same as here"
