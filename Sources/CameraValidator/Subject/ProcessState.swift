// SPDX-License-Identifier: Apache-2.0
import Glibc

/// What the process has at a moment, as the kernel sees it.
struct ProcessState {
    /// Open descriptors.
    let descriptors: Set<Int32>
    /// How many threads there are.
    let threads: Int
    /// Children that live, or have ended and were not waited for.
    let children: Set<pid_t>
    /// Bytes handed out by malloc; nil: this C library does not tell.
    let allocated: Int?
    /// Bytes of memory in use.
    let resident: Int

    /// Now.
    init() {
        descriptors = Set(Self.names(in: "/proc/self/fd").compactMap { Int32($0) }.filter { fcntl($0, F_GETFD) >= 0 })
        let tasks = Self.names(in: "/proc/self/task")
        threads = tasks.count
        let text = tasks.map { Self.text(of: "/proc/self/task/\($0)/children") }.joined(separator: " ")
        children = Set(text.split(separator: " ").compactMap { pid_t($0) })
        allocated = Self.allocatedBytes()
        let pages = Self.text(of: "/proc/self/statm").split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        resident = pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    private static func names(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }

    private static func text(of path: String) -> String {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return "" }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = read(file, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }

    /// Swift's view of the C library lacks malloc.h, so its one function that tells is looked up by name.
    private static func allocatedBytes() -> Int? {
        typealias Info = @convention(c) (Int32, OpaquePointer?) -> Int32
        guard let symbol = dlsym(nil, "malloc_info") else { return nil }
        let info = unsafeBitCast(symbol, to: Info.self)
        var text: UnsafeMutablePointer<CChar>?
        var size = 0
        guard let stream = open_memstream(&text, &size) else { return nil }
        let code = info(0, OpaquePointer(stream))
        fclose(stream)
        defer { free(text) }
        guard code == 0, let text else { return nil }
        return MallocInfo.inUse(String(cString: text))
    }
}
