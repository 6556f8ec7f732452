// SPDX-License-Identifier: Apache-2.0

/// A field's value.
package enum FieldValue: Sendable, Hashable {
    case unknown
    case text(String)
    /// JSON as it stands.
    case json(String)
    /// UNIX seconds.
    case time(Double)
    case number(Double)
    case integer(Int64)
    case flag(Bool)
}
