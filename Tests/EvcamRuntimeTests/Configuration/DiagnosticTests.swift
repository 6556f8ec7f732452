// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import EvcamRuntime

@Suite struct DiagnosticTests {
    @Test(arguments: [
        (
            "maxrat: 6/m",
            """
            config.yaml:3:1: error: `maxrat` is not a key of the configuration
             3 | maxrat: 6/m
               | ^~~~~~
               = did you mean `maxrate`?

            """
        ),
        (
            "freq: 0",
            """
            config.yaml:3:7: error: with a freq of 0 there is never a shutter
             3 | freq: 0
               |       ^
               = write the time from one shutter to the next, such as `1s`

            """
        ),
        (
            "freq: 5 minutes",
            """
            config.yaml:3:7: error: `5 minutes` is not a duration
             3 | freq: 5 minutes
               |       ^~~~~~~~~
               = write for example `500ms`, `1s`, `5m`, `2h`, `30d`, or plain seconds

            """
        ),
        (
            "clear_after: no",
            """
            config.yaml:3:14: error: `no` is neither `true` nor `false`
             3 | clear_after: no
               |              ^~
               = write `false`

            """
        ),
        (
            "cluster: 2024",
            """
            config.yaml:3:10: error: a name is wanted here, and `2024` is a number in YAML
             3 | cluster: 2024
               |          ^~~~
               = put it in quotes: "2024"

            """
        ),
        (
            "maxrate: \"0\"",
            """
            config.yaml:3:10: error: maxrate '0' would allow no picture
             3 | maxrate: "0"
               |          ^~~
               = write a rate over 0 such as `1/h`, or leave maxrate out

            """
        ),
        (
            "limits: {max_message: 8mb}",
            """
            config.yaml:3:23: error: `mb` in `8mb` is not a unit of size
             3 | limits: {max_message: 8mb}
               |                       ^~~
               = did you mean `8MB`?

            """
        ),
        (
            "limits: {max_tasks: many, max_workers: 0}",
            """
            config.yaml:3:21: error: `many` is not a whole number
             3 | limits: {max_tasks: many, max_workers: 0}
               |                     ^~~~
            config.yaml:3:40: error: `0` is too little
             3 | limits: {max_tasks: many, max_workers: 0}
               |                                        ^
               = write 1 or more

            """
        ),
        (
            "camera_path: /opt/cameras",
            """
            config.yaml:3:14: error: a list of folders is wanted here, not text
             3 | camera_path: /opt/cameras
               |              ^~~~~~~~~~~~
               = put it in brackets: [/opt/cameras]

            """
        ),
        (
            "log: {level: verbose}",
            """
            config.yaml:3:14: error: `verbose` is not one of `trace`, `debug`, `info`, `notice`, `warning`, `error`, `critical` or `fatal`
             3 | log: {level: verbose}
               |              ^~~~~~~

            """
        ),
        (
            "cluster:",
            """
            config.yaml:3:9: error: the key `cluster` has no value
             3 | cluster:
               |         ^
               = write a value, such as `cluster: celery`, or remove it

            """
        ),
        (
            "cluster: a\ncluster: b",
            """
            config.yaml:4:1: error: the key `cluster` was given already, in line 3
             4 | cluster: b
               | ^~~~~~~
               = remove one of the two

            """
        ),
        (
            "replay: x.ndjson",
            """
            config.yaml:3:1: error: there can be only one of `broker` and `replay`
             3 | replay: x.ndjson
               | ^~~~~~
               = remove one of the two

            """
        ),
        (
            "tape: {keep: 1h}",
            """
            config.yaml:3:7: error: the key `path` is missing
             3 | tape: {keep: 1h}
               |       ^~~~~~~~~~
               = write a path for it

            """
        ),
        (
            "cluster: ${CLUSTER} and ${OTHER}",
            """
            config.yaml:3:10: error: the environment variables `CLUSTER` and `OTHER` are not set
             3 | cluster: ${CLUSTER} and ${OTHER}
               |          ^~~~~~~~~~~~~~~~~~~~~~~
               = set them, or write for example `${CLUSTER:-default}`

            """
        ),
        (
            "cluster: $CLUSTER",
            """
            config.yaml:3:10: error: a `$` before a letter looks like a variable
             3 | cluster: $CLUSTER
               |          ^~~~~~~~
               = write `${NAME}` for a variable, or `$$` for a dollar

            """
        ),
    ])
    func `a mistake is shown with its place, its line and the remedy`(_ line: String, _ expected: String) {
        #expect(report(line: line) == expected)
    }

