// SPDX-License-Identifier: Apache-2.0
import CameraABI
import Glibc
import Logging
import Threads

/// What the host offers one camera instance: the functions of `evcam_host` and what stands behind them.
///
/// Made on the lane's thread. Functions that the ABI marks [any thread] touch only what is safe from there
/// (logger, monitor, watch); the others are refused on any other thread.
final class HostServices {
    private static let maxMetrics = 64
    private static let maxAttributes: UInt64 = 64

    /// Handed to the camera.
    let table = UnsafeMutablePointer<evcam_host>.allocate(capacity: 1)
    let frames = FrameStore()
    private let arena = Arena()
    private let thread = pthread_self()
    private let logger: Logger
    private let state: Monitor<LaneState>
    private let watch: CallWatch
    private let dataDirectory: String
    private var reason: String?

    init(
        _ camera: LoadedCamera, _ settings: HostSettings, _ logger: Logger, _ state: Monitor<LaneState>,
        _ watch: CallWatch
    ) {
        self.logger = logger
        self.state = state
        self.watch = watch
        // The name is the user's own; it must name a folder right below the state directory.
        var folder = camera.name.replacing("/", with: "_")
        if folder.hasPrefix(".") { folder = "_" + folder }
        dataDirectory = settings.stateDirectory + "/" + folder
        var host = evcam_host()
        host.size = UInt32(MemoryLayout<evcam_host>.size)
        host.abi_minor = HostVersion.abiMinor
        host.version = arena.text(HostVersion.text)
        host.name = arena.text(camera.name)
        host.cluster = arena.text(settings.cluster)
        host.data_dir = arena.text(dataDirectory)
        host.log = { HostServices.of($0)?.log($1, $2, $3, $4) }
        host.set_error = { _ = ($1, HostServices.of($0)?.setError($2)) }
        host.metric = { HostServices.of($0)?.metric($1, $2) }
        host.cancelled = { HostServices.of($0)?.watch.isCancelled == false ? 0 : 1 }
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
        let levels = Logger.Level.allCases
        let level = Int(level) < levels.count ? levels[Int(level)] : .critical
        guard level >= logger.logLevel else { return }
        var metadata: Logger.Metadata = [:]
        if let attributes {
            for index in 0..<Int(min(count, Self.maxAttributes)) {
                let attribute = attributes[index]
                metadata[attribute.name.string(atMost: 256) ?? ""] = .string(Self.text(attribute))
            }
        }
        logger.log(level: level, "\(message.string() ?? "")", metadata: metadata)
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
        let isTaken = state.withLock { state in
            guard state.report.metrics[name] != nil || state.report.metrics.count < Self.maxMetrics else {
                return false
            }
            state.report.metrics[name] = value
            return true
        }
        if !isTaken { logger.debug("metric \(name) ignored: a camera may have \(Self.maxMetrics)") }
    }

    private func retain(_ snapshot: UnsafePointer<evcam_snapshot>?) -> evcam_result {
        guard let snapshot, isOnLane("retain"), frames.retain(snapshot) else { return CameraResult.retry.rawValue }
        return CameraResult.ok.rawValue
    }

    private func release(_ snapshot: UnsafePointer<evcam_snapshot>?) {
        guard let snapshot, isOnLane("release") else { return }
        if !frames.release(snapshot) { logger.warning("the camera released a snapshot that it does not hold") }
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
        logger.error("the camera called \(function) from a thread of its own; only its lane's may: ignored")
        return false
    }
}
