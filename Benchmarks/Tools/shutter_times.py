#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An exec camera that notes when each of its shutters comes: a line of monotonic seconds in FILE for each.

    shutter_times.py FILE
"""
import sys
import time

with open(sys.argv[1], 'w', buffering=1) as times:
    for line in sys.stdin:
        if line.startswith('{"kind":"snapshot"'):
            times.write(f'{time.monotonic():.6f}\n')
        elif line.startswith('{"kind":"end"'):
            print('ok', flush=True)
