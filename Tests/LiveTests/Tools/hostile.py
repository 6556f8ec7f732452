#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Publishes to a cluster's event exchange what no worker would.

    EVCAM_CLUSTER=cluster.json hostile.py

Prints how many messages of each kind it has sent; all of them are lost but the last three kinds.
"""
import json
import os
import pickle
import random
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'Cluster'))
from app import app  # noqa: E402
from celery.events.event import get_exchange  # noqa: E402
from processes import say  # noqa: E402

_JSON = 'application/json'


def messages():
    """Kind, body, content type and encoding of each."""
    chance = random.Random(7)
    for number in range(300):
        yield 'garbage', chance.randbytes(chance.randrange(2000)), _JSON, 'utf-8'
    for number in range(100):
        yield 'pickle', pickle.dumps({'type': 'worker-online', 'hostname': 'evil'}), 'application/x-python-serialize', 'binary'
    for number in range(50):
        yield 'unknown', b'??', 'application/x-nobody-knows', 'binary'
    for bracket in (b'[', b'{"a":'):
        yield 'deep', bracket * 100_000, _JSON, 'utf-8'
        yield 'deep', b'{"type": "task-sent", "uuid": "u", "x": ' + bracket * 5000, _JSON, 'utf-8'
    big = json.dumps({'type': 'task-sent', 'uuid': 'big', 'hostname': 'h', 'timestamp': 1.0, 'args': 'x' * (9 << 20)})
    yield 'big', big.encode(), _JSON, 'utf-8'
    for body in (b'17', b'"text"', b'null', b'[1, 2]', b'', b'{', b'{"type": "task-sent"', b'\xff\xfe{}'):
        yield 'shapes', body, _JSON, 'utf-8'
    # As big as may be: only a limit of the state's bytes keeps these from filling the memory.
    for number in range(60):
        event = {'type': 'task-sent', 'uuid': f'huge-{number}', 'hostname': 'h', 'timestamp': 1.0, 'args': 'y' * 7_900_000}
        yield 'huge', json.dumps(event).encode(), _JSON, 'utf-8'
    for number in range(30_000):
        event = {'type': 'worker-heartbeat', 'hostname': f'n{number}@nowhere', 'timestamp': 1.7e9, 'clock': number, 'pid': 1,
                 'utcoffset': 0, 'freq': 2.0, 'active': 0, 'processed': 0}
        yield 'hosts', json.dumps(event).encode(), _JSON, 'utf-8'
    for number in range(2_000):
        event = {'type': f'type-{number}', 'hostname': 'x' * 500, 'timestamp': -1e300, 'clock': 10 ** 25, f'key{number}': 'y' * 500}
        yield 'types', json.dumps(event).encode(), _JSON, 'utf-8'


def main():
    sent = {}
    with app.connection_for_write() as connection:
        exchange = get_exchange(connection)
        # Workers listen to worker.* themselves, and would be hurt.
        producer = connection.Producer(exchange=exchange)
        for kind, body, content_type, encoding in messages():
            producer.publish(body, routing_key='task.sent', content_type=content_type, content_encoding=encoding,
                             serializer=None, declare=[exchange] if not sent else [], delivery_mode=1)
            sent[kind] = sent.get(kind, 0) + 1
    say(done=True, sent=sent)


if __name__ == '__main__':
    main()
