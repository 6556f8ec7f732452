# SPDX-License-Identifier: Apache-2.0
"""Writes where kombu connects to for each broker URL of a file, one list of URLs a line, as JSON into a second file.

Each entry: [scheme, host, port, user, password, virtual host or database, whether TLS is on]; nothing connects.
"""
import json
import sys

from kombu import Connection


def entry(connection):
    info = connection.info()
    scheme = connection.transport_cls
    host, port = info['hostname'], info['port'] or connection.transport.default_port
    is_redis = connection.transport.driver_type == 'redis'
    if is_redis:
        # What redis-py is given; its database rules are the transport's own.
        channel = type(connection.transport).Channel
        vhost = channel._prepare_virtual_host(None, info['virtual_host'])
        host = host or '127.0.0.1'
    else:
        vhost = info['virtual_host'] or '/'
    return [scheme, host, port, info['userid'], info['password'], str(vhost), bool(connection.ssl)]


output = open(sys.argv[2], 'w', encoding='utf-8')
for line in open(sys.argv[1], encoding='utf-8'):
    text = line.rstrip('\n')
    connection = Connection(text)
    entries = []
    for number in range(text.count(';') + 1):
        if number:
            connection.maybe_switch_next()
        # Building the transport is what switches TLS on for amqps.
        connection.transport
        entries.append(entry(connection))
    print(json.dumps(entries), file=output)
output.close()
