// SPDX-License-Identifier: Apache-2.0

/// Severities of a line in the host's log: swift-log's, in their order.
public enum LogLevel: UInt32, Sendable {
    case trace = 0
    case debug, info, notice, warning, error, critical
}
