// SPDX-License-Identifier: Apache-2.0

/// What signals have asked for since they were last looked at.
package struct SignalRequests: OptionSet, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// SIGINT or SIGTERM: last picture, flush, end.
    package static let stop = SignalRequests(rawValue: 1)
    /// SIGHUP: reopen the log files.
    package static let reopenLogs = SignalRequests(rawValue: 2)
    /// SIGUSR1: take a picture now.
    package static let picture = SignalRequests(rawValue: 4)
}
