// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A folder of its own, gone with it.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "evcam-validator-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { remove() }

    /// Removes it before its time.
    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
