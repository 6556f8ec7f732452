// SPDX-License-Identifier: Apache-2.0
import CameraABI

/// What a camera's function answered, and why.
struct CameraAnswer {
    var result: CameraResult
    var reason: String

    /// `reason` is what the camera said with `set_error`.
    init(_ code: evcam_result, reason: String?) {
        if let result = CameraResult(rawValue: code) {
            self.result = result
            self.reason = reason ?? "it gave no reason"
        } else {
            result = .fatal
            self.reason = "it answered \(code), which is no result" + (reason.map { " (\($0))" } ?? "")
        }
    }
}
