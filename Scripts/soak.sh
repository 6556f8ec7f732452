#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The long runs, for nights and releases: evcam killed under load, every check of a camera against every fault, and a
# long time for each fuzz target.
#
#   KILLS          how many kills (100)
#   FUZZ_SECONDS   seconds for each fuzz target (600); 0: none
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

kills=${KILLS:-100}
seconds=${FUZZ_SECONDS:-600}
environments=$(Scripts/environments.sh)
eval "$environments"

echo "== $kills kills"
EVCAM_KILLS=$kills swift test --filter LiveTests.KillTests
echo "== $(((kills + 1) / 2)) kills beside a database"
EVCAM_KILLS=$(((kills + 1) / 2)) swift test --filter DatabaseTests.SQLiteKillTests
echo "== Every check of a camera against every fault"
EVCAM_THOROUGH=1 swift test --filter CameraValidatorTests
if ((seconds)); then
    echo "== Fuzzing, $seconds s each"
    Scripts/fuzz.sh "$seconds"
fi
