// SPDX-License-Identifier: Apache-2.0

import CameraABI
import CameraKit
import CameraStage
import Foundation
import SQLiteCamera
import ServerFixtures
import Testing

/// A folder of its own, sqlite cameras that record into it, and another connection that looks at what they wrote.
final class TestRecording {
    let folder: String
    var path: String { folder + "/recording.sqlite" }

    init() throws {
        folder = NSTemporaryDirectory() + "evcam-sqlite-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// A camera, not yet started.
    func camera(_ options: [String: String] = [:]) throws -> StagedCamera {
        let all = ["path": path].merging(options) { $1 }
        let entry = try #require(SQLiteCamera.entry(1, 0))
        return StagedCamera(entry, options: all)
    }

    /// A camera that has started.
    func started(_ options: [String: String] = [:], location: SourceLocation = #_sourceLocation) throws -> StagedCamera
    {
        let camera = try camera(options)
        #expect(camera.start() == EVCAM_OK, "\(camera.host.errors)", sourceLocation: location)
        return camera
    }

    /// Takes one picture with a camera of its own.
    func take(
        _ snapshot: SnapshotBuilder, _ options: [String: String] = [:], location: SourceLocation = #_sourceLocation
    ) throws {
        let camera = try started(options, location: location)
        #expect(camera.shutter(snapshot) == EVCAM_OK, "\(camera.host.errors)", sourceLocation: location)
        camera.stop()
    }

    /// What a query answers, a text for each column; `-` is null.
    func rows(_ sql: String) throws -> [[String]] { try Self.rows(sql, in: path) }

    /// The rows' columns with `|` between them.
    func lines(_ sql: String) throws -> [String] { try rows(sql).map { $0.joined(separator: "|") } }

    /// The first column of the first row.
    func value(_ sql: String) throws -> String { try rows(sql).first?.first ?? "no row" }

    /// Runs statements as another program would.
    func execute(_ sql: String) throws { _ = try rows(sql) }

    static func rows(_ sql: String, in path: String) throws -> [[String]] {
        try SQLiteConnection(path).rows(sql)
    }

    var files: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() } }
}
