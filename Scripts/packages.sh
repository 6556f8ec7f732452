#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs the Debian or Ubuntu packages given as arguments, those of them that are missing.
set -euo pipefail

if ! command -v dpkg-query >/dev/null; then
    echo "note: this is neither Debian nor Ubuntu; what these packages hold has to be there already: $*" >&2
    exit 0
fi

missing=()
for package in "$@"; do
    status=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
    [[ $status == installed ]] || missing+=("$package")
done
((${#missing[@]})) || exit 0

echo "Installing ${missing[*]}"
if ! command -v apt-get >/dev/null; then
    echo "error: there is no apt-get here; install ${missing[*]} in your way, then run this again" >&2
    exit 69
fi
root=()
if ((EUID != 0)); then
    command -v sudo >/dev/null || {
        echo "error: no sudo here; as root run: apt-get install ${missing[*]}" >&2
        exit 77
    }
    root=(sudo)
fi
install=("${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}")
# The lists of a fresh image are empty, those of an old one out of date: fetched only if it does not work without.
"${install[@]}" >/dev/null 2>&1 </dev/null || {
    "${root[@]}" apt-get update -qq
    "${install[@]}" >/dev/null
}
