# SPDX-License-Identifier: Apache-2.0
"""Looks at a recording by evcam as Django does: through the ORM, and through the admin of Examples/django.

    RECORDING=SNAPSHOT python check_admin.py

SNAPSHOT is what `evcam snapshot` says of the same recording. The rows of orm_rows.py were there before.
"""
import logging
import os
import re
import unittest
from collections import Counter
from datetime import timedelta

import django

django.setup()

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.dateparse import parse_datetime
from monitor.models import TaskState, WorkerState

import orm_rows

settings.ALLOWED_HOSTS = ['testserver']
logging.disable()
recording = orm_rows.Recording(os.environ['RECORDING'])
TASKS, WORKERS = '/admin/monitor/taskstate/', '/admin/monitor/workerstate/'
LEFT = [orm_rows.task_id(state, days) for state, days, stays in orm_rows.AGES if stays]


class Rows(unittest.TestCase):
    """What the ORM reads."""

    maxDiff = None

    def test_each_task_has_its_row(self):
        found = {
            row.task_id: row
            for row in TaskState.objects.select_related('worker').exclude(task_id__in=LEFT)
        }
        self.assertEqual(set(found), set(recording.tasks))
        for uuid, task in recording.tasks.items():
            if task is recording.ahead:
                continue
            row = found[uuid]
            with self.subTest(task=uuid, state=task['state']):
                expected = {
                    'state': task['state'], 'name': task['name'], 'args': task['args'], 'kwargs': task['kwargs'],
                    'result': task['result'] or task['exception'], 'traceback': task['traceback'],
                    'runtime': task['runtime'], 'retries': task['retries'] or 0, 'hidden': False,
                    'worker': task['worker'], 'tstamp': orm_rows.moment(task['timestamp']),
                    'eta': task['eta'] and parse_datetime(task['eta']),
                    'expires': task['expires'] and parse_datetime(task['expires']),
                }
                read = {name: getattr(row, name) for name in expected if name != 'worker'}
                read['worker'] = row.worker and row.worker.hostname
                if task is recording.behind and expected['worker'] is None:
                    read['worker'] = None
                self.assertEqual(read, expected)

    def test_times_are_aware_and_have_microseconds(self):
        times = list(TaskState.objects.values_list('tstamp', flat=True))
        self.assertTrue(all(time.utcoffset() == timedelta(0) for time in times))
        self.assertGreater(len({time.microsecond for time in times}), len(recording.tasks) * 0.9)

    def test_workers(self):
        found = {row.hostname: row.last_heartbeat for row in WorkerState.objects.exclude(hostname=orm_rows.WORKER)}
        self.assertEqual(set(found), set(recording.workers))
        for hostname, worker in recording.workers.items():
            newest = orm_rows.moment(max(worker['heartbeats']))
            self.assertLessEqual(found[hostname], newest)
            self.assertGreater(found[hostname], newest - timedelta(seconds=60))

    def test_a_row_that_knows_more_keeps_it(self):
        row = TaskState.objects.get(task_id=recording.ahead['uuid'])
        self.assertEqual((row.state, row.result), ('SUCCESS', "'by the ORM'"))
        self.assertEqual(row.tstamp, orm_rows.moment(recording.end + 5))
        self.assertEqual(row.args, recording.ahead['args'])

    def test_old_rows_are_gone(self):
        left = TaskState.objects.filter(name='orm.task').values_list('task_id', flat=True)
        self.assertEqual(set(left), set(LEFT))

    def test_no_migration_is_wanted(self):
        call_command('makemigrations', '--check', '--dry-run', verbosity=0)

    def test_the_orm_can_go_on_writing(self):
        worker = WorkerState.objects.create(hostname='later@django')
        task = TaskState.objects.create(task_id='later', state='PENDING', tstamp=orm_rows.moment(1), worker=worker)
        task.refresh_from_db()
        self.assertEqual((task.retries, task.hidden, task.worker_id), (0, False, worker.pk))
        worker.delete()
        self.assertFalse(TaskState.objects.filter(task_id='later').exists())


