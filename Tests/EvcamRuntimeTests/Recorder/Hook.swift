// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc

/// Holds up each shutter of a faulty camera until something has been done on another thread.
final class Hook: Sendable {
    let announce: Int32
    let gate: Int32
    private let heard: Int32
    private let opened: Int32

    /// - Parameter action: what is done at each shutter, with its number from 1.
    init(_ action: @escaping @Sendable (Int) -> Void) {
        var announces: [Int32] = [-1, -1]
        var gates: [Int32] = [-1, -1]
        pipe(&announces)
        pipe(&gates)
        (heard, announce, gate, opened) = (announces[0], announces[1], gates[0], gates[1])
        let (heard, opened) = (heard, opened)
        Thread.detachNewThread {
            var byte: UInt8 = 0
            var number = 0
            while read(heard, &byte, 1) == 1 {
                number += 1
                action(number)
                _ = write(opened, &byte, 1)
            }
            close(heard)
            close(opened)
        }
    }

    deinit {
        close(announce)
        close(gate)
    }
}
