// SPDX-License-Identifier: Apache-2.0

import CameraABI

/// Why a camera's function did not do its work, and what the host shall make of it.
///
/// The text is for the person who reads the log: name the thing, the place, the cause and the remedy.
public enum CameraError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Not now: the host keeps the delta, merges it and hands it over again.
    case retry(String)
    /// Never: the host passes over this delta and goes on with the next.
    case drop(String)
    /// The options are wrong.
    case config(String)
    /// The camera is off from now on.
    case fatal(String)

    /// The text.
    public var description: String {
        switch self {
        case .retry(let text), .drop(let text), .config(let text), .fatal(let text): text
        }
    }

    var result: evcam_result {
        switch self {
        case .retry: EVCAM_RETRY
        case .drop: EVCAM_DROP
        case .config: EVCAM_CONFIG
        case .fatal: EVCAM_FATAL
        }
    }

    /// What a thrown error means to the host.
    init(_ error: any Error) {
        self = error as? CameraError ?? .retry("\(error)")
    }
}
