// SPDX-License-Identifier: Apache-2.0
import CameraABI

/// The ABI's results (EVCAM_OK …), which Swift does not import: they are casts in C.
package enum CameraResult: evcam_result {
    case ok = 0
    case retry, drop, config, fatal
}
