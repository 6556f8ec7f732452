// SPDX-License-Identifier: Apache-2.0

/// The names of Celery's states (`celery.states`), interned first so that their numbers are known.
enum TaskStates {
    static let success: UInt32 = 1
    static let failure: UInt32 = 2
    static let revoked: UInt32 = 3
    static let started: UInt32 = 4
    static let received: UInt32 = 5
    static let rejected: UInt32 = 6
    static let retry: UInt32 = 7
    static let pending: UInt32 = 8

    static let names: [StaticString] = [
        "SUCCESS", "FAILURE", "REVOKED", "STARTED", "RECEIVED", "REJECTED", "RETRY", "PENDING",
    ]

    /// By subject of a task event; 0: a custom state.
    static let bySubject: [UInt32] = [
        0, pending, received, started, success, failure, retry, revoked, rejected,
    ]

    /// Celery's precedence, best first; a custom state stands between FAILURE and REVOKED.
    @inline(__always)
    static func rank(_ state: UInt32) -> UInt32 {
        switch state {
        case 1, 2: state
        case 3...8: state + 1
        default: 3
        }
    }

    /// `celery.states.READY_STATES`.
    @inline(__always)
    static func isReady(_ state: UInt32) -> Bool {
        state != 0 && state <= revoked
    }
}
