#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What `celery events --dump` prints for a recording: its events through Celery's own receiver and Dumper.

    celery_dump.py recording.ndjson[.gz] OUTPUT

The time of receipt is the recorded one. Timestamps are not localised: they are UTC already, and evcam leaves them.
An event on which Celery raises is left out, where `celery events` would stop.
"""
import gzip
import sys
from types import SimpleNamespace

from celery.events.dumper import Dumper
from celery.events.receiver import EventReceiver
from kombu.clocks import LamportClock
from kombu.utils import json

recording, output = sys.argv[1:]
clock = LamportClock(0)
receiver = SimpleNamespace(clock=clock, adjust_clock=clock.adjust, forward_clock=clock.forward)
with open(output, 'w', encoding='utf-8') as out:
    dumper = Dumper(out=out)
    dumper.say('-> evdump: starting capture...')
    opened = gzip.open if recording.endswith('.gz') else open
    with opened(recording, 'rt', encoding='utf-8') as lines:
        for line in lines:
            message = json.loads(line)
            body, received = message['body'], message['received']
            for event in body if isinstance(body, list) else [body]:
                try:
                    _, event = EventReceiver.event_from_message(receiver, event, localize=False, now=lambda: received)
                    dumper.on_event(event)
                except (KeyError, TypeError, ValueError, AttributeError) as error:
                    print(f'left out: {error!r}', file=sys.stderr)
