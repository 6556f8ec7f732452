#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Checks what the compiler does not: which layer may know which, where
# links lead, the length of files, their licence line.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

findings=0
report() {
    echo "error: $*" >&2
    findings=$((findings + 1))
}

# layer FOLDER MODULE...: Swift files below the folder import nothing but these modules. (Texts of programs for others,
# in documentation and templates, may import what they like.)
layer() {
    local folder=$1 file module
    shift
    while read -r file module; do
        [[ " $* " == *" $module "* ]] || report "$file imports $module; $folder may import: $*"
    done < <(grep -rHE --include='*.swift' --exclude-dir='*.docc' --exclude-dir=Templates \
        '^[[:space:]]*((@[A-Za-z_]+(\([^)]*\))?|public|package|internal|fileprivate|private)[[:space:]]+)*import[[:space:]]' \
        "$folder" | sed -E 's/^([^:]+):.*import[[:space:]]+((struct|class|enum|protocol|func|var|let|typealias)[[:space:]]+)?([A-Za-z_0-9]+).*/\1 \4/')
}

layer Sources/CameraKit CameraABI Glibc Musl Synchronization
layer Sources/Threads Glibc
layer Sources/Phrases Glibc
layer Sources/EventSources \
    CBase64 CChecksum CKombuEnvelope COpenSSL CRabbitMQ CZlib Glibc Logging Phrases Synchronization Threads
layer Sources/CeleryEvents CBase64 CBrotli CBzip2 CLZMA CSimdjson CYAML CZlib CZstd Glibc
# Pure: no clock, logger, file or C module.
layer Sources/ClusterState CeleryEvents Synchronization
layer Sources/CameraHost CIsolation CameraABI ClusterState Glibc Logging Synchronization Threads
layer Sources/CameraValidator CameraABI CameraHost CeleryEvents ClusterState Glibc Logging Threads
layer Sources/EvcamRuntime \
    CBase64 CYAML CZlib CameraHost CameraValidator CeleryEvents ClusterState EventSources Glibc Logging Phrases \
    ServiceLifecycle Synchronization Threads
layer Sources/CameraScaffold CameraHost Glibc
layer Sources/Recordings CPostgreSQL CSQLite CZlib Glibc Phrases Synchronization
layer Sources/evcam ArgumentParser CameraScaffold EvcamRuntime Glibc Logging Phrases Recordings Synchronization
for camera in Plugins/*/; do
    name=$(basename "$camera")
    layer "Plugins/$name" CPostgreSQL CSQLite CameraABI CameraKit CProgram CZlib Glibc Synchronization "$name"
done

# only MODULE FOLDER...: nobody but the files below the folder imports the module.
only() {
    local module=$1 file folder allowed
    shift
    while read -r file; do
        allowed=0
        for folder in "$@"; do [[ $file == "$folder"/* ]] && allowed=1; done
        ((allowed)) || report "$file imports $module; only $* may"
    done < <(grep -rlE --include='*.swift' "import[[:space:]]+$module\$" Sources Plugins)
}
only CYAML Sources/EvcamRuntime/Configuration/YAML Sources/CeleryEvents/Serialization
only CRabbitMQ Sources/EventSources/RabbitMQ
only COpenSSL Sources/EventSources/Transport
only CSimdjson Sources/CeleryEvents
only ArgumentParser Sources/evcam
only CSQLite Plugins/SQLiteCamera Sources/Recordings
only CPostgreSQL Plugins/PostgresCamera Sources/Recordings
only CIsolation Sources/CameraHost/Isolation

while IFS=: read -r file line text; do
    report "$file:$line: $text; a camera includes <evcam/camera.h> (access.h, camera.hpp) and nothing else of ours"
done < <(grep -rnE --include='*.c' --include='*.h' --include='*.cpp' \
    '#[[:space:]]*include[[:space:]]+("|<evcam/[^ac]|<csimdjson)' Plugins || true)

while read -r file; do
    lines=$(wc -l <"$file")
    ((lines <= 400)) || report "$file has $lines lines; a file holds one thing, in 50 to 300 lines"
    # SwiftPM wants its tools version on a manifest's first line; readers of a tutorial want its code.
    head -n 3 "$file" | grep -q 'SPDX-License-Identifier: Apache-2.0' || [[ $file == *Package.swift ]] ||
        [[ $file == *.docc/Resources/* ]] ||
        report "$file lacks the line: SPDX-License-Identifier: Apache-2.0"
done < <(git ls-files --cached --others --exclude-standard -- '*.swift' '*.c' '*.h' '*.cpp' '*.hpp' '*.sh' | while read -r f; do
    [[ -e $f ]] && echo "$f"
done)

# Links between our own pages and files.
while IFS=: read -r page link; do
    target=${link%%#*}
    [[ -z $target || -e $(dirname "$page")/$target ]] || report "$page links to $target, which is not there"
done < <(git ls-files --cached --others --exclude-standard -- '*.md' | xargs grep -oHE '\]\([^)]+\)' |
    sed -E 's/^([^:]+):\]\((.*)\)$/\1:\2/' | grep -vE '^[^:]+:[a-z]+://')

((findings == 0)) || {
    echo "$findings findings" >&2
    exit 1
}
echo "Layers, links, lengths and licence lines are fine."
