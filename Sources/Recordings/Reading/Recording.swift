// SPDX-License-Identifier: Apache-2.0

/// What a camera recorded, wherever it stands.
///
/// Reads only: takes no lock that a camera would wait for, and makes no file. Used by one thread. All calls throw
/// ``RecordingError``, or what a closure throws.
package protocol Recording: AnyObject {
    /// How it is called in sentences; never with a password.
    var name: String { get }
    /// What it is made of: `sqlite`, `postgres`, `jsonl`.
    var kind: String { get }

    /// Hands over the tasks that a query wants, in its order.
    func tasks(_ query: TaskQuery, _ body: (RecordedTask) throws -> Void) throws
    /// How many tasks a query wants, whatever its limit.
    func count(_ query: TaskQuery) throws -> Int
    /// From the first to the last event of the tasks that a query wants, by evcam's clock; nil if there are none.
    func span(_ query: TaskQuery) throws -> TimeSpan?
    /// The states that a task came to, in order; nil where none are recorded.
    func transitions(of uuid: String) throws -> [TaskTransition]?
    /// All workers, by name.
    func workers() throws -> [RecordedWorker]
    /// What was known of workers, over time; false where none of it is recorded.
    func workerSamples(_ body: (WorkerSample) throws -> Void) throws -> Bool
    /// All epochs, in order; empty where no snapshots are recorded.
    func epochs() throws -> [RecordedEpoch]
    /// All gaps, in order.
    func gaps() throws -> [RecordedGap]
    /// What the reader should know, such as lines that were passed over; once everything is read.
    var remarks: [String] { get }
}
