// SPDX-License-Identifier: Apache-2.0

import CameraABI

/// Why a camera's function did not do its work, and what the host shall make of it.
///
/// The text is for the person who reads the log: name the thing, the place, the cause and the remedy. An error
/// type of your own says what it means by conforming to ``CameraErrorConvertible``; any other error counts as
/// ``retry(_:)``, in `init` as ``fatal(_:)``.
public enum CameraError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Not now: the host keeps the delta, merges it and hands it over again.
    case retry(String)
    /// Never: the host passes over this delta and goes on with the next.
    case drop(String)
    /// The options are wrong. In `init` and `start` only; later it counts as ``fatal(_:)``.
    case config(String)
    /// The camera is off from now on.
    case fatal(String)

    /// The text.
    public var description: String {
        switch self {
        case .retry(let text), .drop(let text), .config(let text), .fatal(let text): text
        }
    }

    /// What a thrown error means.
    init(_ error: any Error, from call: CameraCall) {
        let plain: CameraError = call == .create ? .fatal("\(error)") : .retry("\(error)")
        self = error as? CameraError ?? (error as? any CameraErrorConvertible)?.cameraError ?? plain
    }

    /// The answer that the ABI allows in that call.
    func result(of call: CameraCall) -> evcam_result {
        switch (self, call) {
        case (.fatal, _), (.retry, .create), (.drop, .create), (.config, .shutter), (.config, .ending): EVCAM_FATAL
        case (.config, _): EVCAM_CONFIG
        case (.retry, _), (.drop, .start): EVCAM_RETRY
        case (.drop, _): EVCAM_DROP
        }
    }
}

/// An error that says itself what it means to the host.
///
/// ```swift
/// extension DatabaseError: CameraErrorConvertible {
///     var cameraError: CameraError { isConnectionLost ? .retry(message) : .drop(message) }
/// }
/// ```
public protocol CameraErrorConvertible: Error {
    /// The error in the host's terms.
    var cameraError: CameraError { get }
}

/// The calls that differ in what they may answer.
enum CameraCall {
    case create, start, shutter
    /// cleanup and flush.
    case ending
}
