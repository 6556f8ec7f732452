// SPDX-License-Identifier: Apache-2.0

public import CameraABI

/// A camera driven through its C functions, as a lane would.
public final class StagedCamera {
    /// What it tells its host.
    public let host = StageHost()
    /// What `create` answered.
    public let created: evcam_result

    private let camera: evcam_camera
    private let arena = Arena()
    private var instance: UnsafeMutableRawPointer?

    /// Creates an instance.
    ///
    /// Options that `options` leaves out get their default, as written in the declaration; `padding` makes the
    /// host's structs longer than ours.
    public init(_ camera: UnsafePointer<evcam_camera>, options: [String: String] = [:], padding: Int = 0) {
        self.camera = camera.pointee
        var values: [evcam_option_value] = []
        for index in 0..<Int(camera.pointee.option_count) {
            guard let option = camera.pointee.options?[index], let name = option.name.ptr.map({ String(cString: $0) })
            else { continue }
            let text = options[name] ?? option.default_value.ptr.map { String(cString: $0) }
            guard let text else { continue }
            values.append(Self.value(text, of: option, isSet: options[name] != nil, in: arena))
        }
        var all = evcam_options()
        all.size = UInt32(MemoryLayout<evcam_options>.size + padding)
        all.value_stride = UInt32(MemoryLayout<evcam_option_value>.stride + padding)
        all.values = arena.array(values, padding: padding)
        all.value_count = UInt64(values.count)
        created = camera.pointee.create?(host.makeStruct(padding: padding), &all, &instance) ?? EVCAM_FATAL
    }

    deinit { if let instance { camera.destroy?(instance) } }

    /// Opens.
    public func start() -> evcam_result { camera.start?(instance) ?? EVCAM_FATAL }

    /// Takes a picture.
    public func shutter(_ snapshot: SnapshotBuilder) -> evcam_result {
        snapshot.lend { camera.shutter?(instance, $0) ?? EVCAM_FATAL }
    }

    /// Takes a picture of a struct as it is.
    public func shutter(raw snapshot: UnsafePointer<evcam_snapshot>?) -> evcam_result {
        camera.shutter?(instance, snapshot) ?? EVCAM_FATAL
    }

    /// Cleans up; answers the result and the rows deleted.
    public func cleanup(now: Double) -> (result: evcam_result, deleted: UInt64) {
        var cleanup = evcam_cleanup(size: UInt32(MemoryLayout<evcam_cleanup>.size), reserved: 0, now: now)
        var deleted: UInt64 = .max
        return (camera.cleanup?(instance, &cleanup, &deleted) ?? EVCAM_FATAL, deleted)
    }

    /// Flushes within a second.
    public func flush() -> evcam_result { camera.flush?(instance, 1_000_000_000) ?? EVCAM_FATAL }

    /// Closes.
    public func stop() { camera.stop?(instance) }

    private static func value(
        _ text: String, of option: evcam_option, isSet: Bool, in arena: Arena
    ) -> evcam_option_value {
        var value = evcam_option_value()
        value.size = UInt32(MemoryLayout<evcam_option_value>.size)
        value.type = option.type
        value.flags = isSet ? EVCAM_OPTION_IS_SET : 0
        value.name = option.name
        let number = Int64(text.prefix { $0.isNumber }) ?? 0
        switch option.type {
        case EVCAM_OPTION_BOOL: value.integer = text == "true" ? 1 : 0
        case EVCAM_OPTION_INT: value.integer = number
        case EVCAM_OPTION_FLOAT: value.number = Double(text) ?? .nan
        case EVCAM_OPTION_DURATION:
            let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
            value.integer = number * 1_000_000_000 * (text.last.flatMap { units[$0] } ?? 1)
        case EVCAM_OPTION_BYTES: value.integer = number * (text.hasSuffix("MB") ? 1_000_000 : 1)
        case EVCAM_OPTION_LIST:
            let items = text.split(separator: ",").map { arena.text(String($0)) }
            value.items = arena.array(items, padding: 0)
            value.item_count = UInt64(items.count)
        default: value.text = arena.text(text)
        }
        return value
    }
}
