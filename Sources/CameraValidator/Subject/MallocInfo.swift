// SPDX-License-Identifier: Apache-2.0

/// Reads what glibc's `malloc_info` writes.
enum MallocInfo {
    /// Bytes that are handed out: what the system gave, with big blocks, without what is free.
    static func inUse(_ text: String) -> Int? {
        // The totals of all arenas stand behind the last of them.
        guard let end = text.ranges(of: "</heap>").last else { return nil }
        let totals = text[end.upperBound...]
        func size(_ element: String) -> Int? {
            guard let mark = totals.firstRange(of: "<" + element),
                let size = totals[mark.upperBound...].firstRange(of: "size=\"")
            else { return nil }
            return Int(totals[size.upperBound...].prefix { $0 != "\"" })
        }
        guard let system = size("system type=\"current\""), let mapped = size("total type=\"mmap\""),
            let fast = size("total type=\"fast\""), let rest = size("total type=\"rest\"")
        else { return nil }
        return system + mapped - fast - rest
    }
}
