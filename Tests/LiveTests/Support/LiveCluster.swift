// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// A cluster of real workers at a broker, with evcam and Celery's own receiver listening.
@LiveActor final class LiveCluster {
    let folder: String
    let place: BrokerPlace
    private let python: String
    private let description: String
    private let workers: Tool
    private var receiver: Tool?
    private(set) var scenario: Tool?
    private(set) var evcam: Evcam?

    init(_ place: BrokerPlace, celery: String = "5.7.0") throws {
        self.place = place
        python = try Python.celery(celery)
        var template = Array("/tmp/evcam-live-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        description = folder + "/cluster.json"
        var cluster: [String: Any] = ["broker": place.url, "folder": folder]
        cluster["ssl"] = place.authority
        if let name = place.masterName { cluster["transport_options"] = ["master_name": name] }
        try JSONSerialization.data(withJSONObject: cluster).write(to: URL(fileURLWithPath: description))
        workers = try Tool("Cluster/worker.py", log: folder + "/worker-tool.log")
    }

    /// Writes evcam's configuration: where it goes (nil: where the workers go), and further lines of the map `broker`.
    func configure(url: String? = nil, broker: [String] = [], tape: Bool = true) throws {
        var lines = ["broker:", "  url: \"\(url ?? place.url)\""] + broker.map { "  " + $0 }
        if let authority = place.authority { lines.append("  tls: {ca: \"\(authority)\"}") }
        if let name = place.masterName { lines.append("  master_name: \(name)") }
        if tape { lines.append("tape: {path: tape}") }
        lines += ["freq: 200ms", "cameras: [{camera: jsonl, options: {path: recording.jsonl}}]"]
        try Data(lines.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: folder + "/evcam.yaml"))
    }

    /// Starts evcam; returns when it follows the events.
    @discardableResult
    func record(waits: Bool = true) throws -> Evcam {
        let before =
            ((try? String(contentsOfFile: folder + "/evcam.log", encoding: .utf8)) ?? "")
            .components(separatedBy: "following the events of").count - 1
        let evcam = try Evcam(["record", "-c", "evcam.yaml"], in: folder)
        self.evcam = evcam
        if waits { try evcam.wait(for: "following the events of", times: before + 1) }
        return evcam
    }

    /// Starts Celery's receiver; returns when events reach it.
    func receive() throws {
        let receiver = try Tool(
            "Cluster/receiver.py", [folder + "/receiver.ndjson"], python: python, cluster: description,
            log: folder + "/receiver.log")
        try receiver.read { $0["ready"].isTrue }
        self.receiver = receiver
    }

    /// Starts a worker with a pool of one thread and, if wanted, one with processes.
    func work(prefork: Bool = false) throws {
        try start("w1@alpha", ["pool": "solo"])
        if prefork { try start("w2@beta", ["pool": "prefork", "concurrency": 2, "queues": ["prefork"]]) }
    }

    private var names: [String] = []

    private func start(_ name: String, _ options: [String: Any]) throws {
        try workers.do("start", options.merging(["name": name, "python": python, "cluster": description]) { $1 })
        names.append(name)
    }

    /// Begins to send tasks.
    func send(_ arguments: [String]) throws {
        scenario = try Tool(
            "Cluster/scenario.py", arguments, python: python, cluster: description, log: folder + "/scenario.log")
    }

    /// Waits until so many steps were sent (a multiple of 50).
    func sent(_ steps: Int) throws {
        try scenario?.read { $0["steps"].number >= steps || $0["done"].isTrue }
    }

    /// Waits until all tasks have ended.
    func finish() throws { try scenario?.read { $0["done"].isTrue } }

    /// Runs a publisher of `Tools` to its end.
    func publish(_ script: String, _ arguments: [String]) throws -> Tool {
        try Tool(
            "LiveTests/Tools/" + script, arguments, python: python, cluster: description, log: folder + "/publisher.log"
        )
    }

    /// Ends the workers, waits for what is on its way, and ends evcam with a last picture; then asks for the evidence.
    ///
    /// `isWhole`: whether all that the receiver saw is to come.
    func end(isWhole: Bool = true) throws -> JSON {
        for name in names { try workers.do("stop", ["name": name]) }
        let deadline = Date().addingTimeInterval(8)
        while isWhole, receiver != nil, Date() < deadline, try evidence()["missing"].number != 0 { usleep(200_000) }
        if !isWhole { usleep(1_500_000) }
        receiver?.close()
        receiver = nil
        let status = evcam?.end() ?? 0
        #expect(status == 0, "evcam ended with \(status): \(evcam?.said.suffix(3000) ?? "")")
        return try evidence()
    }

    /// What the recording is worth.
    func evidence() throws -> JSON {
        try JSON(text: Python.run("/usr/bin/python3", [Python.tests + "/LiveTests/Tools/evidence.py", folder]))
    }

    /// Holds Celery's state after the tape's events against evcam's.
    func compareWithCelery() throws {
        let tools = Python.tests + "/IntegrationTests/Tools/"
        let tape = folder + "/tape"
        let segments = try FileManager.default.contentsOfDirectory(atPath: tape).filter { $0.hasSuffix(".ndjson") }
        let whole = try segments.sorted().reduce(into: Data()) {
            $0 += try Data(contentsOf: URL(fileURLWithPath: tape + "/" + $1))
        }
        try whole.write(to: URL(fileURLWithPath: folder + "/whole.ndjson"))
        let oracle = try #require(Python.oracle)
        _ = try Python.run(oracle, [tools + "celery_oracle.py", folder + "/whole.ndjson", "-o", folder + "/celerys"])
        let ours = try Python.run(Evcam.path, ["snapshot", "--celery-exact", tape])
        try Data(ours.utf8).write(to: URL(fileURLWithPath: folder + "/ours"))
        _ = try Python.run(oracle, [tools + "compare_snapshots.py", folder + "/ours", folder + "/celerys"])
    }

    /// Ends all that still runs and removes the folder, unless EVCAM_KEEP is set.
    func close() {
        scenario?.close()
        receiver?.close()
        if evcam?.isRunning == true { evcam?.end(SIGKILL) }
        workers.close()
        if ProcessInfo.processInfo.environment["EVCAM_KEEP"] == nil {
            try? FileManager.default.removeItem(atPath: folder)
        } else {
            print("kept: \(folder)")
        }
    }
}
