# SPDX-License-Identifier: Apache-2.0
"""Redis servers of a test's own, alone or as master and replica under three Sentinels."""
import os
import signal
import socket
import subprocess

from processes import end, free_port, spawn, tail, wait_until, write


class Redis:
    """One server; it listens with and without TLS and on a Unix socket, and keeps its data over a kill -9."""

    def __init__(self, folder, certificates, password=None, users=(), replica_of=None, options=()):
        """`users`: ACL rules such as "watcher on >secret &* +@pubsub"; `options`: more lines of redis.conf."""
        self.folder = folder
        self.port, self.tls_port = free_port(), free_port()
        self.socket = os.path.join(folder, 'redis.sock')
        self.password = password
        self.log = os.path.join(folder, 'redis.log')
        self.process = None
        os.makedirs(folder, exist_ok=True)
        lines = [
            'bind 127.0.0.1', f'port {self.port}', f'tls-port {self.tls_port}', f'unixsocket {self.socket}',
            f'tls-ca-cert-file {certificates["ca"]}', f'tls-cert-file {certificates["server_certificate"]}',
            f'tls-key-file {certificates["server_key"]}', 'tls-auth-clients no', 'databases 64', 'save ""',
            'appendonly yes', 'appendfsync everysec', f'dir {folder}', f'pidfile {folder}/redis.pid',
            'repl-diskless-sync yes', 'repl-diskless-sync-delay 0', 'repl-ping-replica-period 1', *options]
        if password:
            lines += [f'requirepass "{password}"', f'masterauth "{password}"']
        lines += [f'user {user}' for user in users]
        if replica_of:
            lines.append(f'replicaof 127.0.0.1 {replica_of}')
        self.configuration = os.path.join(folder, 'redis.conf')
        write(self.configuration, '\n'.join(lines) + '\n')

    def start(self, patience=20.0):
        """Starts it, anew or on the data it left."""
        self.process = spawn(['redis-server', self.configuration], self.log, cwd=self.folder)
        try:
            wait_until(self._is_up, f'Redis answers at port {self.port}', patience)
        except RuntimeError as error:
            raise RuntimeError(f'{error}\n{tail(self.log)}') from None

    def _is_up(self):
        if self.process.poll() is not None:
            raise RuntimeError(f'Redis ended with status {self.process.returncode}')
        return _ping(self.port)

    def stop(self):
        """Stops it; the data stays."""
        end(self.process)

    def kill(self):
        """kill -9."""
        end(self.process, number=signal.SIGKILL)

    def close(self):
        """Stops it for good."""
        end(self.process, number=signal.SIGKILL)

    def command(self, *words):
        """redis-cli, as the default user; returns what it prints."""
        return _cli(self.port, self.password, *words)

    def kill_clients(self, kind='pubsub'):
        """CLIENT KILL of all connections of that kind; returns how many there were."""
        return int(self.command('CLIENT', 'KILL', 'TYPE', kind))


class Sentinels:
    """A master, a replica and three Sentinels."""

    master_name = 'evcam'

    def __init__(self, folder, certificates, password=None):
        os.makedirs(folder, exist_ok=True)
        self.password = password
        master = Redis(os.path.join(folder, 'redis-1'), certificates, password)
        replica = Redis(os.path.join(folder, 'redis-2'), certificates, password, replica_of=master.port)
        self.servers = [master, replica]
        self.ports = []
        self.processes = []
        self._folder = folder

    def start(self):
        """Starts all five; returns when the Sentinels know each other and the replica."""
        for server in self.servers:
            server.start()
        for number in range(3):
            folder = os.path.join(self._folder, f'sentinel-{number}')
            os.makedirs(folder, exist_ok=True)
            port = free_port()
            lines = ['bind 127.0.0.1', f'port {port}', f'dir {folder}',
                     f'sentinel monitor {self.master_name} 127.0.0.1 {self.servers[0].port} 2',
                     f'sentinel down-after-milliseconds {self.master_name} 1000',
                     f'sentinel failover-timeout {self.master_name} 3000',
                     f'sentinel parallel-syncs {self.master_name} 1']
            if self.password:
                lines.append(f'sentinel auth-pass {self.master_name} {self.password}')
            configuration = os.path.join(folder, 'sentinel.conf')
            write(configuration, '\n'.join(lines) + '\n')
            self.ports.append(port)
            self.processes.append(spawn(
                ['redis-server', configuration, '--sentinel'], os.path.join(folder, 'sentinel.log'), cwd=folder))
        for port in self.ports:
            wait_until(lambda: self._knows_all(port), f'the Sentinel at port {port} knows the others')

    def _knows_all(self, port):
        try:
            fields = _cli(port, None, 'SENTINEL', 'MASTER', self.master_name).split('\n')
        except (RuntimeError, subprocess.SubprocessError):
            return False
        known = dict(zip(fields[::2], fields[1::2]))
        return known.get('num-other-sentinels') == '2' and known.get('num-slaves') == '1'

    @property
    def master(self):
        """The server that the Sentinels name as the master."""
        port = int(_cli(self.ports[0], None, 'SENTINEL', 'GET-MASTER-ADDR-BY-NAME', self.master_name).split()[1])
        return next(server for server in self.servers if server.port == port)

    def fail_over(self, kill=True):
        """Makes the replica the master, by killing the master or by asking; returns when all Sentinels say so."""
        old = self.master
        if kill:
            old.kill()
        else:
            wait_until(self._asked_to_fail_over, 'a Sentinel agrees to a failover')
        new = next(server for server in self.servers if server is not old)
        wait_until(lambda: all(self._names(port, new) for port in self.ports), 'the failover', 60.0)
        wait_until(lambda: 'role:master' in new.command('INFO', 'replication'), 'the new master knows that it is one')

    def _asked_to_fail_over(self):
        # Refused while the replica is not in step yet, or the last failover was a moment ago.
        try:
            return _cli(self.ports[0], None, 'SENTINEL', 'FAILOVER', self.master_name) == 'OK'
        except RuntimeError:
            return False

    def _names(self, port, server):
        return _cli(port, None, 'SENTINEL', 'GET-MASTER-ADDR-BY-NAME', self.master_name).split()[1] == str(server.port)

    def restart_killed(self):
        """Starts what was killed; it becomes the replica."""
        for server in self.servers:
            if server.process.poll() is not None:
                server.start()

    def close(self):
        """Stops all for good."""
        for process in self.processes:
            end(process, number=signal.SIGKILL)
        for server in self.servers:
            server.close()


def _cli(port, password, *words):
    environment = {**os.environ, **({'REDISCLI_AUTH': password} if password else {})}
    run = subprocess.run(['redis-cli', '-h', '127.0.0.1', '-p', str(port), *words], env=environment,
                         capture_output=True, text=True, timeout=20)
    if run.returncode != 0 or run.stdout.startswith(('ERR', 'NOGOODSLAVE', 'INPROG', 'NOAUTH', 'NOPERM', 'WRONGPASS')):
        raise RuntimeError(f'redis-cli {words[0]}: {run.stdout}{run.stderr}')
    return run.stdout.strip()


def _ping(port):
    """Whether somebody serves there: a server that still loads its data says so, one with a password asks for it."""
    try:
        with socket.create_connection(('127.0.0.1', port), 2.0) as connection:
            connection.settimeout(2.0)
            connection.sendall(b'PING\r\n')
            return connection.recv(64).startswith((b'+PONG', b'-NOAUTH'))
    except OSError:
        return False
