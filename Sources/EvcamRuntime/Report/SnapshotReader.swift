// SPDX-License-Identifier: Apache-2.0
import CeleryEvents
import ClusterState

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

        package init() {}
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
    /// - Parameter output: gets each report, a line of JSON.
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
