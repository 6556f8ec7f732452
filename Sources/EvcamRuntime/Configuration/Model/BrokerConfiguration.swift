// SPDX-License-Identifier: Apache-2.0
import EventSources

/// The broker that is followed, and how.
///
/// Shown as text it has no passwords.
public struct BrokerConfiguration: Sendable, Hashable {
    /// Everything that following it takes, the limits of a configuration that was read included.
    package var settings: BrokerSettings
    /// Whether it is an error, and the end, if no broker can be reached at the start; else that is tried for ever.
    public var failFast = false

    /// Follows a broker with these settings.
    package init(_ settings: BrokerSettings) { self.settings = settings }

    /// Follows a broker, or several that stand in for each other, with the defaults.
    /// - Parameter urls: as Celery's `broker_url`.
    /// - Throws: what is wrong with a URL, and the remedy; without its password.
    public init(_ urls: String...) throws {
        var list = BrokerURLList()
        for url in urls { try list.add(url) }
        settings = BrokerSettings(list)
    }

    /// The URLs, with `**` for passwords, in the order they are tried.
    public var urls: [String] { settings.urls.map(\.masked) }
}

extension BrokerConfiguration: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// ``urls``, parted by `;`.
    public var description: String { urls.joined(separator: ";") }
    /// The same.
    public var debugDescription: String { description }
    /// ``urls`` only.
    public var customMirror: Mirror { Mirror(self, children: ["urls": urls]) }
}
