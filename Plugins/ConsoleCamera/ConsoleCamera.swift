// SPDX-License-Identifier: Apache-2.0

public import CameraKit
import Glibc

/// Shows the cluster on a terminal, or from time to time in a log.
public final class ConsoleCamera: Camera {
    /// The camera's id, options and wants.
    public static let description = CameraDescription(
        id: "console", version: "0.1.0", summary: "shows workers, tasks and failures on the terminal",
        author: "evcam", license: "Apache-2.0", wants: [.taskCounts, .terminal])

    private let host: Host
    private let descriptor: Int32
    private let typeRows: Int
    private let every: Double
    private var failures: NewestFailures
    private var terminal: Terminal
    private var usesColours: Bool

    /// The picture before: for the rate of events.
    private var before: (epoch: String?, takenAt: Double, events: UInt64)?
    /// When a picture was last shown: the snapshot's time.
    private var lastShown: Double?
    /// When one was last drawn, by our clock.
    private var lastDrawn: ContinuousClock.Instant?

    /// Reads the options.
    public convenience init(configuration: ConsoleConfiguration, host: Host) throws {
        let descriptor = configuration.output == .stderr ? STDERR_FILENO : STDOUT_FILENO
        self.init(configuration: configuration, host: host, descriptor: descriptor) { name in
            getenv(name).map { String(cString: $0) }
        }
    }

    init(configuration: ConsoleConfiguration, host: Host, descriptor: Int32, environment: (String) -> String?) {
        self.host = host
        self.descriptor = descriptor
        typeRows = max(0, configuration.types)
        every = configuration.every / .seconds(1)
        failures = NewestFailures(limit: max(0, configuration.failures))
        terminal = Terminal(descriptor: descriptor, environment: environment)
        usesColours =
            switch configuration.color {
            case .always: true
            case .never: false
            case .auto: terminal.redraws && environment("NO_COLOR") ?? "" == ""
            }
    }

    /// Shows the picture if it is time.
    public func shutter(_ snapshot: SnapshotView) throws {
        failures.see(snapshot)
        guard isTime(snapshot) else { return }
        let picture = ConsolePicture(snapshot, failures: failures.list, eventsPerSecond: rate(snapshot))
        let (width, height) = terminal.size
        let renderer = PictureRenderer(width: width, height: height, colours: usesColours, typeRows: typeRows)
        try terminal.show(renderer.lines(picture)) { host.isCancelled }
        before = (snapshot.epoch.map { String($0) }, snapshot.takenAt, snapshot.eventCount)
        lastShown = snapshot.takenAt
        lastDrawn = .now
    }

    /// Always for the last one.
    ///
    /// In a log after `every`; on a terminal at once, but in a replay, where a thousand shutters may come in a
    /// second, no oftener than the eye can follow.
    private func isTime(_ snapshot: SnapshotView) -> Bool {
        if snapshot.isFinal { return true }
        if terminal.redraws {
            guard snapshot.isReplay, let lastDrawn else { return true }
            return lastDrawn.duration(to: .now) >= .milliseconds(50)
        }
        guard let lastShown else { return true }
        return snapshot.takenAt - lastShown >= every || snapshot.takenAt < lastShown
    }

    private func rate(_ snapshot: SnapshotView) -> Double? {
        guard let before, before.epoch == snapshot.epoch.map({ String($0) }), snapshot.takenAt > before.takenAt,
            snapshot.eventCount >= before.events
        else { return nil }
        return Double(snapshot.eventCount - before.events) / (snapshot.takenAt - before.takenAt)
    }
}
