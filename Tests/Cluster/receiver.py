#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Celery's own EventReceiver beside evcam: writes every event message, as it came, in the recording format.

    EVCAM_CLUSTER=cluster.json receiver.py OUTPUT

Prints {"ready": true} once an event that it sent itself came back (kombu subscribes on Redis later than it says),
then runs until its standard input ends, and prints how many messages it wrote.
"""
import json
import os
import sys
import threading
import time

from app import app
from celery.events import EventReceiver
from processes import say


class Recorder(EventReceiver):
    """Writes instead of decoding; kombu's consumer hands us the message as well as what it made of it."""

    def __init__(self, output, **options):
        super().__init__(**options)
        self.output = output
        self.count = 0
        self.ready = False
        self.probed = 0.0

    def _receive(self, body, message, **_):
        raw = message.body
        if isinstance(raw, (bytes, memoryview)):
            raw = bytes(raw).decode('utf-8')
        routing_key = message.delivery_info.get('routing_key')
        if not self.ready and routing_key == 'receiver.probe':
            self.ready = True
            say(ready=True)
        self.output.write('{"received": %r, "routing_key": %s, "body": %s}\n'
                          % (time.time(), json.dumps(routing_key), raw))
        self.output.flush()
        self.count += 1

    def on_iteration(self):
        if not self.ready and time.monotonic() - self.probed > 0.2:
            self.probed = time.monotonic()
            with app.connection_for_write() as connection, app.events.Dispatcher(
                    connection, hostname='receiver@beside') as dispatcher:
                dispatcher.send('receiver-probe')


def main():
    stopped = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), stopped.set()), daemon=True).start()
    count = 0
    with open(sys.argv[1], 'w', encoding='utf-8') as output:
        while not stopped.is_set():
            receiver = None
            try:
                with app.connection_for_read() as connection:
                    receiver = Recorder(output, channel=connection, routing_key='#', app=app)
                    # Nobody sets the mixin's flag but us: it is looked at between two polls.
                    threading.Thread(target=lambda it=receiver: (stopped.wait(), setattr(it, 'should_stop', True)),
                                     daemon=True).start()
                    for _ in receiver.consume(limit=None, timeout=None, safety_interval=0.2, wakeup=True):
                        pass
            except app.connection_for_read().connection_errors as error:
                say(lost=str(error))
                stopped.wait(0.2)
            finally:
                count += receiver.count if receiver else 0
    say(messages=count)
    # kombu's threads and sockets are nobody's business any more.
    os._exit(0)


if __name__ == '__main__':
    main()
