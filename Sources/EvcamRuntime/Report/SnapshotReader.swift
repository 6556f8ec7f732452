// SPDX-License-Identifier: Apache-2.0
import CeleryEvents
import ClusterState
import EventSources
import Logging
import Threads

/// Reads a recording to its end and reports the state it leads to: what `evcam snapshot` does.
package final class SnapshotReader {
    /// What to report and when.
    package struct Options {
        package var limits = Limits()
        package var celeryExact = false
        /// Shift timestamps by whole hours of `utcoffset`, as Celery does; nil: only with `celeryExact`.
        package var localize: Bool?
        /// The reader's own offset in whole hours west of UTC.
        package var here: Int64 = 0
        /// A report after every so many events; 0: only the last.
        package var every: UInt64 = 0
        /// Clear after each report, as `Polaroid.clear_after` does.
        package var clearAfter = false
        /// Read for so long only; nil: to the end.
        package var duration: Duration?

        package init() {}
    }

    /// Reads a duration as configurations have it: `5s`, `1m`, plain seconds.
    package static func duration(_ text: String) throws -> Duration {
        do {
            return .nanoseconds(try DurationText.parse(text))
        } catch {
            throw RecorderError.source("--for: \(error.message)")
        }
    }

    /// Reads a recording, and reports.
    /// - Parameters:
    ///   - path: a file, or `-` for standard input.
    ///   - options: what to report and when.
    ///   - complain: gets a sentence for each line that is passed over.
    ///   - output: gets each report.
    /// - Throws: ``RecorderError`` if it cannot be read.
    package static func read(
        _ path: String, _ options: Options, complain: @escaping (String) -> Void, output: @escaping ([UInt8]) -> Void
    ) throws {
        do {
            let source = try ReplaySource(path: path) { _, message in complain(message) }
            try SnapshotReader(options, output: output).read(source, complain: complain)
        } catch {
            throw RecorderError.source("\(error)")
        }
    }

    /// Follows a broker for a while, and reports; the time counts from the subscription.
    /// - Parameters:
    ///   - broker: where, and how.
    ///   - options: what to report and when; without a duration it goes on until somebody interrupts.
    ///   - logger: gets what there is to say of the connection.
    ///   - complain: gets a sentence for each message that is passed over.
    ///   - output: gets each report.
    /// - Throws: ``BrokerError`` if it was never reached.
    package static func read(
        broker: BrokerSettings, _ options: Options, logger: Logger, complain: @escaping (String) -> Void,
        output: @escaping ([UInt8]) -> Void
    ) throws {
        let source = try LiveSource(
            broker, doorbell: Doorbell(), failFast: true, logger: logger, connect: BrokerConnectors.connect
        ) { _, message in complain(message) }
        defer { source.close() }
        try SnapshotReader(options, output: output).read(source, complain: complain)
    }

    private func read(_ source: any EventSource, complain: @escaping (String) -> Void) throws {
        let intake = Intake(
            maxMessageBytes: Int(LimitsConfiguration().maxMessage),
            refuse: { error, message, batch, source in
                let place = message.format == .body ? batch.text(message.sender) : "\(message.lineNumber)"
                complain("\(source):\(place): \(error); it is passed over")
            }, apply: { [unowned self] in apply($0) })
        let duration = options.duration.map { $0 / .seconds(1) }
        var end = source is LiveSource ? nil : duration.map { MonotonicClock.now + $0 }
        let batch = MessageBatch()
        reading: while true {
            let left = end.map { $0 - MonotonicClock.now }
            if let left, left <= 0 { break }
            switch try source.receive(into: batch, maxMessages: 1024, maxBytes: 1 << 20, timeout: left) {
            case .ended: break reading
            case .idle, .disconnected: continue
            case .connected: end = end ?? duration.map { MonotonicClock.now + $0 }
            case .messages: intake.decode(batch, from: source.name) { state.clear(ready: true) }
            }
        }
        if source is LiveSource { now = WallClock.now }
        finish()
    }

    private let options: Options
    private let state: ClusterState
    private var receiver: EventReceiver
    private var fed: UInt64 = 0
    private var reported: UInt64?
    private var now: Double?
    private var json = ASCIIJSON()
    private let output: ([UInt8]) -> Void

    /// Makes a reader.
    /// - Parameters:
    ///   - options: what to report and when.
    ///   - output: gets each report, a line of JSON.
    package init(_ options: Options, output: @escaping ([UInt8]) -> Void) {
        self.options = options
        self.output = output
        state = ClusterState(limits: options.limits, celeryExact: options.celeryExact)
        receiver = EventReceiver(
            localize: options.localize ?? options.celeryExact, celeryExact: options.celeryExact, here: options.here)
    }

    /// Applies a batch, reporting where a report is due, also in its middle.
    package func apply(_ batch: EventBatch) {
        receiver.receive(batch)
        guard options.every > 0 else {
            state.apply(batch)
            fed += UInt64(batch.count)
            if batch.count > 0 { now = batch[batch.count - 1].received }
            return
        }
        var start = 0
        while start < batch.count {
            let left = Int(options.every - fed % options.every)
            let end = min(start + left, batch.count)
            state.apply(batch[start..<end])
            fed += UInt64(end - start)
            now = batch[end - 1].received
            if fed % options.every == 0 { report() }
            start = end
        }
    }

    /// The last report, unless it has just been given.
    package func finish() {
        if reported != fed { report() }
    }

    private func report() {
        let errors = state.faults.values.reduce(0, +)
        json.removeAll()
        StateReport.write(state, now: now, errors: errors, to: &json)
        output(json.bytes + [UInt8(ascii: "\n")])
        reported = fed
        if options.clearAfter { state.clear(ready: true) }
    }
}
