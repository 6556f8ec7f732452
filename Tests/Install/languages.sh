#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What an author does, in each language, on an installed evcam: Tests/Install/languages.sh PREFIX FOLDER
# new, build, inspect, the validator (for `exec` the project's own test), a line in a YAML; then the bundled recording,
# by all of them at once.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/check.sh"
prefix=$1
mkdir -p "$2/home/.local/lib/evcam/cameras"
cd "$2"
run() { user "$prefix" "$PWD/home" "$@"; }

validator=0
if [[ $(run evcam camera --help) == *$'\n  test '* ]]; then validator=1; fi
languages=(c cpp exec)
if command -v swift >/dev/null; then languages+=(swift); else echo "note: no Swift here, so no camera in Swift"; fi

cat >config.yaml <<YAML
replay: {file: $prefix/share/evcam/recording.ndjson.gz, speed: max}
deterministic: true
cameras:
  - {name: reference, camera: jsonl, tasks: {states: [FAILURE]}, options: {path: reference.jsonl}}
YAML
for language in "${languages[@]}"; do
    id=failed-$language
    run evcam camera new "$id" --language "$language" >/dev/null
    library=
    case $language in
    c | cpp)
        run make -s -C "$id"
        library=$id/libevcam-camera-$id.so
        ;;
    swift)
        grep -qF "\"$prefix/share/evcam/sdk\"" "$id/Package.swift" || fail "$id takes CameraKit from elsewhere"
        run swift build --quiet -c release --package-path "$id"
        library=$id/.build/release/libevcam-camera-$id.so
        ;;
    exec) run "$id/test.sh" ;;
    esac
    if [[ -n $library ]]; then
        says 'its versions fit this host' 0 run evcam camera inspect "$library"
        if ((validator)); then
            run evcam camera test --quiet "$library" || fail "the validator finds fault with $library"
        fi
        cp "$library" home/.local/lib/evcam/cameras/
        echo "  - {name: $language, camera: $id, options: {path: $language.txt}}" >>config.yaml
        echo "  - {name: $language-apart, camera: $id, isolation: process, options: {path: $language-apart.txt}}" \
            >>config.yaml
    else
        echo "  - {name: $language, camera: exec, options: {command: [python3, $id/$id.py, $language.txt], directory: .}}" \
            >>config.yaml
    fi
done
((validator)) || echo "note: this evcam has no validator yet"

# Where each library comes from is in the loader's own words.
run env LD_DEBUG=files LD_DEBUG_OUTPUT="$PWD/loader" \
    evcam record -c config.yaml --loglevel WARNING
swift_libraries=$(sed -nE 's/.*calling init: (.*libswift[^/]*\.so)$/\1/p' loader.* | sort -u)
[[ -n $swift_libraries ]] || fail "the loader has not told which libraries of Swift were loaded"
! grep -vE "^$prefix/(lib/evcam|bin/\.\./lib/evcam)/" <<<"$swift_libraries" || fail "these are not the installation's"
rm -f loader.*

# What has failed, by the recording itself: not by evcam.
gzip -dc "$prefix/share/evcam/recording.ndjson.gz" | python3 -c '
import json, sys
failed = set()
for line in sys.stdin:
    body = json.loads(line)["body"]
    for event in body if isinstance(body, list) else [body]:
        if event["type"] == "task-failed":
            failed.add(event["uuid"])
print("\n".join(sorted(failed)))' >expected.txt
[[ $(wc -l <expected.txt) -gt 1 ]] || fail "no task of the recording has failed"
python3 -c '
import json, sys
print("\n".join(sorted({r["uuid"] for r in map(json.loads, open("reference.jsonl")) if r.get("kind") == "task"})))' >reference.txt
cmp expected.txt reference.txt || fail "the jsonl camera recorded other failures than the recording has"
for file in c.txt cpp.txt exec.txt swift.txt c-apart.txt cpp-apart.txt swift-apart.txt; do
    [[ -e $file || $file == swift* && ! " ${languages[*]} " == *" swift "* ]] || fail "$file was not recorded"
    [[ -e $file ]] || continue
    cut -d ' ' -f 1 "$file" | sort -u | cmp - expected.txt || fail "$file has other failures than the recording"
done
echo "cameras in ${languages[*]}: each recorded the $(wc -l <expected.txt) failures of the bundled recording"
