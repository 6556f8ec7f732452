// SPDX-License-Identifier: Apache-2.0
import Glibc

/// The configuration's bytes from disk, within bounds.
enum ConfigurationFile {
    /// A bigger file is no configuration, and is refused unread.
    static let maxBytes = 1_000_000

    /// The bytes, or why there are none.
    static func read(_ path: String) -> Result<[UInt8], Refusal> {
        // O_NONBLOCK, so that a FIFO without a writer is refused below and does not hang here.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            return .failure(
                Refusal(
                    message: "it cannot be opened: \(String(cString: strerror(errno)))",
                    remedy: "name another file with `-c`, or name a camera with `--camera`"))
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            return .failure(Refusal(message: "it is not a file", remedy: "name a YAML file"))
        }
        guard status.st_size <= maxBytes else { return .failure(.tooBig(status.st_size)) }
        var bytes: [UInt8] = []
        while bytes.count <= maxBytes {
            var chunk = [UInt8](repeating: 0, count: 65_536)
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count == 0 { return .success(bytes) }
            if count < 0 {
                if errno == EINTR { continue }
                return .failure(
                    Refusal(message: "it cannot be read: \(String(cString: strerror(errno)))", remedy: nil))
            }
            bytes += chunk[..<count]
        }
        return .failure(.tooBig(bytes.count))
    }

    /// Why a file was not read.
    struct Refusal: Error {
        let message: String
        let remedy: String?

        static func tooBig(_ size: Int) -> Refusal {
            Refusal(
                message: "it has \(size) bytes; a configuration has \(maxBytes) at most",
                remedy: "check that this is the file you mean")
        }
    }
}
