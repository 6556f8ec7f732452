// SPDX-License-Identifier: Apache-2.0

import CameraKit

extension JSONBuffer {
    /// Appends a line on which the program has to answer.
    mutating func append(control kind: StaticString, now: Double? = nil) {
        append("{\"kind\":\"")
        append(kind)
        append("\"")
        if let now, now.isFinite {
            append(",\"now\":")
            append(finite: now)
        }
        append("}\n")
    }
}
