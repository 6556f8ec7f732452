// SPDX-License-Identifier: Apache-2.0
import CameraABI
import Glibc
import Logging

/// What the host offers one camera instance: the functions of `evcam_host`.
///
/// Made on the instance's thread. Functions that the ABI marks [any thread] touch only what is safe from there; the
/// others are refused on any other thread.
final class HostServices {
    private static let maxAttributes: UInt64 = 64

    /// Handed to the camera.
    let table = UnsafeMutablePointer<evcam_host>.allocate(capacity: 1)
    private let arena = Arena()
    private let thread = pthread_self()
    private let backstage: any Backstage
    private let dataDirectory: String
    private var reason: String?

    /// - Parameters:
    ///   - name: the instance's.
    ///   - cluster: the cluster's name.
    ///   - dataDirectory: the instance's own folder.
    ///   - backstage: does what the services promise.
    init(name: String, cluster: String, dataDirectory: String, _ backstage: any Backstage) {
        self.backstage = backstage
        self.dataDirectory = dataDirectory
        var host = evcam_host()
        host.size = UInt32(MemoryLayout<evcam_host>.size)
        host.abi_minor = HostVersion.abiMinor
        host.version = arena.text(HostVersion.text)
        host.name = arena.text(name)
        host.cluster = arena.text(cluster)
        host.data_dir = arena.text(dataDirectory)
        host.log = { HostServices.of($0)?.log($1, $2, $3, $4) }
        host.set_error = { _ = ($1, HostServices.of($0)?.setError($2)) }
        host.metric = { HostServices.of($0)?.metric($1, $2) }
        host.cancelled = { HostServices.of($0)?.backstage.isCancelled == false ? 0 : 1 }
        host.retain = { HostServices.of($0)?.retain($1) ?? CameraResult.retry.rawValue }
        host.release = { HostServices.of($0)?.release($1) }
        host.make_data_dir = { HostServices.of($0)?.makeDataDirectory() ?? CameraResult.fatal.rawValue }
        host.get_extension = { _, _ in nil }
        table.initialize(to: host)
        table.pointee.context = Unmanaged.passUnretained(self).toOpaque()
    }

    deinit { table.deallocate() }

    private static func of(_ host: UnsafePointer<evcam_host>?) -> HostServices? {
        guard let context = host?.pointee.context else { return nil }
        return Unmanaged<HostServices>.fromOpaque(context).takeUnretainedValue()
    }

    /// The reason given for the answer of the call that has just returned.
    func takeReason() -> String? {
        defer { reason = nil }
        return reason
    }

    private func log(
        _ level: evcam_log_level, _ message: evcam_string, _ attributes: UnsafePointer<evcam_attribute>?,
        _ count: UInt64
    ) {
        let level = Logger.Level(place: Int(level))
        guard backstage.wants(level) else { return }
        var texts: [(String, String)] = []
        if let attributes {
            for index in 0..<Int(min(count, Self.maxAttributes)) {
                let attribute = attributes[index]
                texts.append((attribute.name.string(atMost: 256) ?? "", Self.text(attribute)))
            }
        }
        backstage.log(level, message.string() ?? "", texts)
    }

    private static func text(_ attribute: evcam_attribute) -> String {
        switch attribute.kind {
        case EVCAM_VALUE_BOOL: attribute.integer == 0 ? "false" : "true"
        case EVCAM_VALUE_INT: String(attribute.integer)
        case EVCAM_VALUE_DOUBLE: String(attribute.number)
        default: attribute.text.string() ?? "null"
        }
    }

    private func setError(_ message: evcam_string) {
        guard isOnLane("set_error") else { return }
        reason = message.string()
    }

    private func metric(_ name: evcam_string, _ value: Double) {
        guard let name = name.string(atMost: 256) else { return }
        backstage.metric(name, value)
    }

    private func retain(_ snapshot: UnsafePointer<evcam_snapshot>?) -> evcam_result {
        guard let snapshot, isOnLane("retain"), backstage.retain(snapshot) else { return CameraResult.retry.rawValue }
        return CameraResult.ok.rawValue
    }

    private func release(_ snapshot: UnsafePointer<evcam_snapshot>?) {
        guard let snapshot, isOnLane("release") else { return }
        if !backstage.release(snapshot) {
            backstage.log(.warning, "the camera released a snapshot that it does not hold", [])
        }
    }

    private func makeDataDirectory() -> evcam_result {
        guard isOnLane("make_data_dir") else { return CameraResult.fatal.rawValue }
        var path = ""
        for part in dataDirectory.split(separator: "/") {
            path += "/" + part
            guard mkdir(path, 0o700) != 0, errno != EEXIST else { continue }
            // Above our own folders there may be some that we may not write but that exist.
            let code = errno
            guard access(path, X_OK) != 0 else { continue }
            reason = "cannot make \(path): \(String(cString: strerror(code)))"
            return CameraResult.fatal.rawValue
        }
        return CameraResult.ok.rawValue
    }

    private func isOnLane(_ function: String) -> Bool {
        if pthread_equal(thread, pthread_self()) != 0 { return true }
        backstage.log(
            .error, "the camera called \(function) from a thread of its own; only its lane's may: ignored", [])
        return false
    }
}