    @Test(arguments: [
        (
            "{camera: console, tasks: {include: [\"shop.[a\"]}}",
            """
            config.yaml:3:41: error: `shop.[a`: `[` has no `]`
             3 |   - {camera: console, tasks: {include: ["shop.[a"]}}
               |                                         ^~~~~~~~~
               = write `[[]` for a bracket that stands for itself

            """
        ),
        (
            "{camera: console, tasks: {states: [failure]}}",
            """
            config.yaml:3:40: error: `failure` is no state of Celery's
             3 |   - {camera: console, tasks: {states: [failure]}}
               |                                        ^~~~~~~
               = did you mean `FAILURE`?

            """
        ),
        (
            "{camera: console, isolation: inline, memory: 512MB}",
            """
            config.yaml:3:50: error: `memory` bounds a process of the camera's own, and this camera has none
             3 |   - {camera: console, isolation: inline, memory: 512MB}
               |                                                  ^~~~~
               = write `isolation: process` beside it, or remove `memory`

            """
        ),
        (
            "{name: screen}",
            """
            config.yaml:3:5: error: the key `camera` is missing
             3 |   - {name: screen}
               |     ^~~~~~~~~~~~~~
               = write a camera's id or path for it

            """
        ),
        (
            "{camera: jsonl}\n  - {camera: jsonl}",
            """
            config.yaml:4:14: error: the name `jsonl` is taken by the camera in line 3
             4 |   - {camera: jsonl}
               |              ^~~~~
               = give each its own name, such as `name: jsonl-2`

            """
        ),
        (
            "{camera: jsonl, redact: [arg]}",
            """
            config.yaml:3:30: error: `arg` is not one of `args`, `kwargs`, `result`, `exception` or `traceback`
             3 |   - {camera: jsonl, redact: [arg]}
               |                              ^~~
               = did you mean `args`?

            """
        ),
        (
            "{camera: Console_2}",
            """
            config.yaml:3:14: error: `Console_2` is no camera's id
             3 |   - {camera: Console_2}
               |              ^~~~~~~~~
               = ids have small letters, digits and `-`: `console-2`

            """
        ),
    ])
    func `a mistake in a camera is shown at its place`(_ camera: String, _ expected: String) {
        #expect(report("broker: redis://localhost/0\ncameras:\n  - \(camera)\n") == expected)
    }

    @Test func `all mistakes come at once, in the order of the file`() {
        let text = """
            brokr: amqp://localhost//
            freq: 0
            cameras:
              - camera: console
                maxrate: fast
              - name: history
                camera: sqlite
                taks: {}
                truncate: {args: 10, body: 5}
            """
        #expect(
            report(text) == """
                config.yaml: error: it names no source of events
                  = write `broker: amqp://…` or `replay: FILE`, or give `--broker` or `--replay`
                config.yaml:1:1: error: `brokr` is not a key of the configuration
                 1 | brokr: amqp://localhost//
                   | ^~~~~
                   = did you mean `broker`?
                config.yaml:2:7: error: with a freq of 0 there is never a shutter
                 2 | freq: 0
                   |       ^
                   = write the time from one shutter to the next, such as `1s`
                config.yaml:5:14: error: maxrate 'fast' does not begin with a number
                 5 |     maxrate: fast
                   |              ^~~~
                   = write for example `10/s`, `2/m` or `1/h`
                config.yaml:8:5: error: `taks` is not a key of a camera
                 8 |     taks: {}
                   |     ^~~~
                   = did you mean `tasks`?
                config.yaml:9:26: error: `body` is not a key of truncate
                 9 |     truncate: {args: 10, body: 5}
                   |                          ^~~~
                   = the keys are `args`, `kwargs`, `result`, `exception` and `traceback`

                """)
    }

    @Test(arguments: ["", "# nothing\n", "---\n", "~"])
    func `an empty file misses a source and a camera`(_ text: String) {
        #expect(
            report(text) == """
                config.yaml: error: it names no source of events
                  = write `broker: amqp://…` or `replay: FILE`, or give `--broker` or `--replay`
                config.yaml: error: it names no camera
                  = write `cameras: [{camera: console}]`, or give `--camera console`

                """)
    }

    @Test func `a password never gets into a report`() {
        let text = """
            broker: ampq://guest:hunter2@localhost//
            replay: {file: x, password: hunter2, sped: 1x}
            log: {levle: info, db_token: "hunter2"}
            cameras: [{camera: console}]
            """
        let shown = report(text)
        #expect(!shown.contains("hunter2"))
        #expect(shown.contains("did you mean `amqp`?"))
        #expect(shown.contains(" 1 | broker: ampq://guest:***@localhost//\n   |         ^~~~"))
        let port = report("broker: amqp://u:hunter2/x@host//\ncameras: [{camera: console}]\n")
        #expect(port.contains(" 1 | broker: amqp://u:***@host//"))
        #expect(!port.contains("hunter2") && port.contains("%2F"))
    }

    @Test func `a long line is cut around its caret, and control characters do not reach the terminal`() {
        let shown = report(line: "cluster: \"\(String(repeating: "a", count: 300))\", \u{1B}[31m")
        #expect(!shown.contains("\u{1B}"))
        let wide = report(line: "log: {x\(String(repeating: "y", count: 500)): 1}")
        #expect(wide.split(separator: "\n").allSatisfy { $0.count < 200 })
    }

    @Test func `a hundred mistakes are shown, the others counted`() {
        let shown = report(line: (0..<150).map { "zz\($0): 1" }.joined(separator: "\n"))
        #expect(shown.contains("and 50 more mistakes"))
    }

    @Test func `a megabyte of mistakes is no burden`() {
        let lines = report((0..<20_000).map { "zz\($0): 1" }.joined(separator: "\n"))
        #expect(lines.contains("and 19902 more mistakes"))
        let line = report("{" + (0..<20_000).map { "zz\($0 % 20): 1" }.joined(separator: ", ") + "}")
        #expect(line.contains("more mistakes"))
    }

    @Test func `columns count characters, and the caret stands under wide ones`() {
        let shown = report(line: "log: {\"日本\": 1, level: x}")
        #expect(shown.contains("config.yaml:3:7: error"))
        #expect(shown.contains("config.yaml:3:23: error"))
    }
}
