// SPDX-License-Identifier: Apache-2.0

/// The names of Celery's states (`celery.states`), interned first so that their numbers are known.
enum TaskStates {
    static var success: UInt32 { 1 }
    static var failure: UInt32 { 2 }
    static var revoked: UInt32 { 3 }
    static var started: UInt32 { 4 }
    static var received: UInt32 { 5 }
    static var rejected: UInt32 { 6 }
    static var retry: UInt32 { 7 }
    static var pending: UInt32 { 8 }

    static let names: [StaticString] = [
        "SUCCESS", "FAILURE", "REVOKED", "STARTED", "RECEIVED", "REJECTED", "RETRY", "PENDING",
    ]

    /// By subject of a task event; 0: a custom state.
    @inline(__always)
    static func state(subject: UInt8) -> UInt32 {
        switch subject {
        case 1: pending
        case 2: received
        case 3: started
        case 4: success
        case 5: failure
        case 6: retry
        case 7: revoked
        case 8: rejected
        default: 0
        }
    }

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
