// SPDX-License-Identifier: Apache-2.0

public import CameraABI

// @unchecked: the description it points to is written once, in `init`, never changed and never freed.
/// What stands behind a camera's one exported function.
///
/// A camera's file holds these three declarations, and nothing else is needed to make it a plugin:
///
/// ```swift
/// let entry = CameraEntry(MyCamera.self) { CameraEntry.create(MyCamera.self, $0, $1, $2) }
///
/// @c @implementation
/// public func evcam_camera_entry(_ hostMajor: UInt32, _ hostMinor: UInt32) -> UnsafePointer<evcam_camera>? {
///     entry.answer(hostMajor, hostMinor)
/// }
///
/// @section(".evcam.abi") @used
/// let abiNote: CameraEntry.Note = (0x4942_414d_4143_5645, 1, 0, 0, 0)
/// ```
///
/// `create` is a closure because a C function pointer cannot be made from a generic function; written there, it
/// can. Nothing of Swift crosses to the host: it sees C structs and functions only.
///
/// Sendable: the description is complete when `init` returns, and never changed or freed.
public struct CameraEntry: @unchecked Sendable {
    /// The ABI's `create`.
    public typealias Create =
        @convention(c) (
            UnsafePointer<evcam_host>?, UnsafePointer<evcam_options>?, UnsafeMutablePointer<UnsafeMutableRawPointer?>?
        ) -> evcam_result

    /// `evcam_abi_note`: "EVCAMABI", the ABI's major and minor the camera was built with, the lowest minor of a
    /// host it can work with, 0.
    public typealias Note = (UInt64, UInt32, UInt32, UInt32, UInt32)

    private let camera: UnsafePointer<evcam_camera>

    /// Makes the description of `type`; its memory lives as long as the process.
    public init<C: Camera>(_ type: C.Type, create: @escaping Create) {
        let description = type.description
        var camera = evcam_camera()
        camera.size = UInt32(MemoryLayout<evcam_camera>.size)
        camera.abi_major = EVCAM_ABI_MAJOR
        camera.abi_minor = EVCAM_ABI_MINOR
        camera.min_host_minor = 0
        camera.flags = description.wants.rawValue
        camera.option_stride = UInt32(MemoryLayout<evcam_option>.stride)
        camera.id = evcam_string(forever: description.id)
        camera.version = evcam_string(forever: description.version)
        camera.summary = evcam_string(forever: description.summary)
        camera.author = evcam_string(forever: description.author)
        camera.license = evcam_string(forever: description.license)
        camera.options = allocateForever(description.options.map { $0.makeStruct() })
        camera.option_count = UInt64(description.options.count)
        camera.create = create
        camera.start = { CameraInstance.at($0)?.start() ?? EVCAM_FATAL }
        camera.shutter = { CameraInstance.at($0)?.shutter($1) ?? EVCAM_FATAL }
        camera.cleanup = { CameraInstance.at($0)?.cleanup($1, deleted: $2) ?? EVCAM_FATAL }
        camera.flush = { CameraInstance.at($0)?.flush(nanoseconds: $1) ?? EVCAM_FATAL }
        camera.stop = { CameraInstance.at($0)?.stop() }
        camera.destroy = { instance in
            guard let instance else { return }
            Unmanaged<CameraInstance>.fromOpaque(instance).release()
        }
        let memory = UnsafeMutablePointer<evcam_camera>.allocate(capacity: 1)
        memory.initialize(to: camera)
        self.camera = UnsafePointer(memory)
    }

    /// What `evcam_camera_entry` answers: the description, or nil for a host of another major.
    ///
    /// May be called at any time, on any thread.
    public func answer(_ hostMajor: UInt32, _ hostMinor: UInt32) -> UnsafePointer<evcam_camera>? {
        hostMajor == EVCAM_ABI_MAJOR && hostMinor >= camera.pointee.min_host_minor ? camera : nil
    }

    /// The body of the `create` closure.
    public static func create<C: Camera>(
        _ type: C.Type, _ host: UnsafePointer<evcam_host>?, _ options: UnsafePointer<evcam_options>?,
        _ instance: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
    ) -> evcam_result {
        guard let host, let instance, host.pointee.size >= MemoryLayout<evcam_host>.size else { return EVCAM_FATAL }
        instance.pointee = nil
        let services = Host(host)
        do {
            let camera = try C(configuration: CameraConfiguration(options), host: services)
            instance.pointee = Unmanaged<CameraInstance>.passRetained(Running(camera, services)).toOpaque()
            return EVCAM_OK
        } catch {
            return services.report(CameraError(error))
        }
    }
}
