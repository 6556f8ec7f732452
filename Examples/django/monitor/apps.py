# SPDX-License-Identifier: Apache-2.0
from django.apps import AppConfig


class MonitorConfig(AppConfig):
    name = 'monitor'
    verbose_name = 'Celery'
    default_auto_field = 'django.db.models.BigAutoField'
