// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Which file stands at a path, whatever it is called.
struct FileIdentity: Equatable {
    private let device: dev_t
    private let inode: ino_t

    /// nil if there is none.
    init?(of path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        device = status.st_dev
        inode = status.st_ino
    }
}
