#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Makes the Python environments that the tests run Celery and Django in, those that are missing, side by side below
# .build/celery and .build/django, and prints the variables that tell the tests of them:
#
#     eval "$(Scripts/environments.sh)"
#
#   EVCAM_TEST_PYTHON     the Python whose Celery is the oracle for our state
#   EVCAM_TEST_CELERIES   VERSION=PYTHON for each Celery that the test clusters run, oldest first
#   EVCAM_TEST_DJANGOS    VERSION=PYTHON for each Django that reads recordings, oldest first
#
# With the word `django` only the newest Django, and its variable alone.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

home=$PWD/.build
mkdir -p "$home/celery" "$home/django"

# make KIND VERSION REQUIREMENT...: an environment with these packages; ready when its stamp says the same.
make() {
    local kind=$1 version=$2 folder=$home/$1/$2
    shift 2
    [[ $(cat "$folder/made-of" 2>/dev/null) != "$*" || ! -x $folder/bin/python ]] || return 0
    rm -rf "$folder"
    python3 -m venv "$folder"
    add "$folder" "$@"
    if [[ $kind == django ]]; then packages "$folder"; fi
    if [[ $version == 4.4.7 ]]; then old "$folder"; fi
    "$folder/bin/python" -c "import celery.apps.worker, $kind as it; raise SystemExit(it.__version__[:len('$version')] != '$version')"
    echo "$*" >"$folder/made-of"
}

add() { "$1/bin/pip" install --quiet --disable-pip-version-check "${@:2}" 2> >(grep -v DEPRECATION >&2); }

# The packages whose tables evcam writes, for their migrations. What they depend on, no Django of today can live with.
packages() { add "$1" --no-deps django-celery-monitor==1.1.2 django-celery==3.3.1; }

# Celery 4.4 is older than Python 3.11: it imports two functions that are gone. Nothing it then does needs them.
old() {
    cat >"$("$1/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/sitecustomize.py" <<'END'
import inspect
for name in ('formatargspec', 'getargspec'):
    if not hasattr(inspect, name):
        setattr(inspect, name, None)
END
}

newest_django() { make django 5.2 'django~=5.2.0' 'psycopg[binary]' celery==5.6.3; }
if [[ ${1:-} == django ]]; then
    newest_django
    echo "export EVCAM_TEST_DJANGOS=5.2=$home/django/5.2/bin/python"
    exit
fi

# Each Celery with the kombu, amqp and redis of its day, except where it takes the newest by itself.
makers=()
make celery 4.4.7 celery==4.4.7 kombu==4.6.11 'redis<5' 'vine<5' 'importlib_metadata<5' setuptools & makers+=($!)
make celery 5.6.2 'celery[redis]==5.6.2' 'kombu[redis]==5.6.2' & makers+=($!)
make celery 5.6.3 'celery[redis]==5.6.3' & makers+=($!)
make celery 5.7.0 'celery[redis]==5.7.0' & makers+=($!)
make django 4.2 'django~=4.2.0' 'psycopg[binary]' celery==5.6.3 & makers+=($!)
newest_django & makers+=($!)
for maker in "${makers[@]}"; do wait "$maker"; done

celeries=
for version in 4.4.7 5.6.2 5.7.0; do celeries+="${celeries:+ }$version=$home/celery/$version/bin/python"; done
echo "export EVCAM_TEST_PYTHON=$home/celery/5.6.3/bin/python"
echo "export EVCAM_TEST_CELERIES='$celeries'"
echo "export EVCAM_TEST_DJANGOS='4.2=$home/django/4.2/bin/python 5.2=$home/django/5.2/bin/python'"
