#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The long runs, for nights and releases: 100 kills of evcam under load, and ten minutes of each fuzz target.
#
#   EVCAM_KILLS     how many kills (100)
#   EVCAM_FUZZ      seconds for each fuzz target (600)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

environments=$(Scripts/environments.sh)
eval "$environments"

export EVCAM_KILLS=${EVCAM_KILLS:-100}
echo "== $EVCAM_KILLS kills"
swift test --filter LiveTests.KillTests
echo "== The long tests of live clusters"
EVCAM_THOROUGH=1 EVCAM_KILLS=5 swift test --filter LiveTests
echo "== Every check of a camera against every fault"
EVCAM_THOROUGH=1 swift test --filter CameraValidatorTests

if [[ -x Scripts/fuzz.sh ]]; then
    echo "== Fuzzing, ${EVCAM_FUZZ:-600} s each"
    Scripts/fuzz.sh "${EVCAM_FUZZ:-600}"
fi
