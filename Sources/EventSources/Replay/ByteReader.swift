// SPDX-License-Identifier: Apache-2.0

/// Bytes from a file, plain or inflated, pulled by one thread.
protocol ByteReader: AnyObject {
    /// Reads into `buffer`, which is not empty, waiting for at least one byte.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> ReadResult
}

/// What a read brought.
enum ReadResult: Equatable {
    /// So many bytes, at least one.
    case bytes(Int)
    /// The doorbell rang first, or the patience was at its end.
    case interrupted
    /// Nothing is left.
    case ended
    /// Nothing more can be read because the data is cut or damaged; the text says how.
    case broken(SourceLoss, String)
}
