#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Cleans up a recording with many old rows, and looks at when the shutters of another camera come meanwhile.

    cleanup.py EVCAM [--rows N] [--seconds S] [sqlite] [postgres]
"""
import argparse
import contextlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

from postgres_server import server

HERE = os.path.dirname(os.path.abspath(__file__))
RECORDING = os.path.join(HERE, '../../Examples/recording.ndjson.gz')
# Old by any age, spread over states, names and workers as in a cluster.
COLUMNS = 'uuid, name, state, worker, args, kwargs, result, runtime, timestamp, epoch, revision'
SQLITE = f"""
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
INSERT INTO tasks ({COLUMNS})
SELECT printf('%08x-0000-4000-8000-%012x', (i * 2654435761) & 4294967295, i), 'shop.tasks.task' || (i % 40),
    CASE i % 10 WHEN 0 THEN 'FAILURE' WHEN 1 THEN 'RETRY' WHEN 2 THEN 'STARTED' ELSE 'SUCCESS' END,
    'w' || (i % 20) || '@host', '(' || i || ', ''abcdefghijklmnopqrstuvwxyz'')', '{{}}', '''done''', 0.25,
    1000000000 + i, '', i FROM n"""
POSTGRES = f"""
INSERT INTO tasks ({COLUMNS})
SELECT lpad(to_hex((i * 2654435761) & 4294967295), 8, '0') || '-0000-4000-8000-' || lpad(to_hex(i), 12, '0'),
    'shop.tasks.task' || (i % 40),
    CASE i % 10 WHEN 0 THEN 'FAILURE' WHEN 1 THEN 'RETRY' WHEN 2 THEN 'STARTED' ELSE 'SUCCESS' END,
    'w' || (i % 20) || '@host', '(' || i || ', ''abcdefghijklmnopqrstuvwxyz'')', '{{{{}}}}', '''done''', 0.25,
    to_timestamp(1000000000 + i), '', i FROM generate_series(1, {{rows}}::bigint) i"""


class SQLite:
    """The sqlite camera's recording."""
    name, option = 'sqlite', 'path'

    def __init__(self, folder):
        self.target = f'{folder}/recording.sqlite'

    def fill(self, rows):
        with contextlib.closing(sqlite3.connect(self.target)) as database, database:
            database.execute(SQLITE, (rows,))

    def left(self):
        with contextlib.closing(sqlite3.connect(f'file:{self.target}?mode=ro', uri=True, timeout=60)) as database:
            return database.execute("SELECT count(*) FROM tasks WHERE epoch = ''").fetchone()[0]

    def size(self):
        return os.path.getsize(self.target)


class Postgres:
    """The postgres camera's."""
    name, option = 'postgres', 'url'

    def __init__(self, url):
        self.target = url

    def ask(self, sql):
        return subprocess.run(['psql', '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', self.target], input=sql,
                              text=True, capture_output=True, check=True).stdout.strip()

    def fill(self, rows):
        self.ask(POSTGRES.format(rows=rows) + ';\nANALYZE tasks;\nCHECKPOINT;')

    def left(self):
        return int(self.ask("SELECT count(*) FROM tasks WHERE epoch = ''"))

    def size(self):
        return int(self.ask("SELECT pg_total_relation_size('tasks')"))


def configuration(kind, folder, speed):
    """Shutters each second, a cleanup every five, of the time that passes here."""
    return f"""
replay: {{file: {RECORDING}, speed: {speed}x}}
freq: {speed}s
cleanup_freq: {5 * speed}s
cameras:
  - {{name: recording, camera: {kind.name}, options: {{{kind.option}: '{kind.target}'}}}}
  - name: other
    camera: exec
    options: {{command: [{sys.executable}, {HERE}/shutter_times.py, {folder}/times]}}
"""


def measure(evcam, kind, folder, rows, seconds):
    once = ['record', '--replay', RECORDING, '--speed', 'max', '--loglevel', 'WARNING']
    subprocess.run([evcam, *once, '--camera', kind.name, '-o', f'{kind.name}.{kind.option}={kind.target}'],
                   check=True, stderr=subprocess.DEVNULL)
    began = time.monotonic()
    kind.fill(rows)
    print(f'{kind.name}: {rows:,} old rows made in {time.monotonic() - began:.0f} s, {kind.size() / 1e6:,.0f} MB', flush=True)
    with open(f'{folder}/config.yaml', 'w') as file:
        # The recording's 24.5 s last a little longer than what may be measured.
        file.write(configuration(kind, folder, min(0.08, 24 / seconds)))
    began = time.monotonic()
    with open(f'{folder}/log', 'w') as log:
        recording = subprocess.Popen([evcam, 'record', '-c', f'{folder}/config.yaml'], stdout=log, stderr=log)
    gone = None
    try:
        while recording.poll() is None and time.monotonic() - began < seconds:
            # Counting five million rows is work for the machine, too.
            time.sleep(20)
            left = kind.left()
            if left == 0 and gone is None:
                gone = time.monotonic() - began
            if gone and time.monotonic() - began > gone + 6:
                break
        took = gone or time.monotonic() - began
    finally:
        recording.terminate()
        recording.wait(60)
    with open(f'{folder}/times') as file:
        times = [float(line) for line in file]
    # The last shutter comes whenever the recording ends.
    pauses = [after - before for before, after in zip(times, times[1:-1])]
    left = kind.left()
    speed = f'{(rows - left) / took:,.0f} rows/s'
    print(f'{kind.name}: {rows - left:,} of {rows:,} rows gone in {took:.0f} s ({speed}); now '
          f'{kind.size() / 1e6:,.0f} MB')
    late = sum(pause > 1.5 for pause in pauses)
    print(f'{kind.name}: the other camera had {len(times)} shutters, 1 s apart: the latest came after '
          f'{max(pauses):.2f} s, {late} of them late by half a second or more')
    for line in open(f'{folder}/log'):
        if 'recorded' in line or re.search('WARN|ERROR', line):
            print('    ' + line.rstrip())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('evcam')
    parser.add_argument('--rows', type=int, default=5_000_000)
    parser.add_argument('--seconds', type=float, default=900)
    parser.add_argument('kinds', nargs='*', default=['sqlite', 'postgres'])
    arguments = parser.parse_intermixed_args()
    for name in arguments.kinds:
        folder = tempfile.mkdtemp(prefix='evcam-cleanup-')
        try:
            if name == 'sqlite':
                measure(arguments.evcam, SQLite(folder), folder, arguments.rows, arguments.seconds)
            else:
                with server() as url:
                    measure(arguments.evcam, Postgres(url), folder, arguments.rows, arguments.seconds)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == '__main__':
    main()
