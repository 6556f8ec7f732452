#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs all benchmarks and prints their table. --passes N: passes of the shorter runs (3); --instructions: count
# those of further cameras with valgrind.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

swift build -c release --product EvcamBenchmarks >&2
program=$(swift build -c release --show-bin-path)/EvcamBenchmarks

venv=.build/venv
if ! "$venv/bin/python" -c 'import celery; assert celery.__version__ == "5.6.3"' 2>/dev/null; then
    rm -rf "$venv"
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check celery==5.6.3
fi

# About 330 bytes of text per task, one broker message per event, 1 % of the events late.
data=.build/benchmarks
mkdir -p "$data"
make_events() {
    [[ -e $2 ]] && return
    echo "Making $2" >&2
    python3 Tests/IntegrationTests/Tools/make_events.py -n "$1" --args-size 132 --kwargs-size 66 --result-size 80 \
        --workers 50 --types 40 -o "$2.part"
    mv "$2.part" "$2"
}
make_events 2000000 "$data/events-2m.ndjson"
make_events 6000000 "$data/events-6m.ndjson"

LD_LIBRARY_PATH="$(dirname "$(dirname "$(readlink -f "$(command -v swift)")")")/lib/swift/linux${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" \
    exec "$venv/bin/python" Benchmarks/Tools/report.py "$program" "$data/events-2m.ndjson" "$data/events-6m.ndjson" "$@"
