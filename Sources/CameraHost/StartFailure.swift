// SPDX-License-Identifier: Apache-2.0

/// The cameras that could not be started: all of them, not only the first.
public struct StartFailure: Error, Sendable, CustomStringConvertible {
    /// One error per camera, in the order of the configuration.
    public var errors: [CameraError]

    /// One line per camera.
    public var description: String { errors.map(\.message).joined(separator: "\n") }
}
