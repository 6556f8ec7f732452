#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what the tests need (Debian, Ubuntu) and runs all checks and tests. EVCAM_FAST=1 leaves out sanitizers
# and fuzzing. The order: what fails soonest first, and the test runner's own closing line last.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

step() { printf '\n== %s\n' "$*"; }

step "What the tests need"
packages=($(cat Scripts/packages.txt))
command -v cc >/dev/null || packages+=(gcc)
command -v c++ >/dev/null || packages+=(g++)
command -v make >/dev/null || packages+=(make)
command -v pkg-config >/dev/null || packages+=(pkg-config)
python3 -c 'import ensurepip' 2>/dev/null || packages+=(python3 python3-venv)
# Real brokers for the test clusters; openssl makes their certificates; an example camera is in jq.
packages+=(rabbitmq-server redis-server redis-sentinel redis-tools postgresql openssl jq)
Scripts/packages.sh "${packages[@]}"
# Celery in several versions: what evcam makes of events is compared with what Celery itself makes of them.
environments=$(Scripts/environments.sh)
eval "$environments"

step "Format, layers, links"
swift format lint --strict -r Package.swift Sources Plugins Tests Benchmarks Examples Fuzz
Scripts/check.sh

step "The camera header alone, as C11 and as C++11"
header=.build/header
mkdir -p "$header"
flags=(-Wall -Wextra -Werror -pedantic -fPIC -shared -I Sources/CameraABI/include)
cc -std=c11 "${flags[@]}" -o "$header/libevcam-camera-minimal.so" Plugins/MinimalCamera/minimal.c
c++ -std=c++11 -xc++ "${flags[@]}" -o "$header/minimal-c++.so" Plugins/MinimalCamera/minimal.c

if command -v docc >/dev/null; then
    step "CameraKit's documentation, without a broken link"
    docs=.build/docs
    rm -rf "$docs" && mkdir -p "$docs/symbols"
    swiftc -emit-module -module-name CameraKit -swift-version 6 -enable-upcoming-feature MemberImportVisibility \
        -I Sources/CameraABI/include -emit-module-path "$docs/CameraKit.swiftmodule" \
        -emit-symbol-graph -emit-symbol-graph-dir "$docs/symbols" \
        $(find Sources/CameraKit -name '*.swift' -not -path '*.docc/*')
    docc convert Sources/CameraKit/CameraKit.docc --additional-symbol-graph-dir "$docs/symbols" \
        --output-path "$docs/CameraKit" --warnings-as-errors --fallback-display-name CameraKit \
        --fallback-bundle-identifier evcam.CameraKit
fi

step "Build"
swift build --build-tests

# replay FOLDER OUTPUT: the program there records and reads every recording that comes with the sources. Inline: only
# what runs in a sanitizer's process is seen by it.
replay() {
    local recording
    mkdir -p "$2"
    for recording in Examples/*.ndjson.gz Tests/Fixtures/*.ndjson.gz; do
        [[ -e $recording ]] || continue
        "$1/evcam" record --replay "$recording" --speed max --loglevel WARNING --isolation inline \
            --camera console --camera jsonl --camera minimal -o "jsonl.path=$2/recording.jsonl" \
            -o "minimal.path=$2/minimal.txt" >"$2/console.txt"
        tail -n 1 "$2/console.txt"
        "$1/evcam" snapshot --celery-exact --every 100 "$recording" >"$2/snapshot.json"
    done
}

step "Cameras built elsewhere: by the C compiler, and as a package of its own"
EVCAM_CAMERA_PATH="$PWD/$header" .build/debug/evcam record --replay Examples/recording.ndjson.gz --speed max \
    --camera minimal -o "path=$header/minimal.txt"
grep -q '^failures [1-9]' "$header/minimal.txt"
swift build --package-path Examples/HelloCamera --scratch-path .build/hello
EVCAM_CAMERA_PATH="$PWD/.build/hello/debug" .build/debug/evcam record --replay Examples/recording.ndjson.gz \
    --speed max --camera hello 2>&1 | tee .build/hello/greetings.txt
grep -q 'hello, w1@alpha' .build/hello/greetings.txt

step "Installed: the tree, a camera in each language, a Debian without Swift"
Tests/Install/test.sh

if [[ ${EVCAM_FAST:-0} != 1 ]]; then
    step "AddressSanitizer: a replay of every recording, the state's and the host's tests"
    # Leaks are not looked for: Swift keeps metadata, and the host its libraries, until the process ends.
    export ASAN_OPTIONS=detect_leaks=0
    swift build --sanitize=address --scratch-path .build/asan
    replay .build/asan/debug .build/asan/replay
    # Not the ways to die, nor limits on memory: the sanitizer has its own idea of each, and cannot live with these.
    swift test --quiet --sanitize=address --scratch-path .build/asan \
        --filter 'CeleryEventsTests|ClusterStateTests|CameraHostTests' --skip 'FaultTests|ProcessTests'

    step "ThreadSanitizer: three lanes while events go on, and the host's tests"
    swift build --sanitize=thread --scratch-path .build/tsan
    # Cameras in C: Swift ones need more of the sanitizer than the program exports.
    cat >.build/tsan/config.yaml <<END
replay: {file: ../../Examples/recording.ndjson.gz, speed: 10x}
freq: 20ms
isolation: inline
cameras:
  - {name: one, camera: minimal, options: {path: one.txt}}
  - {name: two, camera: minimal, options: {path: two.txt}}
  - {name: three, camera: minimal, tasks: {include: ["proj.*"]}, options: {path: three.txt}}
END
    .build/tsan/debug/evcam record -c .build/tsan/config.yaml
    # Nor cameras in processes: the sanitizer has no room for pictures at addresses of their own.
    swift test --quiet --sanitize=thread --scratch-path .build/tsan --filter CameraHostTests \
        --skip 'FaultTests|ProcessTests|RestartTests|ReuseTests|SamePictureTests' \
        --skip 'SharedMemoryTests|ShownRowsTests|StateWriterTests'
fi

if [[ ${EVCAM_FAST:-0} != 1 ]]; then
    step "Fuzzing: what reads bytes from outside, 30 seconds each"
    Scripts/fuzz.sh 30
fi

step "Tests"
swift test
