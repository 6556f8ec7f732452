// SPDX-License-Identifier: Apache-2.0
import CeleryEvents
import EventSources
import Threads

/// Writes down what a source brings, as it comes: what `evcam dump` does.
///
/// Used by one thread; only ``stop`` may be called from others.
package final class EventDump {
    /// In what form.
    package enum Form {
        /// Each event as a line of text, as `celery events --dump` does; with control characters as `\x1b` if it goes
        /// to a terminal.
        case text(forTerminal: Bool)
        /// Each message as a line of a recording, which can be replayed.
        case recording
    }

    /// Seconds after which the output gets a look at the clock, also if nothing comes.
    private static let glance = 1.0

    /// Messages of the broker, or lines of the recording, that were written.
    package private(set) var messages: UInt64 = 0
    /// Messages that were passed over.
    package private(set) var refused: UInt64 = 0

    private let source: any EventSource
    private let form: Form
    private let output: any DumpOutput
    private let complain: (String) -> Void
    private let stopper: DumpStop
    private var dumper: EventDumper
    private var receiver = EventReceiver(localize: false)
    private var bytes: [UInt8] = []
    private var lines = RecordingLines()

    /// Makes a dump that has not begun.
    /// - Parameters:
    ///   - source: what is written down.
    ///   - form: in what form.
    ///   - output: where.
    ///   - complain: gets a sentence for each message that is passed over.
    package init(
        _ source: any EventSource, as form: Form, to output: any DumpOutput, complain: @escaping (String) -> Void
    ) {
        self.source = source
        self.form = form
        self.output = output
        self.complain = complain
        stopper = DumpStop(source.doorbell)
        if case .text(forTerminal: true) = form {
            dumper = EventDumper(showsControls: true)
        } else {
            dumper = EventDumper()
        }
    }

    /// Asks for the end; safe from any thread, and more than once.
    package var stop: @Sendable () -> Void {
        let stopper = stopper
        return { stopper.ask() }
    }

    /// Writes until the source ends, the time is over, or ``stop`` is called; then ends the output.
    /// - Parameter duration: seconds, from the subscription if it is a broker's; nil: without end.
    /// - Throws: ``DumpError``, ``SourceError`` or ``BrokerError``; the output is ended even so, as far as it can be.
    package func run(for duration: Double?) throws {
        var failure: (any Error)?
        do {
            try follow(for: duration)
        } catch {
            failure = error
        }
        (source as? LiveSource)?.close()
        do {
            try output.finish()
        } catch {
            failure = failure ?? error
        }
        if let failure { throw failure }
    }

    private func follow(for duration: Double?) throws {
        let intake = Intake(
            maxMessageBytes: LimitsConfiguration().lineLimit,
            refuse: { [unowned self] error, message, batch, name in
                refused += 1
                let place = message.format == .body ? " from \(batch.text(message.sender))" : "\(message.lineNumber)"
                complain("\(name):\(place): \(error); it is passed over")
            },
            apply: { [unowned self] batch in
                receiver.receive(batch)
                dumper.append(batch, to: &bytes)
            })
        if case .text = form { try say(EventDumper.greeting) }
        var end = source is LiveSource ? nil : duration.map { MonotonicClock.now + $0 }
        let batch = MessageBatch()
        while !stopper.isAsked {
            let left = end.map { $0 - MonotonicClock.now } ?? Self.glance
            if left <= 0 { return }
            switch try source.receive(
                into: batch, maxMessages: 1024, maxBytes: 1 << 20, timeout: min(left, Self.glance))
            {
            case .ended: return
            case .idle: break
            case .connected: end = end ?? duration.map { MonotonicClock.now + $0 }
            case .disconnected(let loss): if case .text = form { try say(Self.text(of: loss)) }
            case .messages: try write(batch, intake)
            }
            if (output as? DescriptorOutput)?.isClosed == true { return }
            try output.tick(WallClock.now)
        }
    }

    private func write(_ batch: MessageBatch, _ intake: Intake) throws {
        switch form {
        case .text:
            intake.decode(batch, from: source.name, clear: {})
            try flush()
        case .recording:
            for message in batch.messages { lines.append(message, of: batch) }
            defer { lines.removeAll() }
            try hand(lines.bytes)
        }
        messages += UInt64(batch.messages.count)
        // Nothing of ours is kept by a broker for long, but one that keeps it may forget it now.
        source.acknowledge(source.position)
    }

    private func say(_ text: String) throws {
        bytes.append(contentsOf: text.utf8)
        try flush()
    }

    private func flush() throws {
        defer { bytes.removeAll(keepingCapacity: bytes.count < 16 << 20) }
        try bytes.withUnsafeBytes(hand)
    }

    private func hand(_ bytes: UnsafeRawBufferPointer) throws {
        if !bytes.isEmpty { try output.write(bytes) }
    }

    /// In Celery's words, but for the seconds until the next try, which are not known here.
    private static func text(of loss: Disconnection) -> String {
        loss.wasSubscribed
            ? "-> Connection lost, attempting reconnect\n"
            : "-> Cannot connect to \(loss.peer): \(loss.error).\nTrying again\n\n"
    }
}
