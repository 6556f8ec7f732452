// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Testing

/// A file system of its own for one test, in memory.
struct SmallFileSystem {
    let folder: String

    /// Whether we may mount one.
    static let isPossible: Bool = {
        guard getuid() == 0, let folder = try? TemporaryFolder() else { return false }
        defer { umount2(folder.path, Int32(MNT_DETACH)) }
        return mount("tmpfs", folder.path, "tmpfs", 0, "size=64k") == 0
    }()

    init(at folder: String, bytes: Int) throws {
        self.folder = folder
        try #require(mkdir(folder, 0o700) == 0)
        try #require(mount("tmpfs", folder, "tmpfs", 0, "size=\(bytes),mode=700") == 0)
    }

    func makeReadOnly() throws {
        let code = mount("tmpfs", folder, "tmpfs", UInt(MS_REMOUNT | MS_RDONLY), nil)
        try #require(code == 0)
    }

    func unmount() { umount2(folder, Int32(MNT_DETACH)) }
}
