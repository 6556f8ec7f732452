#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the publishers' files from a recording: for each message the lengths of key and bytes, then both.

    prepare.py RECORDING redis|rabbitmq OUTPUT [--batch 24] [--count N]

For Redis a message is kombu's envelope and the key its channel; for RabbitMQ it is the body and the routing key.
With --batch, so many events go into one message, as workers send them (task.multi).
"""
import argparse
import base64
import gzip
import json
import struct
import uuid


def lines(path):
    with (gzip.open if path.endswith('.gz') else open)(path, 'rb') as recording:
        for line in recording:
            yield json.loads(line)


def batches(path, size):
    """Routing key, sender and body of each message."""
    if size == 1:
        for line in lines(path):
            body = line['body']
            first = body[0] if isinstance(body, list) else body
            yield line['routing_key'], first['hostname'] if first else 'bench@host', body
        return
    waiting = []
    for line in lines(path):
        body = line['body']
        waiting += body if isinstance(body, list) else [body]
        while len(waiting) >= size:
            yield 'task.multi', waiting[0]['hostname'], waiting[:size]
            del waiting[:size]


def envelope(key, sender, body):
    return json.dumps({
        'body': base64.b64encode(body).decode(), 'content-encoding': 'utf-8', 'content-type': 'application/json',
        'headers': {'hostname': sender},
        'properties': {
            'delivery_mode': 1, 'delivery_info': {'exchange': 'celeryev', 'routing_key': key}, 'priority': 0,
            'body_encoding': 'base64', 'delivery_tag': str(uuid.uuid4())}}).encode()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('recording')
    parser.add_argument('broker', choices=['redis', 'rabbitmq'])
    parser.add_argument('output')
    parser.add_argument('--batch', type=int, default=1)
    parser.add_argument('--count', type=int, default=200_000)
    options = parser.parse_args()
    with open(options.output, 'wb') as output:
        for number, (key, sender, body) in enumerate(batches(options.recording, options.batch)):
            if number == options.count:
                break
            data = json.dumps(body).encode()
            if options.broker == 'redis':
                data, key = envelope(key, sender, data), f'/0.celeryev/{key}'
            output.write(struct.pack('<II', len(key.encode()), len(data)) + key.encode() + data)


if __name__ == '__main__':
    main()
