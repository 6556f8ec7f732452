// SPDX-License-Identifier: Apache-2.0

import CameraABI
import CameraStage
import Glibc
import Testing

@testable import CameraKit
@testable import ConsoleCamera

/// The camera on a pseudo-terminal and on a pipe.
struct TerminalTests {
    /// Two ends: what is written to one is read from the other.
    final class Line {
        let camera: Int32
        let reader: Int32

        init(terminal: Bool) {
            if terminal {
                reader = open("/dev/ptmx", O_RDWR | O_NOCTTY)
                var unlocked: Int32 = 0
                _ = ioctl(reader, 0x4004_5431, &unlocked)  // TIOCSPTLCK, which Swift does not import
                var number: UInt32 = 0
                _ = ioctl(reader, 0x8004_5430, &number)  // TIOCGPTN
                camera = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
                resize(columns: 80, rows: 24)
            } else {
                var ends: [Int32] = [-1, -1]
                pipe(&ends)
                (reader, camera) = (ends[0], ends[1])
            }
            _ = fcntl(reader, F_SETFL, O_NONBLOCK)
        }

        deinit {
            close(camera)
            close(reader)
        }

        func resize(columns: UInt16, rows: UInt16) {
            var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
            _ = ioctl(camera, UInt(TIOCSWINSZ), &size)
        }

