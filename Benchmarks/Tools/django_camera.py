#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A camera in Python that writes Django's tables as django-celery-monitor's does: object by object, through the ORM.

    django_camera.py tables          makes the tables, as Django makes them, in the database DATABASE_URL
    django_camera.py EVENTS SPLIT    takes a picture after the events of the first SPLIT seconds, and one at the end

Prints `tasks seconds` of each. All event handling stands still for those seconds: Celery holds its state's lock.
"""
import json
import os
import sys
import time
from datetime import datetime, timedelta, timezone

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../Examples/django'))
os.environ['DJANGO_SETTINGS_MODULE'] = 'cluster.settings'
os.environ['DEBUG'] = '0'

import django

django.setup()

from celery import Celery
from celery.events.snapshot import Polaroid
from celery.events.state import State
from celery.utils.time import maybe_iso8601
from django.db import connection, transaction
from django.db.models.functions import Now
from monitor.models import TaskState, WorkerState

WORKER_FREQ = timedelta(seconds=60)
KEPT_IF_UNKNOWN = {'name', 'args', 'kwargs', 'eta'}


def events_of(path):
    """A recording's events, as State takes them."""
    with open(path) as file:
        for line in file:
            message = json.loads(line)
            body = message['body']
            for event in body if isinstance(body, list) else [body]:
                yield {**event, 'local_received': message['received']}


def locked(objects, defaults, **key):
    """The row, created or locked and updated: a savepoint, SELECT FOR UPDATE, INSERT or UPDATE, release."""
    with transaction.atomic():
        found = objects.select_for_update().filter(**key).first()
        if found is None:
            return objects.create(**key, **defaults), True
        for name, value in defaults.items():
            setattr(found, name, value)
        found.save()
        return found, False


class DjangoCamera(Polaroid):
    clear_after = True

    def on_shutter(self, state):
        for worker in state.workers.values():
            self.write_worker(worker)
        for task in state.tasks.values():
            self.write_task(task)

    def write_worker(self, worker):
        heartbeat = worker.heartbeats and datetime.fromtimestamp(worker.heartbeats[-1], timezone.utc) or None
        with transaction.atomic():
            recent = WorkerState.objects.filter(hostname=worker.hostname, last_update__gte=Now() - WORKER_FREQ)
            if recent.exists():
                return recent.get()
            return locked(WorkerState.objects, {'last_heartbeat': heartbeat}, hostname=worker.hostname)[0]

    def write_task(self, task):
        worker = self.write_worker(task.worker) if task.worker and task.worker.hostname else None
        fields = {
            'name': task.name, 'args': task.args, 'kwargs': task.kwargs, 'eta': maybe_iso8601(task.eta),
            'expires': maybe_iso8601(task.expires), 'state': task.state,
            'tstamp': datetime.fromtimestamp(task.timestamp, timezone.utc), 'result': task.result or task.exception,
            'traceback': task.traceback, 'runtime': task.runtime, 'worker': worker,
        }
        fields = {name: value for name, value in fields.items() if value is not None or name not in KEPT_IF_UNKNOWN}
        if not fields.get('name'):
            return
        with transaction.atomic():
            row, is_new = locked(TaskState.objects, fields, task_id=task.uuid)
            if not is_new:
                row.save(update_fields=list(fields))


def picture(state):
    """A shutter, as Polaroid takes it: the tasks in memory, and how long it took."""
    camera = DjangoCamera(state, freq=1e9, app=Celery(set_as_current=False))
    tasks, began = len(state.tasks), time.perf_counter()
    state.freeze_while(camera.on_shutter, state, clear_after=camera.clear_after)
    return tasks, time.perf_counter() - began


def record(path, split):
    state, pictures, first = State(max_tasks_in_memory=1_000_000), [], None
    for event in events_of(path):
        first = first or event['local_received']
        if event['local_received'] - first > split and not pictures:
            pictures.append(picture(state))
        state.event(event)
    pictures.append(picture(state))
    for tasks, seconds in pictures:
        print(tasks, seconds)


if __name__ == '__main__':
    if sys.argv[1] == 'tables':
        with connection.schema_editor() as editor:
            editor.create_model(WorkerState)
            editor.create_model(TaskState)
    else:
        record(sys.argv[1], float(sys.argv[2]))
