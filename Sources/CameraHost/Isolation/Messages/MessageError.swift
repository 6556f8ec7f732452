// SPDX-License-Identifier: Apache-2.0

/// A message between host and helper that breaks their rules.
struct MessageError: Error, CustomStringConvertible {
    /// What is wrong with it.
    var description: String

    init(_ description: String) { self.description = description }
}