        /// What was written since the last call; ESC as `^`.
        func read() -> String {
            var bytes = [UInt8](repeating: 0, count: 1 << 16)
            let count = Glibc.read(reader, &bytes, bytes.count)
            return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).replacing("\u{1B}", with: "^")
                .replacing("\r\n", with: "\n")
        }
    }

    private let host = StageHost()

    private func camera(
        on line: Line, _ options: [String: String] = [:], environment: [String: String] = ["TERM": "xterm"]
    ) throws -> ConsoleCamera {
        let arena = Arena()
        let all = ["color": "auto", "types": "10", "failures": "2", "every": "60"].merging(options) { $1 }
        let values = all.map { name, text in
            var value = evcam_option_value()
            value.name = arena.text(name)
            value.text = arena.text(text)
            value.integer = Int64(text) ?? 0
            value.type =
                name == "color" ? EVCAM_OPTION_ENUM : name == "every" ? EVCAM_OPTION_DURATION : EVCAM_OPTION_INT
            if name == "every" { value.integer *= 1_000_000_000 }
            return value
        }
        var options = evcam_options()
        options.value_stride = UInt32(MemoryLayout<evcam_option_value>.stride)
        options.values = arena.array(values, padding: 0)
        options.value_count = UInt64(values.count)
        return try ConsoleCamera(
            configuration: ConsoleConfiguration(HandedValues(&options)), host: Host(host.makeStruct()),
            descriptor: line.camera
        ) { environment[$0] }
    }

    private func snapshot(_ number: Int, flags: UInt32 = 0) -> SnapshotBuilder {
        let snapshot = SnapshotBuilder(sequence: UInt64(number), takenAt: 1_700_000_000 + Double(number))
        snapshot.header.flags = flags
        snapshot.header.event_count = UInt64(number * 10)
        snapshot.task("u\(number)", state: number.isMultiple(of: 2) ? "SUCCESS" : "FAILURE") { task in
            task.failed = Double(number)
            task.exception = snapshot.arena.text("E(\(number))")
        }
        return snapshot
    }

    private func show(_ snapshot: SnapshotBuilder, on camera: ConsoleCamera) throws {
        try snapshot.lend { try camera.shutter(SnapshotView(checking: $0)) }
    }

    @Test func `a terminal is drawn over in place`() throws {
        let line = Line(terminal: true)
        let camera = try camera(on: line)
        try show(snapshot(1), on: camera)
        let first = line.read()
        #expect(first.hasPrefix("\r^[1mtest · 2023-11-14 22:13:21 UTC · 10 events"))
        #expect(first.hasSuffix("^[J"))
        let rows = first.count { $0 == "\n" }
        #expect(rows == 4)
        try show(snapshot(2), on: camera)
        let second = line.read()
        #expect(second.hasPrefix("\r^[4A^[1mtest · "))
        #expect(second.contains("20 events (10.0/s)"))
        line.resize(columns: 20, rows: 5)
        try show(snapshot(3), on: camera)
        let third = line.read()
        // The heading, 73 columns wide, now takes four lines of twenty, the empty line one, the table twice three.
        #expect(third.hasPrefix("\r^[11A"))
        #expect(third.contains("test · 2023-11-14 2…"))
    }

    @Test func `NO_COLOR takes the colours, not the place`() throws {
        let line = Line(terminal: true)
        let camera = try camera(on: line, environment: ["TERM": "xterm", "NO_COLOR": "1"])
        try show(snapshot(1), on: camera)
        #expect(line.read().hasPrefix("\rtest · "))
        let never = try self.camera(on: line, ["color": "never"])
        try show(snapshot(1), on: never)
        #expect(!line.read().contains("^[1m"))
    }

    @Test func `a dumb terminal gets plain pictures`() throws {
        let line = Line(terminal: true)
        try show(snapshot(1), on: try camera(on: line, environment: ["TERM": "dumb"]))
        #expect(!line.read().contains("^"))
    }

    @Test func `a log gets the first picture, one from time to time, and the last`() throws {
        let line = Line(terminal: false)
        let camera = try camera(on: line)
        for number in 1...130 { try show(snapshot(number), on: camera) }
        try show(snapshot(131, flags: EVCAM_SNAPSHOT_FINAL), on: camera)
        let text = line.read()
        #expect(!text.contains("^"))
        let heads = text.split(separator: "\n").filter { $0.hasPrefix("test · ") }.map { $0.dropFirst(18).prefix(8) }
        #expect(heads == ["22:13:21", "22:14:21", "22:15:21", "22:15:31"])
        // The failures of the shutters that were not shown are not forgotten: the newest two.
        let last = text.split(separator: "\n").suffix(2)
        #expect(last.first?.contains("E(131)") == true)
        #expect(last.last?.contains("E(129)") == true)
    }

    @Test func `a task that runs again is no failure any more`() throws {
        var failures = NewestFailures(limit: 3)
        func see(_ state: String, flags: UInt32 = 0) throws {
            let snapshot = SnapshotBuilder()
            snapshot.header.flags = flags
            snapshot.task("same", state: state)
            try snapshot.lend { failures.see(try SnapshotView(checking: $0)) }
        }
        try see("FAILURE")
        try see("FAILURE")
        #expect(failures.list.map(\.uuid) == ["same"])
        try see("STARTED")
        #expect(failures.list.isEmpty)
        try see("FAILURE")
        try see("SUCCESS", flags: EVCAM_SNAPSHOT_FULL_RESYNC)
        #expect(failures.list.isEmpty)
    }

    @Test func `a terminal that is gone turns the camera off`() throws {
        let line = Line(terminal: false)
        let closed = fcntl(line.camera, F_DUPFD, 900)
        close(closed)
        var terminal = Terminal(descriptor: closed) { _ in nil }
        #expect(throws: CameraError.fatal("cannot write the picture: Bad file descriptor")) {
            try terminal.show([]) { false }
        }
    }

    @Test func `a reader that does not read costs a shutter, not the end`() throws {
        let line = Line(terminal: false)
        _ = fcntl(line.camera, F_SETFL, O_NONBLOCK)
        var terminal = Terminal(descriptor: line.camera) { _ in nil }
        let long = PictureLine(Table.Cell(String(repeating: "x", count: 4_000)), width: 5_000, colours: false)
        #expect(throws: CameraError.retry("nobody reads the terminal")) {
            for _ in 0..<100 { try terminal.show([long]) { true } }
        }
    }

    @Test func `a picture is made of the snapshot`() throws {
        let builder = SnapshotBuilder()
        builder.padding = 8
        builder.worker("b") { worker in
            worker.flags = EVCAM_WORKER_ALIVE
            worker.heartbeats = (1_699_999_990, 1_699_999_998, .nan, .nan)
            worker.heartbeat_count = 2
            worker.loadavg = (1, 2, 3)
        }
        builder.worker("a") { $0.flags = EVCAM_WORKER_ALIVE | EVCAM_WORKER_OFFLINE }
        builder.count("x", "SUCCESS", 2)
        builder.count("y", "SUCCESS", 3)
        builder.count("x", "CUSTOM", 4)
        builder.count(nil, "PENDING", 1)
        builder.count(nil, "RETRY", 0)
        try builder.lend { pointer in
            let picture = ConsolePicture(try SnapshotView(checking: pointer), failures: [], eventsPerSecond: nil)
            #expect(picture.workers.map(\.name) == ["b", "a"])
            #expect(picture.workers.map(\.isOnline) == [true, false])
            #expect(picture.workers.first?.age == 2)
            #expect(picture.types.map(\.name) == ["x", "y", nil])
            #expect(picture.states == ["PENDING", "SUCCESS", "CUSTOM"])
        }
    }
}
