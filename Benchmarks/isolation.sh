#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What `isolation: process` costs against `inline`: shutters of 100,000 tasks, whole and with 1 % changed, for 1 to 10
# cameras, and what both leave of intake's speed. Both kinds alternate, shutter by shutter; the table has medians.
#
#     Benchmarks/isolation.sh [--rounds 5] [--shutters 100] [--tasks 100000] [--cameras 1,2,5,10] [--kind full|delta]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

build=${EVCAM_BENCHMARK_BUILD:-}
if [[ -z $build ]]; then
    swift build -c release --product EvcamBenchmarks >&2
    swift build -c release --product evcam >&2
    build=$(swift build -c release --show-bin-path)
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for flags in "reader" "reader-full -DREADS_ALL"; do
    read -r id define <<<"$flags"
    ${CC:-cc} -O2 -fPIC -shared -ISources/CameraABI/include $define Benchmarks/ReaderCamera/reader.c \
        -o "$folder/libevcam-camera-$id.so"
done
LD_LIBRARY_PATH="$(dirname "$(dirname "$(readlink -f "$(command -v swift)")")")/lib/swift/linux${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" \
    EVCAM_CAMERA_PATH=$folder python3 Benchmarks/Tools/isolation.py "$build/EvcamBenchmarks" "$@"
