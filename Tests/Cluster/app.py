# SPDX-License-Identifier: Apache-2.0
"""The Celery application of a test cluster, for workers and clients of every Celery from 4.4 on.

The file that EVCAM_CLUSTER names says what cluster it is: `broker` (URL), `ssl`, `transport_options`, `folder` and
`conf` (more settings). Results go to files in `folder`, and how far each task comes (received, begun,
ended) is written down in `folder/ran.ndjson` by the process that it comes to: neither goes the way of the events, so both tell what really was.
"""
import json
import os
import ssl
import sys
import time

from celery import Celery, signals
from celery.exceptions import Ignore, Reject

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from processes import die_with  # noqa: E402


def load():
    """The cluster's description."""
    with open(os.environ['EVCAM_CLUSTER'], encoding='utf-8') as file:
        return json.load(file)


def _encryption(authority, is_redis):
    if is_redis:
        return {'ssl_cert_reqs': ssl.CERT_REQUIRED, 'ssl_ca_certs': authority}
    return {'cert_reqs': ssl.CERT_REQUIRED, 'ca_certs': authority}


cluster = load()
folder = cluster['folder']
os.makedirs(os.path.join(folder, 'results'), exist_ok=True)

app = Celery('shop')
app.conf.update(
    broker_url=cluster['broker'], broker_transport_options=cluster.get('transport_options') or {},
    # The authority's file; Sentinel's TLS is not ours to test.
    broker_use_ssl=_encryption(cluster['ssl'], cluster['broker'].startswith('redis')) if cluster.get('ssl') else None,
    result_backend='file://' + os.path.join(folder, 'results'), result_chord_join_timeout=30.0,
    task_send_sent_event=True, worker_hijack_root_logger=True, broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None, broker_pool_limit=2, worker_redirect_stdouts=False, task_acks_late=False,
    worker_prefetch_multiplier=4, broker_heartbeat=10, task_default_queue='celery')
app.conf.update(cluster.get('conf') or {})

_journal = os.open(os.path.join(folder, 'ran.ndjson'), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)


def _note(**entry):
    # One write of one short line: whole, whatever kills us, and never mixed with another process's.
    os.write(_journal, (json.dumps(entry) + '\n').encode())


def _shown(value):
    """The repr that the event of its success carries, for values whose repr is beyond doubt."""
    return repr(value) if type(value) in (int, bool, type(None), str) and len(repr(value)) < 200 else None


@signals.task_received.connect
def _received(request=None, **_):
    _note(id=request.id, name=request.name, received=time.time())


@signals.task_prerun.connect
def _begins(task_id=None, task=None, **_):
    _note(id=task_id, name=task.name, began=time.time())


@signals.task_postrun.connect
def _ended(task_id=None, task=None, state=None, retval=None, **_):
    result = _shown(retval) if state == 'SUCCESS' else None
    _note(id=task_id, name=task.name, state=state, result=result, ended=time.time())


@signals.worker_process_init.connect
def _child(**_):
    # A pool's child goes with its worker, however that ends.
    die_with(os.getppid())


@signals.worker_ready.connect
def _ready(sender=None, **_):
    with open(os.path.join(folder, f'ready-{sender.hostname}'), 'w', encoding='utf-8') as file:
        file.write(str(os.getpid()))


@app.task(name='shop.add')
def add(x, y):
    return x + y


@app.task(name='shop.join')
def join(parts):
    return sum(parts)


@app.task(name='shop.pay', ignore_result=True)
def pay(order):
    return order


@app.task(name='shop.sleep')
def sleep(seconds):
    time.sleep(seconds)
    return 'rested'


@app.task(name='shop.fail')
def fail(text):
    try:
        raise KeyError(text)
    except KeyError as error:
        raise ValueError(f'no such thing: {text}') from error


@app.task(name='shop.retry', bind=True, max_retries=3)
def retry(self, until):
    if self.request.retries < until:
        raise self.retry(countdown=0.05, exc=RuntimeError(f'not yet ({self.request.retries})'))
    return self.request.retries


@app.task(name='mail.send', autoretry_for=(OSError,), retry_kwargs={'max_retries': 2, 'countdown': 0.05},
          retry_backoff=False)
def send(address):
    raise OSError(f'{address} does not answer')


@app.task(name='video.encode', bind=True)
def encode(self, frames):
    for frame in range(frames):
        self.send_event('task-progress', progress=frame / frames, frame=frame, codec='h264 ☂')
    return frames


@app.task(name='shop.ignore')
def ignore():
    raise Ignore()


@app.task(name='shop.reject', acks_late=True)
def reject():
    raise Reject('no', requeue=False)


@app.task(name='shop.replace', bind=True)
def replace(self, x):
    raise self.replace(add.s(x, 1))


@app.task(name='shop.big')
def big(size):
    return 'x' * size


@app.task(name='заказ.оплатить')
def order(text):
    return text + ' €'


@app.task(name='shop.tree', bind=True)
def tree(self, depth, width):
    if depth:
        for _ in range(width):
            tree.apply_async((depth - 1, width), queue=self.request.delivery_info.get('routing_key') or None)
    return depth
