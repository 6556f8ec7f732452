// SPDX-License-Identifier: Apache-2.0

/// A parameter of a statement.
enum SQLValue: Sendable, Hashable {
    case text(String)
    case real(Double)
    case integer(Int)
}
