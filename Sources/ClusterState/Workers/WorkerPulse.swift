// SPDX-License-Identifier: Apache-2.0

/// What the numbers in a worker's events say of what its main process has sent: enough to tell how much of it did
/// not arrive.
///
/// Each event that a process sends raises its Lamport clock, so between two of its clocks there were at most as many
/// events as there are numbers between them (fewer: received messages raise it too, `kombu.clocks`). And each task
/// that a worker accepts raises `processed` in its heartbeats by one and sends one `task-started`
/// (`celery.worker.request.Request.on_accepted`).
public struct WorkerPulse: Sendable {
    /// A heartbeat that told `processed`, and what had been seen of the process by then.
    ///
    /// All of it counts from the process' first event that was seen.
    public struct Beat: Sendable, Equatable, BitwiseCopyable {
        /// Its number among the process' heartbeats, from 1; 0: there was none.
        public var number: UInt64 = 0
        /// The process' Lamport clock.
        public var clock: Int64 = 0
        /// Tasks it had accepted since it began.
        public var processed: Int64 = 0
        /// `task-started` events with lower clocks.
        public var started: Int64 = 0
        /// Events with lower clocks, and this one.
        public var events: Int64 = 0
        /// Tasks that succeeded and whose start had not been seen although it should have.
        public var orphans: Int64 = 0
        /// When it was sent, by the sender's clock, UNIX seconds.
        public var timestamp = 0.0
        /// Times so far that no worker was heard of for several heartbeats while all were connected.
        public var silences: UInt64 = 0

        /// Tasks that were accepted and whose start was not seen.
        public var deficit: Int64 { processed - started }
    }

    /// The worker's place in the table; another worker's once this one has gone.
    public var slot: Int
    /// The process' number: each one of all workers has its own, later ones higher ones.
    public var process: UInt64
    /// Its process id.
    public var pid: Int64
    /// When its last event came, UNIX seconds.
    public var heard: Double
    /// Seconds between its heartbeats.
    public var freq: Double
    /// Whether it has said that it goes.
    public var saidOffline: Bool
    /// Whether events of its tasks have been seen.
    public var sendsTaskEvents: Bool
    /// The highest clock of its task events; 0: none was seen.
    public var lastTaskClock: Int64
    /// `processed` of its first heartbeat.
    public var firstProcessed: Int64
    /// The last heartbeat; task events with lower clocks may still be on their way.
    public var beat: Beat
    /// The last but one: all task events with lower clocks that arrive at all have arrived.
    ///
    /// A heartbeat overtakes the task events that the worker gathers, for a turn of its loop
    /// (`celery.events.dispatcher.EventDispatcher.send`); so the next heartbeat comes behind them.
    public var settledBeat: Beat

    /// Whether it was known at the last mark.
    public var isMarked: Bool
    /// At the last mark: its last heartbeat.
    public var markedBeat: Beat
    /// The first event since the last mark; nil: there was none.
    public var first: First?

    /// The first event since a mark, or of a process.
    public struct First: Sendable, Equatable {
        /// Its clock.
        public var clock: Int64
        /// When it was sent, by the sender's clock, UNIX seconds.
        public var timestamp: Double
        /// Whether it is the first event that the process sent at all.
        public var isBeginning: Bool
        /// The most events that the process can have sent between the mark and this one and that have not been seen;
        /// of a process that was not known at the mark, before this one.
        public var atMost: UInt64
    }
}
