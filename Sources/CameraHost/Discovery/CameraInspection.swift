// SPDX-License-Identifier: Apache-2.0

/// What can be told of a camera's file without loading it, and whether this host would.
public struct CameraInspection: Sendable, Hashable {
    /// Where it was found.
    public let file: String
    /// The file itself, all links resolved.
    public let resolvedFile: String
    /// The id in the file's name; nil if it is not named by the rule.
    public let id: String?
    /// The versions in the file; nil if it tells none.
    public let note: ABINote?
    /// Why this host would not load it; nil: it would.
    public let refusal: String?

    /// Looks at a camera.
    /// - Parameters:
    ///   - camera: an id, or a path if it has a `/` in it.
    ///   - directory: where ids are looked up.
    /// - Throws: `notFound`. Everything else that is wrong is in ``refusal``.
    public init(_ camera: String, in directory: CameraDirectory) throws(CameraError) {
        var file = CameraFile(id: camera, path: camera, resolvedPath: camera, isNamedByRule: false)
        var note: ABINote?
        var refusal: String?
        do throws(CameraError) {
            file = try directory.find(camera)
            note = try ABINote.read(file)
            try note?.check(file)
            try Self.checkSymbols(file)
        } catch {
            if error.code == .notFound { throw error }
            refusal = error.message
        }
        (self.file, resolvedFile, id) = (file.path, file.resolvedPath, file.isNamedByRule ? file.id : nil)
        (self.note, self.refusal) = (note, refusal)
    }

    private static func checkSymbols(_ file: CameraFile) throws(CameraError) {
        guard let library = ELFFile.open(file.resolvedPath) else { return }
        if let own = ELFFile.open("/proc/self/exe"), own.machine != library.machine {
            throw CameraError(
                .unloadable, camera: file.id,
                "camera `\(file.id)`: \(file.resolvedPath) was built for another kind of machine (ELF machine "
                    + "\(library.machine)); build it on this one")
        }
        guard library.exports("evcam_camera_entry") else {
            throw CameraError(
                .unloadable, camera: file.id,
                "camera `\(file.id)`: \(file.resolvedPath) does not export evcam_camera_entry; it is no camera, or its "
                    + "entry lacks EVCAM_EXPORT (C, C++) or `@c public` (Swift)")
        }
    }
}
