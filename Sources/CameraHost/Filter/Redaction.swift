// SPDX-License-Identifier: Apache-2.0
import ClusterState

/// What a camera is not shown: texts that are hidden, and the length at which others are cut.
///
/// A hidden text reads `[redacted]` wherever there was one; an absent one stays absent, so that "unknown"
/// and "hidden" stay apart. A field counts by its name, as an attribute of its own as well as among the
/// further attributes. Each name stands for itself only: an exception's text may quote arguments, so whoever
/// hides `args` often wants `exception`, `traceback` and `result` hidden too.
public struct Redaction: Sendable, Hashable {
    /// Why a field cannot be hidden.
    public struct FieldError: Error, Sendable, Hashable, CustomStringConvertible {
        /// Names the field and why.
        public var description: String
    }

    /// Names of hidden fields.
    public let fields: Set<String>
    /// By name of a field: the longest text that is shown, in characters (code points).
    public let truncate: [String: Int]

    /// Bit n: the ``TaskField`` with raw value n is hidden.
    let hiddenFields: UInt32

    /// Texts that people cut and hide: the fields of a task that have a member of their own.
    private static let named: [String: TaskField] = [
        "args": .args, "kwargs": .kwargs, "result": .result, "exception": .exception, "traceback": .traceback,
        "eta": .eta, "expires": .expires, "queue": .queue, "exchange": .exchange, "routing_key": .routingKey,
    ]
    /// What cameras tell tasks apart by, and what is no text.
    private static let shown: Set = [
        "uuid", "name", "state", "worker", "client", "hostname", "root_id", "parent_id", "timestamp", "clock", "pid",
        "retries", "runtime",
    ]

    /// Hides nothing and cuts nothing.
    public static let none = Redaction(fields: [], truncate: [:], hiddenFields: 0)

    /// Checks the names.
    /// - Parameters:
    ///   - fields: names of task fields, or of any further attribute that events bring.
    ///   - truncate: by name, characters; at least 1.
    /// - Throws: the first name that cannot be hidden, or a senseless limit.
    public init(fields: Set<String>, truncate: [String: Int] = [:]) throws(FieldError) {
        for field in fields.sorted() where Self.shown.contains(field) {
            throw FieldError(description: "`\(field)` cannot be redacted: only texts that describe no identity can")
        }
        for (field, limit) in truncate.sorted(by: { $0.key < $1.key }) where limit < 1 || Self.shown.contains(field) {
            throw FieldError(
                description: limit < 1
                    ? "truncate: `\(field)`: \(limit) leaves no character; redact it instead"
                    : "`\(field)` cannot be truncated: only texts that describe no identity can")
        }
        let hidden = fields.compactMap { Self.named[$0] }.reduce(UInt32(0)) { $0 | 1 << UInt32($1.rawValue) }
        self.init(fields: fields, truncate: truncate, hiddenFields: hidden)
    }

    private init(fields: Set<String>, truncate: [String: Int], hiddenFields: UInt32) {
        self.fields = fields
        self.truncate = truncate
        self.hiddenFields = hiddenFields
    }

    /// The limits of fields that have a member of their own, by their raw value.
    func limits() -> [Int] {
        var limits = [Int](repeating: .max, count: 32)
        for (name, limit) in truncate {
            if let field = Self.named[name] { limits[Int(field.rawValue)] = limit }
        }
        return limits
    }

    @inline(__always)
    func hides(_ field: TaskField) -> Bool { hiddenFields & (1 << UInt32(field.rawValue)) != 0 }
}
