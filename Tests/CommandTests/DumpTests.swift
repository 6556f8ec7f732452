// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// `evcam dump`, of recordings; brokers are tried elsewhere.
struct DumpTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func recording(_ count: Int) throws {
        try folder.write((0..<count).map { Recording.heartbeat(Double(1000 + $0)) }.joined(), to: "events")
    }

    @Test func `events are printed as Celery prints them`() throws {
        try folder.write(Recording.task(1, "received", 1000) + Recording.task(1, "started", 1001.5), to: "events")
        let run = try Evcam.run(["dump", "events"], in: folder.path)
        let uuid = "00000000-0000-4000-8000-000000000001"
        #expect(run.status == 0 && run.errors == "")
        #expect(
            run.output == """
                -> evdump: starting capture...
                w1@a [1970-01-01 00:16:40+00:00] task received: t.add(\(uuid)) args=None kwargs=None clock=1000, local_received=1000.0, pid=7, utcoffset=0
                w1@a [1970-01-01 00:16:41.500000+00:00] task started: t.add(\(uuid)) args=None kwargs=None clock=1001, local_received=1001.5, name=t.add, pid=7, utcoffset=0

                """)
    }

    @Test func `a recording of a recording leads to the same state`() throws {
        let dump = try Evcam.run(
            ["dump", Recording.bundled, "--json", "-o", "copy.ndjson", "--gzip", "--rotate", "20KB"], in: folder.path)
        #expect(dump.status == 0 && dump.output == "")
        #expect(dump.errors.hasPrefix("evcam: wrote 1553 messages to copy-"))
        #expect(folder.names.count > 1 && folder.names.allSatisfy { $0.hasSuffix("Z.ndjson.gz") })
        let ours = try Evcam.run(["snapshot", folder.path])
        let bundled = try Evcam.run(["snapshot", Recording.bundled])
        #expect(ours.status == 0 && ours.output == bundled.output && ours.output.count > 1000)
    }

    @Test func `Ctrl-C ends the file, and the dump with 0`() throws {
        let dump = try Evcam(["dump", "-", "--json", "-o", "live.ndjson"], in: folder.path)
        dump.feed(Recording.heartbeat(1000) + Recording.heartbeat(1001))
        while folder.read("live.ndjson.part")?.contains("1001") != true { usleep(1000) }
        #expect(folder.names == ["live.ndjson.part"])
        kill(dump.pid, SIGINT)
        let end = dump.end()
        #expect(end.status == 0 && end.errors == "evcam: wrote 2 messages to live.ndjson\n")
        #expect(folder.names == ["live.ndjson"])
        #expect(folder.read("live.ndjson") == Recording.heartbeat(1000) + Recording.heartbeat(1001))
    }

    @Test func `it ends when the time is over, or when nobody reads any longer`() throws {
        let short = try Evcam(["dump", "-", "--for", "100ms"]).end()
        #expect(short.status == 0 && short.output == "-> evdump: starting capture...\n")
        let unread = try Evcam(["dump", "-"])
        unread.output.wait(for: "capture")
        unread.output.stop()
        unread.feed(Recording.heartbeat(1000))
        #expect(unread.end().status == 0)
    }

    @Test func `on a terminal control characters are shown`() throws {
        try folder.write(
            #"{"received": 1, "body": {"type": "custom-x", "hostname": "h\u001b[31m", "timestamp": 0}}"# + "\n",
            to: "events")
        let run = try Evcam(["dump", "events"], in: folder.path, terminal: (lines: 24, columns: 80)).end()
        #expect(run.status == 0 && run.output.contains("h\\x1b[31m [1970-01-01 00:00:00+00:00] custom x"))
    }

    @Test func `what cannot be written or read is named`() throws {
        try recording(1)
        let taken = try Evcam.run(["dump", "events", "-o", "events"], in: folder.path)
        #expect(taken.status == 73 && taken.errors.contains("'events' exists already; name another file"))
        let nowhere = try Evcam.run(["dump", "events", "-o", "none/x"], in: folder.path)
        #expect(nowhere.status == 73 && nowhere.errors.contains("cannot make 'none/x.part'"))
        let missing = try Evcam.run(["dump", "none"], in: folder.path)
        #expect(missing.status == 66 && missing.errors.contains("cannot open 'none': No such file or directory"))
        #expect(folder.names == ["events"])
    }
}
