#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# evcam beside `celery events -c` on a real Redis and a real RabbitMQ; prints a table with ratios. --quick: a
# quarter of the messages; --broker redis|rabbitmq: only that one; --burst: a million messages at once into Redis;
# --sustained: Redis at fixed rates.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

Scripts/packages.sh $(cat Scripts/packages.txt) rabbitmq-server redis-server >&2
for product in evcam evcam-camera-minimal; do swift build -c release --product "$product" >&2; done

venv=.build/live-venv
if ! "$venv/bin/python" -c 'import celery, redis; assert celery.__version__ == "5.6.3"' 2>/dev/null; then
    rm -rf "$venv"
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check 'celery[redis]==5.6.3'
fi

data=.build/benchmarks
mkdir -p "$data"
cc -O2 -Wall -Wextra -o "$data/publish_redis" Benchmarks/Live/publish_redis.c
cc -O2 -Wall -Wextra -o "$data/publish_rabbitmq" Benchmarks/Live/publish_rabbitmq.c -lrabbitmq
events=$data/events-live.ndjson
[[ -e $events ]] || {
    echo "Making $events" >&2
    python3 Tests/IntegrationTests/Tools/make_events.py -n 600000 --args-size 132 --kwargs-size 66 --result-size 80 \
        --workers 50 --types 40 -o "$events.part"
    mv "$events.part" "$events"
}
for broker in redis rabbitmq; do
    for batch in 1 24; do
        messages=$data/$broker-$batch.messages
        [[ -e $messages ]] || {
            python3 Benchmarks/Live/prepare.py "$events" "$broker" "$messages.part" --batch "$batch" \
                --count $((batch == 1 ? 400000 : 25000))
            mv "$messages.part" "$messages"
        }
    done
done
# evcam finds Swift's libraries there, unless they are installed.
LD_LIBRARY_PATH="$(dirname "$(dirname "$(readlink -f "$(command -v swift)")")")/lib/swift/linux${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" \
    exec "$venv/bin/python" Benchmarks/Live/live.py "$(swift build -c release --show-bin-path)/evcam" "$data" "$@"
