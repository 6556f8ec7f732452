#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# From a fresh clone to the first recording: installs what is missing (Debian, Ubuntu), builds evcam, and lets
# three cameras record the bundled recording of a real cluster at once.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

Scripts/toolchain.sh
Scripts/packages.sh $(cat Scripts/packages.txt)

echo "Building evcam and its cameras (about two minutes the first time)"
quiet=()
[[ -t 1 ]] || quiet=(--quiet)
for product in evcam evcam-camera-{console,jsonl,sqlite,postgres,exec,minimal}; do
    swift build -c release "${quiet[@]}" --product "$product"
done

echo
.build/release/evcam record -c config.example.yaml

cat <<'END'

Recorded by three cameras at once:
  the picture above               camera: console
  recordings/recording.jsonl      camera: jsonl, one line for each task and worker that changed
  recordings/minimal.txt          camera: minimal, in plain C
What to try next:
  .build/release/evcam cameras jsonl                                    a camera's options
  .build/release/evcam check -c config.example.yaml                     what would run
  .build/release/evcam record -c config.example.yaml --camera screen --speed 1x
  .build/release/evcam snapshot Examples/recording.ndjson.gz            the state at the end, as JSON
END
