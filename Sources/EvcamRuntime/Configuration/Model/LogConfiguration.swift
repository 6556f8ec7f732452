// SPDX-License-Identifier: Apache-2.0
public import Logging

/// What is logged, and where to.
public struct LogConfiguration: Sendable, Hashable {
    /// The least level that is logged.
    public var level = Logger.Level.info
    /// The file, absolute; nil: standard error.
    public var file: String?
}
