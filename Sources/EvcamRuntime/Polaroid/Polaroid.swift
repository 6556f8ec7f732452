// SPDX-License-Identifier: Apache-2.0

import ClusterState
import Logging

/// Takes a picture of the cluster every `freq` seconds: Celery's `celery.events.snapshot.Polaroid`.
///
/// To use the pictures, connect to ``shutterSignal``, or make a subclass with an ``onShutter(_:)`` of its own.
/// Confined to the thread that applies the events; nothing here waits for a camera.
///
/// Other than in Celery:
/// - timers do not drift, and periods that nobody could serve coalesce;
/// - ``cancel()`` always takes the last picture, and says that it is the last;
/// - a shutter that `maxrate` holds back, or that fails, clears nothing.
open class Polaroid {
    /// What is photographed.
    public let state: ClusterState
    /// Seconds between two pictures.
    public let freq: Double
    /// At most so many pictures; nil: no limit.
    public let maxrate: Rate?
    /// Seconds between two cleanups.
    public let cleanupFreq: Double
    /// Whether each picture empties the state of workers and ready tasks.
    public let clearAfter: Bool
    /// Who calls ``capture()`` and ``cleanup()``.
    public let timer: any PolaroidTimer
    /// Sent for each picture, before ``onShutter(_:)``.
    public let shutterSignal: Signal<Shutter>
    /// Sent for each cleanup, before ``onCleanup()``.
    public let cleanupSignal: Signal<Void>

    private let logger: Logger
    private let clock: () -> Double
    private var bucket: TokenBucket?
    private var entries: [TimerEntry] = []

    /// Makes a camera that is not installed yet.
    /// - Parameters:
    ///   - state: what to photograph.
    ///   - freq: the time between two pictures.
    ///   - maxrate: at most so many pictures.
    ///   - cleanupFreq: the time between two cleanups.
    ///   - clearAfter: whether each picture empties the state.
    ///   - timer: who calls; its clock is also that of `maxrate`.
    ///   - clock: UNIX seconds, written on the pictures; without it, the timer's clock.
    ///   - logger: `celery.evcam` to Celery's users.
    /// - Throws: ``PolaroidError`` if `freq` or `cleanupFreq` is less than a millisecond: with 0, Celery would take
    ///   no picture and keep a processor busy.
    public init(
        state: ClusterState,
        freq: Duration = .seconds(1),
        maxrate: Rate? = nil,
        cleanupFreq: Duration = .seconds(3600),
        clearAfter: Bool = false,
        timer: any PolaroidTimer,
        clock: (() -> Double)? = nil,
        logger: Logger = Logger(label: "evcam")
    ) throws(PolaroidError) {
        self.freq = try Self.period(freq, of: "freq", example: "1s")
        self.cleanupFreq = try Self.period(cleanupFreq, of: "cleanup_freq", example: "1h")
        self.state = state
        self.maxrate = maxrate
        self.clearAfter = clearAfter
        self.timer = timer
        self.clock = clock ?? { timer.now }
        self.logger = logger
        bucket = maxrate.map(TokenBucket.init)
        shutterSignal = Signal(name: "shutter_signal", logger: logger)
        cleanupSignal = Signal(name: "cleanup_signal", logger: logger)
    }

    deinit {
        for entry in entries { entry.cancel() }
    }

    /// Starts the timers, which wait one whole period first.
    ///
    /// Once installed, it does nothing.
    public func install() {
        guard entries.isEmpty else { return }
        entries = [
            timer.callRepeatedly(every: freq) { [unowned self] in capture() },
            timer.callRepeatedly(every: cleanupFreq) { [unowned self] in cleanup() },
        ]
    }

    /// Stops the timers and takes the last picture, whatever `maxrate` says; does nothing unless installed.
    public func cancel() {
        guard !entries.isEmpty else { return }
        for entry in entries { entry.cancel() }
        entries = []
        capture(.final)
    }

    /// Takes a picture and, with `clearAfter`, empties the state once the picture is taken.
    public func capture(_ occasion: Shutter.Occasion = .scheduled) {
        if shutter(occasion), clearAfter { clearState() }
    }

    /// Called once `clear_after` has emptied the state.
    var onClear: () -> Void = {}

    /// `clear_after`; apart so that tests can see when it happens.
    func clearState() {
        state.clear(ready: true)
        onClear()
    }

    /// Takes a picture, unless `maxrate` holds it back: sends ``shutterSignal``, then calls ``onShutter(_:)``.
    /// - Returns: whether it was taken, and `onShutter` did not throw.
    @discardableResult
    public func shutter(_ occasion: Shutter.Occasion = .scheduled) -> Bool {
        // Also a picture that maxrate does not hold back takes its token, if there is one.
        let isAllowed = bucket?.consume(at: timer.now) ?? true
        guard isAllowed || occasion != .scheduled else { return false }
        let snapshot = state.snapshot(at: clock())
        logger.debug("Shutter: <State: events=\(snapshot.eventCount) tasks=\(snapshot.taskEventCount)>")
        let shutter = Shutter(snapshot: snapshot, occasion: occasion)
        shutterSignal.send(shutter)
        do {
            try onShutter(shutter)
            return true
        } catch {
            logger.error("on_shutter raised: \(error)")
            return false
        }
    }

    /// Sends ``cleanupSignal``, then calls ``onCleanup()``.
    public func cleanup() {
        logger.debug("Cleanup: Running...")
        cleanupSignal.send(())
        do {
            try onCleanup()
        } catch {
            logger.error("on_cleanup raised: \(error)")
        }
    }

    /// Called with each picture, for subclasses.
    ///
    /// What it throws is logged, and nothing is cleared then.
    open func onShutter(_ shutter: Shutter) throws {}

    /// Called at each cleanup, for subclasses.
    ///
    /// What it throws is logged.
    open func onCleanup() throws {}

    private static func period(_ value: Duration, of name: String, example: String) throws(PolaroidError) -> Double {
        let seconds = value / .seconds(1)
        guard seconds >= 0.001 else {
            throw PolaroidError("\(name) must be at least 1 ms, but is \(seconds) s; write for example `\(example)`")
        }
        return seconds
    }
}
