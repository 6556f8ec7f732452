# SPDX-License-Identifier: Apache-2.0
"""A project with nothing but Django's admin and the app `monitor`. Two variables of the environment configure it:

DATABASE_URL    sqlite:///db.sqlite3 (the default), or postgresql://USER:PASSWORD@HOST/NAME
CELERY_TABLES   whose tables evcam writes: django-celery-monitor (the default), or djcelery
"""
import os
from pathlib import Path

from .database import database

HERE = Path(__file__).resolve().parent.parent

# For a try on your own machine. What others can reach has a secret of its own, and no DEBUG.
SECRET_KEY = os.environ.get('SECRET_KEY', 'known to everybody who has read the example')
DEBUG = os.environ.get('DEBUG', '1') == '1'
ALLOWED_HOSTS = os.environ.get('ALLOWED_HOSTS', 'localhost,127.0.0.1').split(',')

DATABASES = {'default': database(os.environ.get('DATABASE_URL', f'sqlite:///{HERE}/db.sqlite3'))}
CELERY_TABLES = os.environ.get('CELERY_TABLES', 'django-celery-monitor')
# A worker is online until it has sent no heartbeat for so many seconds. evcam writes one at most every half minute.
CELERY_WORKER_TIMEOUT = 120

INSTALLED_APPS = [
    'django.contrib.admin',
    'django.contrib.auth',
    'django.contrib.contenttypes',
    'django.contrib.sessions',
    'django.contrib.messages',
    'django.contrib.humanize',
    'django.contrib.staticfiles',
    'monitor',
]
MIDDLEWARE = [
    'django.middleware.security.SecurityMiddleware',
    'django.contrib.sessions.middleware.SessionMiddleware',
    'django.middleware.common.CommonMiddleware',
    'django.middleware.csrf.CsrfViewMiddleware',
    'django.contrib.auth.middleware.AuthenticationMiddleware',
    'django.contrib.messages.middleware.MessageMiddleware',
    'django.middleware.clickjacking.XFrameOptionsMiddleware',
]
TEMPLATES = [
    {
        'BACKEND': 'django.template.backends.django.DjangoTemplates',
        'APP_DIRS': True,
        'OPTIONS': {
            'context_processors': [
                'django.template.context_processors.request',
                'django.contrib.auth.context_processors.auth',
                'django.contrib.messages.context_processors.messages',
            ],
        },
    },
]
ROOT_URLCONF = 'cluster.urls'
STATIC_URL = 'static/'
DEFAULT_AUTO_FIELD = 'django.db.models.BigAutoField'
USE_TZ = True
TIME_ZONE = os.environ.get('TIME_ZONE', 'UTC')
