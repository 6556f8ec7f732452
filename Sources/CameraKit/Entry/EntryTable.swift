// SPDX-License-Identifier: Apache-2.0

import CameraABI
import Synchronization

/// The cameras of this library, each with its description for the host.
///
/// A library has one, a test program several. The ABI's `create` is not told which camera is meant, and a C
/// function cannot be made of a generic one; so there is a C function for each place in the table.
enum EntryTable {
    typealias Create =
        @convention(c) (
            UnsafePointer<evcam_host>?, UnsafePointer<evcam_options>?, UnsafeMutablePointer<UnsafeMutableRawPointer?>?
        ) -> evcam_result
    private typealias Make =
        @Sendable (
            UnsafePointer<evcam_host>?, UnsafePointer<evcam_options>?
        ) -> (evcam_result, UnsafeMutableRawPointer?)

    // @unchecked: the description it points to is complete when the row is made, never changed and never freed.
    private struct Row: @unchecked Sendable {
        let type: ObjectIdentifier
        let make: Make
        let entry: UnsafePointer<evcam_camera>
    }

    private static let rows = Mutex<[Row]>([])

    private static let creates: [Create] = [
        { create(0, $0, $1, $2) }, { create(1, $0, $1, $2) }, { create(2, $0, $1, $2) }, { create(3, $0, $1, $2) },
        { create(4, $0, $1, $2) }, { create(5, $0, $1, $2) }, { create(6, $0, $1, $2) }, { create(7, $0, $1, $2) },
    ]

    /// The camera's description, made at the first call; nil if the program has too many cameras.
    static func entry<C: Camera>(of type: C.Type) -> UnsafePointer<evcam_camera>? {
        let row = rows.withLock { rows -> Row? in
            if let row = rows.first(where: { $0.type == ObjectIdentifier(type) }) { return row }
            guard rows.count < creates.count else { return nil }
            let row = Row(
                type: ObjectIdentifier(type), make: { make(type, $0, $1) },
                entry: EntryDescription.make(type, create: creates[rows.count]))
            rows.append(row)
            return row
        }
        return row?.entry
    }

    private static func create(
        _ place: Int, _ host: UnsafePointer<evcam_host>?, _ options: UnsafePointer<evcam_options>?,
        _ instance: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
    ) -> evcam_result {
        guard let instance else { return EVCAM_FATAL }
        let row = rows.withLock { $0[place] }
        let (result, made) = row.make(host, options)
        instance.pointee = made
        return result
    }

    private static func make<C: Camera>(
        _ type: C.Type, _ host: UnsafePointer<evcam_host>?, _ options: UnsafePointer<evcam_options>?
    ) -> (evcam_result, UnsafeMutableRawPointer?) {
        guard let host, host.pointee.size >= MemoryLayout<evcam_host>.size else { return (EVCAM_FATAL, nil) }
        let services = Host(host)
        do {
            let camera = try C(configuration: C.Configuration(HandedValues(options)), host: services)
            return (EVCAM_OK, Unmanaged<CameraInstance>.passRetained(Running(camera, services)).toOpaque())
        } catch {
            return (services.report(error, from: .create), nil)
        }
    }
}
