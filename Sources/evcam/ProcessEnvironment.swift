// SPDX-License-Identifier: Apache-2.0
import Glibc

/// The environment that the process was started with.
enum ProcessEnvironment {
    /// By name.
    ///
    /// Read from the kernel: C's `environ` is a variable that any thread may change.
    static let values: [String: String] = {
        guard let file = fopen("/proc/self/environ", "r") else { return [:] }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
        var values: [String: String] = [:]
        for entry in bytes.split(separator: 0) {
            let text = String(decoding: entry, as: UTF8.self)
            let name = text.prefix { $0 != "=" }
            values[String(name)] = String(text.dropFirst(name.count + 1))
        }
        return values
    }()
}
