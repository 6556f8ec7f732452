// SPDX-License-Identifier: Apache-2.0

/// A worker's main process that said `worker-online`.
public struct JoinedWorker: Sendable, Hashable {
    /// Its node name.
    public var hostname: String
    /// Its process id.
    public var pid: Int64

    /// Makes one.
    public init(hostname: String, pid: Int64) {
        self.hostname = hostname
        self.pid = pid
    }
}
