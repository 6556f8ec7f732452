// SPDX-License-Identifier: Apache-2.0

/// A camera as the configuration sets it up: its library and how it is to be served.
public struct LoadedCamera: Sendable {
    /// The instance's name in the configuration; no two are equal.
    public var name: String
    /// The library that makes it.
    public var library: CameraLibrary
    /// Validated values by option, defaults among them.
    public var options: [String: OptionValue]
    /// Which of them the user wrote; the others are defaults.
    public var writtenOptions: Set<String>
    /// Which tasks it sees.
    public var filter: TaskFilter
    /// What it is not shown of them.
    public var redaction: Redaction
    /// Most shutters per second that reach it; nil: all do.
    public var maxrate: Double?
    /// How long one of its calls may take before that is reported and the camera is asked to give up.
    ///
    /// In a process of its own it is killed if it does not heed that.
    public var deadline: Duration
    /// Where it runs.
    public var isolation: CameraIsolation

    /// What it wants of a snapshot, as it is set up.
    public var wants: SnapshotWants {
        library.description.options.reduce(into: library.description.wants) { wants, option in
            if options[option.name] == .bool(true) { wants.formUnion(option.wants) }
        }
    }

    /// Makes a set-up with no filter, no redaction, no maxrate and a deadline of 30 seconds.
    public init(
        name: String, library: CameraLibrary, options: [String: OptionValue] = [:], writtenOptions: Set<String> = [],
        filter: TaskFilter = .init(), redaction: Redaction = .none, maxrate: Double? = nil,
        deadline: Duration = .seconds(30), isolation: CameraIsolation = .inline
    ) {
        self.name = name
        self.library = library
        self.options = options
        self.writtenOptions = writtenOptions
        self.filter = filter
        self.redaction = redaction
        self.maxrate = maxrate
        self.deadline = deadline
        self.isolation = isolation
    }
}
