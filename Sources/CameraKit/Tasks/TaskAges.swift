// SPDX-License-Identifier: Apache-2.0

/// How long a recording keeps tasks: options of every camera that writes to a database.
///
/// The classes of states and their ages are djcelery's (`CELERYCAM_EXPIRE_SUCCESS`, `…_ERROR`, `…_PENDING`); an age
/// counts from the task's last event. RETRY is in two of djcelery's classes, and the shorter age wins there too.
public struct TaskAges: OptionGroup {
    /// Of tasks that succeeded.
    @Option("delete tasks in SUCCESS whose last event is older than this; 0: never", min: .zero)
    public var success: Duration = .seconds(86_400)
    /// Of tasks that failed, wait for a retry or were revoked.
    @Option("delete tasks in FAILURE, RETRY or REVOKED whose last event is older than this; 0: never", min: .zero)
    public var error: Duration = .seconds(3 * 86_400)
    /// Of all other tasks.
    @Option("delete tasks in any other state whose last event is older than this; 0: never", min: .zero)
    public var pending: Duration = .seconds(5 * 86_400)
    /// Of snapshots and history.
    @Option("delete snapshots and rows of the history older than this; 0: never", min: .zero)
    public var history: Duration = .seconds(30 * 86_400)

    /// djcelery's ages.
    public init() {}

    /// A class of states that grow old at the same age.
    public struct Expiry: Sendable, Hashable {
        /// The states of the class.
        public let states: [String]
        /// Last events before this are too old: UNIX seconds.
        public let before: Double

        /// A class of states and its cut-off.
        public init(states: [String], before: Double) {
            self.states = states
            self.before = before
        }
    }

    /// What is too old now, the class of all other states not among it; a class that is kept for ever is missing.
    public func expired(at now: Double) -> [Expiry] {
        let classes = [(Self.successStates, success), (Self.errorStates, error)]
        return classes.compactMap { states, age in
            Self.cutoff(age, now).map { Expiry(states: states, before: $0) }
        }
    }

    /// The time before which last events of tasks in any state beyond ``successStates`` and ``errorStates`` are too
    /// old; nil: never.
    public func pendingCutoff(at now: Double) -> Double? { Self.cutoff(pending, now) }

    /// The time before which last events of tasks in a state are too old; nil: never.
    public func cutoff(of state: String, at now: Double) -> Double? {
        if Self.successStates.contains(state) { return Self.cutoff(success, now) }
        return Self.cutoff(Self.errorStates.contains(state) ? error : pending, now)
    }

    /// The time before which snapshots and history are too old; nil: never.
    public func historyCutoff(at now: Double) -> Double? { Self.cutoff(history, now) }

    /// SUCCESS.
    public static let successStates = ["SUCCESS"]
    /// RETRY, FAILURE and REVOKED, as djcelery has them.
    public static let errorStates = ["RETRY", "FAILURE", "REVOKED"]

    private static func cutoff(_ age: Duration, _ now: Double) -> Double? {
        age > .zero ? now - age / .seconds(1) : nil
    }
}
