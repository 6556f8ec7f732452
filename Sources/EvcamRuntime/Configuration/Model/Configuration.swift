// SPDX-License-Identifier: Apache-2.0

/// How a recording is made: what a user says in YAML and on the command line.
public struct Configuration: Sendable, Hashable {
    /// The broker that is followed.
    ///
    /// Exactly one of this and ``replay`` is set, unless ``since`` is.
    public var broker: BrokerConfiguration?
    /// A recording instead of a broker.
    public var replay: ReplayConfiguration?
    /// The cluster's name, handed to every camera.
    public var cluster = "celery"
    /// Where messages are written before they count; nil: nowhere.
    public var tape: TapeConfiguration?
    /// So much of the tape's end is replayed to ``cameras``, to fill a hole of theirs; nil: it is recorded.
    ///
    /// Only from the command line; then there is a tape, and the broker is not connected to.
    public var since: Duration?
    /// Whether workers are asked to send task events, as `celery control enable_events` does.
    public var enableEvents = false
    /// The time from one shutter to the next; more than 0.
    public var freq: Duration = .seconds(1)
    /// At most so many shutters; nil: no limit.
    public var maxrate: Rate?
    /// The time from one cleanup to the next.
    public var cleanupFreq: Duration = .seconds(3600)
    /// Whether the state is cleared after each shutter.
    public var clearAfter = false
    /// Whether the state is Celery's bit by bit, its plain errors too.
    public var celeryExact = false
    /// Whether recordings leave out what differs from run to run.
    public var deterministic = false
    /// What bounds the memory.
    public var limits = LimitsConfiguration()
    /// The time from one status line in the log to the next.
    public var statusInterval: Duration = .seconds(60)
    /// How cameras are hosted that do not say so themselves and do not draw on the terminal; nil:
    /// ``CameraConfiguration/Isolation/usual``.
    public var isolation: CameraConfiguration.Isolation?
    /// How long a camera may take for one call before it is asked to give up, unless it has its own.
    public var deadline: Duration = .seconds(10)
    /// How long all cameras together have at the end for the last picture and for closing.
    public var closeDeadline: Duration = .seconds(30)
    /// The log.
    public var log = LogConfiguration()
    /// Further folders in which cameras are looked for; absolute.
    public var cameraPath: [String] = []
    /// The cameras; at least one.
    public var cameras: [CameraConfiguration] = []

    /// The most cameras that one program hosts.
    public static let maxCameras = 64

    /// Makes a configuration with Celery's defaults.
    public init() {}
}
