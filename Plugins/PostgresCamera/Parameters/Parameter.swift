// SPDX-License-Identifier: Apache-2.0

import CPostgreSQL

/// A value of a statement, in the server's binary form.
struct Parameter {
    let type: Oid
    /// nil: null.
    let bytes: UnsafeRawBufferPointer?

    /// Lends libpq's four arrays.
    static func lend<R>(
        _ parameters: [Parameter],
        _ body: (
            UnsafePointer<Oid>?, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?
        ) -> R
    ) -> R {
        let values = parameters.map { parameter -> UnsafePointer<CChar>? in
            guard let bytes = parameter.bytes else { return nil }
            return (bytes.baseAddress ?? UnsafeRawPointer(empty)).assumingMemoryBound(to: CChar.self)
        }
        return body(
            parameters.map(\.type), values, parameters.map { Int32(clamping: $0.bytes?.count ?? 0) },
            parameters.map { _ in 1 })
    }

    /// Where a text of no bytes points to.
    private static var empty: UnsafePointer<UInt8> { StaticString("").utf8Start }
}
