// SPDX-License-Identifier: Apache-2.0

/// What a recording's columns `attributes` hold.
extension JSONBuffer {
    /// Appends what the events brought of a task beyond the columns of its own, as an object: its attributes, and an
    /// `eta` or `expires` that is no time.
    /// - Returns: whether there was anything; if not, nothing is appended.
    public mutating func append(furtherAttributesOf task: TaskView) -> Bool {
        let eta = task.eta.flatMap { ISO8601Time($0) == nil && !$0.isEmpty ? $0 : nil }
        let expires = task.expires.flatMap { ISO8601Time($0) == nil && !$0.isEmpty ? $0 : nil }
        guard eta != nil || expires != nil else {
            guard !task.attributes.isEmpty else { return false }
            append(object: task.attributes)
            return true
        }
        append("{")
        member("\"eta\":", eta)
        member(eta == nil ? "\"expires\":" : ",\"expires\":", expires)
        for attribute in task.attributes {
            append(",")
            append(attribute)
        }
        append("}")
        return true
    }
}
