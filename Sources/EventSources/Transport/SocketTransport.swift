// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A plain TCP or Unix socket.
final class SocketTransport: ByteTransport {
    private let place: String
    private var socket: Int32

    /// Takes a connected, non-blocking socket over.
    ///
    /// `place`: the peer, for messages to people.
    init(_ socket: Int32, place: String) {
        self.socket = socket
        self.place = place
    }

    deinit { close() }

    func read(into room: UnsafeMutableRawBufferPointer, timeout: Double) throws(BrokerError) -> Int {
        let deadline = Deadline.after(timeout)
        while true {
            let count = recv(socket, room.baseAddress, room.count, 0)
            if count > 0 { return count }
            if count == 0 { throw .closedByPeer(place) }
            switch errno {
            case EINTR: continue
            case EAGAIN: if timeout <= 0 || !waitUntilReady(socket, POLLIN, deadline) { return 0 }
            default: throw .broken(place, errno)
            }
        }
    }

    func write(_ bytes: [UInt8], timeout: Double) throws(BrokerError) {
        let deadline = Deadline.after(timeout)
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count >= 0 {
                rest = rest.dropFirst(count)
                continue
            }
            switch errno {
            case EINTR: continue
            case EAGAIN: if !waitUntilReady(socket, POLLOUT, deadline) { throw .takesNothing(place) }
            default: throw .broken(place, errno)
            }
        }
    }

    func close() {
        guard socket >= 0 else { return }
        Glibc.close(socket)
        socket = -1
    }
}

extension BrokerError {
    /// The peer ended the connection without an error of its own.
    static func closedByPeer(_ place: String) -> BrokerError {
        BrokerError(.connectionLost, "\(place) closed the connection")
    }

    /// The system says that the connection is gone.
    static func broken(_ place: String, _ code: Int32) -> BrokerError {
        BrokerError(.connectionLost, "the connection to \(place) broke: \(String(cString: strerror(code)))")
    }

    /// The peer reads nothing any longer.
    static func takesNothing(_ place: String) -> BrokerError {
        BrokerError(.connectionLost, "\(place) takes nothing from us any longer; it hangs, or the network lost it")
    }
}
