// SPDX-License-Identifier: Apache-2.0

import CameraKit
import Glibc

/// The way to the server: a connection while there is one, and when to look for the next.
struct ServerLink {
    private let settings: ConnectionSettings
    private let host: Host
    private let statementTimeout: Duration
    private var connection: ServerConnection?
    /// Whether tables were looked at over this connection.
    private var isPrepared = false
    /// What kept us from connecting, and when to try again.
    private var failure: ServerError?
    private var failures = 0
    private var nextTry = 0.0

    init(_ settings: ConnectionSettings, host: Host, statementTimeout: Duration) {
        self.settings = settings
        self.host = host
        self.statementTimeout = statementTimeout
    }

    /// Whether there is a connection.
    var isOpen: Bool { connection != nil }
    /// Times that the server was waited for over this connection.
    var roundTrips: Int { connection?.roundTrips ?? 0 }

    /// The connection, with tables as they must be.
    ///
    /// After a failure it waits before it tries again, longer each time, up to half a minute; `isLast`: there is no later.
    mutating func connected(_ tables: inout any Tables, isLast: Bool = false) throws -> ServerConnection {
        if connection == nil {
            if let failure, Monotonic.now < nextTry, !isLast { throw failure }
            do {
                connection = try ServerConnection(
                    settings, host: host, silence: statementTimeout + .seconds(10))
                isPrepared = false
            } catch {
                failures += 1
                nextTry = Monotonic.now + min(30, 0.25 * Double(1 << min(failures, 7)))
                failure = error
                throw error
            }
            if failure != nil { host.log(.notice, "\(settings.place) answers again") }
            (failure, failures) = (nil, 0)
        }
        guard let connection else { throw ServerError(kind: .unreachable, message: "there is no connection") }
        if !isPrepared {
            do {
                try tables.prepare(connection)
                isPrepared = true
            } catch let error as ServerError {
                note(error)
                throw error
            }
        }
        return connection
    }

    /// Begins a transaction, with its settings.
    func begin(_ connection: ServerConnection) throws(ServerError) {
        let milliseconds = Int(statementTimeout / .milliseconds(1))
        try connection.send("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE")
        // For this transaction only: behind PgBouncer the next may have another connection.
        try connection.send(
            """
            SELECT set_config('statement_timeout', '\(milliseconds)', true), set_config('jit', 'off', true),
            set_config('idle_in_transaction_session_timeout', '60000', true)
            """)
    }

    /// Takes notice of an error.
    mutating func note(_ error: ServerError) {
        if error.endsConnection { close() }
        if error.isAboutSchema { isPrepared = false }
    }

    /// Waits before the same is tried again.
    func pause() { usleep(50_000) }

    /// Closes the connection.
    mutating func close() {
        connection = nil
        isPrepared = false
    }

    /// An error for the person who reads the log.
    func text(_ error: ServerError) -> String {
        var error = error
        if error.remedy.isEmpty { error.remedy = Rights.remedy(error.code, settings) }
        let rest = error.isConfiguration ? "" : "; nothing is lost meanwhile"
        switch error.kind {
        case .unreachable: return "cannot connect to \(settings.place): \(error)\(rest)"
        case .lost: return "lost the connection to \(settings.place): \(error)\(rest)"
        case .refused, .cancelled: return "\(settings.place): \(error)\(rest)"
        }
    }
}
