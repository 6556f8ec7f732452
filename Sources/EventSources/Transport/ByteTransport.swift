// SPDX-License-Identifier: Apache-2.0

/// Bytes to and from a peer, in order: plain or encrypted.
///
/// Used by one thread.
///
/// Every error is the connection's end. No call raises SIGPIPE.
package protocol ByteTransport: AnyObject {
    /// Reads what there is, up to the room's end, waiting up to `timeout` seconds for the first byte.
    /// - Returns: the number of bytes; 0 if none came in time. Less than the room means that there is no more now.
    /// - Throws: ``BrokerError``; at the end of what the peer sends `connectionLost`.
    func read(into room: UnsafeMutableRawBufferPointer, timeout: Double) throws(BrokerError) -> Int

    /// Writes all bytes.
    /// `timeout`: seconds after which it is given up as `connectionLost`.
    func write(_ bytes: [UInt8], timeout: Double) throws(BrokerError)

    /// Says good-bye, if the protocol has one and that can be done at once, and closes the socket.
    func close()
}
