#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What Scripts/install.sh refuses, and that it removes what it has put there and nothing else:
# Tests/Install/refusals.sh PREFIX FOLDER. The installation at the prefix is gone afterwards.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source Tests/Install/check.sh
prefix=$1
folder=$2

says 'is a relative path, `here`; write' 64 Scripts/install.sh --prefix here
says 'has a character other than' 64 Scripts/install.sh --prefix '/opt/my evcam'
says 'has `.` or `..` in it' 64 Scripts/install.sh --prefix /opt/../evcam
says 'DESTDIR is a relative path' 64 env DESTDIR=here Scripts/install.sh --prefix /usr
says 'there is no option `--perfix`' 64 Scripts/install.sh --perfix /usr
says '--prefix needs a path' 64 Scripts/install.sh --prefix
says 'contradict each other' 64 Scripts/install.sh --build --no-build
says "no evcam is installed in $folder/nothing" 66 Scripts/install.sh --uninstall --prefix "$folder/nothing"
says 'is not a folder' 73 Scripts/install.sh --no-build --prefix "$prefix/bin/evcam/below"
says 'built with Swift 6.3 or later, but here is none' 69 \
    env PATH=/usr/bin:/bin Scripts/install.sh --prefix "$folder/unbuilt"
[[ ! -e $folder/unbuilt ]] || fail "something was put into $folder/unbuilt"
mkdir -p "$folder/locked"
chmod 555 "$folder/locked"
if ((EUID != 0)); then
    says "you may not write to $folder/locked" 77 Scripts/install.sh --no-build --prefix "$folder/locked"
elif command -v setpriv >/dev/null; then
    chmod 755 "$folder"
    # Somebody who may read the sources: a check of rights alone cannot be made as root.
    if setpriv --reuid=65534 --clear-groups test -x "$PWD/Scripts/install.sh" 2>/dev/null; then
        says "you may not write to $folder/locked" 77 \
            setpriv --reuid=65534 --clear-groups Scripts/install.sh --no-build --prefix "$folder/locked"
    fi
fi

# A package's tree: DESTDIR holds the files, which speak of the prefix.
DESTDIR=$folder/package Scripts/install.sh --no-build --strip --prefix /usr >/dev/null
grep -qx 'prefix=/usr' "$folder/package/usr/lib/pkgconfig/evcam.pc"
grep -q '/usr/bin/evcam record' "$folder/package/usr/share/evcam/evcam.service"
! grep -rIlF "$folder" "$folder/package" || fail "these files name DESTDIR"
[[ $(stat -c %s "$folder/package/usr/bin/evcam") -lt $(stat -c %s "$prefix/bin/evcam") ]] || fail "nothing was stripped"
says jsonl 0 "$folder/package/usr/bin/evcam" cameras
DESTDIR=$folder/package Scripts/install.sh --uninstall --prefix /usr >/dev/null
[[ ! -e $folder/package/usr ]] || fail "left behind: $(find "$folder/package/usr")"

# An older evcam's file goes with the next one; what is somebody else's stays.
echo mine >"$prefix/bin/mine"
echo old >"$prefix/share/evcam/old"
echo share/evcam/old >>"$prefix/share/evcam/manifest.txt"
Scripts/install.sh --no-build --prefix "$prefix" >/dev/null
[[ ! -e $prefix/share/evcam/old ]] || fail "a file of the evcam before is still there"
echo ../outside >>"$prefix/share/evcam/manifest.txt"
says 'names a file outside' 65 Scripts/install.sh --uninstall --prefix "$prefix"
sed -i '$d' "$prefix/share/evcam/manifest.txt"
says '/bin stays: it has files' 0 Scripts/install.sh --uninstall --prefix "$prefix"
[[ $(find "$prefix" -type f) == "$prefix/bin/mine" ]] || fail "left behind: $(find "$prefix" -type f)"
[[ $(find "$prefix" -mindepth 1 -type d) == "$prefix/bin" ]] || fail "left behind: $(find "$prefix" -type d)"
echo "what is wrong is refused; what was installed goes, and nothing else"
