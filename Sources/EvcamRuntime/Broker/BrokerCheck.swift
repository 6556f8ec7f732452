// SPDX-License-Identifier: Apache-2.0
import EventSources

/// Whether the brokers of a configuration can be followed: what `evcam check` tries.
package enum BrokerCheck {
    /// Connects to each of them, tries the rights and leaves nothing behind.
    /// - Parameters:
    ///   - settings: where they are.
    ///   - connect: makes one connection.
    /// - Returns: what was tried and is allowed or not, a sentence each; brokers that others stand in for, and that
    ///   cannot be reached now, too.
    /// - Throws: ``BrokerError`` if none can be reached.
    package static func run(
        _ settings: BrokerSettings, connect: BrokerReader.Connect = BrokerConnectors.connect
    ) throws(BrokerError) -> [String] {
        var lines: [String] = []
        var failure: BrokerError?
        var isReached = false
        for url in settings.urls {
            do throws(BrokerError) {
                let connection = try connect(url, settings)
                defer { connection.close() }
                isReached = true
                let peer = connection.peer
                lines.append("\(peer): reached, and logged in")
                lines += try connection.checkRights().map { "\(peer): \($0)" }
                lines += connection.takeNotices().map { "\(peer): \($0)" }
            } catch {
                failure = failure ?? error
                lines.append("\(url.masked): \(error)")
            }
        }
        if !isReached, let failure { throw failure }
        return lines
    }
}
