// SPDX-License-Identifier: Apache-2.0

/// What the numbers in a worker's events say of what its main process has sent: enough to tell how much of it did
/// not arrive.
///
/// Each event that a process sends raises its Lamport clock, so between two of its clocks there were at most as many
/// events as there are numbers between them (fewer: received messages raise it too, `kombu.clocks`). And each task
/// that a worker accepts raises `processed` in its heartbeats by one and sends one `task-started`
/// (`celery.worker.request.Request.on_accepted`).
package struct WorkerPulse: Sendable {
    /// A heartbeat that told `processed`, and what had been seen of the process by then.
    ///
    /// All of it counts from the process' first event that was seen.
    package struct Beat: Sendable, Equatable, BitwiseCopyable {
        /// Its number among the process' heartbeats, from 1; 0: there was none.
        package var number: UInt64 = 0
        /// The process' Lamport clock.
        package var clock: Int64 = 0
        /// Tasks it had accepted since it began.
        package var processed: Int64 = 0
        /// `task-started` events with lower clocks.
        package var started: Int64 = 0
        /// Events with lower clocks, and this one.
        package var events: Int64 = 0
        /// Tasks that succeeded and whose start had not been seen although it should have.
        package var orphans: Int64 = 0
        /// When it was sent, by the sender's clock, UNIX seconds.
        package var timestamp = 0.0
        /// Times so far that no worker was heard of for several heartbeats while all were connected.
        package var silences: UInt64 = 0

        /// None yet.
        package init() {}

        init(
            number: UInt64, clock: Int64, processed: Int64, started: Int64, events: Int64, orphans: Int64,
            timestamp: Double, silences: UInt64
        ) {
            self.number = number
            self.clock = clock
            self.processed = processed
            self.started = started
            self.events = events
            self.orphans = orphans
            self.timestamp = timestamp
            self.silences = silences
        }

        /// Tasks that were accepted and whose start was not seen.
        package var deficit: Int64 { processed - started }
    }

    /// The worker's place in the table; another worker's once this one has gone.
    package var slot: Int
    /// The process' number: each one of all workers has its own, later ones higher ones.
    package var process: UInt64
    /// Its process id.
    package var pid: Int64
    /// When its last event came, UNIX seconds.
    package var heard: Double
    /// Seconds between its heartbeats.
    package var freq: Double
    /// Whether it has said that it goes.
    package var saidOffline: Bool
    /// The highest clock of its task events; 0: none was seen.
    package var lastTaskClock: Int64
    /// `processed` of its first heartbeat.
    package var firstProcessed: Int64
    /// Whether events of its tasks have been seen.
    package var sendsTaskEvents: Bool { lastTaskClock > 0 }
    /// The last heartbeat; task events with lower clocks may still be on their way.
    package var beat: Beat
    /// The last but one: all task events with lower clocks that arrive at all have arrived.
    ///
    /// A heartbeat overtakes the task events that the worker gathers, for a turn of its loop
    /// (`celery.events.dispatcher.EventDispatcher.send`); so the next heartbeat comes behind them.
    package var settledBeat: Beat

    /// Whether it was known at the last mark.
    package var isMarked: Bool
    /// At the last mark: its last heartbeat.
    package var markedBeat: Beat
    /// The first event since the last mark; nil: there was none.
    package var first: First?

    /// The first event since a mark, or of a process.
    package struct First: Sendable, Equatable {
        /// Its clock.
        package var clock: Int64
        /// When it was sent, by the sender's clock, UNIX seconds.
        package var timestamp: Double
        /// Whether it is the first event that the process sent at all.
        package var isBeginning: Bool
        /// The most events that the process can have sent between the mark and this one and that have not been seen;
        /// of a process that was not known at the mark, before this one.
        package var atMost: UInt64
    }
}
