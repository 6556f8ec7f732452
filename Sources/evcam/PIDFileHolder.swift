// SPDX-License-Identifier: Apache-2.0
import EvcamRuntime

/// Holds a pidfile, which cannot be copied, where a command may or may not have one.
final class PIDFileHolder {
    private var file: PIDFile?

    init(_ path: String) throws(ProcessError) {
        file = try PIDFile.acquire(path) { Terminal.error($0) }
    }

    func release() {
        file.take()?.release()
    }
}
