// SPDX-License-Identifier: Apache-2.0

/// Why a program could not be started, or gave no answer.
struct ProgramError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
