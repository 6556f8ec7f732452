# SPDX-License-Identifier: Apache-2.0
"""Runs the isolation benchmark in turns and prints its table."""

import argparse
import statistics
import subprocess
import sys


def run(program, isolation, kind, cameras, tasks, percent, shutters):
    words = [program, "isolation", isolation, kind, str(cameras), str(tasks), str(percent), str(shutters)]
    lines = subprocess.run(words, check=True, capture_output=True, text=True).stdout.split("\n")
    figures = {name: float(value) for name, value in (line.split() for line in lines if line)}
    if "failed" in figures:
        sys.exit(f"a camera failed: {' '.join(words)}")
    return figures


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--shutters", type=int, default=40)
    parser.add_argument("--tasks", type=int, default=100_000)
    parser.add_argument("--cameras", default="1,2,5,10")
    options = parser.parse_args()
    cases = [("full", 1, "all tasks, 1 % changed"), ("full", 100, "all tasks, all changed"), ("delta", 1, "1 % delta")]
    print("Wall time from the host's call to the last camera's answer, the middle and the least; processor time of "
          "evcam and its cameras' processes.\n")
    print("| Shutter | Cameras | inline µs | process µs | more | least, inline | process | more "
          "| processor µs, inline | process | more | intake ns/event, inline | process | ratio |")
    print("|---" * 14 + "|")
    for kind, percent, text in cases:
        for cameras in (int(number) for number in options.cameras.split(",")):
            results = {"inline": [], "process": []}
            for turn in range(options.rounds):
                for isolation in sorted(results, reverse=turn % 2 == 1):
                    results[isolation].append(
                        run(options.program, isolation, kind, cameras, options.tasks, percent, options.shutters))
            middle = {
                isolation: {name: statistics.median(one[name] for one in runs) for name in runs[0]}
                for isolation, runs in results.items()
            }
            inline, process = middle["inline"], middle["process"]
            least = {isolation: {name: min(one[name] for one in runs) for name in runs[0]}
                     for isolation, runs in results.items()}
            cells = [text, str(cameras)]
            for name, source in (("shutter_us", middle), ("least_us", least), ("cpu_us", middle)):
                before, after = source["inline"][name], source["process"][name]
                cells += [f"{before:,.0f}", f"{after:,.0f}", f"{after - before:+,.0f} ({after / before:.2f})"]
            cells += [f"{inline['intake_ns']:.0f}", f"{process['intake_ns']:.0f}",
                      f"{process['intake_ns'] / inline['intake_ns']:.3f}"]
            print("| " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
