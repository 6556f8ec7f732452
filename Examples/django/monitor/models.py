# SPDX-License-Identifier: Apache-2.0
"""The tables of django-celery-monitor and djcelery, as evcam writes them. Django reads them and makes none of them."""
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.utils import timezone

from .queries import TaskQuerySet

PREFIXES = {'django-celery-monitor': 'celery_monitor', 'djcelery': 'djcelery'}
TABLES = getattr(settings, 'CELERY_TABLES', 'django-celery-monitor')
if TABLES not in PREFIXES:
    raise ImproperlyConfigured(f'CELERY_TABLES is {" or ".join(PREFIXES)}, not {TABLES!r}')


class WorkerState(models.Model):
    """A node name that has sent an event."""

    hostname = models.CharField(max_length=255, unique=True)
    last_heartbeat = models.DateTimeField(null=True, db_index=True)
    # djcelery's table has no such column.
    if TABLES == 'django-celery-monitor':
        last_update = models.DateTimeField(auto_now=True)

    class Meta:
        managed = False
        db_table = f'{PREFIXES[TABLES]}_workerstate'
        verbose_name = 'worker'
        ordering = ['-last_heartbeat']
        get_latest_by = 'last_heartbeat'

    def __str__(self):
        return self.hostname

    @staticmethod
    def deadline():
        """Whose last heartbeat is before this time is offline."""
        return timezone.now() - timedelta(seconds=getattr(settings, 'CELERY_WORKER_TIMEOUT', 120))

    def is_online(self):
        return self.last_heartbeat is not None and self.last_heartbeat >= self.deadline()


class TaskState(models.Model):
    """A task as its last event left it."""

    state = models.CharField(max_length=64, db_index=True)
    task_id = models.CharField('UUID', max_length=36, unique=True)
    name = models.CharField(max_length=200, null=True, db_index=True)
    tstamp = models.DateTimeField('last event', db_index=True)
    args = models.TextField(null=True)
    kwargs = models.TextField(null=True)
    eta = models.DateTimeField('ETA', null=True)
    expires = models.DateTimeField(null=True)
    result = models.TextField(null=True)
    traceback = models.TextField(null=True)
    runtime = models.FloatField(null=True)
    retries = models.IntegerField(default=0)
    worker = models.ForeignKey(WorkerState, null=True, on_delete=models.CASCADE)
    hidden = models.BooleanField(default=False, db_index=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = f'{PREFIXES[TABLES]}_taskstate'
        verbose_name = 'task'
        ordering = ['-tstamp']
        get_latest_by = 'tstamp'

    def __str__(self):
        return f'{self.name or "a task without a name"} {self.task_id}'
