// SPDX-License-Identifier: Apache-2.0
import CameraABI

/// The versions a camera's file carries in its section `.evcam.abi`, readable without loading it.
///
/// A camera without the section is loaded and judged by its description alone: a language that cannot
/// place data in a section can still make cameras.
public struct ABINote: Sendable, Hashable {
    /// Major of the ABI the camera was built with.
    public var major: UInt32
    /// Minor of the ABI the camera was built with.
    public var minor: UInt32
    /// The lowest host minor the camera can work with.
    public var minHostMinor: UInt32

    /// Reads the note of a file.
    /// - Returns: nil if the file is a shared library without the section.
    /// - Throws: `malformed` if the file is no 64-bit shared library or its note is broken.
    public static func read(_ file: CameraFile) throws(CameraError) -> ABINote? {
        func broken(_ what: String) -> CameraError {
            CameraError(.malformed, camera: file.id, "camera `\(file.id)`: \(file.resolvedPath) \(what)")
        }
        guard let elf = ELFFile.open(file.resolvedPath) else { throw broken("is not a 64-bit shared library (ELF)") }
        guard elf.isWhole else { throw broken("is cut off; copy or build it again") }
        guard let bytes = elf.section(named: ".evcam.abi", atMost: 4096) else { return nil }
        guard bytes.count >= MemoryLayout<evcam_abi_note>.size else { throw broken("has a cut off section .evcam.abi") }
        let note = bytes.withUnsafeBytes { $0.loadUnaligned(as: evcam_abi_note.self) }
        // EVCAM_ABI_MAGIC: "EVCAMABI", a macro that Swift does not import.
        guard note.magic == 0x4942_414d_4143_5645 else { throw broken("has no camera's note in section .evcam.abi") }
        return ABINote(major: note.major, minor: note.minor, minHostMinor: note.min_host_minor)
    }

    /// Refuses a camera that this host cannot serve: another major, or a host minor not yet made.
    func check(_ file: CameraFile) throws(CameraError) {
        let (major, minor) = (HostVersion.abiMajor, HostVersion.abiMinor)
        guard self.major != major || minHostMinor > minor else { return }
        let needed = self.major == major ? "\(major).\(minHostMinor) or a later \(major).x" : "\(self.major).x"
        let remedy =
            self.major < major
            ? "build the camera against this evcam's headers, or get a newer build of it"
            : "install a newer evcam, or a build of the camera for ABI \(major).\(minor)"
        throw CameraError(
            .incompatible, camera: file.id,
            "camera `\(file.id)` (\(file.resolvedPath)) needs camera ABI \(needed), but \(HostVersion.text) offers "
                + "\(major).\(minor): \(remedy)"
        )
    }
}
