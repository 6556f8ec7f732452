// SPDX-License-Identifier: Apache-2.0

import CameraABI
import CameraStage
import Foundation
import Testing

@Suite struct ExecCameraTests {
    @Test func `the program gets lines, and its ok confirms them`() throws {
        let script = try Script(Script.faithful)
        let camera = try #require(script.camera())
        #expect(camera.start() == EVCAM_OK)
        let snapshot = SnapshotBuilder(sequence: 1, base: 0, revision: 9)
        snapshot.task("u1", revision: 5, state: "FAILURE") { $0.name = snapshot.arena.text("shop.pay") }
        snapshot.worker("w1", revision: 6) { _ in }
        #expect(camera.shutter(snapshot) == EVCAM_OK)
        #expect(camera.shutter(SnapshotBuilder(sequence: 2, base: 9, revision: 9)) == EVCAM_OK)
        camera.stop()
        #expect(
            try script.lines().map { $0["kind"] as? String } == [
                "snapshot", "task", "worker", "end", "snapshot", "end",
            ])
        #expect(try script.lines().first?["lines"] as? Int == 2)
        #expect(try script.lines().dropFirst().first?["name"] as? String == "shop.pay")
        #expect(camera.host.errors.isEmpty)
        #expect(camera.host.metrics["lines"] == 1)
    }

    @Test func `full means every task and worker, changed or not`() throws {
        let script = try Script(Script.faithful)
        let camera = try #require(script.camera(["full": "true"]))
        #expect(camera.start() == EVCAM_OK)
        let snapshot = SnapshotBuilder()
        snapshot.task("changed") { _ in }
        snapshot.tasks = snapshot.changed
        snapshot.changed = []
        snapshot.worker("w1") { $0.flags = 0 }
        #expect(camera.shutter(snapshot) == EVCAM_OK)
        camera.stop()
        let lines = try script.lines()
        #expect(lines.map { $0["kind"] as? String } == ["snapshot", "task", "worker", "end"])
        #expect(lines.first?["full"] as? Bool == true)
    }

    @Test func `a cleanup is handed on when it is wanted`() throws {
        let script = try Script(Script.faithful)
        let camera = try #require(script.camera(["cleanup": "true"]))
        #expect(camera.start() == EVCAM_OK)
        #expect(camera.cleanup(now: 1_700_000_000.5) == (EVCAM_OK, 12))
        camera.stop()
        #expect(script.text("lines") == "{\"kind\":\"cleanup\",\"now\":1700000000.5}\n")
        let other = try #require(script.camera())
        #expect(other.start() == EVCAM_OK)
        #expect(other.cleanup(now: 1) == (EVCAM_OK, 0))
    }

    @Test(
        arguments: [
            ("retry the database is away", EVCAM_RETRY, "the database is away"),
            ("drop  too old ", EVCAM_DROP, "too old"), ("fatal", EVCAM_FATAL, "the program gives up"),
        ])
    func `the program decides what becomes of the snapshot`(
        answer: String, result: evcam_result, message: String
    ) throws {
        let script = try Script(
            "import sys\nfor line in sys.stdin:\n    if '\"end\"' in line: print('\(answer)', flush=True)")
        let camera = try #require(script.camera())
        #expect(camera.start() == EVCAM_OK)
        #expect(camera.shutter(SnapshotBuilder()) == result)
        #expect(camera.host.errors.last?.message == message)
        // It runs on.
        #expect(camera.shutter(SnapshotBuilder()) == result)
        #expect(camera.host.metrics["restarts"] == nil)
    }

    @Test(
        arguments: [
            ("print('hello', flush=True); sys.stdin.read()", "said `hello`"),
            ("sys.stdin.readline(); print('x' * 200_000, flush=True); sys.stdin.read()", "said `xxx"),
            ("sys.stdin.readline(); sys.exit('no disk')", "exit code 1; its last words: no disk"),
            ("sys.stdin.readline(); os.kill(os.getpid(), 9)", "signal 9, Killed"),
            ("os.close(1); sys.stdin.read()", "ended before it answered"),
        ])
    func `a program that dies or talks nonsense costs a try, and is started again`(
        text: String, message: String
    ) throws {
        let marker = "import os, sys\nif os.path.exists('seen'):\n"
        let good = "    for line in sys.stdin:\n        if '\"end\"' in line: print('ok', flush=True)\n"
        let script = try Script(marker + good + "else:\n    open('seen', 'w').write('x')\n    " + text)
        let camera = try #require(script.camera())
        #expect(camera.start() == EVCAM_OK)
        #expect(camera.shutter(SnapshotBuilder()) == EVCAM_RETRY)
        let error = try #require(camera.host.errors.last?.message)
        #expect(error.contains(message) && error.contains("started again"), "\(error)")
        // Left alone for a second.
        var result = camera.shutter(SnapshotBuilder())
        #expect(result == EVCAM_RETRY || result == EVCAM_OK)
        for _ in 0..<500 where result != EVCAM_OK {
            usleep(10_000)
            result = camera.shutter(SnapshotBuilder())
        }
        #expect(result == EVCAM_OK)
        #expect(camera.host.metrics["restarts"] == 1)
    }

    @Test func `a program that does not answer is killed when the host gives the call up`() throws {
        let script = try Script("import time, os\nopen('pid', 'w').write(str(os.getpid()))\ntime.sleep(1000)")
        let camera = try #require(script.camera())
        #expect(camera.start() == EVCAM_OK)
        script.wait(for: "pid")
        camera.host.isCancelled = true
        let snapshot = SnapshotBuilder()
        // More than a pipe holds.
        for index in 0..<2_000 {
            snapshot.task("task-\(index)") { $0.args = snapshot.arena.text(String(repeating: "x", count: 100)) }
        }
        #expect(camera.shutter(snapshot) == EVCAM_RETRY)
        #expect(camera.host.errors.last?.message.contains("did not answer in time") == true)
        let pid = try #require(Int32(script.text("pid")))
        #expect(kill(pid, 0) == -1)
    }

    @Test func `what it writes to standard error is logged, a flood of it cut`() throws {
        let script = try Script(
            """
            import sys
            print('warming up', file=sys.stderr)
            for line in sys.stdin:
                if '"end"' in line:
                    for index in range(150): print('line', index, file=sys.stderr)
                    print('ok', flush=True)
            """)
        let camera = try #require(script.camera())
        #expect(camera.start() == EVCAM_OK)
        #expect(camera.shutter(SnapshotBuilder()) == EVCAM_OK)
        #expect(camera.shutter(SnapshotBuilder()) == EVCAM_OK)
        camera.stop()
        let logs = camera.host.logs.map(\.message)
        #expect(logs.contains("`python3`: warming up"))
        #expect(logs.contains("`python3`: line 7"))
        #expect(logs.contains { $0.hasSuffix("further lines are left out") }, "\(logs.suffix(3))")
    }

    @Test func `a program that ended between two shutters is started again at once`() throws {
        let script = try Script(
            "import sys\nfor line in sys.stdin:\n    if '\"end\"' in line:\n        print('ok', flush=True)\n        break"
        )
        let camera = try #require(script.camera())
        #expect(camera.start() == EVCAM_OK)
        #expect(camera.shutter(SnapshotBuilder()) == EVCAM_OK)
        var results: [evcam_result] = []
        for _ in 0..<500 where camera.host.metrics["restarts"] == nil {
            usleep(10_000)
            results.append(camera.shutter(SnapshotBuilder()))
        }
        #expect(camera.host.metrics["restarts"] ?? 0 >= 1)
    }

    @Test func `the end is end of input, then SIGTERM`() throws {
        let script = try Script(
            """
            import signal, sys, time
            def end(*_):
                open('ended', 'w').write('by SIGTERM')
                sys.exit(0)
            signal.signal(signal.SIGTERM, end)
            open('ready', 'w').write('x')
            while True: time.sleep(1)
            """)
        let camera = try #require(script.camera(["grace": "0s"]))
        #expect(camera.start() == EVCAM_OK)
        script.wait(for: "ready")
        camera.stop()
        #expect(script.text("ended") == "by SIGTERM")
        let polite = try Script("import sys\nsys.stdin.read()\nopen('ended', 'w').write('by itself')")
        let other = try #require(polite.camera(["grace": "60s"]))
        #expect(other.start() == EVCAM_OK)
        other.stop()
        #expect(polite.text("ended") == "by itself")
        #expect(other.host.logs.isEmpty)
    }

    @Test func `it runs with the variables and in the folder that it is given, and nothing else of ours`() throws {
        let script = try Script(
            """
            import os, signal, sys
            names = ('EVCAM_CAMERA', 'EVCAM_CLUSTER', 'COLOUR', 'PATH')
            blocked = signal.pthread_sigmask(signal.SIG_BLOCK, [])
            found = [os.environ.get(name, '') != '' for name in names]
            open('facts', 'w').write(f"{os.environ['COLOUR']} {found} {sorted(os.listdir('/proc/self/fd'))[:3]} {blocked}")
            sys.stdin.read()
            """)
        let camera = try #require(script.camera(["environment": "COLOUR=blue=green,EMPTY="]))
        #expect(camera.start() == EVCAM_OK)
        camera.stop()
        #expect(script.text("facts") == "blue=green [True, True, True, True] ['0', '1', '2'] set()")
    }

    @Test func `mistakes in the options are refused with a reason`() throws {
        let script = try Script("")
        let missing = try #require(script.camera(["command": "/nowhere/program"]))
        #expect(missing.created == EVCAM_CONFIG)
        #expect(
            missing.host.errors.last?.message
                == "cannot start `/nowhere/program` in \(script.folder): No such file or directory; `command` begins with the "
                + "program's path, or a name that is found in PATH")
        for command in ["no-such-program-anywhere", script.folder, "./program.py", "/dev/null"] {
            let wrong = try #require(script.camera(["command": command]))
            #expect(wrong.created == EVCAM_CONFIG, "\(command)")
            #expect(wrong.host.errors.last?.message.hasPrefix("cannot start `\(command)`") == true)
        }
        let folder = try #require(script.camera(["directory": "/nowhere"]))
        #expect(folder.created == EVCAM_CONFIG)
        #expect(folder.host.errors.last?.message.hasPrefix("cannot start `python3` in /nowhere: No such file") == true)
        let variable = try #require(script.camera(["environment": "A=1,B"]))
        #expect(variable.created == EVCAM_CONFIG)
        #expect(variable.host.errors.last?.message == "option `environment`: `B` is not NAME=VALUE")
    }
}
