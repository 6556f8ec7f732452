// SPDX-License-Identifier: Apache-2.0

/// A file of a new project.
public struct ProjectFile: Hashable, Sendable {
    /// Its place in the project.
    public let path: String
    /// What it is, for the list that the user is shown.
    public let purpose: String
    /// What stands in it.
    public let text: String
    /// Whether it is a script.
    public let isExecutable: Bool

    init(_ path: String, _ purpose: String, isExecutable: Bool = false, _ text: String) {
        self.path = path
        self.purpose = purpose
        self.isExecutable = isExecutable
        self.text = text.hasSuffix("\n") ? text : text + "\n"
    }
}
