// SPDX-License-Identifier: Apache-2.0

/// Where a camera runs.
public enum CameraIsolation: Sendable, Hashable {
    /// On a thread of this process.
    case inline
    /// In a process of its own.
    case process(ProcessIsolation)

    /// How long a call past its deadline has before it is ended by force; nothing here: there is no force.
    var grace: Duration {
        if case .process(let isolation) = self { isolation.grace } else { .zero }
    }
}
