#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what cameras are built with: Scripts/sdk/install.sh PREFIX
#
#   PREFIX/include/evcam/             the headers for C and C++
#   PREFIX/lib/pkgconfig/evcam.pc     pkg-config evcam
#   PREFIX/share/evcam/sdk/           CameraKit, as a Swift package
#
# DESTDIR goes before every path, as with make.
set -euo pipefail
[[ $# == 1 && $1 == /* ]] || {
    echo "usage: Scripts/sdk/install.sh PREFIX, an absolute path such as /usr/local" >&2
    exit 64
}
prefix=${1%/}
target=${DESTDIR:-}$prefix
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
version=$(sed -nE 's/.*static let number = "([^"]+)".*/\1/p' Sources/CameraHost/HostVersion.swift)

install -d "$target/include/evcam" "$target/lib/pkgconfig" "$target/share/evcam"
install -m 644 Sources/CameraABI/include/evcam/* "$target/include/evcam/"
sed -e "s|@PREFIX@|$prefix|" -e "s|@VERSION@|$version|" Scripts/sdk/evcam.pc.in >"$target/lib/pkgconfig/evcam.pc"

# As a whole: files that a version before had are not to stay.
rm -rf "$target/share/evcam/sdk"
install -d "$target/share/evcam/sdk/Sources"
cp -R Sources/CameraABI Sources/CameraKit "$target/share/evcam/sdk/Sources/"
install -m 644 Scripts/sdk/Package.swift LICENSE "$target/share/evcam/sdk/"
