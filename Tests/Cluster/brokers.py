#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The brokers of a test run, started and hurt by commands on standard input; all of them end with it.

    {"do": "rabbitmq", "name": "rabbit", "vhosts": ["/", "one"], "users": [...]}   starts a RabbitMQ
    {"do": "redis", "name": "redis", "password": "secret", "users": [...], "options": [...]}
    {"do": "sentinels", "name": "trio", "password": "secret"}
    {"do": "call", "name": "rabbit", "method": "memory_alarm", "arguments": {"on": true}}

Each of the first three answers with what a client needs: ports, paths, names. `call` runs a method of the
classes in rabbitmq.py and redisserver.py: kill, start, stop, close_connections, delete_queue, kill_clients, ...
"""
import shutil
import tempfile

from certificates import make
from processes import say, serve
from rabbitmq import RabbitMQ
from redisserver import Redis, Sentinels


class Brokers:
    def __init__(self, folder):
        self.folder = folder
        self.certificates = make(f'{folder}/tls')
        self.running = {}

    def _start(self, name, broker):
        self.running[name] = broker
        broker.start()

    def rabbitmq(self, name, **options):
        broker = RabbitMQ(f'{self.folder}/{name}', self.certificates, **options)
        self._start(name, broker)
        return {'port': broker.port, 'tls_port': broker.tls_port, 'node': broker.node, 'pid': broker.process.pid,
                'log': broker.log}

    def redis(self, name, **options):
        broker = Redis(f'{self.folder}/{name}', self.certificates, **options)
        self._start(name, broker)
        return {'port': broker.port, 'tls_port': broker.tls_port, 'socket': broker.socket, 'pid': broker.process.pid}

    def sentinels(self, name, **options):
        trio = Sentinels(f'{self.folder}/{name}', self.certificates, **options)
        self._start(name, trio)
        return {'ports': trio.ports, 'master_name': trio.master_name, 'redis_ports': [s.port for s in trio.servers]}

    def call(self, name, method, arguments=None):
        answer = getattr(self.running[name], method)(**(arguments or {}))
        return {'answer': answer if isinstance(answer, (str, int, list, dict)) else None}

    def end(self, name):
        self.running.pop(name).close()

    def close(self):
        for broker in self.running.values():
            broker.close()


def main():
    folder = tempfile.mkdtemp(prefix='evcam-brokers-')
    brokers = None
    try:
        brokers = Brokers(folder)
        say(ok=True, folder=folder, certificates=brokers.certificates)
        serve({name: getattr(brokers, name) for name in ('rabbitmq', 'redis', 'sentinels', 'call', 'end')})
    finally:
        if brokers:
            brokers.close()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == '__main__':
    main()
