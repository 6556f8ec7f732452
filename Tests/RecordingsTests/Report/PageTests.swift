// SPDX-License-Identifier: Apache-2.0

import Recordings
import ServerFixtures
import Testing

/// The page of a report, as parsers of XML and HTML see it.
@Suite struct PageTests {
    /// Reads the page as XML, and answers what is in it that must not be; nothing else is on the page but text.
    private static func flaws(_ page: String) throws -> String {
        let folder = try SampleFolder()
        try folder.write(page, to: "page.html")
        return try Shell.run(
            """
            cd \(folder.path); python3 -c '
            import xml.etree.ElementTree as tree, html.parser
            allowed = set("html head meta title style body main header p h1 h2 code dl div dt dd span section ul li svg g rect \
            line path circle text details summary table thead tbody tr th td a footer".split())
            page = open("page.html", encoding="utf-8").read()
            names = [e.tag.split("}")[1] for e in tree.fromstring(page).iter()]
            print(*sorted(set(names) - allowed), end="")
            for e in tree.fromstring(page).iter():
                for key, value in e.items():
                    if key.startswith("on") or key in ("src", "style") or key == "href" and value[0] != "#": print(key, value)
                    if key in ("x", "y", "width", "height", "x1", "x2", "y1", "y2", "cx", "cy"):
                        if not -1000 < float(value) < 5000 or key in ("width", "height") and float(value) < 0: print(key, value)
            class Parser(html.parser.HTMLParser):
                found = []
                def handle_starttag(self, tag, attributes): self.found.append(tag)
            parser = Parser(); parser.feed(page)
            if parser.found != names: print("HTML and XML differ")
            '
            """)
    }

    private static func page(
        _ sample: SampleRecording, _ kind: SampleRecording.Kind = .sqlite,
        _ change: (inout TaskQuery) -> Void = { _ in }
    ) throws -> String {
        var query = TaskQuery()
        change(&query)
        return ReportPage(try ReportFigures(try sample.make(kind).open(), query, madeAt: SampleRecording.start)).text
    }

    @Test func `the page needs nothing else, and tells what was recorded`() throws {
        let page = try Self.page(.shop)
        #expect(try Self.flaws(page) == "")
        #expect(page.contains("default-src 'none'; style-src 'unsafe-inline'"))
        for text in [
            "<h1>production</h1>", "2 Jan 2026, 03:00:00 – 03:00:12 UTC", "shop.pay", "ValueError", "w0@a",
            "Longest tasks", "Most retried tasks", "connection lost", "at least 3 events missed", "undecodable",
            "Something is missing", "class=\"gap\"",
        ] { #expect(page.contains(text), "\(text)") }
    }

    @Test func `hostile texts stay texts`() throws {
        var sample = SampleRecording()
        let evil =
            "</script></style></text></svg><img src=x onerror=alert(1)>\"'><script>alert(1)</script>&amp;\u{0}\u{1}\u{1B}\u{202E}]]>"
        for number in 1...3 {
            sample.tasks.append(
                SampleRecording.task(
                    number, "\(evil)\(number)", number == 1 ? "FAILURE" : number == 2 ? evil : "SUCCESS",
                    [
                        "worker": .text(evil), "exception": .text(evil), "runtime": .number(1), "retries": 2,
                        "uuid": .text("\(evil)\(number)"),
                    ]))
        }
        sample.workers = [["hostname": .text(evil), "alive": true, "sw_ident": .text(evil), "revision": 1]]
        sample.snapshots = [
            [
                "cluster": .text(evil), "epoch": .text(evil), "sequence": 1, "taken_at": .time(SampleRecording.start),
                "gaps": .json(#"[{"cause":"<b>\"'&","from":\#(SampleRecording.start)}]"#),
                "losses": .json(#"{"</td><script>":1}"#),
            ]
        ]
        for kind in [SampleRecording.Kind.sqlite, .jsonl] {
            let page = try Self.page(sample, kind)
            #expect(try Self.flaws(page) == "")
            #expect(!page.contains("<img"))
            #expect(!page.contains("\u{202E}"))
            #expect(!page.contains("\u{1B}"))
        }
    }

    @Test func `huge texts are cut`() throws {
        var sample = SampleRecording()
        let huge = String(repeating: "x<", count: 500_000)
        sample.tasks = [
            SampleRecording.task(1, huge, "FAILURE", ["exception": .text(huge), "worker": .text(huge), "retries": 1])
        ]
        let page = try Self.page(sample)
        #expect(page.utf8.count < 200_000)
        #expect(try Self.flaws(page) == "")
    }

    @Test func `nothing, one task, and one moment are drawn`() throws {
        #expect(try Self.flaws(try Self.page(SampleRecording())) == "")
        #expect(try Self.page(SampleRecording()).contains("Nothing was recorded yet"))
        #expect(try Self.page(.shop, .sqlite, { $0.states = ["NONE"] }).contains("<h2>No tasks</h2>"))
        var one = SampleRecording()
        one.tasks = [SampleRecording.task(1, "t", "SUCCESS", ["runtime": 0.5])]
        #expect(try Self.flaws(try Self.page(one)) == "")
        var moment = SampleRecording()
        for number in 1...50 {
            let time = SampleValue.time(SampleRecording.start)
            moment.tasks.append(
                SampleRecording.task(
                    number, "t", "SUCCESS",
                    [
                        "runtime": 0.0, "timestamp": time, "local_received": time, "received": time,
                        "succeeded": time,
                    ]))
        }
        let page = try Self.page(moment)
        #expect(try Self.flaws(page) == "")
        #expect(page.contains("03:00:00 UTC ·"))
    }

    @Test func `thousands of types, exceptions and workers are the most frequent and the others`() throws {
        var sample = SampleRecording()
        sample.snapshots = [["epoch": "a", "sequence": 1, "taken_at": .time(SampleRecording.start)]]
        for number in 1...3_000 {
            sample.tasks.append(
                SampleRecording.task(
                    number, "t\(number)", number % 2 == 0 ? "FAILURE" : "SUCCESS",
                    [
                        "worker": .text("w\(number)"), "exception": .text("E\(number)('x')"), "runtime": 1.0,
                        "state": number % 3 == 0 ? .text("S\(number)") : number % 2 == 0 ? "FAILURE" : "SUCCESS",
                    ]))
        }
        let page = try Self.page(sample, .jsonl)
        #expect(page.contains("2,980 other types"))
        #expect(page.contains("2,976 more workers"))
        #expect(page.utf8.count < 400_000)
        #expect(try Self.flaws(page) == "")
    }
}
