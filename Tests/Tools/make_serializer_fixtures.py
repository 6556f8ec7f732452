#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes Tests/CeleryEventsTests/Fixtures/serialized.tsv: bodies as Python's own libraries serialise and compress
them, and what those libraries read out of them, as JSON.

    python3 -m venv VENV && VENV/bin/pip install msgpack==1.2.4 PyYAML==6.0.3 zstandard==0.25.0 brotli==1.2.1
    VENV/bin/python Tests/Tools/make_serializer_fixtures.py >Tests/CeleryEventsTests/Fixtures/serialized.tsv

A line: name, content type, compression, body in base64, JSON; with tabs between. The same bytes each time, as long as
the libraries are the same.
"""
import base64
import bz2
import gzip
import json
import lzma
import random
import struct
import sys
import zlib

import brotli
import msgpack
import yaml
import zstandard

MSGPACK, YAML, JSON = "application/x-msgpack", "application/x-yaml", "application/json"


class Loader(yaml.SafeLoader):
    """SafeLoader but for timestamps, which stay texts."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_constructor("tag:yaml.org,2002:timestamp", yaml.SafeLoader.construct_yaml_str)


def binary(value):
    try:
        return value.decode()
    except UnicodeDecodeError:
        return {"__type__": "base64", "__value__": base64.b64encode(value).decode()}


def key(value):
    if isinstance(value, bytes):
        text = binary(value)
        return text if isinstance(text, str) else text["__value__"]
    return plain(value)


def plain(value):
    """What `json.dumps` takes."""
    if isinstance(value, dict):
        return {key(k): plain(v) for k, v in value.items()}
    if isinstance(value, set):
        return {item: None for item in sorted(value)}
    if isinstance(value, bytes):
        return binary(value)
    if isinstance(value, msgpack.Timestamp):
        return value.seconds + value.nanoseconds / 1e9 if value.nanoseconds else value.seconds
    if isinstance(value, msgpack.ExtType):  # a tuple, too
        return None
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value


def line(name, content_type, compression, body, value):
    text = json.dumps(plain(value), ensure_ascii=False)
    assert "\t" not in text and "\n" not in text
    print(name, content_type, compression, base64.b64encode(body).decode(), text, sep="\t")


def of_msgpack(name, body):
    value = msgpack.unpackb(body, raw=False, strict_map_key=False, unicode_errors="replace")
    line(name, MSGPACK, "", body, value)


def of_yaml(name, text):
    body = text if isinstance(text, bytes) else text.encode()
    line(name, YAML, "", body, yaml.load(body, Loader))


def event(**attributes):
    return {"hostname": "w1@host", "utcoffset": 0, "pid": 17, **attributes, "timestamp": 1795417522.68372,
            "type": "task-custom"}


INTEGERS = sorted({sign * (2 ** bits + more) for bits in (0, 3, 4, 5, 7, 8, 15, 16, 31, 32, 53, 62) for more in (-1, 0, 1)
                   for sign in (1, -1)} | {2 ** 63 - 1, 2 ** 63, 2 ** 64 - 1, -2 ** 63, -2 ** 63 + 1})
DOUBLES = [0.0, -0.0, 1.0, -1.5, 0.1, 1 / 3, 2 / 3, 1e-4, 1e-5, 0.00012345, 1e15, 1e16, 1e17, 123456789012345680.0,
           9007199254740993.0, 1e21, 1e22, 1e23, 1.7976931348623157e308, 5e-324, 2.2250738585072014e-308,
           1795417522.68372, 100000.0, 1e5 + 0.5, 4.35, 2.675, 1e100, -1e-100]
TEXTS = ["", "a", "x" * 31, "x" * 32, "x" * 255, "x" * 256, "Größe", "漢字", "🎉", "a\0b", "\"\\/\b\f\n\r\t\x01\x1f\x7f",
         "\u2028\u0085\ufeff", "it's \"é\"", "line\nline"]


