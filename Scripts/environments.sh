#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Makes the Python environments that the tests run Celery in, those that are missing, side by side below
# .build/celery, and prints the variables that tell the tests of them: eval "$(Scripts/environments.sh)"
#
#   EVCAM_TEST_PYTHON     the Python whose Celery is the oracle for our state
#   EVCAM_TEST_CELERIES   VERSION=PYTHON for each Celery that the test clusters run, oldest first
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

home=$PWD/.build/celery
mkdir -p "$home"

# make VERSION REQUIREMENT...: an environment with these packages; ready when its stamp says the same.
make() {
    local version=$1 folder=$home/$1
    shift
    [[ $(cat "$folder/made-of" 2>/dev/null) != "$*" || ! -x $folder/bin/python ]] || return 0
    rm -rf "$folder"
    python3 -m venv "$folder"
    "$folder/bin/pip" install --quiet --disable-pip-version-check "$@" 2> >(grep -v DEPRECATION >&2)
    if [[ $version == 4.4.7 ]]; then old "$folder"; fi
    "$folder/bin/python" -c 'import sys, celery.apps.worker; sys.exit(celery.__version__ != sys.argv[1])' "$version"
    echo "$*" >"$folder/made-of"
}

# Celery 4.4 is older than Python 3.11: it imports two functions that are gone. Nothing it then does needs them.
old() {
    cat >"$("$1/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/sitecustomize.py" <<'END'
import inspect
for name in ('formatargspec', 'getargspec'):
    if not hasattr(inspect, name):
        setattr(inspect, name, None)
END
}

# Each with the kombu, amqp and redis of its day, except where it takes the newest by itself.
makers=()
make 4.4.7 celery==4.4.7 kombu==4.6.11 'redis<5' 'vine<5' 'importlib_metadata<5' setuptools & makers+=($!)
make 5.6.2 'celery[redis]==5.6.2' 'kombu[redis]==5.6.2' & makers+=($!)
make 5.6.3 'celery[redis]==5.6.3' & makers+=($!)
make 5.7.0 'celery[redis]==5.7.0' & makers+=($!)
for maker in "${makers[@]}"; do wait "$maker"; done

celeries=
for version in 4.4.7 5.6.2 5.7.0; do celeries+="${celeries:+ }$version=$home/$version/bin/python"; done
echo "export EVCAM_TEST_PYTHON=$home/5.6.3/bin/python"
echo "export EVCAM_TEST_CELERIES='$celeries'"
