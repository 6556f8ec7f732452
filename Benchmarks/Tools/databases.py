#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""evcam's cameras for databases next to one in Python, on the same events and servers. Started by ../databases.sh.

    databases.py EVCAM [--tasks N] [--python-tasks N] [--rounds N] [sqlite] [postgres]
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile

from postgres_server import server

HERE = os.path.dirname(os.path.abspath(__file__))
MAKE_EVENTS = os.path.join(HERE, '../../Tests/IntegrationTests/Tools/make_events.py')
# Events per second of the recordings' own time, and events of each task.
RATE, EVENTS_PER_TASK = 5000, 3


class Recording:
    """Events of so many tasks, all in flight at once: the first half brings them all, the second changes most."""

    def __init__(self, folder, tasks):
        self.path = f'{folder}/{tasks}.ndjson'
        events = tasks * EVENTS_PER_TASK
        self.split = events / RATE / 2
        options = {'events': events, 'tasks': tasks, 'in-flight': tasks, 'rate': RATE, 'workers': 50, 'types': 40,
                   'args-size': 132, 'kwargs-size': 66, 'result-size': 80, 'out': self.path}
        words = [f'--{name}={value}' for name, value in options.items()]
        subprocess.run([sys.executable, MAKE_EVENTS, *words], check=True, stderr=subprocess.DEVNULL)

    def with_quiet_end(self):
        """Its path, with heartbeats behind it: shutters that tell how long the last ones took."""
        path = self.path + '.quiet'
        with open(self.path) as source, open(path, 'w') as out:
            for line in source:
                out.write(line)
                if 'worker-heartbeat' in line:
                    beat = json.loads(line)
            end = json.loads(line)['received']
            for number in range(1, 5):
                beat['received'] = beat['body']['timestamp'] = end + number * self.split
                out.write(json.dumps(beat) + '\n')
        return path


def evcam_pictures(evcam, recording, folder, camera, options):
    """Tasks and seconds of each shutter that had many, as the lanes' own clocks have it."""
    lines = f'{folder}/lines.jsonl'
    with open(f'{folder}/config.json', 'w') as file:
        json.dump({
            'replay': {'file': recording.with_quiet_end(), 'speed': 'max'}, 'freq': f'{recording.split}s',
            'limits': {'max_tasks': 1_000_000},
            'cameras': [{'name': 'database', 'camera': camera, 'options': options},
                        {'name': 'lines', 'camera': 'jsonl', 'options': {'path': lines}}],
        }, file)
    ran = subprocess.run([evcam, 'record', '-c', f'{folder}/config.json'], stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT, text=True)
    if ran.returncode != 0 or 'nothing lost' not in ran.stdout:
        sys.exit(ran.stdout)
    pictures, before = [], (0, 0.0)
    with open(lines) as file:
        for line in file:
            if line.startswith('{"kind":"snapshot"'):
                lane = next(lane for lane in json.loads(line)['lanes'] if lane['name'] == 'database')
                now = lane['tasks'], lane['total_seconds']
                pictures.append((now[0] - before[0], now[1] - before[1]))
                before = now
    os.remove(lines)
    return [picture for picture in pictures if picture[0]]


def python_pictures(recording, url):
    out = subprocess.run([sys.executable, f'{HERE}/django_camera.py', recording.path, str(recording.split)],
                         env={**os.environ, 'DATABASE_URL': url}, check=True, stdout=subprocess.PIPE, text=True).stdout
    return [(int(tasks), float(seconds)) for tasks, seconds in map(str.split, out.splitlines())]


def make_tables(url):
    subprocess.run([sys.executable, f'{HERE}/django_camera.py', 'tables'], check=True,
                   env={**os.environ, 'DATABASE_URL': url})


class SQLite:
    name = 'SQLite'

    def __init__(self, folder):
        self.folder = folder
        self.made = 0

    def new(self):
        """A new database: the camera's option, and Django's URL."""
        self.made += 1
        path = f'{self.folder}/{self.made}.sqlite'
        return {'path': path}, f'sqlite:///{path}'


class Postgres:
    name = 'PostgreSQL'

    def __init__(self, url):
        self.url = url
        self.made = 0

    def new(self):
        self.made += 1
        subprocess.run(['psql', '-X', '-q', self.url, '-c', f'CREATE DATABASE evcam{self.made}'], check=True)
        url = f"{self.url.rpartition('/')[0]}/evcam{self.made}"
        return {'url': url}, url


def standstill(evcam):
    """How long events wait for evcam's picture of 10,000 tasks, all changed, as PauseBenchmark has it."""
    program = os.path.join(os.path.dirname(evcam), 'EvcamBenchmarks')
    if not os.path.exists(program):
        return 'see the pause above'
    out = subprocess.run([program, 'pause', '10000'], check=True, stdout=subprocess.PIPE, text=True).stdout
    return f"{float(dict(map(str.split, out.splitlines()))['pause_100_ms']):.4f} ms"


def row(*cells):
    print('| ' + ' | '.join(str(cell) for cell in cells) + ' |', flush=True)


def compare(evcam, database, camera, recordings, rounds, folder, pause):
    """Rounds by turns, each with a new database, and the table of their medians."""
    ours, theirs = recordings
    runs = {'evcam': [], 'django-celery-monitor': [], 'python': []}
    for _ in range(rounds):
        options, _ = database.new()
        runs['evcam'].append(evcam_pictures(evcam, ours, folder, camera, options))
        options, url = database.new()
        make_tables(url)
        options['schema'] = 'django-celery-monitor'
        runs['django-celery-monitor'].append(evcam_pictures(evcam, ours, folder, camera, options))
        _, url = database.new()
        make_tables(url)
        runs['python'].append(python_pictures(theirs, url))

    def median(kind, number):
        """Tasks of a shutter, and the seconds of one."""
        return (statistics.median(run[number][0] for run in runs[kind]),
                statistics.median(run[number][1] / run[number][0] for run in runs[kind]))

    kinds = {'evcam': f'evcam, `{camera}`', 'django-celery-monitor': f"evcam, `{camera}`, Django's tables",
             'python': "Python, Django's tables"}
    for number, shutter in enumerate(('new tasks', 'known tasks')):
        base = median('python', number)[1]
        for kind, label in kinds.items():
            tasks, each = median(kind, number)
            row(database.name, shutter, label, f'{tasks:,.0f}', f'{tasks * each:.2f}', f'{1 / each:,.0f}',
                f'{base / each:,.1f}', f'{each * 10_000:,.1f} s' if kind == 'python' else pause)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('evcam')
    parser.add_argument('--tasks', type=int, default=10_000)
    parser.add_argument('--python-tasks', type=int, default=1_000)
    parser.add_argument('--rounds', type=int, default=3)
    parser.add_argument('kinds', nargs='*', default=['sqlite', 'postgres'])
    arguments = parser.parse_intermixed_args()
    folder = tempfile.mkdtemp(prefix='evcam-databases-')
    try:
        recordings = [Recording(folder, tasks) for tasks in (arguments.tasks, arguments.python_tasks)]
        pause = standstill(arguments.evcam)
        row('Database', 'Shutter of', 'Camera', 'Tasks', 'Seconds', 'Tasks/s', 'Times Python',
            'Events stand still, 10,000 tasks')
        row(*['---'] * 8)
        for kind in arguments.kinds:
            if kind == 'sqlite':
                compare(arguments.evcam, SQLite(folder), kind, recordings, arguments.rounds, folder, pause)
            else:
                with server() as url:
                    compare(arguments.evcam, Postgres(url), kind, recordings, arguments.rounds, folder, pause)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == '__main__':
    main()
