// SPDX-License-Identifier: Apache-2.0

import CameraABI

// @unchecked: the struct behind it never changes, and the host allows `log`, `metric` and `cancelled` on any
// thread; the other functions say that they are for the instance's own.
/// What the host offers one camera instance.
///
/// Valid as long as the instance.
public struct Host: @unchecked Sendable {
    private let host: UnsafePointer<evcam_host>

    init(_ host: UnsafePointer<evcam_host>) { self.host = host }

    /// The host's name and version: "evcam 0.1.0".
    public var version: String { string(host.pointee.version) }
    /// This instance's name in the configuration.
    public var name: String { string(host.pointee.name) }
    /// The cluster's name in the configuration.
    public var cluster: String { string(host.pointee.cluster) }

    /// Writes a line to the host's log, with the camera's name before it.
    ///
    /// On any thread.
    public func log(_ level: LogLevel, _ message: String, _ attributes: KeyValuePairs<String, LogValue> = [:]) {
        guard let log = host.pointee.log else { return }
        withString(message) { message in
            LogValue.withAttributes(attributes) { log(host, level.rawValue, message, $0.baseAddress, UInt64($0.count)) }
        }
    }

    /// Reports a figure of the camera's own (rows written, bytes …); the last value of a name is shown in the
    /// host's status, at most 64 names.
    ///
    /// On any thread.
    public func metric(_ name: String, _ value: Double) {
        guard let metric = host.pointee.metric else { return }
        withString(name) { metric(host, $0, value) }
    }

    /// Whether the running call is past its deadline or the host wants to end: throw ``CameraError/retry(_:)``
    /// soon.
    ///
    /// On any thread.
    public var isCancelled: Bool { (host.pointee.cancelled?(host) ?? 0) != 0 }

    /// A folder of this instance's own that outlives the run; made at the first call.
    ///
    /// On the instance's thread.
    public func dataDirectory() throws -> String {
        guard let make = host.pointee.make_data_dir, make(host) == EVCAM_OK else {
            throw CameraError.fatal("the host could not make the data folder \(string(host.pointee.data_dir))")
        }
        return string(host.pointee.data_dir)
    }

    /// Keeps a snapshot's memory beyond the running shutter, until ``release(_:)``; at most 2 at a time.
    ///
    /// On the instance's thread.
    public func retain(_ snapshot: SnapshotView) throws {
        guard let retain = host.pointee.retain, retain(host, snapshot.layout) == EVCAM_OK else {
            throw CameraError.retry("the host keeps no further snapshot for this camera")
        }
    }

    /// Gives back what ``retain(_:)`` kept.
    ///
    /// On the instance's thread.
    public func release(_ snapshot: SnapshotView) { host.pointee.release?(host, snapshot.layout) }

    /// Tells the host why the running function fails; answers the function's result.
    func report(_ error: any Error, from call: CameraCall) -> evcam_result {
        let error = CameraError(error, from: call)
        let result = error.result(of: call)
        withString(error.description) { host.pointee.set_error?(host, result, $0) }
        return result
    }

    private func string(_ string: evcam_string) -> String { TextView(string).map { String($0) } ?? "" }

    private func withString<R>(_ text: String, _ body: (evcam_string) -> R) -> R {
        var text = text
        return text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) {
                body(evcam_string(ptr: $0.baseAddress, len: UInt64($0.count)))
            }
        }
    }
}
