# SPDX-License-Identifier: Apache-2.0
"""The example project's settings, and the tables as the packages' own migrations make them.

Nothing else of django-celery-monitor and djcelery runs with a Django of today.
"""
import sys
import types

from django.apps import AppConfig
from django.db import models

from cluster.settings import *  # noqa: F403
from cluster.settings import CELERY_TABLES, INSTALLED_APPS

if CELERY_TABLES == 'djcelery':
    import djcelery

    # A type of column that djcelery has in other tables.
    djcelery.picklefield = sys.modules['djcelery.picklefield'] = types.ModuleType('djcelery.picklefield')
    djcelery.picklefield.PickledObjectField = models.TextField


class Packaged(AppConfig):
    """The app that the migrations belong to."""

    name = 'packaged'
    label = 'djcelery' if CELERY_TABLES == 'djcelery' else 'celery_monitor'
    path = '/'


sys.modules['packaged'] = types.ModuleType('packaged')
sys.modules['packaged'].Packaged = Packaged
INSTALLED_APPS = [*INSTALLED_APPS, 'packaged.Packaged']
MIGRATION_MODULES = {
    Packaged.label: 'djcelery.migrations' if CELERY_TABLES == 'djcelery' else 'django_celery_monitor.migrations',
}
