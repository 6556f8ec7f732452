#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds what evcam recorded of a test cluster against what Celery's receiver saw and what really happened.

    evidence.py FOLDER

Reads FOLDER's truth.json (scenario.py), receiver.ndjson (receiver.py), recording.jsonl (the jsonl camera) and
tape/*.ndjson, those that are there, and prints one JSON object.
"""
import collections
import glob
import json
import os
import sys

# A worker gathers events for a turn of its loop, so what is sent in a gap may have happened a little earlier.
_GATHERED = 1.0
# What a worker's main process sends beside worker-*: its clock counts these.
_MAIN = {f'task-{end}' for end in ('received', 'started', 'succeeded', 'failed', 'retried', 'revoked', 'rejected')}
# Celery's receiver makes this one itself, to find out whether it is subscribed; nobody has to have seen it.
_PROBE = 'receiver-probe'


def lines(path):
    """The whole lines of a file."""
    with open(path, 'rb') as file:
        for line in file:
            if line.endswith(b'\n'):
                yield json.loads(line)


def events(paths):
    """How often each event is in recordings, by what makes it one event."""
    seen = collections.Counter()
    for path in paths:
        for line in lines(path):
            body = line.get('body')
            for event in body if isinstance(body, list) else [body]:
                if isinstance(event, dict) and event.get('type') != _PROBE:
                    seen[tuple(event.get(key) for key in ('hostname', 'pid', 'clock', 'type', 'timestamp', 'uuid'))] += 1
    return seen


def recorded(paths):
    """The last line of each task, all gaps by beginning, the last header, and how often a change is there again."""
    tasks, gaps, header, changes = {}, {}, {}, collections.Counter()
    for line in (line for path in paths for line in lines(path)):
        kind = line['kind']
        if kind == 'task':
            tasks[line['uuid']] = line
            changes[header.get('epoch'), line['uuid'], line['revision']] += 1
        elif kind == 'snapshot':
            header = line
            for gap in line.get('gaps', []):
                gaps[gap['from']] = gap
    return tasks, list(gaps.values()), header, sum(changes.values()) - len(changes)


def covers(gaps, time):
    return any(gap['from'] - _GATHERED <= time <= gap.get('until', float('inf')) + _GATHERED for gap in gaps)


def wrong_tasks(truth, tasks):
    """The tasks that the recording does not show as they were."""
    for identity, entry in truth.items():
        if entry['open']:
            continue
        task = tasks.get(identity, {})
        times = [entry[stage] for stage in ('sent', 'received', 'began', 'ended') if entry.get(stage)]
        # Part of a canvas, for which its turn has not come: nobody ever sent it.
        if not task and not times:
            continue
        as_it_was = task.get('state') in entry['states']
        if as_it_was and entry['result'] is not None:
            as_it_was = task.get('result') == entry['result']
        if not as_it_was:
            yield {'id': identity, 'name': entry['name'], 'state': task.get('state'), 'allowed': entry['states'],
                   'result': task.get('result'), 'wanted': entry['result'], 'time': max(times, default=None)}


def count(gaps, missing):
    """Adds to each gap how many of the events that a gap's bounds speak of are missing there: see docs/losses.md."""
    for gap in gaps:
        inside = [event[3] for event in missing if covers([gap], event[4])]
        gap['missed_starts'] = inside.count('task-started')
        gap['missed'] = sum(kind.startswith('worker-') or kind in _MAIN for kind in inside)


def main():
    folder = sys.argv[1]
    path = lambda name: os.path.join(folder, name)
    tasks, gaps, header, again = {}, [], {}, 0
    if os.path.exists(path('recording.jsonl')):
        # Rotated ones first; their names sort by time.
        tasks, gaps, header, again = recorded([*sorted(glob.glob(path('recording.jsonl.2*'))), path('recording.jsonl')])
    answer = {'tasks': len(tasks), 'gaps': gaps, 'event_count': header.get('event_count', 0), 'again': again,
              'losses': header.get('losses', {}), 'final': header.get('final', False)}
    if os.path.exists(path('truth.json')):
        with open(path('truth.json'), encoding='utf-8') as file:
            truth = json.load(file)
        wrong = list(wrong_tasks(truth, tasks))
        answer.update(
            truth=len(truth), wrong=wrong, strangers=[identity for identity in tasks if identity not in truth],
            # A task whose end nobody knows ended in no gap that we could name.
            wrong_outside_gaps=[task for task in wrong if task['time'] is None or not covers(gaps, task['time'])])
    tape, receiver = glob.glob(path('tape/*.ndjson')), path('receiver.ndjson')
    if tape:
        on_tape = events(tape)
        # With the receiver's probes: they count in the state as well.
        answer['on_tape'] = sum(len(body) if isinstance(body, list) else 1
                                for segment in tape for body in (line.get('body') for line in lines(segment))
                                if isinstance(body, (dict, list)))
        answer['twice'] = [event for event, count in on_tape.items() if count > 1][:10]
        if os.path.exists(receiver):
            seen = events([receiver])
            missing = list((seen - on_tape).elements())
            count(gaps, missing)
            answer.update(
                seen=sum(seen.values()), missing=len(missing), first_missing=missing[:10],
                beyond=len(list((on_tape - seen).elements())),
                missing_outside_gaps=[event for event in missing if not covers(gaps, event[4])])
    print(json.dumps(answer))


if __name__ == '__main__':
    main()
