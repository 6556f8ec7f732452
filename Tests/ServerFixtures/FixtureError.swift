// SPDX-License-Identifier: Apache-2.0

/// Why a fixture could not be made: what is missing, and how to get it.
package struct FixtureError: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
