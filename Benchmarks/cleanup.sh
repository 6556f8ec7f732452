#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What a cleanup of millions of old rows costs the other cameras: a recording with old tasks in it is cleaned up while a
# second camera notes when each of its shutters comes. Prints how fast rows go, and the latest shutter.
#
#     Benchmarks/cleanup.sh [--rows 5000000] [sqlite] [postgres]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

build=${EVCAM_BENCHMARK_BUILD:-}
if [[ -z $build ]]; then
    kinds=(sqlite postgres)
    [[ " $* " == *" sqlite "* || " $* " == *" postgres "* ]] && kinds=("$@")
    products=(evcam evcam-camera-exec)
    for kind in "${kinds[@]}"; do
        [[ $kind == sqlite || $kind == postgres ]] && products+=("evcam-camera-$kind")
    done
    for product in "${products[@]}"; do
        swift build -c release --product "$product" >&2
    done
    build=$(swift build -c release --show-bin-path)
fi
exec python3 Benchmarks/Tools/cleanup.py "$build/evcam" "$@"
