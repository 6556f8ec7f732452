// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// A cluster of real workers at a broker, with evcam and Celery's own receiver listening.
final class LiveCluster {
    let folder: String
    let place: BrokerPlace
    let brokers: Brokers
    private let python: String
    private let description: String
    private let workers: Tool
    private var receiver: Tool?
    private(set) var scenario: Tool?
    private(set) var evcam: Evcam?

    init(_ place: BrokerPlace, _ brokers: Brokers, celery: String) throws {
        self.place = place
        self.brokers = brokers
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

    /// Writes evcam's configuration: where it goes (nil: where the workers go), further lines of the map `broker`, the
    /// camera that writes the recording (and what else is to be said of it), and further lines.
    func configure(
        url: String? = nil, broker: [String] = [], tape: Bool = true, camera: String = "jsonl", more: [String] = []
    ) throws {
        var lines = ["broker:", "  url: \"\(url ?? place.url)\""] + broker.map { "  " + $0 }
        if let authority = place.authority { lines.append("  tls: {ca: \"\(authority)\"}") }
        if let name = place.masterName { lines.append("  master_name: \(name)") }
        if tape { lines.append("tape: {path: tape}") }
        lines += ["freq: 200ms", "cameras: [{camera: \(camera), options: {path: recording.jsonl}}]"] + more
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

    /// Starts Celery's receiver; whoever does not wait here does so in ``work(prefork:)``.
    func receive(waits: Bool = false) throws {
        let receiver = try Tool(
            "Cluster/receiver.py", [folder + "/receiver.ndjson"], python: python, cluster: description,
            log: folder + "/receiver.log")
        self.receiver = receiver
        isReceiving = false
        if waits { try waitForReceiver() }
    }

    private var isReceiving = true

    private func waitForReceiver() throws {
        guard !isReceiving else { return }
        try receiver?.read { $0["ready"].isTrue }
        isReceiving = true
    }

    /// Starts a worker with a pool of one thread and, if wanted, one with processes; returns when all is ready.
    func work(prefork: Bool = false) throws {
        var wanted: [(String, [String: Any])] = [("w1@alpha", ["pool": "solo"])]
        if prefork { wanted.append(("w2@beta", ["pool": "prefork", "concurrency": 2, "queues": ["prefork"]])) }
        for (name, options) in wanted {
            let more: [String: Any] = ["name": name, "python": python, "cluster": description, "wait": false]
            try workers.do("start", options.merging(more) { $1 })
        }
        try waitForReceiver()
        for (name, _) in wanted { try workers.do("wait", ["name": name]) }
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

    /// Sends no more tasks.
    func sendNoMore() throws { try scenario?.tell("enough") }

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
        try workers.do("stop_all")
        // The truth is written now that nothing happens any more.
        scenario?.close()
        scenario = nil
        let hasReceived = FileManager.default.fileExists(atPath: folder + "/receiver.ndjson")
        let deadline = Date().addingTimeInterval(30)
        while isWhole, hasReceived, Date() < deadline, try evidence()["missing"].number != 0 { usleep(200_000) }
        if !isWhole { usleep(1_500_000) }
        receiver?.close()
        receiver = nil
        let status = evcam?.end() ?? 0
        #expect(status == 0, "evcam ended with \(status): \(evcam?.said.suffix(3000) ?? "")")
        return try evidence()
    }

    /// What the recording is worth.
    func evidence() throws -> JSON {
        try JSON(text: Python.run(Python.plain, [Python.tests + "/LiveTests/Tools/evidence.py", folder]))
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
