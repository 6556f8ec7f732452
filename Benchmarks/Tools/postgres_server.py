# SPDX-License-Identifier: Apache-2.0
"""A PostgreSQL of one's own: in a new folder, on a free port of the loopback, gone when it is left."""
import contextlib
import glob
import os
import shutil
import signal
import socket
import subprocess
import tempfile


def programs():
    """The folder of the newest server's programs, which Debian keeps out of PATH."""
    found = sorted(glob.glob('/usr/lib/postgresql/*/bin/initdb'), key=lambda path: int(path.split('/')[4]))
    on_path = shutil.which('initdb')
    if not found and not on_path:
        raise SystemExit('there is no PostgreSQL server here: apt-get install postgresql')
    return os.path.dirname(found[-1] if found else on_path)


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def server(**settings):
    """Runs a server; gives the URL of its database."""
    folder = tempfile.mkdtemp(prefix='evcam-postgres-')
    # PostgreSQL refuses to run as root.
    become = ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups'] if os.geteuid() == 0 else []
    if become:
        shutil.chown(folder, 'postgres', 'postgres')
    home, port, bin = f'{folder}/data', free_port(), programs()
    settings = {'listen_addresses': '127.0.0.1', 'port': port, 'unix_socket_directories': folder, **settings}
    running = None
    try:
        subprocess.run([*become, f'{bin}/initdb', '-D', home, '-U', 'evcam', '-A', 'trust', '-E', 'UTF8',
                        '--locale=C.UTF-8', '--no-sync'], check=True, stdout=subprocess.DEVNULL, cwd=folder)
        options = [word for name, value in settings.items() for word in ('-c', f'{name}={value}')]
        with open(f'{folder}/log', 'w') as log:
            running = subprocess.Popen([*become, f'{bin}/postgres', '-D', home, *options], stdout=log, stderr=log, cwd=folder)
        for _ in range(300):
            if subprocess.run([f'{bin}/pg_isready', '-q', '-h', '127.0.0.1', '-p', str(port)]).returncode == 0:
                break
            if running.poll() is not None:
                raise SystemExit('PostgreSQL did not start: ' + open(f'{folder}/log').read()[-2000:])
            try:
                running.wait(0.1)
            except subprocess.TimeoutExpired:
                pass
        yield f'postgresql://evcam@127.0.0.1:{port}/postgres'
    finally:
        if running:
            # Its fast way to stop: it does not wait for clients to leave.
            running.send_signal(signal.SIGINT)
            try:
                running.wait(30)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()
        shutil.rmtree(folder, ignore_errors=True)
