#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A seeded mix of tasks for a test cluster, and the truth of what became of them.

    EVCAM_CLUSTER=cluster.json scenario.py [--seed N] [--tasks N] [--rate N] [--plain] [--prefork] [--patience S]

It sends the tasks and waits for their outcome, as long as anything still happens. When its standard input ends it
writes `folder/truth.json`: by task id the name, the states that its events may end in, the result, and when the last
was heard of it. Until then the workers are to have stopped: what they do later, perhaps after a pause in which
patience ran out, is not in the truth.
Progress is printed as JSON lines; a line on standard input ends the sending early. What the truth rests on are
the result files and what the tasks' own processes wrote down: see app.py.
"""
import argparse
import json
import os
import random
import sys
import threading
import time

from app import add, app, big, encode, fail, folder, ignore, join, order, pay, reject, replace, retry, send, sleep, tree
from celery import chain, chord, group, uuid
from processes import say, write

_FINAL = {'SUCCESS', 'FAILURE', 'REVOKED', 'REJECTED', 'IGNORED'}
# An ignored task's last event is its start, and by Celery's precedence of states a rejected one's stays shown.
_SHOWN = {'IGNORED': ['STARTED'], 'REJECTED': ['STARTED']}


class Scenario:
    def __init__(self, arguments):
        self.random = random.Random(arguments.seed)
        self.prefork = arguments.prefork
        # id -> what the client knows: whether the broker took it, whether anybody will ever run it.
        self.sent = {}
        self.errors = 0
        self.to_terminate = []
        choices = [self.add] * 8 + [self.fail] * 2 + [self.retry] * 2 + [self.send, self.pay, self.order, self.encode]
        if not arguments.plain:
            choices += [self.chain, self.group, self.chord, self.countdown, self.expired, self.revoked, self.ignore,
                        self.reject, self.replace, self.tree, self.big, self.sleep, self.nobody, self.custom]
        self.choices = choices
        # Once each at the beginning, so that even a short run has seen all of them.
        self.first = [] if arguments.plain else [*dict.fromkeys(choices), *([self.terminate] if self.prefork else [])]
        self.random.shuffle(self.first)

    def step(self):
        (self.first.pop() if self.first else self.random.choice(self.choices))()

    def apply(self, signature, runs=True, **options):
        """Sends one task; a broker that cannot be reached leaves its fate open."""
        identity = options.pop('task_id', None) or uuid()
        options.setdefault('queue', self.random.choice(['celery', 'prefork']) if self.prefork else 'celery')
        try:
            signature.apply_async(task_id=identity, **options)
            self.sent[identity] = {'name': signature.task, 'runs': runs, 'sent': time.time()}
        except Exception as error:
            self.errors += 1
            self.sent[identity] = {'name': signature.task, 'runs': False, 'open': True, 'sent': time.time()}
            say(unsent=identity, error=f'{type(error).__name__}: {error}')
        return identity

    def canvas(self, result):
        """All tasks of a canvas, by the links between its results."""
        while result is not None:
            for child in getattr(result, 'results', None) or [result]:
                if hasattr(child, 'results'):
                    self.canvas(child)
                else:
                    self.sent[child.id] = {'name': None, 'runs': True}
            result = result.parent

    def add(self):
        self.apply(add.s(self.random.randrange(1000), self.random.randrange(1000)))

    def fail(self):
        self.apply(fail.s(self.random.choice(['pen', 'käse', 'NUL \0 here', 'snow ☃ "quoted" \\'])))

    def retry(self):
        self.apply(retry.s(self.random.choice([1, 2, 2, 9])))

    def send(self):
        self.apply(send.s('nobody@example'))

    def pay(self):
        self.apply(pay.s(self.random.randrange(10**6)))

    def order(self):
        self.apply(order.s('παραγγελία ' + '☕' * self.random.randrange(4)))

    def encode(self):
        self.apply(encode.s(self.random.randrange(1, 6)))

    def chain(self):
        self.canvas(chain(add.s(1, 2), add.s(3), add.s(self.random.randrange(9))).apply_async())

    def group(self):
        self.canvas(group(add.s(n, n) for n in range(4)).apply_async())

    def chord(self):
        self.canvas(chord([add.s(n, n) for n in range(3)], join.s(), interval=0.2).apply_async())

    def countdown(self):
        self.apply(add.s(1, 1), countdown=self.random.choice([0.1, 0.5]), expires=600, priority=3)

    def expired(self):
        # RabbitMQ may drop it for its age before a worker sees it.
        self.apply(add.s(2, 2), runs=False, expires=0.001)

    def revoked(self):
        identity = uuid()
        app.control.revoke(identity)
        self.apply(add.s(3, 3), task_id=identity, countdown=0.3)

    def terminate(self):
        self.to_terminate.append(self.apply(sleep.s(60), queue='prefork'))

    def terminate_what_began(self):
        ran = _journal() if self.to_terminate else {}
        for identity in [each for each in self.to_terminate if 'began' in ran.get(each, {})]:
            self.to_terminate.remove(identity)
            app.control.revoke(identity, terminate=True, signal='SIGTERM')

    def ignore(self):
        self.apply(ignore.s())

    def reject(self):
        self.apply(reject.s())

    def replace(self):
        self.apply(replace.s(self.random.randrange(50)))

    def tree(self):
        self.apply(tree.s(2, 2))

    def big(self):
        self.apply(big.s(self.random.choice([900, 5000, 200_000])))

    def sleep(self):
        self.apply(sleep.s(self.random.choice([0.1, 0.4])))

    def nobody(self):
        self.apply(add.s(4, 4), runs=False, queue='nobody')

    def custom(self):
        with app.connection_for_write() as connection, app.events.Dispatcher(
                connection, hostname='till@shop') as dispatcher:
            dispatcher.send('custom-sale', amount=19.99, currency='€', lines=[1, {'two': None}])

    # What became of them.

    def truth(self):
        """By id: name, states, result and end of every task that was sent or ran."""
        ran, truth = _journal(), {}
        for identity in {**self.sent, **ran}:
            entry, known = ran.get(identity, {}), self.sent.get(identity, {})
            stored = _stored(identity)
            state = stored if stored in ('FAILURE', 'REVOKED') else entry.get('state') or stored
            if state not in _FINAL:
                # Stuck on its way, between two tries too: with a worker, at work, or nowhere.
                state = {'received': 'RECEIVED', 'began': 'STARTED'}.get(entry.get('last'), state or 'PENDING')
            truth[identity] = {
                'name': entry.get('name') or known.get('name'), 'state': state, 'states': _SHOWN.get(state, [state]),
                'result': entry.get('result'), 'sent': known.get('sent'), 'received': entry.get('received'),
                'began': entry.get('began'), 'ended': entry.get('ended'), 'runs': entry.get('runs', 0),
                # Nobody knows whether the broker ever had it.
                'open': bool(known.get('open') and not entry)}
        return truth

    def unfinished(self):
        """The tasks that are on their way: sent or begun, and without an end."""
        ran = _journal()
        waited = [identity for identity, known in self.sent.items() if known['runs']] + list(ran)
        return [identity for identity in dict.fromkeys(waited)
                if ran.get(identity, {}).get('state') not in _FINAL and _stored(identity) not in _FINAL]


def _journal():
    """What the processes wrote down, by id: the last state, what came last, and when it did each for the last time."""
    entries = {}
    try:
        with open(os.path.join(folder, 'ran.ndjson'), encoding='utf-8') as file:
            for line in file:
                if line.endswith('\n'):
                    entry = json.loads(line)
                    known = entries.setdefault(entry['id'], {'runs': 0})
                    known['runs'] += 'began' in entry
                    known.update(entry, last=next(stage for stage in ('received', 'began', 'ended') if stage in entry))
    except FileNotFoundError:
        pass
    return entries


def _stored(identity):
    """The state in the result's file."""
    try:
        with open(os.path.join(folder, 'results', f'celery-task-meta-{identity}'), encoding='utf-8') as file:
            return json.load(file)['status']
    except (OSError, ValueError):
        return None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--tasks', type=int, default=200, help='steps; some of them send several tasks')
    parser.add_argument('--rate', type=float, default=0, help='steps a second; 0: as fast as it goes')
    parser.add_argument('--plain', action='store_true',
                        help='only tasks whose end does not depend on remote control or on being run once')
    parser.add_argument('--prefork', action='store_true', help='there is a worker with a pool of processes too')
    parser.add_argument('--patience', type=float, default=60, help='seconds to wait without any progress')
    arguments = parser.parse_args()

    stopped, ended = threading.Event(), threading.Event()
    threading.Thread(target=lambda: (sys.stdin.readline(), stopped.set(), sys.stdin.read(), ended.set()),
                     daemon=True).start()
    scenario = Scenario(arguments)
    begin = time.monotonic()
    for number in range(arguments.tasks):
        if stopped.is_set():
            break
        scenario.step()
        if number % 50 == 49:
            say(steps=number + 1)
        if arguments.rate:
            time.sleep(max(0.0, begin + (number + 1) / arguments.rate - time.monotonic()))
    say(sent=len(scenario.sent), errors=scenario.errors)

    left, since = scenario.unfinished(), time.monotonic()
    while left and time.monotonic() - since < arguments.patience and not ended.wait(0.1):
        scenario.terminate_what_began()
        now = scenario.unfinished()
        if now != left:
            left, since = now, time.monotonic()
    say(done=True, unfinished=left)
    ended.wait()
    truth = scenario.truth()
    write(os.path.join(folder, 'truth.json'), json.dumps(truth, indent=1))
    states = [entry['state'] or 'none' for entry in truth.values()]
    say(tasks=len(truth), states={state: states.count(state) for state in sorted(set(states))})
    # Connection pools and threads of the client hold nothing worth waiting for.
    os._exit(0)


if __name__ == '__main__':
    main()
