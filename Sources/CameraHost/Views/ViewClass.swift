// SPDX-License-Identifier: Apache-2.0

/// What a picture looks like to a camera: lanes that agree in both share the full state.
struct ViewClass: Sendable, Hashable {
    var filter: TaskFilter
    var redaction: Redaction
}
