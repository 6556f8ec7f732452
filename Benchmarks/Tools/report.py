#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs all benchmarks, ours and Celery's by turns, and prints a table. Started by ../run.sh.

    report.py PROGRAM FILE LONG_FILE [--passes N] [--instructions]
"""
import argparse, os, shutil, subprocess, sys

here = os.path.dirname(os.path.abspath(__file__))
options = argparse.ArgumentParser()
options.add_argument('program')
options.add_argument('file')
options.add_argument('long_file')
options.add_argument('--passes', type=int, default=3)
options.add_argument('--instructions', action='store_true')
options = options.parse_args()


def figures(*command):
    out = subprocess.run([str(word) for word in command], check=True, stdout=subprocess.PIPE, text=True).stdout
    return {name: float(value) for name, value in (line.split() for line in out.splitlines())}


def ours(*arguments):
    return figures(options.program, *arguments)


def celery(*arguments):
    return figures(sys.executable, os.path.join(here, 'celery_benchmark.py'), *arguments)


def row(*cells):
    print('| ' + ' | '.join(str(cell) for cell in cells) + ' |', flush=True)


def head(title, *cells):
    print(f'\n### {title}\n')
    row(*cells)
    row(*('---' for _ in cells))


def intake():
    head('Decode and apply, one core', 'task limit', 'events', 'decode, ns', 'both, ns', 'million events/s',
         "Celery's, thousand/s", 'ratio')
    weights = {}
    # Celery's part is shorter where it is slow: with a million tasks it does not get beyond the first fill.
    for cap, path, passes, events in ((10_000, options.file, options.passes, 150_000),
                                      (100_000, options.file, options.passes, 500_000),
                                      (1_000_000, options.long_file, 1, 300_000)):
        mine, theirs = ours('intake', path, cap, passes), celery('intake', path, cap, events)
        rate = mine['events_per_second']
        row(f'{cap:,}', f"{mine['events']:,.0f}", f"{mine['decode_ns']:.0f}", f"{mine['intake_ns']:.0f}",
            f'{rate / 1e6:.2f}', f"{theirs['events_per_second'] / 1e3:.1f} ({theirs['events'] / 1e3:.0f}k events)",
            f"{rate / theirs['events_per_second']:.0f}")
        weights[cap] = mine, theirs
    head('Bytes per task in the state', 'task limit', 'text', 'payload', '+ slack', 'pages', 'index', 'recency',
         'order', 'kinship', 'tables', 'all', 'all - text', "Celery's")
    for cap, (mine, theirs) in weights.items():
        b = lambda name: mine['bytes_' + name]
        row(f'{cap:,}', *(f'{value:.0f}' for value in (
            b('text'), b('payload'), b('reserved') - b('payload'), b('pages'), b('index'), b('recency'), b('order'),
            b('kinship'), b('tables'), b('total'), b('total') - b('text'), theirs['bytes_total'])))


def pause():
    head('A snapshot: how long events wait', 'tasks', 'changed', 'pause, ms (median, worst)',
         "the writer's page copies afterwards, ms", 'Celery with a camera that writes JSON lines, ms')
    for tasks in (10_000, 100_000, 1_000_000):
        mine = ours('pause', tasks)
        theirs = f"{celery('pause', options.file, tasks)['pause_ms']:,.0f}" if tasks <= 100_000 else 'not measured'
        for percent in (1, 10, 100):
            row(f'{tasks:,}', f'{percent} %',
                f"{mine[f'pause_{percent}_ms']:.4f}, {mine[f'pause_{percent}_worst_ms']:.4f}",
                f"{mine[f'copies_{percent}_ms']:.2f}", theirs)


def instructions(program, path, cameras):
    out = os.path.join(os.path.dirname(path), 'callgrind.out')
    text = subprocess.run(['valgrind', '--tool=callgrind', f'--callgrind-out-file={out}', program, 'cameras', path,
                           str(cameras)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True).stderr
    return int(next(line for line in text.splitlines() if 'refs:' in line).split()[-1].replace(',', ''))


def cameras():
    head('Further idle cameras (a shutter every 10,000 events)', 'cameras', 'intake, ns/event', 'instructions/event',
         'more than with one')
    short, events, program = options.file + '.short', 100_000, options.program + '.stripped'
    if options.instructions:
        with open(options.file) as source, open(short, 'w') as target:
            for _ in range(events):
                target.write(source.readline())
        subprocess.run(['objcopy', '--strip-debug', options.program, program], check=True)
    first = None
    for count in (1, 2, 10):
        clock = f"{ours('cameras', options.file, count)['intake_ns']:.0f}"
        if not options.instructions:
            row(count, clock, 'not measured', '')
            continue
        counted = instructions(program, short, count)
        first = first or counted
        row(count, clock, f'{counted / events:,.1f}', f'{(counted - first) / first * 100:.4f} %')


if options.instructions and not shutil.which('valgrind'):
    sys.exit('error: --instructions needs valgrind; apt-get install valgrind')
intake()
pause()
cameras()
