// SPDX-License-Identifier: Apache-2.0
import Glibc

/// How much memory this process may come to use, as far as the system says.
enum MemoryLimit {
    /// The machine's memory, bytes.
    static var physical: UInt64 {
        UInt64(max(sysconf(Int32(_SC_PHYS_PAGES)), 0) * max(sysconf(Int32(_SC_PAGESIZE)), 0))
    }

    /// The least of what the machine has and what its control groups (containers, systemd) allow.
    /// - Parameters:
    ///   - root: where `proc` and `sys` are; another folder in tests.
    ///   - physical: the machine's bytes.
    /// - Returns: bytes.
    static func bytes(root: String = "", physical: UInt64 = physical) -> UInt64 {
        let groups = text(root + "/proc/self/cgroup")?.split(separator: "\n") ?? []
        // A line is `0::/group` (version 2) or `4:memory:/group` (version 1).
        return groups.reduce(physical) { least, line in
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { return least }
            if parts[1].isEmpty {
                return min(least, limit(root + "/sys/fs/cgroup", parts[2], "memory.max"))
            }
            guard parts[1].split(separator: ",").contains("memory") else { return least }
            return min(least, limit(root + "/sys/fs/cgroup/memory", parts[2], "memory.limit_in_bytes"))
        }
    }

    /// The least limit of a group and of those around it; in a container the group's name may be the host's, whose
    /// folder does not exist there, and the root is what counts.
    private static func limit(_ root: String, _ group: Substring, _ file: String) -> UInt64 {
        var folders = [root]
        for part in group.split(separator: "/") where part != ".." {
            folders.append("\(folders[folders.count - 1])/\(part)")
        }
        // `max`, which is no number, is no limit.
        return folders.compactMap { folder in
            text("\(folder)/\(file)").flatMap { UInt64($0.prefix(while: \.isNumber)) }
        }.min() ?? .max
    }

    /// A small file's text.
    private static func text(_ path: String) -> String? {
        guard let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        return withUnsafeTemporaryAllocation(byteCount: 16 << 10, alignment: 1) { bytes in
            let count = fread(bytes.baseAddress, 1, bytes.count, file)
            return String(decoding: bytes[..<count], as: UTF8.self)
        }
    }
}
