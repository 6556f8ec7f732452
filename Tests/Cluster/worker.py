#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Real Celery workers, started and stopped by commands on standard input; all of them end with it.

    {"do": "start", "name": "w1@alpha", "python": "/venv/bin/python", "cluster": "/x/cluster.json",
     "pool": "prefork", "concurrency": 2, "queues": ["celery"], "events": true, "timezone": "UTC", "arguments": []}
    {"do": "stop", "name": "w1@alpha"}      {"do": "kill", "name": "w1@alpha"}

`start` returns when the worker is ready; with "wait": false at once, and {"do": "wait", "name": "w1@alpha"} later.
"""
import json
import os
import signal

from processes import end, serve, spawn, tail, wait_until

_HERE = os.path.dirname(os.path.abspath(__file__))
# How long a worker may take to end its task and to send its last events, in seconds.
_PATIENCE = 30.0
_workers = {}
# Each one's log, and the file that says that it is ready.
_files = {}


def start(name, python, cluster, pool='solo', concurrency=1, queues=('celery',), events=True, timezone='UTC',
          arguments=(), wait=True):
    with open(cluster, encoding='utf-8') as file:
        folder = json.load(file)['folder']
    os.makedirs(folder, exist_ok=True)
    log, ready = os.path.join(folder, f'{name}.log'), os.path.join(folder, f'ready-{name}')
    if os.path.exists(ready):
        os.remove(ready)
    environment = {**os.environ, 'EVCAM_CLUSTER': cluster, 'PYTHONPATH': _HERE, 'TZ': timezone,
                   'PYTHONWARNINGS': 'ignore', 'PYTHONDONTWRITEBYTECODE': '1', 'C_FORCE_ROOT': '1'}
    process = spawn(
        [python, '-m', 'celery', '-A', 'app', 'worker', '-n', name, '-P', pool, '-c', str(concurrency), '-Q',
         ','.join(queues), '-l', 'INFO', *(['-E'] if events else []), *arguments],
        log, environment, folder)
    _workers[name] = process
    _files[name] = log, ready
    if wait:
        wait_for(name)
    return {'pid': process.pid}


def wait_for(name):
    process, (log, ready) = _workers[name], _files[name]

    def is_ready():
        if process.poll() is not None:
            raise RuntimeError(f'{name} ended with status {process.returncode}\n{tail(log)}')
        return os.path.exists(ready)
    try:
        wait_until(is_ready, f'{name} is ready', 60.0)
    except RuntimeError as error:
        raise RuntimeError(f'{error}\n{tail(log)}') from None


def stop(name):
    end(_workers.pop(name), _PATIENCE)


def stop_all():
    for process in _workers.values():
        if process.poll() is None:
            process.terminate()
    for name in list(_workers):
        # They were asked: a second time would end them without their last events.
        end(_workers.pop(name), _PATIENCE, number=0)


def kill(name):
    end(_workers.pop(name), number=signal.SIGKILL)


def main():
    try:
        serve({'start': start, 'wait': wait_for, 'stop': stop, 'stop_all': stop_all, 'kill': kill})
    finally:
        for process in _workers.values():
            end(process, number=signal.SIGKILL)


if __name__ == '__main__':
    main()
