#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Proves the test cluster's own parts, without evcam: every broker with every Celery.

    eval "$(Scripts/environments.sh)"; Tests/Cluster/selfcheck.py [--tasks N] [BROKER ...]

For each pair it runs workers, Celery's receiver and a scenario, and feeds what the receiver wrote to the oracle,
which must take all of it and end in states that the scenario's truth allows. BROKER: amqp, amqps, redis, rediss,
sentinel.
"""
import argparse
import collections
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

from processes import die_with, tail

_HERE = os.path.dirname(os.path.abspath(__file__))
_ORACLE = os.path.join(_HERE, '..', 'IntegrationTests', 'Tools', 'celery_oracle.py')


class Tool:
    """One of the programs here, driven by its standard input."""

    def __init__(self, script, *arguments, python=sys.executable, cluster=None, log=None):
        parent = os.getpid()
        self.log = log or os.devnull
        with open(self.log, 'ab') as errors:
            self.process = subprocess.Popen(
                [python, os.path.join(_HERE, script), *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=errors, text=True, preexec_fn=lambda: die_with(parent),
                env={**os.environ, 'PYTHONPATH': _HERE, **({'EVCAM_CLUSTER': cluster} if cluster else {})})

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f'{self.process.args[1]} ended with {self.process.wait()}\n{tail(self.log)}')
        answer = json.loads(line)
        if answer.get('ok') is False:
            raise RuntimeError(answer['error'])
        return answer

    def do(self, command, **arguments):
        self.process.stdin.write(json.dumps({'do': command, **arguments}) + '\n')
        self.process.stdin.flush()
        return self.read()

    def close(self):
        self.process.stdin.close()
        rest = self.process.stdout.read()
        self.process.wait()
        return rest


def check(kind, version, python, url, options, tasks, folder):
    """One pair; returns what was seen."""
    cluster = os.path.join(folder, 'cluster.json')
    with open(cluster, 'w', encoding='utf-8') as file:
        json.dump({'broker': url, 'folder': folder, **options}, file)
    begin = time.monotonic()
    workers = Tool('worker.py', log=os.path.join(folder, 'worker.log'))
    common = {'python': python, 'cluster': cluster}
    try:
        recording = os.path.join(folder, 'receiver.ndjson')
        receiver = Tool('receiver.py', recording, python=python, cluster=cluster, log=os.path.join(folder, 'receiver.log'))
        assert receiver.read() == {'ready': True}
        workers.do('start', name='w1@alpha', pool='solo', wait=False, **common)
        workers.do('start', name='w2@beta', pool='prefork', concurrency=2, queues=['prefork'], **common)
        scenario = Tool('scenario.py', '--tasks', str(tasks), '--prefork', python=python, cluster=cluster,
                        log=os.path.join(folder, 'scenario.log'))
        answer = {}
        while not answer.get('done'):
            answer = scenario.read()
        for name in ('w1@alpha', 'w2@beta'):
            workers.do('stop', name=name)
        # The truth is written now that nothing happens any more.
        scenario.close()
        receiver.close()
    finally:
        workers.close()
    snapshot = json.loads(subprocess.run(
        [os.environ['EVCAM_TEST_PYTHON'], _ORACLE, recording, '--max-tasks', '100000'], check=True, capture_output=True,
        text=True).stdout)
    with open(os.path.join(folder, 'truth.json'), encoding='utf-8') as file:
        truth = json.load(file)
    seen = {task['uuid']: task for task in snapshot['tasks']}
    wrong = [f'{identity} {entry["name"]}: {seen.get(identity, {}).get("state")}, not {entry["states"]}'
             for identity, entry in truth.items() if seen.get(identity, {}).get('state') not in entry['states']]
    wrong += [f'{identity} {entry["name"]}: {seen[identity]["result"]}, not {entry["result"]}'
              for identity, entry in truth.items()
              if entry['result'] is not None and seen.get(identity, {}).get('result') != entry['result']]
    wrong += [f'unfinished: {identity}' for identity in answer['unfinished']]
    wrong += [f'not in the truth: {identity}' for identity in seen if identity not in truth]
    if snapshot['errors']:
        wrong.append(f'the oracle raised: {snapshot["errors"]}')
    counts = collections.Counter(entry['state'] or 'PENDING' for entry in truth.values())
    print(f'{kind} {version}: {snapshot["event_count"]} events, {len(truth)} tasks '
          f'({", ".join(f"{count} {state}" for state, count in counts.most_common())}), '
          f'{len(snapshot["workers"])} workers, {len(wrong)} wrong, {time.monotonic() - begin:.1f} s', flush=True)
    for line in wrong[:10]:
        print('   ', line)
    return wrong


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--tasks', type=int, default=100)
    parser.add_argument('--keep', action='store_true', help='leave the folders')
    parser.add_argument('brokers', nargs='*')
    arguments = parser.parse_args()
    kinds = arguments.brokers or ['amqp', 'amqps', 'redis', 'rediss', 'sentinel']
    if 'EVCAM_TEST_CELERIES' not in os.environ:
        parser.error('first run: eval "$(Scripts/environments.sh)"')
    celeries = [pair.split('=', 1) for pair in os.environ['EVCAM_TEST_CELERIES'].split()]
    top = tempfile.mkdtemp(prefix='evcam-selfcheck-')
    brokers = Tool('brokers.py')
    started = brokers.read()
    authority = started['certificates']['ca']
    wrong = []
    try:
        if {'amqp', 'amqps'} & set(kinds):
            rabbit = brokers.do('rabbitmq', name='rabbit', vhosts=['/', *(f'{kind}-{version}' for kind in kinds for version, _ in celeries)])
        if {'redis', 'rediss'} & set(kinds):
            redis = brokers.do('redis', name='redis', password='p@ss/word')
        if 'sentinel' in kinds:
            trio = brokers.do('sentinels', name='trio', password='secret')
        database = 0
        for kind in kinds:
            for version, python in celeries:
                database += 1
                url, options = {
                    'amqp': lambda: (f'amqp://guest:guest@127.0.0.1:{rabbit["port"]}/amqp-{version}', {}),
                    'amqps': lambda: (f'amqp://guest:guest@127.0.0.1:{rabbit["tls_port"]}/amqps-{version}', {'ssl': authority}),
                    'redis': lambda: (f'redis://:p%40ss%2Fword@127.0.0.1:{redis["port"]}/{database}', {}),
                    'rediss': lambda: (f'rediss://:p%40ss%2Fword@127.0.0.1:{redis["tls_port"]}/{database}', {'ssl': authority}),
                    'sentinel': lambda: (';'.join(f'sentinel://:secret@127.0.0.1:{port}/{database}' for port in trio['ports']),
                                         {'transport_options': {'master_name': trio['master_name']}})}[kind]()
                folder = os.path.join(top, f'{kind}-{version}')
                os.makedirs(folder)
                try:
                    wrong += check(kind, version, python, url, options, arguments.tasks, folder)
                except Exception as error:
                    print(f'{kind} {version}: {type(error).__name__}: {error}', flush=True)
                    wrong.append(kind)
    finally:
        brokers.close()
        print(top) if arguments.keep else shutil.rmtree(top, ignore_errors=True)
    print(f'{len(wrong)} wrong')
    sys.exit(bool(wrong))


if __name__ == '__main__':
    main()
