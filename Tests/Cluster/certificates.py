# SPDX-License-Identifier: Apache-2.0
"""Certificates for the loopback address, made by openssl for one test run."""
import os
import subprocess

_CONFIGURATION = '''
[req]
distinguished_name = dn
[dn]
[ca]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[leaf]
basicConstraints = CA:false
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = {names}
'''


def _run(folder, *arguments):
    subprocess.run(['openssl', *arguments], cwd=folder, check=True, capture_output=True)


def _sign(folder, name, names, days):
    with open(os.path.join(folder, 'openssl.cnf'), 'w', encoding='utf-8') as file:
        file.write(_CONFIGURATION.format(names=names))
    _run(folder, 'req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-config',
         'openssl.cnf', '-subj', f'/CN={name}', '-keyout', f'{name}.key', '-out', f'{name}.csr')
    _run(folder, 'x509', '-req', '-in', f'{name}.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial',
         '-days', str(days), '-extfile', 'openssl.cnf', '-extensions', 'leaf', '-out', f'{name}.pem')


def make(folder):
    """Makes an authority, `server` for 127.0.0.1 and localhost, `elsewhere` for another host, and `client`.

    Returns the paths by name: ca, other_ca (an authority that signed nothing), NAME_certificate, NAME_key.
    """
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, 'openssl.cnf'), 'w', encoding='utf-8') as file:
        file.write(_CONFIGURATION.format(names='DNS:localhost'))
    for name in ('ca', 'other-ca'):
        _run(folder, 'req', '-x509', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes',
             '-config', 'openssl.cnf', '-extensions', 'ca', '-subj', f'/CN=evcam test {name}', '-days', '30',
             '-keyout', f'{name}.key', '-out', f'{name}.pem')
    leaves = {'server': 'IP:127.0.0.1, IP:::1, DNS:localhost', 'elsewhere': 'DNS:broker.example', 'client': 'DNS:client'}
    paths = {'ca': f'{folder}/ca.pem', 'other_ca': f'{folder}/other-ca.pem'}
    for name, names in leaves.items():
        _sign(folder, name, names, 30)
        paths[f'{name}_certificate'] = f'{folder}/{name}.pem'
        paths[f'{name}_key'] = f'{folder}/{name}.key'
    return paths
