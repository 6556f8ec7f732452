// SPDX-License-Identifier: Apache-2.0

import CPostgreSQL
import CameraKit
import Glibc

/// A connection in pipeline mode: statements are sent one behind the other, and answered together.
///
/// Nothing here blocks for longer than a call's deadline: libpq is in its non-blocking mode, and while bytes are sent
/// those of the server are read, so that the two never wait for each other.
final class ServerConnection {
    private let handle: OpaquePointer
    private let host: Host
    private let settings: ConnectionSettings
    /// Statements whose answers were not read yet.
    private var owed = 0
    /// When the server last answered, or began to be asked.
    private var lastAnswer = Monotonic.now
    /// How long the server may be silent before it counts as gone.
    private let silence: Double
    /// Times that the camera waited for the server's answer.
    private(set) var roundTrips = 0

    /// Connects.
    init(_ settings: ConnectionSettings, host: Host, silence: Duration) throws(ServerError) {
        self.host = host
        self.settings = settings
        self.silence = silence / .seconds(1)
        let keywords = settings.words.map { strdup($0.keyword) } + [nil]
        let values = settings.words.map { strdup($0.value) } + [nil]
        defer { for text in keywords + values { free(text) } }
        let started = keywords.map { UnsafePointer<CChar>($0) }.withUnsafeBufferPointer { keywords in
            values.map { UnsafePointer<CChar>($0) }.withUnsafeBufferPointer { values in
                PQconnectStartParams(keywords.baseAddress, values.baseAddress, 1)
            }
        }
        guard let started else { throw ServerError(kind: .unreachable, message: "there is no memory to connect") }
        handle = started
        // SQLSTATEs, which say whether it is the password.
        PQsetErrorVerbosity(handle, PQERRORS_VERBOSE)
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
        // What is thrown from here on ends in `deinit`: nothing is without a value any more.
        try connect()
    }

    deinit { PQfinish(handle) }

    private func connect() throws(ServerError) {
        let deadline = Monotonic.now + settings.timeout / .seconds(1)
        var status = PQstatus(handle) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING
        while status != PGRES_POLLING_OK {
            guard status != PGRES_POLLING_FAILED else { throw connectError() }
            let events = status == PGRES_POLLING_READING ? POLLIN : POLLOUT
            while !wait(Int16(events)) {
                guard !host.isCancelled, Monotonic.now < deadline else {
                    throw ServerError(kind: .unreachable, message: "the server did not answer in time")
                }
            }
            status = PQconnectPoll(handle)
        }
        guard PQsetnonblocking(handle, 1) == 0, PQenterPipelineMode(handle) == 1 else { throw lost() }
        PQsetErrorVerbosity(handle, PQERRORS_DEFAULT)
    }

    /// Waits a moment for the socket; whether it is ready.
    private func wait(_ events: Int16) -> Bool {
        var descriptor = pollfd(fd: PQsocket(handle), events: events, revents: 0)
        return poll(&descriptor, 1, 50) > 0
    }

    private func connectError() -> ServerError {
        let text = settings.clean(PQerrorMessage(handle).map { String(cString: $0) } ?? "")
        var error = ServerError(kind: .unreachable, message: text)
        // "FATAL:  28P01: password authentication failed …", in whatever language; LOCATION is the server's source.
        let words = text.split(separator: " ")
        if let code = words.first(where: { Self.isCode($0) }) {
            error.code = String(code.dropLast())
            let end = words.firstIndex(of: "LOCATION:") ?? words.endIndex
            error.message = words[..<end].filter { $0 != code }.joined(separator: " ")
        }
        return error
    }

    private static func isCode(_ word: Substring) -> Bool {
        word.utf8.count == 6 && word.hasSuffix(":")
            && word.dropLast().allSatisfy { $0.isASCII && ($0.isNumber || $0.isUppercase) }
            && word.contains(where: \.isNumber)
    }

