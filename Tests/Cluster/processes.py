# SPDX-License-Identifier: Apache-2.0
"""Processes, ports and files of a test cluster. Whatever is started here dies with the process that started it."""
import ctypes
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time

_libc = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG = 1


def die_with(parent, number=signal.SIGKILL):
    """Has the calling process killed when its parent, that pid, ends."""
    _libc.prctl(_PR_SET_PDEATHSIG, number)
    if os.getppid() != parent:  # It ended before we asked.
        os._exit(1)


def spawn(arguments, log, environment=None, cwd=None):
    """Starts a program in a session of its own, its output appended to the file `log`.

    Only the main thread may call it: the kernel sends the signal when the starting *thread* ends.
    """
    parent = os.getpid()
    with open(log, 'ab') as output:
        return subprocess.Popen(
            arguments, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, cwd=cwd,
            env=environment, start_new_session=True, preexec_fn=lambda: die_with(parent))


def end(process, patience=5.0, number=signal.SIGTERM):
    """Ends a process that `spawn` started, with its children: kindly first, then by force."""
    if process is None:
        return
    if process.poll() is None and number != signal.SIGKILL:
        process.send_signal(number)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            pass
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


# Below the range the kernel takes ports for outgoing connections from: nobody gets ours while a broker is down.
_PORTS = range(20000, 32000)


def free_port():
    """A TCP port of the loopback address that nobody listens on."""
    for _ in range(200):
        port = random.SystemRandom().choice(_PORTS)
        with socket.socket() as probe:
            try:
                probe.bind(('127.0.0.1', port))
                return port
            except OSError:
                pass
    raise RuntimeError('no free port of 127.0.0.1 between 20000 and 32000')


def wait_until(condition, what, patience=30.0, pause=0.02):
    """Asks until the answer is true (and returns it); RuntimeError naming `what` if it never is."""
    deadline = time.monotonic() + patience
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise RuntimeError(f'{what}: not within {patience:g} s')
        time.sleep(pause)


def tail(path, lines=20):
    """The last lines of a log, for error messages."""
    try:
        with open(path, encoding='utf-8', errors='replace') as file:
            return ''.join(file.readlines()[-lines:])
    except OSError:
        return ''


def write(path, text, mode=0o600):
    """Writes a whole file at once: a reader sees the old one or the new one."""
    partial = f'{path}.partial'
    with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), 'w', encoding='utf-8') as file:
        file.write(text)
    os.rename(partial, path)


def say(**answer):
    """Prints one line of JSON for the program that drives us."""
    sys.stdout.write(json.dumps(answer) + '\n')
    sys.stdout.flush()


def serve(handlers):
    """Carries out the commands on standard input, `{"do": NAME, ...}` a line, until its end; answers each.

    An answer is what the handler returned, an object, with "ok": true, or {"ok": false, "error": ...}.
    """
    for line in sys.stdin:
        if not line.strip():
            continue
        try:
            command = json.loads(line)
            answer = handlers[command.pop('do')](**command) or {}
            say(ok=True, **answer)
        except Exception as error:  # Whatever went wrong, the driver is to hear of it and may go on.
            say(ok=False, error=f'{type(error).__name__}: {error}')
