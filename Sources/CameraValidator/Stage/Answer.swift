// SPDX-License-Identifier: Apache-2.0
import CameraABI
import CameraHost

/// What a camera's function answered.
struct Answer: CustomStringConvertible {
    /// The number as it came.
    let code: evcam_result
    /// What it said with `set_error`; nil: nothing.
    let reason: String?
    /// How long the call took.
    let seconds: Double

    /// nil: the number is no result.
    var result: CameraResult? { CameraResult(rawValue: code) }

    var description: String {
        let name = result.map { "\($0)".uppercased() } ?? "\(code), which is no result"
        guard code != 0 else { return name }
        return name + (reason.map { ": \($0)" } ?? ", and did not say why")
    }
}
