// SPDX-License-Identifier: Apache-2.0

import CameraABI

/// Makes the ABI's description of a camera.
enum EntryDescription {
    /// The description; it is never freed, since it lives as long as the library.
    static func make<C: Camera>(_ type: C.Type, create: @escaping EntryTable.Create) -> UnsafePointer<evcam_camera> {
        let description = type.description
        let options = C.Configuration.declarations
        var camera = evcam_camera()
        camera.size = UInt32(MemoryLayout<evcam_camera>.size)
        camera.abi_major = EVCAM_ABI_MAJOR
        camera.abi_minor = EVCAM_ABI_MINOR
        camera.min_host_minor = ABINote.minHostMinor
        camera.flags = description.wants.rawValue
        camera.option_stride = UInt32(MemoryLayout<evcam_option>.stride)
        camera.id = evcam_string(forever: description.id)
        camera.version = evcam_string(forever: description.version)
        camera.summary = evcam_string(forever: description.summary)
        camera.author = evcam_string(forever: description.author)
        camera.license = evcam_string(forever: description.license)
        camera.options = allocateForever(options.map { $0.makeStruct() })
        camera.option_count = UInt64(options.count)
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
        return UnsafePointer(memory)
    }
}
