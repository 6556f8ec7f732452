// SPDX-License-Identifier: Apache-2.0
import EventSources

/// Whether the brokers of a configuration can be followed: what `evcam check` tries.
package struct BrokerCheck {
    /// Of each broker a line, and below it what was tried and is allowed or not.
    package private(set) var lines: [String] = []
    /// Why none of them can be followed; nil: one can, and may stand in for others.
    package private(set) var failure: BrokerError?

    /// Connects to each of them, tries the rights and leaves nothing behind.
    /// - Parameters:
    ///   - settings: where they are.
    ///   - connect: makes one connection.
    package init(_ settings: BrokerSettings, connect: BrokerReader.Connect = BrokerConnectors.connect) {
        var isFollowable = false
        for url in settings.urls {
            do throws(BrokerError) {
                try check(url, settings, connect)
                isFollowable = true
            } catch {
                failure = failure ?? error
            }
        }
        if isFollowable { failure = nil }
    }

    private mutating func check(
        _ url: BrokerURL, _ settings: BrokerSettings, _ connect: BrokerReader.Connect
    ) throws(BrokerError) {
        let connection: any BrokerConnection
        let findings: [RightsFinding]
        do throws(BrokerError) {
            connection = try connect(url, settings)
        } catch {
            // The only one's failure is ``failure``, which says as much.
            if settings.urls.count > 1 { lines.append("\(url.masked): \(error)") }
            throw error
        }
        defer { connection.close() }
        let peer = connection.peer
        lines.append("\(peer): reached, and logged in")
        do throws(BrokerError) {
            findings = try connection.checkRights()
        } catch {
            lines.append("  \(error)")
            throw error
        }
        lines += (findings.map(\.text) + connection.takeNotices()).map { "  \($0)" }
        if let refusal = findings.first(where: { $0.verdict == .refused }) {
            throw BrokerError(.accessRefused, "the events of \(peer) cannot be followed: \(refusal.text)")
        }
    }
}
