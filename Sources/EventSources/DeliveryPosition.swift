// SPDX-License-Identifier: Apache-2.0

/// A place in what a source brings.
package struct DeliveryPosition: Hashable, Sendable {
    /// Which of the source's connections, from 1; 0: none yet.
    package var connection: UInt64 = 0
    /// The last delivery in it; 0: it wants no acknowledgement.
    package var tag: UInt64 = 0

    /// The beginning.
    package init() {}

    /// A delivery of a connection.
    package init(connection: UInt64, tag: UInt64) {
        self.connection = connection
        self.tag = tag
    }
}
