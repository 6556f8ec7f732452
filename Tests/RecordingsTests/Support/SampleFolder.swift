// SPDX-License-Identifier: Apache-2.0

import ServerFixtures

/// A folder of its own for one test, gone with it.
final class SampleFolder {
    let path: String

    init() throws { path = try FixtureFolder.make("recordings") }

    deinit { _ = try? Shell.run("rm -rf \(path)") }

    /// Writes a file and answers its path.
    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        try FixtureFolder.write(text, to: path + "/" + name)
        return path + "/" + name
    }

    /// The names of what is in it, sorted.
    var names: [String] {
        (try? Shell.run("ls \(path)"))?.split(separator: "\n").map(String.init) ?? []
    }
}
