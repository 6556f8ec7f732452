// SPDX-License-Identifier: Apache-2.0

/// The line at which the finished tasks and all workers were cleared; it counts as one revision.
///
/// `{"tape":{"clear":true},"received":1795415286.924266,"body":[]}`
struct ClearMark {
    /// When that was, UNIX seconds.
    var received: Double

    /// Reads such a line; nil if it is none.
    init?(_ line: UnsafeRawBufferPointer) {
        var text = LineText(line)
        guard text.take("{\"tape\":{\"clear\":true},\"received\":") != nil, let received = text.takeTime() else {
            return nil
        }
        self.received = received
    }
}

extension GroupBuffer {
    /// Appends such a line.
    mutating func appendClear(received: Double) {
        reserve(128)
        append("{\"tape\":{\"clear\":true},\"received\":")
        append(time: received)
        append(",\"body\":[]}\n")
    }
}
