// SPDX-License-Identifier: Apache-2.0

public import CameraKit

/// Records workers and tasks in a PostgreSQL database.
public final class PostgresCamera: Camera {
    /// The camera's id, options and wants.
    public static let description = CameraDescription(
        id: "postgres", version: "0.1.0", summary: "records workers and tasks in a PostgreSQL database",
        author: "evcam", license: "Apache-2.0")

    private let configuration: PostgresConfiguration
    private let host: Host
    private var link: ServerLink
    private var tables: any Tables
    private var sweep = Sweep()

    /// Reads the options.
    public init(configuration: PostgresConfiguration, host: Host) throws {
        self.configuration = configuration
        self.host = host
        let settings = try ConnectionSettings(url: configuration.url, password: configuration.password?.text)
        link = ServerLink(settings, host: host, statementTimeout: configuration.statementTimeout)
        if let names = DjangoNames(configuration.schema) {
            guard !configuration.history else {
                throw CameraError.config("`history` is for `schema: evcam`: Django's packages have no tables for it")
            }
            tables = DjangoTables(names, configuration: configuration, settings: settings, host: host)
        } else {
            tables = RecordingTables(configuration: configuration, settings: settings, host: host)
        }
    }

    /// Connects, makes the tables and looks whether they can be written.
    public func start() throws {
        do {
            _ = try link.connected(&tables)
        } catch let error as ServerError {
            throw error.isConfiguration ? CameraError.config(link.text(error)) : CameraError.retry(link.text(error))
        }
    }

    /// Writes the snapshot in one transaction, in one round trip.
    public func shutter(_ snapshot: SnapshotView) throws {
        do {
            try write(snapshot)
        } catch let error as ServerError {
            throw CameraError.retry(link.text(error))
        } catch CameraError.config(let text) {
            // At the start this is a mistake; now it may pass, and nothing is lost meanwhile.
            throw CameraError.retry(text)
        }
        host.metric("round_trips", Double(link.roundTrips))
        guard sweep.isUnderWay, !snapshot.isFinal else { return }
        do {
            try goOn(seconds: 0.4)
        } catch {
            sweep.end()
            host.log(.warning, "the cleanup stops until the next: \(error)")
        }
    }

    /// Begins to delete what is too old; what takes longer goes on behind the following shutters.
    public func cleanup(_ cleanup: Cleanup) throws -> Int {
        do {
            _ = try link.connected(&tables)
            sweep.begin(tables.sweep(at: cleanup.now))
            try goOn(seconds: 1)
        } catch let error as ServerError {
            throw CameraError.retry(link.text(error))
        }
        return sweep.report()
    }

    /// Closes the connection.
    public func stop() { link.close() }

    /// Writes until the server takes it, as long as trying again at once makes sense.
    private func write(_ snapshot: SnapshotView) throws {
        let end = Monotonic.now + 5
        var tries = 0
        while true {
            tries += 1
            let isNew = !link.isOpen
            do {
                let connection = try link.connected(&tables, isLast: snapshot.isFinal)
                try link.begin(connection)
                try tables.send(snapshot, to: connection)
                if let channel = configuration.notify {
                    try connection.send(Notification(channel: channel, snapshot: snapshot).statement)
                }
                try connection.send("COMMIT")
                try connection.finish()
                tables.confirm(snapshot)
                return
            } catch let error as ServerError {
                link.note(error)
                // A connection that broke since the last shutter says nothing of the server.
                let mayPass = tries < 4 && (error.isPassing || (error.kind == .lost && !isNew))
                // There is no shutter behind the last: what is away for a moment is waited for.
                let isLastChance = snapshot.isFinal && Monotonic.now < end
                guard mayPass || isLastChance, error.kind != .cancelled, !host.isCancelled else { throw error }
                link.pause()
            }
        }
    }

    private func goOn(seconds: Double) throws {
        let connection = try link.connected(&tables)
        do {
            try sweep.run(seconds: seconds, on: connection, host)
        } catch {
            link.note(error)
            throw error
        }
    }
}
