# SPDX-License-Identifier: Apache-2.0
"""A RabbitMQ of a test's own: own folders, node name, ports and epmd; as root or as any other user."""
import base64
import glob
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess

from processes import end, free_port, spawn, tail, wait_until, write

# Debian's /usr/sbin/rabbitmq-server changes user and folder; these are RabbitMQ's own scripts.
_SCRIPTS = ('/usr/lib/rabbitmq/bin', *glob.glob('/usr/lib/rabbitmq/lib/*/sbin'), '/opt/rabbitmq/sbin')


def _script(name):
    folders = [os.environ['EVCAM_TEST_RABBITMQ']] if 'EVCAM_TEST_RABBITMQ' in os.environ else _SCRIPTS
    for folder in folders:
        path = os.path.join(folder, name)
        if os.access(path, os.X_OK):
            return path
    raise RuntimeError(f'{name} is not in {", ".join(folders)}: install rabbitmq-server, '
                       'or set EVCAM_TEST_RABBITMQ to the folder that has it')


def _hashed(password):
    salt = os.urandom(4)
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


class RabbitMQ:
    """One broker node. It listens for AMQP with and without TLS; users: guest (all rights) and those given."""

    def __init__(self, folder, certificates, vhosts=('/',), users=()):
        """`users`: {"name", "password", "configure", "write", "read"}, regular expressions, for all vhosts."""
        self.folder = folder
        self.port, self.tls_port, self.epmd_port, self.distribution_port = (free_port() for _ in range(4))
        self.node = f'evcam-{os.path.basename(folder)}-{os.getpid()}@localhost'
        self.process = self.epmd = None
        self.log = os.path.join(folder, 'rabbitmq.log')
        os.makedirs(folder, exist_ok=True)
        everybody = [{'name': 'guest', 'password': 'guest'}, *users]
        definitions = {
            'users': [{'name': user['name'], 'password_hash': _hashed(user['password']),
                       'hashing_algorithm': 'rabbit_password_hashing_sha256', 'tags': ''} for user in everybody],
            'vhosts': [{'name': vhost} for vhost in vhosts],
            'permissions': [{'user': user['name'], 'vhost': vhost,
                             **{right: user.get(right, '.*') for right in ('configure', 'write', 'read')}}
                            for user in everybody for vhost in vhosts]}
        write(os.path.join(folder, 'definitions.json'), json.dumps(definitions))
        settings = {
            'listeners.tcp.1': f'127.0.0.1:{self.port}', 'listeners.ssl.1': f'127.0.0.1:{self.tls_port}',
            'ssl_options.cacertfile': certificates['ca'], 'ssl_options.certfile': certificates['server_certificate'],
            'ssl_options.keyfile': certificates['server_key'], 'ssl_options.verify': 'verify_none',
            'ssl_options.fail_if_no_peer_cert': 'false', 'loopback_users.guest': 'false',
            'load_definitions': os.path.join(folder, 'definitions.json'), 'disk_free_limit.absolute': '1MB',
            'vm_memory_high_watermark.absolute': '2GB', 'log.file.level': 'info'}
        write(os.path.join(folder, 'rabbitmq.conf'), ''.join(f'{key} = {value}\n' for key, value in settings.items()))
        write(os.path.join(folder, 'enabled_plugins'), '[].\n')
        # Erlang asks the name servers for this machine's own name, which in a container may be nobody's: seconds each
        # time, for each rabbitmqctl.
        write(os.path.join(folder, 'inetrc'), '{lookup, [file]}.\n{host, {127,0,0,1}, ["localhost", %s]}.\n'
              % json.dumps(socket.gethostname().split('.')[0]))

    @property
    def _environment(self):
        inherited = {key: value for key, value in os.environ.items() if not key.startswith(('RABBITMQ_', 'ERL_'))}
        return {
            **inherited, 'HOME': self.folder, 'LANG': 'C.UTF-8', 'LC_ALL': 'C.UTF-8',
            'ERL_EPMD_PORT': str(self.epmd_port), 'ERL_EPMD_ADDRESS': '127.0.0.1',
            'ERL_INETRC': os.path.join(self.folder, 'inetrc'),
            'RABBITMQ_NODENAME': self.node, 'RABBITMQ_CONF_ENV_FILE': '/dev/null',
            'RABBITMQ_CONFIG_FILE': os.path.join(self.folder, 'rabbitmq.conf'),
            'RABBITMQ_ADVANCED_CONFIG_FILE': os.path.join(self.folder, 'none.config'),
            'RABBITMQ_ENABLED_PLUGINS_FILE': os.path.join(self.folder, 'enabled_plugins'),
            'RABBITMQ_MNESIA_BASE': os.path.join(self.folder, 'mnesia'),
            'RABBITMQ_LOG_BASE': os.path.join(self.folder, 'log'),
            'RABBITMQ_GENERATED_CONFIG_DIR': os.path.join(self.folder, 'generated'),
            'RABBITMQ_SCHEMA_DIR': os.path.join(self.folder, 'schema'),
            'RABBITMQ_DIST_PORT': str(self.distribution_port),
            # The script becomes the broker itself, so that a signal to its pid is one to the broker.
            'RABBITMQ_ALLOW_INPUT': '1',
            'RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS': '+S 2:2 +A 16 +sbwt none -kernel inet_dist_use_interface {127,0,0,1}'}

    def start(self, patience=90.0):
        """Starts it, anew or on the data it left; returns when clients can log in."""
        if self.epmd is None or self.epmd.poll() is not None:
            epmd = shutil.which('epmd') or 'epmd'
            self.epmd = spawn([epmd, '-port', str(self.epmd_port), '-address', '127.0.0.1'], self.log)
            wait_until(lambda: _answers(self.epmd_port), 'epmd answers')
        self.process = spawn([_script('rabbitmq-server'), '-noinput'], self.log, self._environment, self.folder)
        try:
            wait_until(self._is_up, f'RabbitMQ answers at port {self.port}', patience, 0.1)
        except RuntimeError as error:
            raise RuntimeError(f'{error}\n{tail(self.log)}') from None

    def _is_up(self):
        if self.process.poll() is not None:
            raise RuntimeError(f'RabbitMQ ended with status {self.process.returncode}')
        # A broker that is ready greets with Connection.Start; both listeners are to be there.
        return _answers(self.tls_port) and _answers(self.port, b'AMQP\x00\x00\x09\x01')

    def stop(self):
        """Stops it in the way that loses nothing; the data stays."""
        end(self.process, 20.0)

    def kill(self):
        """kill -9."""
        end(self.process, number=signal.SIGKILL)

    def close(self):
        """Stops it for good."""
        # Nobody reads the data again.
        self.kill_if_running()
        end(self.epmd, number=signal.SIGKILL)

    def kill_if_running(self):
        if self.process is not None:
            self.kill()

    def control(self, *arguments, patience=60.0):
        """rabbitmqctl; returns what it prints."""
        run = subprocess.run([_script('rabbitmqctl'), '-q', *arguments], env=self._environment, cwd=self.folder,
                             capture_output=True, text=True, timeout=patience)
        if run.returncode != 0:
            raise RuntimeError(f'rabbitmqctl {" ".join(arguments)}: {run.stdout}{run.stderr}')
        return run.stdout.strip()

    def add_vhost(self, name, users=('guest',)):
        """One more virtual host, all rights there for these users."""
        self.control('add_vhost', name)
        for user in users:
            self.control('set_permissions', '-p', name, user, '.*', '.*', '.*')

    def memory_alarm(self, on):
        """Sets or clears the memory alarm: publishers are blocked while it is on."""
        self.control('set_vm_memory_high_watermark', *(['absolute', '1MB'] if on else ['absolute', '2GB']))

    def close_connections(self, reason='asked to'):
        """Closes all connections from the broker's side."""
        self.control('close_all_connections', '--global', reason)

    def delete_queue(self, name, vhost='/'):
        """Deletes a queue, an exclusive one too."""
        name, vhost = (json.dumps(text) for text in (name, vhost))
        return self.control('eval', f'{{ok, Q}} = rabbit_amqqueue:lookup(rabbit_misc:r(<<{vhost}>>, queue, <<{name}>>)), '
                            'rabbit_amqqueue:delete(Q, false, false, <<"test">>).')

    def queues(self, vhost='/'):
        """Names, messages, consumers and whether exclusive of a vhost's queues."""
        lines = self.control('--formatter', 'json', 'list_queues', '-p', vhost, 'name', 'messages', 'consumers',
                             'exclusive', 'durable')
        return json.loads(lines)


def _answers(port, greeting=None):
    try:
        with socket.create_connection(('127.0.0.1', port), 2.0) as connection:
            if greeting is None:
                return True
            connection.sendall(greeting)
            return connection.recv(1) == b'\x01'
    except OSError:
        return False
