// SPDX-License-Identifier: Apache-2.0

/// A part of a test cluster that did not do what it was asked.
struct LiveError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
