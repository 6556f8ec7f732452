// SPDX-License-Identifier: Apache-2.0
import Threads

/// A value that the first who asks makes and the others share.
///
/// Sendable: the value is made under the lock, by one thread, and only read from then on.
final class Once<Value>: @unchecked Sendable {
    private let made = Monitor<Value?>(nil)

    /// The value; `make` runs at most once.
    func value(_ make: () -> Value) -> Value {
        made.withLock { made in
            if let made { return made }
            let value = make()
            made = value
            return value
        }
    }
}
