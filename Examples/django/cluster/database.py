# SPDX-License-Identifier: Apache-2.0
"""A database as one line of text: sqlite:///PATH or postgresql://USER:PASSWORD@HOST:PORT/NAME?option=value."""
from urllib.parse import parse_qsl, unquote, urlsplit


def database(url):
    """The entry of DATABASES for it."""
    parts = urlsplit(url)
    path = unquote(parts.path)[1:]
    if parts.scheme == 'sqlite':
        # Three slashes and a relative path, four and an absolute one. evcam writes the same file: wait for it.
        return {'ENGINE': 'django.db.backends.sqlite3', 'NAME': path, 'OPTIONS': {'timeout': 20}}
    if parts.scheme in ('postgres', 'postgresql'):
        return {
            'ENGINE': 'django.db.backends.postgresql',
            'NAME': path,
            'USER': unquote(parts.username or ''),
            'PASSWORD': unquote(parts.password or ''),
            'HOST': unquote(parts.hostname or ''),
            'PORT': parts.port or '',
            'OPTIONS': dict(parse_qsl(parts.query)),
        }
    raise ValueError(f'DATABASE_URL begins with sqlite:/// or postgresql://, not {parts.scheme!r}')
