#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Fuzzes what reads bytes from outside: Scripts/fuzz.sh [SECONDS [TARGET...]]. Every target (Fuzz/Targets) gets so
# many seconds (30), beginning with the tests' fixtures. A finding ends the run with how to see it again. What was
# found worth keeping stays in .build/fuzz/corpus for the next time.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

seconds=${1:-30}
targets=("${@:2}")
((${#targets[@]})) || targets=(json line message msgpack yaml zlib bzip2 lzma zstd brotli envelope)

build=.build/fuzz
mkdir -p "$build/modules/CBase64" "$build/findings"
toolchain=$(dirname "$(readlink -f "$(command -v swiftc)")")
sanitizers=(-fsanitize=fuzzer-no-link,address -g -O1)

echo "Building the targets"
objects=()
for source in Sources/CBase64/*.c; do
    object=$build/$(basename "$source" .c).o
    "$toolchain/clang" "${sanitizers[@]}" -I Sources/CBase64/include -c "$source" -o "$object"
    objects+=("$object")
done
for source in Sources/CSimdjson/*.cpp; do
    object=$build/$(basename "$source" .cpp).o
    "$toolchain/clang++" "${sanitizers[@]}" -std=c++17 -DCSJ_FUZZING -I Sources/CSimdjson/include -c "$source" -o "$object"
    objects+=("$object")
done
"$toolchain/clang" -fuse-ld=lld -fsanitize=fuzzer,address -g -O1 -I Sources/CBase64/include -I Sources/CKombuEnvelope/include \
    Fuzz/envelope.c Sources/CKombuEnvelope/*.c Sources/CBase64/*.c -o "$build/fuzz-envelope"
cat >"$build/modules/CBase64/module.modulemap" <<END
module CBase64 { header "$PWD/Sources/CBase64/include/cbase64.h" export * }
END
modules=(-I "$build/modules/CBase64" -I Sources/CSimdjson/include)
for module in CBrotli CBzip2 CLZMA CYAML CZlib CZstd; do modules+=(-I "Sources/$module"); done
# Optimised, but with the checks of a debug build: those of every index among them.
swiftc -use-ld=lld -parse-as-library -sanitize=fuzzer,address -O -assert-config Debug -g -swift-version 6 \
    -module-name CeleryEventsFuzz -package-name evcam "${modules[@]}" $(find Sources/CeleryEvents Fuzz/Targets -name '*.swift') \
    "${objects[@]}" -lstdc++ -lsimdjson -o "$build/fuzz"

# The fixtures as each target wants them.
python3 Fuzz/seeds.py Tests "$build/seeds"

# The backtracer hangs under the fuzzer; leaks are not looked for, Swift keeps metadata until the end.
export SWIFT_BACKTRACE=enable=no ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1
# fuzz TARGET: one target, and what became of it.
fuzz() {
    local target=$1 program=$build/fuzz log=$build/$1.log status=0 runs finding
    export EVCAM_FUZZ_TARGET=$target
    [[ $target != envelope ]] || program=$build/fuzz-envelope
    mkdir -p "$build/corpus/$target"
    "$program" -max_total_time="$seconds" -max_len=16384 -timeout=10 -rss_limit_mb=2048 -detect_leaks=0 \
        -print_final_stats=1 -artifact_prefix="$build/findings/$target-" \
        "$build/corpus/$target" "$build/seeds/$target" >"$log" 2>&1 || status=$?
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    if ((status)); then
        tail -n 40 "$log"
        finding=$(sed -n 's/^.*Test unit written to //p' "$log" | tail -n 1)
        echo "error: $target: a finding: ${finding:-see $log}; to see it again:" >&2
        echo "    SWIFT_BACKTRACE=enable=no ASAN_OPTIONS=detect_leaks=0 EVCAM_FUZZ_TARGET=$target $program $finding" >&2
        return 1
    fi
    echo "$target: ${runs:-no} inputs in $seconds s, no finding"
}

# As many at a time as there are processors.
failed=0
running=0
for target in "${targets[@]}"; do
    if ((running == $(nproc))); then
        wait -n || failed=1
        running=$((running - 1))
    fi
    fuzz "$target" &
    running=$((running + 1))
done
for ((; running > 0; running--)); do wait -n || failed=1; done
exit "$failed"
