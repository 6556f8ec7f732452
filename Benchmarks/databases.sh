#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# evcam's cameras for databases next to one in Python that writes Django's tables in django-celery-monitor's manner, on
# the same events and the same servers, by turns. Prints Markdown.
#
#     Benchmarks/databases.sh [--tasks 10000] [--python-tasks 1000] [--rounds 3] [sqlite] [postgres]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

build=${EVCAM_BENCHMARK_BUILD:-}
if [[ -z $build ]]; then
    for product in evcam evcam-camera-{jsonl,sqlite,postgres} EvcamBenchmarks; do
        swift build -c release --product "$product" >&2
    done
    build=$(swift build -c release --show-bin-path)
fi
environment=$(Scripts/environments.sh django)
eval "$environment"
exec "${EVCAM_TEST_DJANGOS#*=}" Benchmarks/Tools/databases.py "$build/evcam" "$@"
