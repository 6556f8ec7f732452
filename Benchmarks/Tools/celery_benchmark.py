#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What Celery itself needs for the same: json.loads + State.event, and a camera that writes JSON lines.

    celery_benchmark.py intake FILE MAX_TASKS EVENTS
    celery_benchmark.py pause FILE TASKS

Prints `name value` lines. Needs celery (written against 5.6.3).
"""
import gc, itertools, json, sys, time

from celery.events.state import State


def resident():
    with open('/proc/self/statm') as file:
        return int(file.read().split()[1]) * 4096


def feed(state, lines):
    """Applies the lines' events; returns how many, and the CPU seconds of decoding and applying."""
    events, clock = 0, time.thread_time
    start = clock()
    for line in lines:
        message = json.loads(line)
        body, received = message['body'], message['received']
        for event in body if isinstance(body, list) else (body,):
            event['local_received'] = received
            state.event(event)
            events += 1
    return events, clock() - start


def read(path, count):
    with open(path) as file:
        return list(itertools.islice(file, count))


def intake(path, max_tasks, events):
    lines = read(path, events)
    state = State(max_tasks_in_memory=max_tasks)
    before = resident()
    count, seconds = feed(state, lines)
    gc.collect()
    print('events', count)
    print('events_per_second', count / seconds)
    print('bytes_total', (resident() - before) / max(len(state.tasks), 1))


def pause(path, tasks):
    state = State(max_tasks_in_memory=tasks)
    with open(path) as file:
        while len(state.tasks) < tasks:
            lines = list(itertools.islice(file, 10000))
            if not lines:
                break
            feed(state, lines)

    def shutter():
        with open('/dev/null', 'w') as out:
            for uuid, task in state.itertasks():
                out.write(json.dumps({name: str(getattr(task, name)) if name in ('worker', 'children', 'parent', 'root')
                                      else getattr(task, name) for name in task._fields}) + '\n')
    start = time.monotonic()
    state.freeze_while(shutter)
    print('tasks', len(state.tasks))
    print('pause_ms', (time.monotonic() - start) * 1e3)


if __name__ == '__main__':
    command, path, *numbers = sys.argv[1:]
    {'intake': intake, 'pause': pause}[command](path, *map(int, numbers))
