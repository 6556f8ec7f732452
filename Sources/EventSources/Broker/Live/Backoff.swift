// SPDX-License-Identifier: Apache-2.0

/// How long to wait between tries to connect: none, then 1, 2, 4 … 32 s, each with jitter, so that many clients do
/// not come back to a broker in step.
struct Backoff {
    /// Seconds.
    static let longest = 32.0

    /// Tries since the last success, from 0.
    private(set) var tries = 0
    private let peers: Int

    /// Waits only after every one of so many peers was tried.
    init(peers: Int) { self.peers = max(peers, 1) }

    /// Notes a failure.
    /// - Parameter random: 0 to 1.
    /// - Returns: seconds to wait before the next try.
    mutating func failed(random: Double) -> Double {
        tries += 1
        let round = tries / peers
        guard tries % peers == 0, round > 1 || peers > 1 else { return 0 }
        let wait = min(Double(1 << min(round - (peers > 1 ? 1 : 2), 5)), Self.longest)
        return wait * (0.75 + 0.25 * random)
    }

    /// Starts anew.
    mutating func succeeded() { tries = 0 }
}
