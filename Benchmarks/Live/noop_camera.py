# SPDX-License-Identifier: Apache-2.0
"""Celery's side of the benchmark: a camera that does nothing but say, once a second, how many events there were.

    EVENTS_FILE=/tmp/count celery -b URL events -c noop_camera.NoopCamera
"""
import os

from celery.events.snapshot import Polaroid


class NoopCamera(Polaroid):
    def on_shutter(self, state):
        with open(os.environ['EVENTS_FILE'], 'w') as output:
            output.write(str(state.event_count))
