// SPDX-License-Identifier: Apache-2.0

/// The value of an option, after validation.
public enum OptionValue: Sendable, Hashable {
    case bool(Bool)
    case int(Int64)
    case float(Double)
    /// string, enum, path (absolute), url and secret.
    case text(String)
    /// Nanoseconds.
    case duration(Int64)
    case bytes(Int64)
    case list([String])
}
