// SPDX-License-Identifier: Apache-2.0

/// Where messages are written before they count.
public struct TapeConfiguration: Sendable, Hashable {
    /// The folder, absolute.
    public var path = ""
    /// How long messages are kept; nil: ``keepBytes`` says it.
    public var keepDuration: Duration? = .seconds(86_400)
    /// How many bytes of messages are kept; nil: ``keepDuration`` says it.
    public var keepBytes: Int64?
    /// How long a message may wait to be written to the disk together with others; 0: every batch is at once.
    public var sync: Duration = .milliseconds(100)

    /// Makes one with the defaults.
    public init(path: String = "") { self.path = path }

    /// `keep:` as it is written: one of the two.
    enum Keep {
        case duration(Duration)
        case bytes(Int64)
    }

    var keep: Keep {
        get { keepBytes.map { .bytes($0) } ?? .duration(keepDuration ?? .zero) }
        set {
            switch newValue {
            case .duration(let duration): (keepDuration, keepBytes) = (duration, nil)
            case .bytes(let bytes): (keepDuration, keepBytes) = (nil, bytes)
            }
        }
    }
}
