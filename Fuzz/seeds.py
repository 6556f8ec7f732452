#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Lays the tests' fixtures out as the fuzz targets' first inputs: seeds.py TESTS FOLDER."""
import base64
import json
import os
import sys

COMPRESSIONS = {"gzip": "zlib", "zlib": "zlib", "application/x-gzip": "zlib", "bz2": "bzip2", "application/x-bz2": "bzip2",
                "xz": "lzma", "application/x-lzma": "lzma", "lzma": "lzma", "zstd": "zstd", "application/zstd": "zstd",
                "brotli": "brotli", "application/x-brotli": "brotli"}
SERIALIZERS = {"application/x-msgpack": "msgpack", "application/x-yaml": "yaml"}


def main():
    tests, folder = sys.argv[1:]
    fixtures = os.path.join(tests, "CeleryEventsTests", "Fixtures")
    count = 0

    def add(target, data):
        nonlocal count
        count += 1
        path = os.path.join(folder, target)
        os.makedirs(path, exist_ok=True)
        with open(os.path.join(path, f"{count:05}"), "wb") as file:
            file.write(data)

    for name in ("captured.tsv", "serialized.tsv"):
        with open(os.path.join(fixtures, name), encoding="utf-8") as file:
            for line in file:
                if line.startswith("#"):
                    continue
                name, content_type, compression, text, outcome = line.rstrip("\n").split("\t")
                body = base64.b64decode(text)
                add("message", f"{content_type}\n{compression}\n".encode() + body)
                add("line", json.dumps({"received": 7.5, "routing_key": "task.multi", "content_type": content_type,
                                        "compression": compression, "backlog": True, "body_encoding": "base64",
                                        "body": text}).encode())
                if compression in COMPRESSIONS:
                    add(COMPRESSIONS[compression], body)
                elif content_type in SERIALIZERS:
                    add(SERIALIZERS[content_type], body)
                if not outcome.startswith("!"):
                    add("json", outcome.encode())
                    add("line", f'{{"received": 7.5, "routing_key": "task.multi", "body": {outcome}}}'.encode())
    with open(os.path.join(fixtures, "bodies.ndjson"), "rb") as file:
        for line in file:
            add("json", line.rstrip(b"\n"))
    with open(os.path.join(tests, "EventSourcesTests", "Fixtures", "redis-wire-sample.ndjson"), "rb") as file:
        for line in file:
            add("envelope", json.loads(line)["data"].encode())


if __name__ == "__main__":
    main()
