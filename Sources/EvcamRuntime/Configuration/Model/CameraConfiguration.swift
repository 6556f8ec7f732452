// SPDX-License-Identifier: Apache-2.0

/// A camera as the user configured it.
public struct CameraConfiguration: Sendable, Hashable {
    /// What a camera is found by.
    public enum Reference: Sendable, Hashable {
        /// The id of a camera that is looked for in the folders of cameras.
        case id(String)
        /// The absolute path of a camera's library.
        case file(String)
    }

    /// How a camera is hosted.
    public enum Isolation: String, Sendable, CaseIterable {
        /// A thread in this program.
        case inline
        /// A process of its own.
        case process

        /// Where nothing is said: the one place to change it.
        public static let usual = Isolation.process
    }

    /// The texts of a task that can be hidden or cut.
    public enum Text: String, Sendable, CaseIterable {
        case args, kwargs, result, exception, traceback
    }

    /// Its name, unique; by default the camera's id.
    public var name = ""
    /// Which camera.
    public var camera = Reference.id("")
    /// At most so many shutters reach it; nil: all do.
    public var maxrate: Rate?
    /// How it is hosted; nil: as ``Configuration/isolation``.
    public var isolation: Isolation?
    /// Bytes that its process may allocate; nil: no bound.
    public var memory: Int64?
    /// Which tasks it sees.
    public var tasks = TaskFilterConfiguration()
    /// What it does not get to see.
    public var redact: Set<Text> = []
    /// How many characters of a text it sees at most.
    public var truncate: [Text: Int] = [:]
    /// How long it may take for one call before it is asked to give up; nil: as ``Configuration/deadline``.
    public var deadline: Duration?
    /// Its options as written, for ``ConfigurationDraft/options(ofCameraAt:_:)``.
    public var options: YAMLNode?
    /// Options from the command line, as `key=value`; they win.
    public var optionArguments: [String] = []
    /// Where `camera:` stands in the file; nil: it comes from the command line.
    public var place: SourceSpan?
    /// Where its name stands: at `name:`, or at `camera:` without one.
    var nameSpan: SourceSpan?
    /// Where `memory:` stands.
    var memorySpan: SourceSpan?

    /// Makes a camera's configuration.
    public init() {}
}
