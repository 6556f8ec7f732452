// SPDX-License-Identifier: Apache-2.0

/// A worker's main process that said `worker-online`.
package struct JoinedWorker: Sendable, Hashable {
    /// Its node name.
    package var hostname: String
    /// Its process id.
    package var pid: Int64

    /// Makes one.
    package init(hostname: String, pid: Int64) {
        self.hostname = hostname
        self.pid = pid
    }
}
