#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Looks at what lies where: Tests/Install/tree.sh PREFIX FOLDER. It may use the folder.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source Tests/Install/check.sh
sources=$PWD
prefix=$1
home=$2/home
mkdir -p "$home"
run() { user "$prefix" "$home" "$@"; }

for path in bin/evcam lib/evcam/libswiftCore.so include/evcam/camera.h include/evcam/camera.hpp lib/pkgconfig/evcam.pc \
    share/evcam/sdk/Package.swift share/evcam/recording.ndjson.gz share/evcam/evcam.service \
    share/man/man1/evcam.1.gz share/man/man1/evcam-record.1.gz share/man/man1/evcam-camera-new.1.gz \
    share/bash-completion/completions/evcam share/zsh/site-functions/_evcam share/fish/vendor_completions.d/evcam.fish \
    share/doc/evcam/LICENSE share/doc/evcam/installation.md; do
    [[ -e $prefix/$path ]] || fail "$path is not installed"
done
for camera in faulty refusing; do
    [[ ! -e $prefix/lib/evcam/cameras/libevcam-camera-$camera.so ]] || fail "a camera of the tests is installed: $camera"
done

# Nothing of the sources and nothing of the toolchain: each Swift library is the tree's own.
for file in "$prefix"/bin/evcam "$prefix"/lib/evcam/*.so "$prefix"/lib/evcam/cameras/*.so; do
    paths=$(chrpath -l "$file" 2>&1 | sed -nE "s/.*R(UN)?PATH=//p") || true
    [[ $paths != */[a-z]*:* && $paths != /* ]] || fail "$file has the RUNPATH $paths"
    found=$(env -i ldd "$file" | awk '$2 == "=>" { print $3 == "not" ? $1 " is not found" : $3 }')
    while read -r library; do
        case $library in
        *"is not found") fail "$file: $library" ;;
        "$prefix"/*/../*) [[ $(realpath "$library") == "$prefix"/lib/evcam/* ]] || fail "$file takes $library" ;;
        "$prefix"/lib/evcam/* | /lib/* | /usr/lib/*) ;;
        *) fail "$file takes $library" ;;
        esac
    done <<<"$found"
done
# And each of them is needed.
needed=$(env -i ldd "$prefix/bin/evcam" "$prefix"/lib/evcam/cameras/*.so | awk '$2 == "=>" { print $1 }' | sort -u)
for library in "$prefix"/lib/evcam/*.so; do
    grep -qxF "$(basename "$library")" <<<"$needed" || fail "nothing needs $library"
done
! grep -rIlF "$sources" "$prefix" || fail "these files name the sources' folder"

# The pages, by the name that man knows them by.
if command -v man >/dev/null; then
    page=$(run env MANPATH="$prefix/share/man" MANPAGER=cat man evcam-record 2>&1) || fail "man evcam-record: $page"
    [[ $page == *--celery-exact* ]] || fail "evcam-record(1) has no options: $page"
fi
for page in "$prefix"/share/man/man1/*; do
    while read -r name; do
        [[ -e $prefix/share/man/man1/$name.1.gz ]] || fail "$page refers to $name(1)"
    done < <(gzip -dc "$page" | sed -nE 's/^\.Xr ([^ ]+) .*/\1/p')
done

page=$(gzip -dc "$prefix/share/man/man1/evcam-check.1.gz")
for words in '.Sh "EXIT STATUS"' '.It 78' '.Sh FILES' "$prefix/share/evcam/config.example.yaml"; do
    [[ $page == *"$words"* ]] || fail "evcam-check(1) lacks: $words"
done
if command -v groff >/dev/null; then
    said=$(groff -mandoc -Tutf8 -ww <<<"$page" 2>&1 >/dev/null | grep -v 'cannot adjust\|cannot break' || true)
    [[ -z $said ]] || fail "evcam-check(1) is no good manual page: $said"
fi

# Every link of the documentation leads somewhere.
while IFS=: read -r page link; do
    target=${link#*](}
    target=${target%)}
    [[ $target != [a-z]*:* && $target != '#'* ]] || continue
    [[ -e $(dirname "$page")/${target%%#*} ]] || fail "$page has a link to $target, which is not installed"
done < <(grep -roE --include='*.md' '\]\([^() ]+\)' "$prefix/share/doc/evcam")

for name in help $(grep -rlF 'shouldDisplay: false' Sources/evcam | xargs sed -nE 's/.*commandName: "([^"]+)".*/\1/p'); do
    [[ -z $(compgen -G "$prefix/share/man/man1/*-$name.1.gz") ]] || fail "$name has a manual page, but is for nobody to type"
done

# The shells take their completions.
bash -c 'source "$1" && complete -p evcam' _ "$prefix/share/bash-completion/completions/evcam" >/dev/null
grep -q '^#compdef evcam' "$prefix/share/zsh/site-functions/_evcam"
grep -q 'complete -c .*evcam' "$prefix/share/fish/vendor_completions.d/evcam.fish"
! command -v systemd-analyze >/dev/null || systemd-analyze --man=no verify "$prefix/share/evcam/evcam.service"

# The sample configuration, as the installation's closing lines say.
mkdir -p "$2/sample"
cd "$2/sample"
cp "$prefix/share/evcam/config.example.yaml" config.yaml
run evcam check -c config.yaml >/dev/null
run evcam record -c config.yaml --speed max --loglevel WARNING >console.txt
[[ $(tail -n 1 console.txt) == *"nothing lost" ]] || fail "the sample configuration: $(tail -n 1 console.txt)"
[[ -s recording.jsonl && -s minimal.txt ]] || fail "the sample configuration recorded nothing"
echo "the tree is complete, and stands alone"
