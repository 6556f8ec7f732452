// SPDX-License-Identifier: Apache-2.0

import CameraABI
import CameraKit
import CameraStage
import PostgresCamera
import ServerFixtures
import Synchronization
import Testing

/// A database of a test's own, and postgres cameras that record into it.
final class Database {
    /// One for all tests.
    static let server = Result { try PostgresServer(settings: ["max_connections": "100"]) }
    private static let count = Atomic(0)

    let server: PostgresServer
    let name: String
    var url: String { server.url(of: name) }

    init() throws {
        server = try Self.server.get()
        name = "test\(Self.count.add(1, ordering: .relaxed).newValue)"
        try server.ask("CREATE DATABASE \(name)")
    }

    /// A camera, not yet started.
    func camera(_ options: [String: String] = [:]) throws -> StagedCamera {
        let entry = try #require(PostgresCamera.entry(1, 0))
        return StagedCamera(entry, options: ["url": url].merging(options) { $1 })
    }

    /// A camera that has begun.
    func started(_ options: [String: String] = [:]) throws -> StagedCamera {
        let camera = try camera(options)
        try #require(camera.start() == EVCAM_OK, "\(camera.host.errors)")
        return camera
    }

    /// What psql answers, a line for each row.
    @discardableResult
    func ask(_ statement: String) throws -> String { try server.ask(statement, in: name) }

    /// All that the tables hold, ids of snapshots apart.
    func dump() throws -> String {
        try ["tasks", "workers", "snapshots"].map { table in
            try ask("SELECT to_jsonb(t) - 'id' FROM \(table) t ORDER BY 1")
        }.joined(separator: "\n")
    }
}

extension StagedCamera {
    /// Takes a picture and expects that it is written.
    func take(_ snapshot: SnapshotBuilder, _ location: SourceLocation = #_sourceLocation) {
        #expect(shutter(snapshot) == EVCAM_OK, "\(host.errors)", sourceLocation: location)
    }
}

extension SnapshotBuilder {
    /// A snapshot of another epoch.
    convenience init(epoch: String, sequence: UInt64 = 1, revision: UInt64 = 1) {
        self.init(sequence: sequence, revision: revision)
        header.epoch = arena.text(epoch)
    }
}