    private func lost() -> ServerError {
        let text = PQerrorMessage(handle).map { String(cString: $0) } ?? ""
        return ServerError(
            kind: .lost, message: text.isEmpty ? "the connection to the server is gone" : settings.clean(text))
    }

    // MARK: Sending

    /// Sends a statement; its answer comes with ``finish()``.
    func send(_ statement: String, _ parameters: [Parameter] = []) throws(ServerError) {
        if owed == 0 { lastAnswer = Monotonic.now }
        let code = Parameter.lend(parameters) { types, values, lengths, formats in
            PQsendQueryParams(
                handle, statement, Int32(parameters.count), types, values, lengths, formats, 0)
        }
        guard code == 1 else { throw lost() }
        owed += 1
        try pump(untilSent: true)
    }

    /// Waits for the answers to all that was sent, in one round trip, and gives the rows of each statement.
    ///
    /// The first error is thrown when all have been read; a transaction it broke has been rolled back then.
    @discardableResult
    func finish() throws(ServerError) -> [Rows] {
        guard PQpipelineSync(handle) == 1 else { throw lost() }
        try pump(untilSent: true)
        roundTrips += 1
        var rows: [Rows] = []
        var failure: ServerError?
        while owed > 0 {
            let result = try nextResult()
            defer { PQclear(result) }
            switch PQresultStatus(result) {
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK: rows.append(Rows(result))
            case PGRES_PIPELINE_ABORTED: break
            default: failure = failure ?? ServerError(result)
            }
            // Each statement's results end with none.
            if try nextResult() != nil { throw lost() }
            owed -= 1
        }
        let end = try nextResult()
        defer { PQclear(end) }
        guard PQresultStatus(end) == PGRES_PIPELINE_SYNC else { throw failure ?? ServerError(end) }
        guard let failure else { return rows }
        try rollBack()
        throw failure
    }

    /// Whether a transaction is open.
    var isInTransaction: Bool { [PQTRANS_INTRANS, PQTRANS_INERROR].contains(PQtransactionStatus(handle)) }

    /// The next result, nil between two statements.
    private func nextResult() throws(ServerError) -> OpaquePointer? {
        while PQisBusy(handle) == 1 { try pump(untilSent: false) }
        let result = PQgetResult(handle)
        guard PQstatus(handle) != CONNECTION_BAD else {
            // What the server said when it closed the connection is worth more than that it did.
            let said = result.map { ServerError($0) }
            PQclear(result)
            guard var said, !said.code.isEmpty else { throw lost() }
            said.kind = .lost
            throw said
        }
        if result != nil { lastAnswer = Monotonic.now }
        return result
    }

    /// Sends and reads what can be, until all is sent or (once) something has come.
    private func pump(untilSent: Bool) throws(ServerError) {
        while true {
            let unsent = PQflush(handle)
            guard unsent >= 0 else { throw lost() }
            if untilSent, unsent == 0 { return }
            if wait(Int16(unsent == 1 ? POLLIN | POLLOUT : POLLIN)) {
                guard PQconsumeInput(handle) == 1 else { throw lost() }
                if !untilSent { return }
            }
            let silent = Monotonic.now - lastAnswer
            // A server that works off a large delta piece by piece is not to be stopped: it would have to begin again.
            if host.isCancelled, silent > 2 {
                throw ServerError(kind: .cancelled, message: "the server did not answer within the camera's deadline")
            }
            if silent > silence {
                throw ServerError(kind: .lost, message: "the server has been silent for \(Int(silent)) s")
            }
        }
    }
}

extension ServerConnection {
    /// One statement's rows, in a round trip of its own.
    func ask(_ statement: String) throws(ServerError) -> Rows {
        try send(statement)
        guard let rows = try finish().first else {
            throw ServerError(kind: .lost, message: "the server did not answer what it was asked")
        }
        return rows
    }

    /// Ends a transaction that stays open.
    func rollBack() throws(ServerError) {
        guard isInTransaction else { return }
        try send("ROLLBACK")
        try finish()
    }
}
