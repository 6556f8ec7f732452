#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""evcam beside `celery events -c`, both with a camera that does nothing, on real brokers, in one run.

    live.py EVCAM FOLDER [--quick] [--broker redis|rabbitmq] [--burst] [--sustained]

FOLDER holds the publishers and the messages that live.sh made. What counts is the processor time of the consumer:
broker, publisher and consumer share the machine's cores.
"""
import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / 'Tests' / 'Cluster'))

from certificates import make  # noqa: E402
from rabbitmq import RabbitMQ  # noqa: E402
from redisserver import Redis  # noqa: E402

TICKS = os.sysconf('SC_CLK_TCK')


def processor_seconds(pid):
    fields = Path(f'/proc/{pid}/stat').read_text().rsplit(') ', 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def peak_megabytes(pid):
    return int(re.search(r'VmHWM:\s+(\d+)', Path(f'/proc/{pid}/status').read_text())[1]) / 1024


class Consumer:
    """A process that follows events; `seen` is how many it says it has seen once it was stopped."""

    def __init__(self, command, folder, environment=None):
        self.folder = folder
        self.log = open(f'{self.folder}/log', 'w+')
        self.process = subprocess.Popen(
            command, stdout=self.log, stderr=subprocess.STDOUT, cwd=self.folder,
            env={**os.environ, **(environment or {}), 'EVENTS_FILE': f'{self.folder}/events'})

    def text(self):
        self.log.flush()
        return Path(self.log.name).read_text()

    def is_alive(self):
        return self.process.poll() is None

    def settle(self):
        """Waits until it has nothing more to do; its processor seconds by then."""
        last = processor_seconds(self.process.pid)
        quiet = 0
        while quiet < 3 and self.is_alive():
            time.sleep(0.5)
            used = processor_seconds(self.process.pid)
            quiet = quiet + 1 if used - last <= 0.03 else 0
            last = used
        return last

    def stop(self):
        if self.is_alive():
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def close(self):
        """Stops it, whatever became of it, and leaves nothing behind: a tape has hundreds of megabytes."""
        self.stop()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class Evcam(Consumer):
    name = 'evcam'

    def __init__(self, program, url, options=''):
        folder = tempfile.mkdtemp(prefix='evcam-live-')
        config = Path(folder, 'config.yaml')
        config.write_text(
            f'broker: {url}\n{options.format(folder=folder)}'
            'cameras: [{name: idle, camera: minimal, options: {path: idle.txt}}]\n')
        super().__init__([program, 'record', '-c', str(config)], folder)

    def is_ready(self):
        return 'following the events' in self.text()

    def seen(self):
        self.stop()
        found = re.search(r'recorded (\d+) events', self.text())
        return int(found[1]) if found else 0


class Celery(Consumer):
    name = 'Celery'

    def __init__(self, python, url):
        super().__init__(
            [python, '-m', 'celery', '-b', url, 'events', '-c', 'noop_camera.NoopCamera', '-l', 'ERROR'],
            tempfile.mkdtemp(prefix='evcam-live-'), {'PYTHONPATH': str(HERE)})
        self.started = time.monotonic()

    def is_ready(self):
        return time.monotonic() - self.started > 4

    def seen(self):
        time.sleep(1.2)  # Its camera says it once a second.
        self.stop()
        path = Path(self.folder, 'events')
        return int(path.read_text()) if path.exists() else 0


def run(consumer, publisher, port, messages, count, rate, batch):
    """Publishes to a consumer that is ready, and measures it; then it is stopped."""
    try:
        return observe(consumer, publisher, port, messages, count, rate, batch)
    finally:
        consumer.close()


def observe(consumer, publisher, port, messages, count, rate, batch):
    deadline = time.monotonic() + 30
    while not consumer.is_ready():
        if time.monotonic() > deadline or not consumer.is_alive():
            sys.exit(f'{consumer.name} does not begin:\n{consumer.text()}')
        time.sleep(0.1)
    before = processor_seconds(consumer.process.pid)
    began = time.monotonic()
    seconds = float(subprocess.check_output([publisher, str(port), messages, str(count), str(rate)]))
    used = consumer.settle() - before
    lag = max(time.monotonic() - began - seconds - 1.5, 0)
    memory = peak_megabytes(consumer.process.pid) if consumer.is_alive() else float('nan')
    seen = consumer.seen()
    return {'published': count * batch, 'seen': seen, 'rate': count * batch / seconds, 'lag': lag,
            'cpu': used / max(seen, 1) * 1e6, 'core': used / (seconds + lag), 'memory': memory}


def show(broker, what, name, result):
    # Fewer than none: it has counted some twice, or what is no message of ours.
    lost = result['published'] - result['seen']
    print(f"| {broker} | {what} | {name} | {result['rate']:,.0f} | {lost:,} | {result['cpu']:.2f} | "
          f"{100 * result['core']:.0f} % | {result['memory']:.0f} |", flush=True)
    return result


def measure(broker, url, port, options):
    folder = options.folder
    publisher = f'{folder}/publish_{broker}'
    single, multi = f'{folder}/{broker}-1.messages', f'{folder}/{broker}-24.messages'
    scale = 4 if options.quick else 1
    count = (1_000_000 if broker == 'redis' else 400_000) // scale
    tape = 'tape: {{path: "{folder}/tape", keep: 1GB}}\n'

    def evcam(messages, count, batch=1, extra='', rate=0):
        return run(Evcam(options.evcam, url, extra), publisher, port, messages, count, rate, batch)

    ours = show(broker, 'one event a message', 'evcam', evcam(single, count))
    show(broker, 'one event a message, tape', 'evcam', evcam(single, count, extra=tape))
    show(broker, '24 events a message', 'evcam', evcam(multi, count // 8, 24))
    show(broker, '24 events a message, tape', 'evcam', evcam(multi, count // 8, 24, tape))
    rate = 5000
    theirs = show(broker, f'one event a message, {rate}/s', 'Celery', run(
        Celery(sys.executable, url), publisher, port, single, rate * 20 // scale, rate, 1))
    paced = show(broker, f'one event a message, {rate}/s', 'evcam', evcam(single, rate * 20 // scale, rate=rate))
    print(f"\n{broker}: Celery takes {theirs['cpu'] / ours['cpu']:.0f} times the processor time of evcam for an event "
          f"({theirs['cpu'] / paced['cpu']:.0f} times at {rate}/s), {theirs['memory'] / ours['memory']:.1f} times its "
          'memory\n', flush=True)


def burst(url, port, options):
    """A million messages at once into a Redis that drops slow readers as its defaults say; exits with 1 on a loss."""
    publisher, messages = f'{options.folder}/publish_redis', f'{options.folder}/redis-1.messages'
    tape = 'tape: {{path: "{folder}/tape", keep: 1GB}}\n'
    results = [
        show('redis', what, 'evcam', run(
            Evcam(options.evcam, url, extra), publisher, port, messages, 1_000_000, 0, 1))
        for what, extra in [('burst of 1,000,000', ''), ('burst of 1,000,000, tape', tape)]]
    if any(result['seen'] != result['published'] for result in results):
        sys.exit('messages were lost in the burst')


def sustained(url, port, options):
    """Twelve seconds of Redis at the rates that evcam is to keep up with."""
    publisher, folder = f'{options.folder}/publish_redis', options.folder
    tape = 'tape: {{path: "{folder}/tape", keep: 1GB}}\n'
    for what, messages, rate, batch in [('250,000 messages/s', 'redis-1.messages', 250_000, 1),
                                        ('33,334 messages/s of 24 events', 'redis-24.messages', 33_334, 24)]:
        for extra, name in [('', what), (tape, what + ', tape')]:
            show('redis', name, 'evcam', run(
                Evcam(options.evcam, url, extra), publisher, port, f'{folder}/{messages}', rate * 12, rate, batch))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('evcam')
    parser.add_argument('folder')
    parser.add_argument('--quick', action='store_true', help='a quarter of the messages')
    parser.add_argument('--broker', choices=['redis', 'rabbitmq'], help='only this one')
    parser.add_argument('--burst', action='store_true', help='only a million messages at once into Redis')
    parser.add_argument('--sustained', action='store_true', help='only Redis at fixed rates')
    options = parser.parse_args()
    redis_only = options.burst or options.sustained
    print('| Broker | Messages | Consumer | Published events/s | Lost | Processor s per million events | Of a core | '
          'Peak memory, MB |')
    print('| --- | --- | --- | --- | --- | --- | --- | --- |')
    with tempfile.TemporaryDirectory(prefix='evcam-live-') as folder:
        certificates = make(f'{folder}/tls')
        if options.broker != 'rabbitmq' or redis_only:
            redis = Redis(f'{folder}/redis', certificates)
            redis.start()
            try:
                url = f'redis://127.0.0.1:{redis.port}/0'
                if options.burst:
                    burst(url, redis.port, options)
                elif options.sustained:
                    sustained(url, redis.port, options)
                else:
                    measure('redis', url, redis.port, options)
            finally:
                redis.close()
        if options.broker != 'redis' and not redis_only:
            rabbit = RabbitMQ(f'{folder}/rabbitmq', certificates)
            rabbit.start()
            try:
                measure('rabbitmq', f'amqp://guest:guest@127.0.0.1:{rabbit.port}//', rabbit.port, options)
            finally:
                rabbit.close()


if __name__ == '__main__':
    main()
