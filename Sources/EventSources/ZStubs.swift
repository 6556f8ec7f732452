// SPDX-License-Identifier: Apache-2.0
import Logging

package struct TapeSettings { package init() {} }
package final class Tape {
    init() throws {}
    package func cursor(of: String) -> UInt64? { nil }
    package var revision: UInt64 { 0 }
    package var firstRevision: UInt64 { 1 }
    package var epoch: String { "" }
    package func replay() throws -> any EventSource { throw SourceError("") }
    package func store(cursors: [(String, UInt64)]) {}
    package func appendClear(received: Double) {}
    package func commit(revision: UInt64) {}
    package func append(_ m: MessageBatch.Message, of: MessageBatch, isDecodable: Bool) {}
    package func isKnown(_ m: MessageBatch.Message, of: MessageBatch) -> Bool { false }
    package var hasStopped: Bool { false }
    package var writtenGroup: UInt64 { 0 }
    package var syncedGroup: UInt64 { 0 }
    package func sync() {}
    package func close() {}
    package init(_ s: TapeSettings, epoch: String, doorbell: Doorbell, logger: Logger) throws {}
}
