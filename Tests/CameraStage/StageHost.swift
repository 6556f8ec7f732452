// SPDX-License-Identifier: Apache-2.0

public import CameraABI

/// A host that writes down what a camera tells it.
///
/// For one thread.
public final class StageHost {
    /// What `set_error` was told.
    public private(set) var errors: [(code: evcam_result, message: String)] = []
    /// What `log` was told, attributes as `name=value` behind the message.
    public private(set) var logs: [(level: evcam_log_level, message: String)] = []
    /// The last value of each metric.
    public private(set) var metrics: [String: Double] = [:]
    /// What `cancelled` answers.
    public var isCancelled = false
    /// What `make_data_dir` answers.
    public var dataDirectoryResult = EVCAM_OK

    private let arena = Arena()

    /// A host of the cluster `test`.
    public init() {}

    /// The struct that cameras get; lives as long as `self`.
    public func makeStruct(padding: Int = 0) -> UnsafePointer<evcam_host> {
        var host = evcam_host()
        host.size = UInt32(MemoryLayout<evcam_host>.size + padding)
        host.context = Unmanaged.passUnretained(self).toOpaque()
        host.version = arena.text("evcam 0.1.0")
        host.name = arena.text("probe")
        host.cluster = arena.text("test")
        host.data_dir = arena.text("/var/lib/evcam/probe")
        host.log = { host, level, message, attributes, count in
            var line = StageHost.string(message)
            for attribute in UnsafeBufferPointer(start: attributes, count: Int(count)) {
                let value: String =
                    switch attribute.kind {
                    case EVCAM_VALUE_STRING: StageHost.string(attribute.text)
                    case EVCAM_VALUE_DOUBLE: "\(attribute.number)"
                    default: "\(attribute.integer)"
                    }
                line += " \(StageHost.string(attribute.name))=\(value)"
            }
            StageHost.at(host)?.logs.append((level, line))
        }
        host.set_error = { StageHost.at($0)?.errors.append(($1, StageHost.string($2))) }
        host.metric = { StageHost.at($0)?.metrics[StageHost.string($1)] = $2 }
        host.cancelled = { StageHost.at($0)?.isCancelled == true ? 1 : 0 }
        host.retain = { _, _ in EVCAM_RETRY }
        host.release = { _, _ in }
        host.make_data_dir = { StageHost.at($0)?.dataDirectoryResult ?? EVCAM_FATAL }
        host.get_extension = { _, _ in nil }
        guard let memory = arena.array([host], padding: padding) else { preconditionFailure("one is not none") }
        return memory
    }

    private static func at(_ host: UnsafePointer<evcam_host>?) -> StageHost? {
        host?.pointee.context.map { Unmanaged<StageHost>.fromOpaque($0).takeUnretainedValue() }
    }

    private static func string(_ string: evcam_string) -> String {
        let bytes = UnsafeRawBufferPointer(start: string.ptr, count: Int(string.len))
        return String(decoding: bytes, as: UTF8.self)
    }
}
