#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Ends with 69 and says so if there is no Swift here that evcam can be built with.
set -euo pipefail

version=$(swift --version 2>/dev/null | sed -nE 's/.*Swift version ([0-9]+\.[0-9]+).*/\1/p' | head -n 1 || true)
if [[ $(printf '%s\n' 6.3 "${version:-0}" | sort -V | head -n 1) != 6.3 ]]; then
    echo "error: evcam is built with Swift 6.3 or later, but here is ${version:-none}: https://www.swift.org/install/linux/" >&2
    exit 69
fi
