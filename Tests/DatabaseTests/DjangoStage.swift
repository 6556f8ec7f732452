// SPDX-License-Identifier: Apache-2.0

import Foundation
import ServerFixtures
import Testing

/// A database that both evcam and Django use, gone with it.
final class DjangoStage {
    /// What `evcam snapshot` says of the recording.
    let snapshot: String
    private let folder: String
    private let item: DjangoCase
    /// The camera's option, its value, and Django's name for the same.
    private let database: (option: String, target: String, url: String)
    private static let server = Result { try PostgresServer() }

    /// Makes an empty one.
    init(_ item: DjangoCase) throws {
        self.item = item
        folder = try FixtureFolder.make("django")
        snapshot = folder + "/snapshot.json"
        switch item.database {
        case .sqlite:
            database = ("path", "\(folder)/recording.sqlite", "sqlite:///\(folder)/recording.sqlite")
        case .postgres:
            let name = "django_" + UUID().uuidString.lowercased().filter { $0 != "-" }
            let server = try Self.server.get()
            try server.ask("CREATE DATABASE \(name)")
            database = ("url", server.url(of: name), server.url(of: name))
        }
        try Shell.run("\(BuiltEvcam.path) snapshot \(BuiltEvcam.recording) >\(snapshot)")
    }

    deinit { _ = try? Shell.run("rm -rf \(folder)") }

    /// Records the bundled recording into it, or one with these lines.
    func record(createsSchema: Bool, lines: [String] = []) throws {
        let recording = lines.isEmpty ? BuiltEvcam.recording : folder + "/lines.ndjson"
        if !lines.isEmpty { try FixtureFolder.write(lines.joined(separator: "\n") + "\n", to: recording) }
        try FixtureFolder.write(
            """
            replay: {file: \(recording), speed: max}
            cleanup_freq: 10s
            cameras:
              - name: django
                camera: \(item.database)
                options:
                  \(database.option): \(database.target)
                  schema: \(item.schema)
                  create_schema: \(createsSchema)
                  keep: {success: 1d, error: 3d, pending: 5d}
            """, to: folder + "/config.yaml")
        let said = try Shell.run("\(BuiltEvcam.path) record -c \(folder)/config.yaml")
        #expect(said.contains("nothing lost"), Comment(rawValue: said))
        #expect(!said.contains("WARN"), Comment(rawValue: said))
    }

    /// Runs Python with the example project's settings, or others.
    /// - Returns: what it says.
    @discardableResult
    func python(_ django: Django, _ words: String, settings: String = "cluster.settings") throws -> String {
        let environment = [
            "PYTHONPATH": "\(BuiltEvcam.sources)/Examples/django:\(Django.tests)", "PYTHONDONTWRITEBYTECODE": "1",
            "DJANGO_SETTINGS_MODULE": settings, "DATABASE_URL": database.url, "CELERY_TABLES": item.schema,
            "RECORDING": snapshot,
        ]
        let variables = environment.map { "\($0.key)=\(Shell.quoted($0.value))" }.sorted().joined(separator: " ")
        return try Shell.run("\(variables) \(Shell.quoted(django.python)) \(words)")
    }
}
