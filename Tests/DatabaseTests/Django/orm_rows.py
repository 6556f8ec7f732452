# SPDX-License-Identifier: Apache-2.0
"""Rows that Django's ORM writes into the tables before evcam comes to them, and what is to become of them.

    python orm_rows.py SNAPSHOT
"""
import json
import sys
from datetime import datetime, timezone
from uuid import uuid5, NAMESPACE_DNS

WORKER = 'orm@django'
# State, days before the recording's end, and whether cleanups leave it: {success: 1d, error: 3d, pending: 5d}.
AGES = [
    ('SUCCESS', 0.5, True), ('SUCCESS', 2, False),
    ('FAILURE', 2, True), ('FAILURE', 4, False), ('REVOKED', 4, False), ('RETRY', 4, False),
    ('PENDING', 4, True), ('PENDING', 6, False), ('RECEIVED', 4, True), ('STARTED', 6, False),
]


def task_id(state, days):
    return str(uuid5(NAMESPACE_DNS, f'{state}-{days}'))


def moment(seconds):
    """UNIX seconds as the packages' cameras make them a time."""
    return seconds and datetime.fromtimestamp(seconds, timezone.utc)


class Recording:
    """What `evcam snapshot` says of the recording, and two tasks of it that the ORM has rows of before."""

    def __init__(self, path):
        with open(path) as file:
            # Databases take no NUL, so evcam leaves it out.
            snapshot = json.loads(file.read().replace('\\u0000', ''))
        self.tasks = {task['uuid']: task for task in snapshot['tasks']}
        self.workers = {worker['hostname']: worker for worker in snapshot['workers']}
        self.end = max(task['timestamp'] for task in self.tasks.values())
        first = {}
        for task in self.tasks.values():
            first.setdefault(task['state'], task)
        # One whose row knows less than the recording, and one whose row knows more.
        self.behind, self.ahead = first['SUCCESS'], first['STARTED']


def write(recording):
    from monitor.models import TaskState, WorkerState

    worker, _ = WorkerState.objects.get_or_create(hostname=WORKER, defaults={'last_heartbeat': moment(recording.end)})
    WorkerState.objects.get_or_create(hostname=min(recording.workers))
    for state, days, _ in AGES:
        TaskState.objects.create(
            task_id=task_id(state, days), state=state, name='orm.task', tstamp=moment(recording.end - 86400 * days),
            worker=worker, args='(1,)', runtime=0.5)
    for task, state in ((recording.behind, 'RECEIVED'), (recording.ahead, 'SUCCESS')):
        TaskState.objects.update_or_create(
            task_id=task['uuid'],
            defaults={
                'state': state, 'name': 'orm.known', 'worker': worker, 'result': "'by the ORM'",
                'tstamp': moment(recording.end + 5) if state == 'SUCCESS' else moment(task['timestamp'] - 5),
            })


if __name__ == '__main__':
    import django

    django.setup()
    write(Recording(sys.argv[1]))
