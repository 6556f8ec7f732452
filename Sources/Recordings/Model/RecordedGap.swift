// SPDX-License-Identifier: Apache-2.0

/// A time in which events were missed.
package struct RecordedGap: Sendable, Hashable {
    package var cause = ""
    /// UNIX seconds.
    package var from = 0.0
    /// nil: it was still open.
    package var until: Double?
    /// How many events were missed; nil: unknown.
    package var atLeast: Int64?
    package var atMost: Int64?

    package init() {}
}
