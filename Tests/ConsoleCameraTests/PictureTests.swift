// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ConsoleCamera

struct PictureTests {
    private var picture: ConsolePicture {
        var picture = ConsolePicture()
        picture.cluster = "production"
        picture.takenAt = 1_700_000_000
        picture.eventCount = 1_234_567
        picture.eventsPerSecond = 410.04
        picture.tasksInMemory = 1_015
        picture.workers = [
            .init(name: "celery@web1", isOnline: true, active: 2, processed: 1_234, load: (0.5, 1, 12.345), age: 1.9),
            .init(name: "celery@漢字", isOnline: false, active: 0, processed: nil, load: nil, age: 7_300),
        ]
        picture.types = [
            .init(name: "shop.checkout", counts: ["SUCCESS": 1_000, "FAILURE": 2, "STARTED": 1]),
            .init(name: "mail.send", counts: ["SUCCESS": 9, "PROGRESS": 2]),
            .init(name: nil, counts: ["PENDING": 1]),
        ]
        picture.failures = [
            .init(
                uuid: "5f3c7d0e-0000-4000-8000-000000000001", name: "shop.checkout",
                exception: "ValueError('no \u{1B}[31mstock\u{202E}\\n')", worker: "celery@web1", time: 1_699_999_999.5)
        ]
        picture.losses = [("undecodable", 3), ("pending_dropped", 1_000)]
        picture.gaps = [("connection_lost", 1_699_999_000, nil)]
        return picture
    }

    private func draw(_ renderer: PictureRenderer, _ picture: ConsolePicture? = nil) -> String {
        renderer.lines(picture ?? self.picture).map(\.text).joined(separator: "\n")
    }

    @Test func `the plain picture`() {
        let golden = #"""
            production · 2023-11-14 22:13:20 UTC · 1,234,567 events (410.0/s) · 1,015 tasks · 2 workers

            WORKER       STATUS   ACTIVE  PROCESSED  LOAD             HEARTBEAT
            celery@web1  online        2      1,234  0.50 1.00 12.35     1s ago
            celery@漢字  offline       0          -  -                   2h ago

            TASK           PENDING  STARTED  SUCCESS  FAILURE  PROGRESS
            all tasks            1        1    1,009        2         2
            shop.checkout                 1    1,000        2
            mail.send                              9                  2
            (unknown)            1

            FAILED    TASK           EXCEPTION                               WORKER       UUID
            22:13:19  shop.checkout  ValueError('no \x1b[31mstock\u202e\n')  celery@web1  5f3c7d0e-0000-4000-8000-000000000001

            LOST: undecodable 3, pending_dropped 1,000
            GAP: connection_lost from 21:56:40 until now
            """#
        #expect(draw(PictureRenderer(width: 120)) == golden)
    }

    @Test func `a narrow terminal gets cut texts and whole numbers`() {
        let golden = #"""
            production · 2023-11-14 22:13:20 UTC · 1,234,567 events (41…

            WORKER       STATUS   ACTIVE  PROCESSED  LOAD
            celery@web1  online        2      1,234  0.50 1.00 12.35
            celery@漢字  offline       0          -  -

            TASK           PENDING  STARTED  SUCCESS  FAILURE  PROGRESS
            all tasks            1        1    1,009        2         2
            shop.checkout                 1    1,000        2
            mail.send                              9                  2
            (unknown)            1

            FAILED    TASK          EXCEPTION         WORKER
            22:13:19  shop.checko…  ValueError('no …  celery@we…

            LOST: undecodable 3, pending_dropped 1,000
            GAP: connection_lost from 21:56:40 until now
            """#
        #expect(draw(PictureRenderer(width: 60)) == golden)
    }

    @Test func `no line is wider than the terminal and no picture higher`() {
        for width in [1, 2, 5, 10, 20, 40, 60, 80, 200] {
            for height in [1, 2, 3, 5, 8, 12, 16, 24] {
                let lines = PictureRenderer(width: width, height: height, colours: true).lines(picture)
                #expect(lines.count <= height)
                #expect(lines.allSatisfy { $0.width <= width })
            }
        }
    }

    @Test func `a low terminal keeps the head of each table, then drops the last`() {
        let golden = #"""
            production · 2023-11-14 22:13:20 UTC · 1,234,567 events (410.0/s) · 1,015 tasks · 2 workers

            WORKER       STATUS  ACTIVE  PROCESSED  LOAD             HEARTBEAT
            celery@web1  online       2      1,234  0.50 1.00 12.35     1s ago
            … 1 more

            TASK       PENDING  STARTED  SUCCESS  FAILURE  PROGRESS
            all tasks        1        1    1,009        2         2
            … 3 more

            LOST: undecodable 3, pending_dropped 1,000
            GAP: connection_lost from 21:56:40 until now
            """#
        #expect(draw(PictureRenderer(width: 100, height: 12)) == golden)
    }

    @Test func `colours say what is good and what is not`() {
        let text = draw(PictureRenderer(width: 120, colours: true)).replacing("\u{1B}", with: "^")
        #expect(text.hasPrefix("^[1mproduction"))
        #expect(text.contains("celery@web1  ^[32monline^[0m        2"))
        #expect(text.contains("^[31moffline^[0m       0"))
        #expect(text.contains("all tasks            1        1    ^[32m1,009^[0m        ^[31m2^[0m         2"))
        #expect(text.contains("^[33mLOST: undecodable 3"))
        #expect(!text.contains("\u{1B}"))
    }

    @Test func `more types than rows are counted, the most frequent shown`() {
        let text = draw(PictureRenderer(width: 120, typeRows: 1))
        #expect(text.contains("all tasks"))
        #expect(text.contains("shop.checkout                 1"))
        #expect(!text.contains("mail.send"))
        #expect(text.contains("… 2 more"))
    }

    @Test func `an empty cluster is one line`() {
        #expect(draw(PictureRenderer(), ConsolePicture()) == "1970-01-01 00:00:00 UTC · 0 events · 0 tasks · 0 workers")
    }
}
