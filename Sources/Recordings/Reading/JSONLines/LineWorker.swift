// SPDX-License-Identifier: Apache-2.0

/// Reads workers' lines.
enum LineWorker {
    /// The worker and its revision; nil for a line that is not whole.
    static func read(_ line: UnsafeRawBufferPointer) -> (worker: RecordedWorker, revision: Int64)? {
        var worker = RecordedWorker()
        var revision: Int64 = 0
        var software: [String: String] = [:]
        var cursor = JSONCursor(line)
        let isWhole = cursor.members { key, value in
            switch String(decoding: key, as: UTF8.self) {
            case "hostname": worker.hostname = value.string ?? ""
            case "revision": revision = value.integer ?? 0
            case "alive": worker.isAlive = value.flag ?? false
            case "offline": worker.isOffline = value.flag ?? false
            case "active": worker.active = value.integer
            case "processed": worker.processed = value.integer
            case "freq": worker.freq = value.double
            case "loadavg":
                var loads: [Double] = []
                value.elements { if let load = $0.double { loads.append(load) } }
                if loads.count == 3 { (worker.load1, worker.load5, worker.load15) = (loads[0], loads[1], loads[2]) }
            case "heartbeats":
                value.elements {
                    if let time = $0.double { worker.lastHeartbeat = max(time, worker.lastHeartbeat ?? time) }
                }
            case "sw_ident", "sw_ver", "sw_sys": software[String(decoding: key, as: UTF8.self)] = value.string
            default: break
            }
        }
        guard isWhole else { return nil }
        let known = ["sw_ident", "sw_ver", "sw_sys"].compactMap { software[$0] }
        worker.software = known.isEmpty ? nil : known.joined(separator: " ")
        return (worker, revision)
    }
}
