// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A Django that the tests may run.
struct Django: Sendable {
    let version: String
    /// The Python that has it.
    let python: String

    /// Those that `EVCAM_TEST_DJANGOS` names, oldest first: `VERSION=PYTHON` each.
    static let all: [Django] = (ProcessInfo.processInfo.environment["EVCAM_TEST_DJANGOS"] ?? "").split(separator: " ")
        .compactMap { entry in
            let parts = entry.split(separator: "=", maxSplits: 1)
            return parts.count == 2 ? Django(version: String(parts[0]), python: String(parts[1])) : nil
        }

    /// The tests' parts that are in Python.
    static let tests = BuiltEvcam.sources + "/Tests/DatabaseTests/Django"
}
