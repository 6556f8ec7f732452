// SPDX-License-Identifier: Apache-2.0

import CameraKit

/// What a program writes to its standard error: each line goes to the host's log, up to a number for each request.
struct Complaints {
    /// Bytes of a line; a longer one is logged in pieces.
    private static let longestLine = 4 << 10
    /// Lines that are logged for each request.
    private static let allowance = 100

    /// Whether there may be more.
    private(set) var isOpen = true
    /// The last line.
    private(set) var last: String?

    private let name: String
    private var lines = LineSplitter(limit: Complaints.longestLine)
    private var logged = 0

    init(of name: String) { self.name = name }

    /// A request begins.
    mutating func begin(_ host: Host) {
        if logged > Self.allowance {
            host.log(.info, "\(name): \(logged - Self.allowance) further lines are left out")
        }
        logged = 0
    }

    /// Logs what is there.
    mutating func read(_ descriptor: Int32, _ host: Host) {
        guard isOpen else { return }
        isOpen = lines.read(descriptor)
        while let line = lines.next() { log(line, host) }
        if !isOpen { finish(host) }
    }

    /// Logs what came without a line's end: no more comes.
    mutating func finish(_ host: Host) {
        isOpen = false
        if let rest = lines.takeRest() { log(rest, host) }
    }

    private mutating func log(_ line: String, _ host: Host) {
        guard line.contains(where: { !$0.isWhitespace }) else { return }
        last = line
        logged += 1
        if logged <= Self.allowance { host.log(.info, "\(name): \(line)") }
    }
}
