#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A camera in Python: keeps how many tasks of each name are in which state, as a JSON file.

    summary.py FILE

It runs as `camera: exec`. Standard input brings JSON lines, one snapshot after the other, each closed by
{"kind": "end"}; standard output takes one answer for each: `ok`, or `retry` and a reason. `ok` means that what came
will survive: the file is replaced in one step before it is said.
"""
import json
import os
import sys
from collections import Counter


def load(path):
    """What the last run knew: evcam sends only what has changed since the last `ok`."""
    try:
        with open(path) as file:
            return json.load(file)['tasks']
    except FileNotFoundError:
        return {}


def save(path, tasks):
    counts = Counter(f'{name or "?"} {state}' for name, state in tasks.values())
    with open(path + '.new', 'w') as file:
        json.dump({'counts': counts, 'tasks': tasks}, file)
    os.replace(path + '.new', path)


def main(path):
    tasks = load(path)
    for line in sys.stdin:
        item = json.loads(line)
        if item['kind'] == 'snapshot' and item.get('full_resync'):
            tasks.clear()
        elif item['kind'] == 'task':
            tasks[item['uuid']] = item.get('name'), item['state']
        elif item['kind'] == 'removed' and item['what'] == 'task':
            tasks.pop(item['id'], None)
        elif item['kind'] == 'end':
            try:
                save(path, tasks)
            except OSError as error:
                print(f'retry {error}', flush=True)
            else:
                print('ok', flush=True)


if __name__ == '__main__':
    main(sys.argv[1])
