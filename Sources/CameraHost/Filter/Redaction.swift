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
    /// Longest text that is shown, in characters (code points); nil: no limit.
    ///
    /// Holds for args, kwargs, result, exception, traceback and for further attributes that are texts or raw JSON.
    public let truncate: Int?

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
    public static let none = Redaction(fields: [], truncate: nil, hiddenFields: 0)

    /// Checks the names.
    /// - Parameters:
    ///   - fields: names of task fields, or of any further attribute that events bring.
    ///   - truncate: characters; at least 1.
    /// - Throws: the first name that cannot be hidden, or a senseless limit.
    public init(fields: Set<String>, truncate: Int? = nil) throws(FieldError) {
        for field in fields.sorted() where Self.shown.contains(field) {
            throw FieldError(description: "`\(field)` cannot be redacted: only texts that describe no identity can")
        }
        if let truncate, truncate < 1 {
            throw FieldError(description: "truncate: \(truncate) leaves no character; redact the fields instead")
        }
        let hidden = fields.compactMap { Self.named[$0] }.reduce(UInt32(0)) { $0 | 1 << UInt32($1.rawValue) }
        self.init(fields: fields, truncate: truncate, hiddenFields: hidden)
    }

    private init(fields: Set<String>, truncate: Int?, hiddenFields: UInt32) {
        self.fields = fields
        self.truncate = truncate
        self.hiddenFields = hiddenFields
    }

    /// Whether everything is shown as it is.
    public var isNone: Bool { fields.isEmpty && truncate == nil }

    @inline(__always)
    func hides(_ field: TaskField) -> Bool { hiddenFields & (1 << UInt32(field.rawValue)) != 0 }
}
