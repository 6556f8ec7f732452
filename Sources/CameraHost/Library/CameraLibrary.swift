// SPDX-License-Identifier: Apache-2.0
import CameraABI
import Glibc

/// A camera's library, loaded for the rest of the process's life; or only described, for a helper process to load.
///
/// It is never unloaded: after `dlclose` of a Swift library the host's next dynamic cast crashes.
public final class CameraLibrary: Sendable {
    /// Where it came from.
    public let file: CameraFile
    /// What it says about itself.
    public let description: CameraDescription
    /// The camera's functions; nil: not loaded here.
    ///
    /// Lives as long as the library and never changes, as the ABI demands: safe to read from any
    /// thread.
    nonisolated(unsafe) let camera: UnsafePointer<evcam_camera>?

    /// Loads a camera after its versions were found to fit.
    /// - Throws: `incompatible`, `unloadable` or `malformed`.
    public init(_ file: CameraFile) throws(CameraError) {
        // A library's constructors run before any version call could refuse, so ask the file first.
        try ABINote.read(file)?.check(file)
        guard let handle = dlopen(file.resolvedPath, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE) else {
            throw Self.unloadable(file)
        }
        guard let symbol = dlsym(handle, "evcam_camera_entry") else { throw Self.unloadable(file) }
        let entry = unsafeBitCast(symbol, to: (@convention(c) (UInt32, UInt32) -> UnsafePointer<evcam_camera>?).self)
        guard let camera = entry(HostVersion.abiMajor, HostVersion.abiMinor) else {
            throw CameraError(
                .incompatible, camera: file.id,
                "camera `\(file.id)` (\(file.resolvedPath)) refuses to work with \(HostVersion.text), camera ABI "
                    + "\(HostVersion.abiMajor).\(HostVersion.abiMinor): install a build of it for this version"
            )
        }
        description = try DescriptionReader(file: file).read(camera)
        self.file = file
        self.camera = camera
    }

    /// Lets a helper process load the camera and say what it is, so that nothing of it runs in this one.
    /// - Parameters:
    ///   - file: the camera.
    ///   - program: what is started as the helper.
    ///   - deadline: how long it has.
    /// - Throws: what the other initializer throws, and `fatal` if the helper dies of it.
    public init(
        _ file: CameraFile, describedBy program: HelperProgram, deadline: Duration = .seconds(30)
    ) throws(CameraError) {
        try ABINote.read(file)?.check(file)
        description = try Describer(program, deadline: deadline).describe(file)
        self.file = file
        camera = nil
    }

    private static func unloadable(_ file: CameraFile) -> CameraError {
        let reason = dlerror().map { String(cString: $0) } ?? "no reason given"
        return CameraError(
            .unloadable, camera: file.id, "camera `\(file.id)` (\(file.resolvedPath)) cannot be loaded: \(reason)"
        )
    }
}
