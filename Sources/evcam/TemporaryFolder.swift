// SPDX-License-Identifier: Apache-2.0
import Glibc

/// A folder of our own that is gone afterwards.
struct TemporaryFolder {
    let path: String

    init() throws {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array((parent + "/evcam-camera-test.XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else {
            throw Failure(
                "evcam: error: cannot make a folder in \(parent): \(String(cString: strerror(errno))); set TMPDIR",
                exitCode: ExitStatus.ioError)
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Removes it and all that is in it; follows no links.
    func remove() { Self.remove(path) }

    private static func remove(_ path: String) {
        // A folder cannot be unlinked, and everything else can.
        if unlink(path) == 0 { return }
        if let stream = opendir(path) {
            var names: [String] = []
            while let entry = readdir(stream) {
                let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                }
                if name != ".", name != ".." { names.append(name) }
            }
            closedir(stream)
            for name in names { remove(path + "/" + name) }
        }
        rmdir(path)
    }
}