def messages_of_msgpack(dice):
    of_msgpack("integers", msgpack.packb(event(value=INTEGERS)))
    for number in INTEGERS:
        of_msgpack(f"integer {number}", msgpack.packb(event(value=number)))
    wide = [b"\xcc\x05", b"\xcd\0\x05", b"\xce\0\0\0\x05", b"\xcf" + bytes(7) + b"\x05", b"\xd0\xfb", b"\xd1\xff\xfb",
            b"\xd2\xff\xff\xff\xfb", b"\xd3" + b"\xff" * 7 + b"\xfb"]
    of_msgpack("integers, wider than need be", b"\x81\xa5value\x98" + b"".join(wide))
    doubles = DOUBLES + [struct.unpack("<d", struct.pack("<Q", dice.getrandbits(64)))[0] for _ in range(300)]
    doubles = [number for number in doubles if number == number and abs(number) != float("inf")]
    of_msgpack("doubles", msgpack.packb(event(value=doubles)))
    for number in DOUBLES + [float("inf"), float("-inf")]:
        of_msgpack(f"double {number}", msgpack.packb(event(value=number)))
    of_msgpack("single floats", msgpack.packb(event(value=[0.1, 1.5, 3e38, 1e-45, -0.0]), use_single_float=True))
    of_msgpack("texts", msgpack.packb(event(value=TEXTS, **{text: text for text in TEXTS if text not in ("",)})))
    for broken in [b"\xff", b"\xc3", b"\xc3(", b"\xe2\x82", b"\xe2\x28\xa1", b"\xed\xa0\x80", b"\xf0\x9f\x8e", b"\xf4\x90\x80\x80",
                   b"\xc0\x80", b"\xf0\x80\x80\x80", b"a\x80b\xbfc", b"\xf0\x9f\x8e\x89\xf0\x9f", b"\xe0\x80\xaf"]:
        of_msgpack(f"a text that is not UTF-8: {broken.hex()}", b"\x81\xa6result" + bytes([0xa0 + len(broken)]) + broken)
    headers = {"text": (b"\xa3", b"\xd9\x03", b"\xda\0\x03", b"\xdb\0\0\0\x03"),
               "binary": (b"\xc4\x03", b"\xc5\0\x03", b"\xc6\0\0\0\x03")}
    for kind, marks in headers.items():
        for mark in marks:
            of_msgpack(f"{kind} with the header {mark.hex()}", b"\x81\xa5value" + mark + b"abc")
    for mark in (b"\x92", b"\xdc\0\x02", b"\xdd\0\0\0\x02"):
        of_msgpack(f"an array with the header {mark.hex()}", mark + b"\x81\xa1a\x01\x81\xa1b\x02")
    for mark in (b"\x82", b"\xde\0\x02", b"\xdf\0\0\0\x02"):
        of_msgpack(f"a map with the header {mark.hex()}", mark + b"\xa1a\x01\xa1b\x02")
    of_msgpack("binaries", msgpack.packb(event(value=[b"", b"text", "é".encode(), b"\xff\xfe", bytes(range(256))], result=b"\xff")))
    of_msgpack("keys", msgpack.packb({1: "a", -7: "b", 2.5: "c", None: "d", b"bin": "e", b"\xff": "f", 2 ** 64 - 1: "g",
                                      1e100: "h", "": "i"}))
    of_msgpack("bool keys", msgpack.packb({True: [{False: 1}]}))
    times = [msgpack.Timestamp(0, 0), msgpack.Timestamp(1795417522, 0), msgpack.Timestamp(1795417522, 683720000),
             msgpack.Timestamp(2 ** 34, 1), msgpack.Timestamp(-1, 0), msgpack.Timestamp(-1, 500000000)]
    of_msgpack("timestamps", msgpack.packb(event(value=times)))
    of_msgpack("extensions", msgpack.packb(event(value=[msgpack.ExtType(5, b"x" * n) for n in (0, 1, 2, 4, 8, 16, 17, 300)])))
    of_msgpack("words", msgpack.packb(event(value=[None, True, False, [], {}, [[]], [{}], {"a": {}}])))
    deep = 1
    for level in range(500):
        deep = [deep] if level % 2 else {"a": deep}
    of_msgpack("nested 500 deep", msgpack.packb({"value": deep}))
    of_msgpack("no events", msgpack.packb([]))
    of_msgpack("an empty event", msgpack.packb({}))
    of_msgpack("hundreds of events", msgpack.packb([event(clock=clock) for clock in range(300)]))


SCALARS = """~ null Null NULL nuLL true True TRUE tRUE yes Yes YES on On ON y Y false False FALSE no No NO off Off OFF n N
0 -0 +0 1 -1 +1 12 1_000 1__0 00 017 -017 0_17 0_ 08 09 0o17 0x1F 0X1F 0x_1f -0xff 0xffffffffffffffff 0b101 0b1_0 -0b11 0b12
18446744073709551615 18446744073709551616 -9223372036854775808 -9223372036854775809 +123456789012345678901234567890
12_345_678_901_234_567_890_123 1:30 -1:30 +1:30:00 190:20:30 1:60 1:5 1:005 0:30 0:30.5 1_0:30 190:20:30.15 -1:30. 1:30.5_5
1. 1.0 -1.5 +1.5 1._5 1_2.3_4 .5 -.5 +.5 .5_ ._5 1.5e+3 1.5E-3 1.5e3 1e3 1.e+2 09.5 0.1 1.7976931348623157e+308 1.0e+400 5.0e-324
.inf +.inf -.inf .Inf .INF .iNF .nan .NaN .NAN 1.2.3 1-2 12a a12 - -- -a .a . .. + e1 _1 1_
2026-11-23 2026-11-23T10:00:00Z 12:30:45 6c3bb7cd-f724-46e2-8271-77672c9fb6d4 1e5f3bb7 w1@host (2,2) t.add""".split()


