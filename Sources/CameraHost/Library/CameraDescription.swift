// SPDX-License-Identifier: Apache-2.0

/// What a camera says about itself (`evcam_camera`).
public struct CameraDescription: Sendable, Hashable {
    /// What YAML says after `camera:`.
    public var id: String
    /// Its version.
    public var version: String
    /// One line for people.
    public var summary: String
    /// Who made it.
    public var author: String
    /// SPDX id.
    public var license: String
    /// Major of the camera ABI it was built with.
    public var abiMajor: UInt32
    /// Minor of the camera ABI it was built with.
    public var abiMinor: UInt32
    /// The options it takes, in its own order.
    public var options: [OptionDeclaration]
    /// What it wants of every snapshot.
    public var wants: SnapshotWants
}
