// SPDX-License-Identifier: Apache-2.0

/// Reads workers' lines.
enum LineWorker {
    /// The worker, its revision, and when its heartbeat runs out: after twice its interval, as Celery has it.
    static func read(_ line: UnsafeRawBufferPointer) -> (worker: RecordedWorker, revision: Int64, expires: Double?)? {
        var worker = RecordedWorker()
        var revision: Int64 = 0
        var freq: Double?
        var software: [String] = []
        var cursor = JSONCursor(line)
        let isWhole = cursor.members { key, value in
            switch String(decoding: key, as: UTF8.self) {
            case "hostname": worker.hostname = value.string ?? ""
            case "revision": revision = value.integer ?? 0
            case "alive": worker.isAlive = value.flag ?? false
            case "offline": worker.isOffline = value.flag ?? false
            case "active": worker.active = value.integer
            case "processed": worker.processed = value.integer
            case "freq": freq = value.double
            case "loadavg":
                var loads: [Double] = []
                value.elements { if let load = $0.double { loads.append(load) } }
                if loads.count == 3 { (worker.load1, worker.load5, worker.load15) = (loads[0], loads[1], loads[2]) }
            case "heartbeats":
                value.elements {
                    if let time = $0.double { worker.lastHeartbeat = max(time, worker.lastHeartbeat ?? time) }
                }
            case "sw_ident", "sw_ver", "sw_sys": software += value.string.map { [$0] } ?? []
            default: break
            }
        }
        guard isWhole else { return nil }
        worker.software = software.isEmpty ? nil : software.joined(separator: " ")
        let expires = worker.lastHeartbeat.flatMap { last in freq.map { last + 2 * $0 } }
        return (worker, revision, expires)
    }
}