def messages_of_yaml(dice):
    del SCALARS[SCALARS.index("-")]
    for special in ("nan", "NaN", "NAN"):
        of_yaml(f"{special} alone", f"value: .{special}\n")
    of_yaml("plain scalars", "type: custom-scalars\nvalue:\n" + "".join(f"  - {text}\n" for text in SCALARS))
    for text in SCALARS:
        of_yaml(f"the scalar {text}", f"result: {text}\nmine: {text}\n")
    # To Python 1, 1.0 and true are one key.
    keys = {yaml.load(text, Loader): text for text in SCALARS}
    of_yaml("plain scalars as keys", "".join(f"{text}: {number}\n" for number, text in enumerate(keys.values())))
    of_yaml("quoted scalars", "value:\n" + "".join(f"  - '{text}'\n  - \"{text}\"\n" for text in SCALARS))
    of_yaml("an empty scalar", "parent_id:\nname: ''\neta: ~\n")
    of_yaml("styles", """value:
  - plain text with   blanks
  - plain
    over lines
  - 'it''s'
  - "\\x41\\u00e9\\U0001F389\\n\\t\\"\\\\\\0\\e\\_"
  - |
    kept
      lines

  - |-
    no end
  - >
    folded
    lines

    here
  - >+
    kept end

  - [a, b, [c, {d: e}], {f: [g]}]
  - {a: 1, "b": 2, 'c': 3, ? d : 4}
  - ? e
    : f
  - Größe 漢字 🎉
  - # a comment
    after
""")
    of_yaml("tags", """type: !!str custom-tags
value:
  - !!str 12
  - !!str true
  - !!int "12"
  - !!int 0x10
  - !!int 1:30
  - !!float 5
  - !!float "1e3"
  - !!float 1_0.5
  - !!float -.inf
  - !!bool "yes"
  - !!bool off
  - !!null ""
  - !!null x
  - !!binary aGVsbG8=
  - !!binary |
      /wD+
      AAEC
  - !!binary ""
  - !!timestamp 2026-01-01
  - !!set {a, b}
  - !!map {a: 1}
  - !!seq [1]
  - ! 12
  - ! "12"
  - ! [1]
  - ! {a: 1}
""")
    of_yaml("binary keys", "!!binary aGVsbG8=: 1\nvalue:\n  !!binary /w==: 2\n  !!binary '': 3\n")
    of_yaml("aliases", """- &first {type: custom-one, value: &list [1, &text two, *text]}
- {type: custom-two, value: [*list, *list], name: *text}
- *first
""")
    of_yaml("merged", """- &one {type: custom-one, hostname: a, pid: 1, mine: 1}
- &two {type: custom-two, hostname: b, clock: 2}
- {<<: *one, pid: 2}
- {pid: 2, <<: *one}
- {<<: [*one, *two], pid: 3}
- {<<: [*two, *one]}
- {<<: *one, <<: *two}
- {<<: {mine: 5, <<: *two}, clock: 9}
- {"<<": 1}
- {<<: [], mine: 1}
""")
    of_yaml("duplicate keys", "name: a\nmine: 1\nname: b\nmine: 2\n")
    of_yaml("a document with marks", "%YAML 1.1\n--- # here\ntype: a\n...\n")
    of_yaml("a byte order mark", b"\xef\xbb\xbftype: a\n")
    of_yaml("UTF-16", "\ufefftype: é\n".encode("utf-16-le"))
    of_yaml("JSON", json.dumps(event(value=[1, 2.5, None, True, "x\u00e9", {"a": []}])))
    of_yaml("no events", "[]")
    of_yaml("an empty event", "{}")
    shared = {"a": [1, 2]}
    of_yaml("what safe_dump makes", yaml.safe_dump([event(value=shared, again=shared, texts=TEXTS, doubles=DOUBLES,
                                                          integers=INTEGERS, binary=b"\xff\0", words=[None, True, False]),
                                                    event(value=shared)]))
    of_yaml("what safe_dump makes, with Unicode", yaml.safe_dump(event(value=TEXTS), allow_unicode=True))


def anything(dice, depth=0):
    kind = dice.randrange(10 if depth < 4 else 7)
    if kind == 0:
        return dice.choice([None, True, False])
    if kind == 1:
        return dice.choice(INTEGERS)
    if kind == 2:
        return dice.choice(DOUBLES)
    if kind < 7:
        return "".join(dice.choice(["a", "1", ".", "-", " ", ":", "#", "é", "🎉", "\n", "'", '"', "\\", "e", "~", "\t", "{", "]"])
                       for _ in range(dice.randrange(12)))
    if kind == 7:
        return {anything_short(dice): anything(dice, depth + 1) for _ in range(dice.randrange(5))}
    return [anything(dice, depth + 1) for _ in range(dice.randrange(6))]


