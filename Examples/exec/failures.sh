#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A camera in shell and jq: appends a line for each failed task to the file named by its first argument.
#
# It runs as `camera: exec`. jq picks out what matters; the loop writes it down, and answers `ok` or `retry` at each
# snapshot's end.
file=$1
retry=
jq --unbuffered --raw-input --raw-output '
    fromjson
    | if .kind == "end" then "end"
      elif .kind == "task" and .state == "FAILURE" then
          "failed \(.failed // .timestamp | floor | todate) \(.name) \(.uuid) \(.exception | @json)"
      else empty end' |
    while read -r kind line; do
        case $kind in
            failed) printf '%s\n' "$line" >>"$file" || retry="cannot write to $file" ;;
            end)
                echo "${retry:+retry }${retry:-ok}"
                retry=
                ;;
        esac
    done
