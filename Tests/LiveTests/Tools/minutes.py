#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Publishes minutes of a cluster's life in seconds: the recording of a real one over and over, each time with other
tasks, and with the times and clocks that follow.

    EVCAM_CLUSTER=cluster.json minutes.py RECORDING MINUTES

Prints {"minute": N} whenever one has been published, but the last, and waits for a line on standard input then. What it has
published is in the cluster's folder: receiver.ndjson, as a receiver beside would have written it, and truth.json, the
ends of the tasks by Celery's own state.
"""
import gzip
import json
import os
import re
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'Cluster'))
from app import app, folder  # noqa: E402
from celery.events.event import get_exchange  # noqa: E402
from celery.events.state import State  # noqa: E402
from processes import say, write  # noqa: E402

_UUID = re.compile(r'\b([0-9a-f]{8})(-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\b')


def rounds(path, seconds):
    """Routing keys and bodies for at least so many seconds."""
    with gzip.open(path, 'rt', encoding='utf-8') as file:
        recording = [line for line in file]
    times = [json.loads(line)['received'] for line in recording]
    length, now = times[-1] - times[0] + 1.0, time.time()
    number = 0
    while number * length < seconds:
        # Each task's first eight digits change, and so do those of its parents, in the same way.
        mask = number * 0x9E3779B1 & 0xFFFFFFFF
        for line in recording:
            message = json.loads(_UUID.sub(lambda found: f'{int(found[1], 16) ^ mask:08x}{found[2]}', line))
            body = message['body']
            for event in body if isinstance(body, list) else [body]:
                # The last second is now: what is published is not from a future.
                event['timestamp'] += number * length + now - seconds - times[0]
                event['clock'] += number * 2000
            yield message['received'] - times[0] + number * length, message['routing_key'], body
        number += 1


def main():
    seconds, minute, state, written = float(sys.argv[2]) * 60, 0, State(max_tasks_in_memory=10 ** 7), []
    with app.connection_for_write() as connection:
        exchange = get_exchange(connection)
        producer = connection.Producer(exchange=exchange)
        for at, routing_key, body in rounds(sys.argv[1], seconds):
            text = json.dumps(body)
            producer.publish(text, routing_key=routing_key, content_type='application/json', content_encoding='utf-8',
                             serializer=None, declare=[exchange] if not written else [], delivery_mode=1)
            written.append('{"received": %r, "routing_key": %s, "body": %s}\n' % (time.time(), json.dumps(routing_key), text))
            for event in body if isinstance(body, list) else [body]:
                state.event({**event, 'local_received': event['timestamp']})
            if (minute + 1) * 60 <= at and (minute + 1) * 60 < seconds:
                minute += 1
                say(minute=minute)
                sys.stdin.readline()
    truth = {task.uuid: {'name': task.name, 'state': task.state, 'states': [task.state], 'result': task.result,
                         'ended': task.timestamp, 'open': False}
             for task in state.tasks.values()}
    write(os.path.join(folder, 'receiver.ndjson'), ''.join(written))
    write(os.path.join(folder, 'truth.json'), json.dumps(truth))
    say(done=True, tasks=len(truth), messages=len(written))


if __name__ == '__main__':
    main()
