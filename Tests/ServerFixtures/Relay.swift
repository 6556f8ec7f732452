// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// A wire between a client and a server that can be cut: it passes bytes on in both directions until told otherwise.
package final class Relay: Sendable {
    /// What it does with its connections.
    package enum Mode: Sendable {
        /// Passes bytes on.
        case passing
        /// Passes on so many bytes of the server's at a time, each time ``Relay/drip()`` is called.
        case dripping(Int)
        /// Holds everything back, and says nothing: as a cable that was pulled out.
        case frozen
        /// Ends them in order.
        case ended
        /// Breaks them.
        case reset
    }

    /// Where clients connect to.
    package let port: UInt16
    private let listener: Int32
    private let target: UInt16
    private let mode = Mutex(Mode.passing)
    private let wakeEnds: (read: Int32, write: Int32)
    private let isOver = Mutex(false)
    private let drops = Mutex(0)
    private let talk = Mutex((turns: 0, isServers: false))

    /// Begins to pass on to a port of this machine.
    package init(to target: UInt16) throws(FixtureError) {
        self.target = target
        (listener, port) = try FreePort.listen()
        wakeEnds = try Spawning.pipe()
        _ = fcntl(wakeEnds.read, F_SETFL, O_NONBLOCK)
        let context = Unmanaged.passRetained(self)
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { context in
                if let context { Unmanaged<Relay>.fromOpaque(context).takeRetainedValue().run() }
                return nil
            }, context.toOpaque())
        pthread_detach(thread)
    }

    deinit {
        for end in [listener, wakeEnds.read, wakeEnds.write] { close(end) }
    }

    /// Does something else from now on.
    package func set(_ mode: Mode) {
        self.mode.withLock { $0 = mode }
        wake()
    }

    /// Passes the server's bytes on by the drop from now on.
    package func dripBytes(_ count: Int) { set(.dripping(count)) }

    /// Lets one drop pass.
    package func drip() {
        drops.withLock { $0 += 1 }
        wake()
    }

    /// How often a client spoke after a server: round trips, where there is one connection.
    ///
    /// In however many pieces an answer comes, it is one.
    package var turns: Int { talk.withLock { $0.turns } }

    private func note(isServers: Bool) {
        talk.withLock { talk in
            if talk.isServers, !isServers { talk.turns += 1 }
            talk.isServers = isServers
        }
    }

    /// Ends it with its thread.
    package func stop() {
        isOver.withLock { $0 = true }
        wake()
    }

    private func wake() {
        var byte: UInt8 = 1
        _ = write(wakeEnds.write, &byte, 1)
    }

    private func run() {
        var pairs: [(client: Int32, server: Int32)] = []
        while !isOver.withLock({ $0 }) {
            let mode = mode.withLock { $0 }
            if case .ended = mode { Self.end(&pairs, abruptly: false) }
            if case .reset = mode { Self.end(&pairs, abruptly: true) }
            var waited = [
                pollfd(fd: wakeEnds.read, events: Int16(POLLIN), revents: 0),
                pollfd(fd: listener, events: Int16(POLLIN), revents: 0),
            ]
            var limit = 1 << 16
            switch mode {
            case .passing:
                for pair in pairs {
                    waited.append(pollfd(fd: pair.client, events: Int16(POLLIN), revents: 0))
                    waited.append(pollfd(fd: pair.server, events: Int16(POLLIN), revents: 0))
                }
            case .dripping(let bytes):
                limit = bytes
                let isOpen = drops.withLock { $0 > 0 }
                for pair in pairs {
                    waited.append(pollfd(fd: pair.client, events: Int16(POLLIN), revents: 0))
                    waited.append(pollfd(fd: isOpen ? pair.server : -1, events: Int16(POLLIN), revents: 0))
                }
            case .frozen, .ended, .reset:
                break
            }
            guard poll(&waited, nfds_t(waited.count), -1) > 0 else { continue }
            var bytes: (UInt64, UInt64) = (0, 0)
            if waited[0].revents != 0 { while read(wakeEnds.read, &bytes, 16) > 0 {} }
            if waited[1].revents != 0 {
                let client = accept(listener, nil, nil)
                _ = fcntl(client, F_SETFD, FD_CLOEXEC)
                if let server = FreePort.connect(target) { pairs.append((client, server)) } else { close(client) }
                continue
            }
            for (index, pair) in pairs.enumerated().reversed() where waited.count > 2 {
                let ends = (waited[2 + 2 * index].revents != 0, waited[3 + 2 * index].revents != 0)
                if ends.0 { note(isServers: false) }
                if ends.1 { note(isServers: true) }
                let goesOn =
                    (!ends.0 || Self.pass(1 << 16, from: pair.client, to: pair.server))
                    && (!ends.1 || Self.pass(limit, from: pair.server, to: pair.client))
                if ends.1 { drops.withLock { $0 = max($0 - 1, 0) } }
                if !goesOn {
                    close(pair.client)
                    close(pair.server)
                    pairs.remove(at: index)
                }
            }
        }
        Self.end(&pairs, abruptly: false)
    }

    /// Passes on what is there, up to a limit; false at the end.
    private static func pass(_ limit: Int, from source: Int32, to target: Int32) -> Bool {
        var buffer = [UInt8](repeating: 0, count: limit)
        let count = read(source, &buffer, buffer.count)
        guard count > 0 else { return false }
        var sent = 0
        while sent < count {
            let more = buffer[sent..<count].withUnsafeBytes {
                send(target, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard more > 0 else { return false }
            sent += more
        }
        return true
    }

    private static func end(_ pairs: inout [(client: Int32, server: Int32)], abruptly: Bool) {
        for pair in pairs {
            if abruptly {
                var now = linger(l_onoff: 1, l_linger: 0)
                setsockopt(pair.client, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
            }
            close(pair.client)
            close(pair.server)
        }
        pairs.removeAll()
    }
}
