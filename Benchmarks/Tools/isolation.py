# SPDX-License-Identifier: Apache-2.0
"""Runs the isolation benchmark several times and prints its table."""

import argparse
import statistics
import subprocess
import sys

CASES = [("full", 1, "all tasks, 1 % changed"), ("full", 100, "all tasks, all changed"), ("delta", 1, "1 % delta")]


def run(program, kind, cameras, tasks, percent, shutters):
    words = [program, "isolation", kind, str(cameras), str(tasks), str(percent), str(shutters)]
    lines = subprocess.run(words, check=True, capture_output=True, text=True).stdout.split("\n")
    figures = {name: float(value) for name, value in (line.split() for line in lines if line)}
    if "failed" in figures:
        sys.exit(f"a camera failed: {' '.join(words)}")
    return figures


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--shutters", type=int, default=100)
    parser.add_argument("--tasks", type=int, default=100_000)
    parser.add_argument("--cameras", default="1,2,5,10")
    parser.add_argument("--kind", choices=["full", "delta"])
    options = parser.parse_args()
    print("Wall time from the host's call to the last camera's answer; processor time of evcam and its cameras' "
          "processes. Both kinds take turns, shutter by shutter; `more` is the middle of the differences between "
          "neighbours.\n")
    print("| Shutter | Cameras | wall µs, inline | process | more | least, inline | process "
          "| processor µs, inline | process | more | least, inline | process "
          "| intake ns/event, inline | process | more |")
    print("|---" * 15 + "|")
    for kind, percent, text in CASES:
        if options.kind not in (None, kind):
            continue
        for cameras in (int(number) for number in options.cameras.split(",")):
            # Where everything changes a shutter takes a hundred times as long.
            shutters = max(options.shutters // (5 if percent == 100 else 1), 10)
            runs = [run(options.program, kind, cameras, options.tasks, percent, shutters)
                    for _ in range(options.rounds)]
            middle = {name: statistics.median(one[name] for one in runs) for name in runs[0]}
            least = {name: min(one[name] for one in runs) for name in runs[0]}
            cells = [text, str(cameras)]
            for clock, floor in (("shutter_us", "least_us"), ("cpu_us", "least_cpu_us")):
                cells += [f"{middle[side + clock]:,.0f}" for side in ("inline_", "process_")]
                cells.append(f"{middle['more_' + clock]:+,.0f}")
                cells += [f"{least[side + floor]:,.0f}" for side in ("inline_", "process_")]
            cells += [f"{middle[side + 'intake_ns']:.0f}" for side in ("inline_", "process_")]
            cells.append(f"{middle['more_intake_ns'] / middle['inline_intake_ns']:+.1%}")
            print("| " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
