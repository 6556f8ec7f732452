// SPDX-License-Identifier: Apache-2.0

/// What is wrong with a camera: a code for programs, one sentence for people.
public struct CameraError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of trouble.
    public enum Code: Sendable, Hashable {
        /// No file of that name in any folder, or no such file.
        case notFound
        /// The file or its folder can be written by others than the user and root.
        case untrusted
        /// Built for another version of the camera ABI.
        case incompatible
        /// The file or its description breaks the ABI's rules.
        case malformed
        /// The dynamic linker refused it.
        case unloadable
        /// The camera says that its options are wrong.
        case config
        /// The camera cannot start, whatever its options.
        case fatal
        /// A call at the start did not return in time.
        case late
    }

    /// The kind of trouble.
    public var code: Code
    /// The camera's name, as far as it is known.
    public var camera: String
    /// Names the camera, the file, the cause and the remedy.
    public var message: String

    /// Makes an error.
    public init(_ code: Code, camera: String, _ message: String) {
        self.code = code
        self.camera = camera
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