def anything_short(dice):
    return "".join(dice.choice("ab1.-~y:") for _ in range(dice.randrange(1, 4)))


def random_messages(dice):
    for number in range(60):
        value = [event(value=anything(dice), name=anything_short(dice)) for _ in range(dice.randrange(1, 4))]
        of_msgpack(f"random {number}", msgpack.packb(value))
        of_yaml(f"random {number}", yaml.safe_dump(value))


def alone(data):
    return lzma.compress(data, format=lzma.FORMAT_ALONE)


def zstd_stream(data):
    machine = zstandard.ZstdCompressor(level=19).compressobj()
    return machine.compress(data) + machine.flush()


COMPRESSIONS = {
    "application/x-gzip": [zlib.compress, lambda data: zlib.compress(data, 0), lambda data: zlib.compress(data, 9),
                           lambda data: gzip.compress(data, mtime=0)],
    "gzip": [zlib.compress],
    "zlib": [zlib.compress],
    "application/x-bz2": [bz2.compress, lambda data: bz2.compress(data, 1)],
    "bzip2": [bz2.compress],
    "bzip": [bz2.compress],
    "bz2": [bz2.compress],
    "application/x-lzma": [lzma.compress, alone, lambda data: lzma.compress(data, preset=9)],
    "lzma": [lzma.compress, alone],
    "xz": [lzma.compress],
    "application/zstd": [zstandard.compress, zstd_stream, lambda data: zstandard.compress(data, 22)],
    "zstd": [zstandard.compress],
    "zstandard": [zstandard.compress],
    "application/x-brotli": [brotli.compress, lambda data: brotli.compress(data, quality=0),
                             lambda data: brotli.compress(data, lgwin=10)],
    "brotli": [brotli.compress],
    "GZIP": [zlib.compress],
    " Application/X-Gzip ; level=9": [zlib.compress],
}

TWO_STREAMS = {"application/x-gzip": zlib.compress, "gzip": lambda data: gzip.compress(data, mtime=0),
               "application/x-bz2": bz2.compress, "application/x-lzma": lzma.compress,
               "application/zstd": zstandard.compress}


def compressed_messages():
    value = [event(clock=clock, value=["x" * 100, clock]) for clock in range(3)]
    bodies = {JSON: json.dumps(value).encode(), MSGPACK: msgpack.packb(value), YAML: yaml.safe_dump(value).encode()}
    for label, ways in COMPRESSIONS.items():
        for way, compress in enumerate(ways):
            line(f"compressed, way {way}", JSON, label, compress(bodies[JSON]), value)
        if label in TWO_STREAMS:
            one = TWO_STREAMS[label]
            line("compressed in two streams", JSON, label, one(bodies[JSON][:50]) + one(bodies[JSON][50:]), value)
        for content_type in (MSGPACK, YAML, ""):
            line("compressed", content_type, label, ways[0](bodies[content_type or JSON]), value)
        # A compressed event leaves its label on all later ones of the same dispatcher.
        for content_type, body in bodies.items():
            line("labelled, not compressed", content_type, label, body, value)
    for label in ("snappy", "application/x-unheard-of", "none"):
        line("an unknown label, plain", JSON, label, bodies[JSON], value)
    for label in ("text/json", "application/JSON", "application/json; charset=utf-8", "  application/json", "json", ""):
        line("a content type in other words", label, "", bodies[JSON], value)
    for label in ("application/x-MSGPACK;q=1", "msgpack", "application/msgpack"):
        line("a content type in other words", label, "", bodies[MSGPACK], value)
    for label in ("Application/X-YAML", "application/yaml ; charset=utf-8", "yaml", "text/yaml"):
        line("a content type in other words", label, "", bodies[YAML], value)


def bombs():
    """16 MiB of blanks around an event: a message may have 8."""
    data = b" " * (16 << 20) + b"{}"
    for label in ("zlib", "bz2", "xz", "zstd", "brotli"):
        print("bomb", JSON, label, base64.b64encode(COMPRESSIONS[label][0](data)).decode(), "!too_large", sep="\t")


def main():
    sys.setrecursionlimit(10_000)
    dice = random.Random(20261123)
    print(f"# msgpack {msgpack.version}, PyYAML {yaml.__version__}, zstandard {zstandard.__version__}, "
          f"brotli {brotli.__version__}, Python {sys.version.split()[0]}")
    messages_of_msgpack(dice)
    messages_of_yaml(dice)
    random_messages(dice)
    compressed_messages()
    bombs()


if __name__ == "__main__":
    main()
