// SPDX-License-Identifier: Apache-2.0

/// Brokers, workers and tools are driven by one after the other.
@globalActor actor LiveActor {
    static let shared = LiveActor()
}