class Admin(unittest.TestCase):
    """What the pages show."""

    @classmethod
    def setUpClass(cls):
        user, _ = User.objects.get_or_create(username='admin', defaults={'is_staff': True, 'is_superuser': True})
        cls.client = Client()
        cls.client.force_login(user)

    def page(self, path, **query):
        answer = self.client.get(path, query)
        self.assertEqual(answer.status_code, 200, f'{path} {query}')
        return answer.content.decode()

    def count(self, **query):
        """How many tasks a list says it has."""
        pages = re.search(r'class="paginator".*?</(?:p|nav)>', self.page(TASKS, **query), re.S)[0]
        return int(re.search(r'(\d+) tasks?\b', pages)[1])

    def test_counts_by_state_worker_and_name(self):
        tasks = [
            ('SUCCESS' if task is recording.ahead else task['state'], task['worker'], task['name'])
            for task in recording.tasks.values() if task is not recording.ahead
        ]
        tasks.append(('SUCCESS', TaskState.objects.get(task_id=recording.ahead['uuid']).worker.hostname,
                      TaskState.objects.get(task_id=recording.ahead['uuid']).name))
        tasks += [(state, orm_rows.WORKER, 'orm.task') for state, _, stays in orm_rows.AGES if stays]
        self.assertEqual(self.count(), len(tasks))
        for state, number in Counter(task[0] for task in tasks).items():
            self.assertEqual(self.count(state=state), number, state)
        for hostname, number in Counter(task[1] for task in tasks if task[1]).items():
            self.assertEqual(self.count(worker=WorkerState.objects.get(hostname=hostname).pk), number, hostname)
        for name, number in Counter(task[2] for task in tasks).items():
            self.assertEqual(self.count(name=name), number, name)

    def test_filters_offer_what_is_there(self):
        page = self.page(TASKS)
        for state in {task['state'] for task in recording.tasks.values()} - {'STARTED'}:
            self.assertIn(f'?state={state}"', page)
        for hostname in recording.workers:
            self.assertIn(f'>{hostname}</a>', page)

    def test_times(self):
        end = orm_rows.moment(recording.end)
        day = {'tstamp__year': end.year, 'tstamp__month': end.month, 'tstamp__day': end.day}
        number = TaskState.objects.filter(tstamp__gte=end.replace(hour=0, minute=0, second=0, microsecond=0)).count()
        self.assertEqual(self.count(**day), number)
        days = re.findall(r'tstamp__day=(\d+)', self.page(TASKS, tstamp__year=end.year, tstamp__month=end.month))
        expected = sorted({time.day for time in TaskState.objects.values_list('tstamp', flat=True)})
        self.assertEqual([int(day) for day in days], expected)

    def test_search(self):
        task = recording.behind
        self.assertEqual(self.count(q=task['uuid']), 1)
        self.assertIn(task['uuid'], self.page(TASKS, q=task['uuid']))
        self.assertEqual(self.count(q='no such task'), 0)
        named = sum(task['name'] in other['name'] for other in recording.tasks.values() if other is not recording.ahead)
        self.assertGreaterEqual(self.count(q=task['name']), named)

    def test_a_list_asks_few_questions(self):
        self.page(TASKS)
        with CaptureQueriesContext(connection) as asked:
            self.page(TASKS)
        self.assertLess(len(asked), 20)

    def test_every_tasks_page(self):
        for row in TaskState.objects.order_by('state', 'pk')[::7]:
            page = self.page(f'{TASKS}{row.pk}/change/')
            self.assertIn(row.task_id, page)
            self.assertIn(row.state, page)
            self.assertNotIn('<input type="submit"', page)

    def test_workers(self):
        page = self.page(WORKERS)
        for row in WorkerState.objects.all():
            self.assertIn(row.hostname, page)
            self.assertIn(row.hostname, self.page(f'{WORKERS}{row.pk}/change/'))
        online = WorkerState.objects.filter(last_heartbeat__gte=WorkerState.deadline())
        self.assertEqual(page.count('celery-worker online'), online.count())
        self.assertEqual(self.page(WORKERS, status='offline').count('celery-worker offline'),
                         WorkerState.objects.count() - online.count())

    def test_nobody_changes_anything(self):
        row = TaskState.objects.first()
        for path in (f'{TASKS}add/', f'{TASKS}{row.pk}/delete/', f'{WORKERS}add/'):
            self.assertEqual(self.client.post(path).status_code, 403, path)
        self.assertEqual(self.client.post(f'{TASKS}{row.pk}/change/', {'state': 'SUCCESS'}).status_code, 403)
        self.assertEqual(Client().get(TASKS).status_code, 302)


if __name__ == '__main__':
    unittest.main()
