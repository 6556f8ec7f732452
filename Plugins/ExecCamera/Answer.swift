// SPDX-License-Identifier: Apache-2.0

import CameraKit

/// A line that the program says to a request: `ok`, `ok 12`, `retry WHY`, `drop WHY` or `fatal WHY`.
enum Answer: Equatable {
    /// Done; after a cleanup with how many things went.
    case ok(Int)
    case retry(String)
    case drop(String)
    case fatal(String)

    /// Reads a line without its end; nil: it is no answer.
    init?(_ line: String) {
        let parts = line.split(maxSplits: 1, whereSeparator: \.isWhitespace)
        let rest = parts.count > 1 ? parts[1].trimmingSpaces : ""
        switch parts.first {
        case "ok" where rest.isEmpty: self = .ok(0)
        case "ok":
            guard let count = Int(rest), count >= 0 else { return nil }
            self = .ok(count)
        case "retry": self = .retry(rest)
        case "drop": self = .drop(rest)
        case "fatal": self = .fatal(rest)
        default: return nil
        }
    }

    /// The count of an `ok`.
    /// - Throws: what the program asks for otherwise.
    func get() throws(CameraError) -> Int {
        switch self {
        case .ok(let count): return count
        case .retry(let why): throw .retry(why.isEmpty ? "the program asks for it again" : why)
        case .drop(let why): throw .drop(why.isEmpty ? "the program passes it over" : why)
        case .fatal(let why): throw .fatal(why.isEmpty ? "the program gives up" : why)
        }
    }
}

extension Substring {
    fileprivate var trimmingSpaces: String {
        let start = drop(while: \.isWhitespace)
        guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...last])
    }
}
