#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs a release build outside of the sources and tries it there: Tests/Install/test.sh [--no-build]
# Then the same tree on a Debian that has no Swift, where one can be made.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source Tests/Install/check.sh

folder=$(mktemp -d -t evcam-install-XXXXXX)
trap 'rm -rf "$folder"' EXIT
prefix=$folder/prefix

Scripts/install.sh --prefix "$prefix" "$@"
echo "-- the tree"
Tests/Install/tree.sh "$prefix" "$folder"
echo "-- a camera in each language"
Tests/Install/languages.sh "$prefix" "$folder/languages"
echo "-- a Debian without Swift"
Scripts/debian-test.sh "$prefix" "$folder/languages"
echo "-- what is refused, and what goes again"
Tests/Install/refusals.sh "$prefix" "$folder"
